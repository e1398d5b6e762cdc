from __future__ import annotations

import numpy as np
import pytest

from nnviz.drawing import edge_law

WIDTHS = (0.6, 2.4)


def inked(values, area, share=0.24, dim=1.0, lengths=None):
    lengths = np.full(values.shape, 200.0) if lengths is None else lengths
    return edge_law.ink(values, lengths, area, share, WIDTHS, dim)


@pytest.mark.parametrize("count", [300, 2048, 20000])
def test_the_ink_is_the_share_of_the_ground_whatever_the_number_of_edges(count):
    values = np.random.default_rng(0).normal(size=count)
    lengths = np.random.default_rng(1).uniform(150, 400, count)
    area = 20000.0 + 40 * count
    found = inked(values, area, lengths=lengths)
    m = np.abs(values) / np.abs(values).max()
    ink = np.minimum(1, (m / found.scale) ** found.gamma) * found.width * lengths
    assert ink.sum() == pytest.approx(0.24 * area, rel=0.02)
    assert 0.2 <= found.scale <= 1
    assert 1.5 <= found.gamma <= 9


def test_the_strongest_is_opaque_and_widest_and_the_crowd_pays():
    values = np.random.default_rng(0).normal(size=4000)
    found = inked(values, 50_000.0)
    strongest = np.abs(values).argmax()
    assert found.alpha[strongest] == pytest.approx(1.0)
    assert found.width[strongest] == pytest.approx(WIDTHS[1])
    assert abs(found.tone[strongest]) == pytest.approx(1.0)
    assert found.clip == pytest.approx(np.abs(values).max())
    assert (found.alpha > 0).mean() < 0.5
    assert found.gamma > 1.5


def test_stronger_is_never_fainter_nor_thinner():
    values = np.random.default_rng(2).normal(size=500)
    found = inked(values, 30_000.0)
    order = np.abs(values).argsort()
    for part in (found.alpha, found.width, np.abs(found.tone)):
        assert (np.diff(part[order]) >= 0).all()


def test_tone_has_the_sign_and_never_the_colour_of_nothing():
    found = inked(np.array([-1.0, -0.01, 0.01, 1.0]), 10_000.0)
    assert (np.sign(found.tone) == [-1, -1, 1, 1]).all()
    assert np.abs(found.tone).min() >= edge_law.COLOUR_FLOOR


def test_faint_lines_are_left_out():
    found = inked(np.linspace(0, 1, 1000), 5_000.0)
    drawn = found.alpha[found.alpha > 0]
    assert drawn.min() >= edge_law.ALPHA_FLOOR
    assert (found.alpha == 0).any()


def test_dimming_dims():
    values = np.full(2, 1.0)
    found = edge_law.ink(values, np.full(2, 100.0), 1e5, 0.24, WIDTHS, np.array([1.0, 0.22]))
    assert found.alpha == pytest.approx([1.0, 0.22])


def test_zeros_draw_nothing_and_what_is_not_finite_counts_as_zero():
    assert not inked(np.zeros(10), 1e4).alpha.any()
    found = inked(np.array([np.nan, np.inf, -np.inf, 1.0]), 1e4)
    assert (found.alpha[:3] == 0).all()
    assert found.alpha[3] == 1.0
    assert found.clip == 1.0


def test_dense_gaps_have_thin_lines():
    assert edge_law.widest(10, 2.4, 7) == 7
    assert edge_law.widest(5000, 2.4, 7) == pytest.approx(2.4)
    assert 4 < edge_law.widest(320, 2.4, 7) < 5  # 32 x 10, as in the design


def test_relevance_of_the_last_hidden_layer_is_its_contribution_to_the_answer():
    a = np.array([1.0, 2.0, 0.0])
    weights = [np.ones((2, 3)), np.array([[0.5, 1.0], [-1.0, 0.5], [3.0, 3.0]])]
    assert edge_law.relevance(weights, [a, a[:2]], [a, a[:2]], 1)[0] == pytest.approx([1, 1, 0])
    assert edge_law.relevance(weights, [a, a[:2]], [a, a[:2]], 0)[0] == pytest.approx([1, 0, 0])


def test_relevance_passes_back_through_relu_exactly():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=s) for s in ((4, 5), (5, 6), (6, 3))]
    x, sums, activations = rng.normal(size=4), [], []
    for w in weights:
        sums.append(x @ w)
        x = np.maximum(sums[-1], 0)
        activations.append(x)
    got = edge_law.relevance(weights, sums, activations, 2)[0]
    slope = (sums[1] > 0).astype(float)
    expected = np.maximum(0, activations[0] * (weights[1] @ (slope * weights[2][:, 2])))
    assert got == pytest.approx(expected / expected.max())


def test_silent_units_and_other_outputs_are_dim():
    dim = edge_law.hidden_dim(np.array([1.0, 0.0, 0.0]), np.array([2.0, 1.0, 0.0]))
    assert dim == pytest.approx([1.0, 0.16, 0.12])
    assert edge_law.output_dim(3, 1) == pytest.approx([0.22, 1, 0.22])
