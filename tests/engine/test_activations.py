"""Every activation: its derivative against central differences, its extremes, its room."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.engine.activations import ACTIVATIONS, activation

VARIANTS = [(name, None) for name in ACTIVATIONS] + [
    ("leaky_relu", 0.2),
    ("leaky_relu", 1.0),
    ("elu", 0.5),
    ("elu", 2.0),
]
Z = np.linspace(-4, 4, 161) + 0.01234  # no point on a corner


@pytest.fixture(params=VARIANTS, ids=str)
def entry(request):
    return activation(*request.param)


def test_the_derivative_is_the_slope_of_the_function(entry):
    h = 1e-6
    if entry.elementwise:
        numeric = (entry.function(Z + h) - entry.function(Z - h)) / (2 * h)
    else:  # of each output by its own sum: the diagonal of the matrix
        steps = h * np.eye(len(Z))
        numeric = np.diag(entry.function(Z + steps) - entry.function(Z - steps)) / (2 * h)
    np.testing.assert_allclose(entry.derivative(Z, entry.function(Z)), numeric, atol=1e-8)


def test_the_jacobian_holds_every_partial_derivative(entry):
    z, h = np.array([0.3, -1.2, 2.1, 0.05]), 1e-6
    numeric = np.empty((4, 4))
    for j in range(4):
        step = h * np.eye(4)[j]
        numeric[:, j] = (entry.function(z + step) - entry.function(z - step)) / (2 * h)
    np.testing.assert_allclose(entry.jacobian(z), numeric, atol=1e-8)


@pytest.mark.parametrize("axis", [0, -1])
def test_backward_is_the_jacobian_times_the_gradient(entry, axis):
    rng = np.random.default_rng(1)
    z, da = rng.normal(size=(5, 3)), rng.normal(size=(5, 3))
    expected = np.stack([entry.jacobian(row).T @ d for row, d in zip(z, da, strict=True)])
    across = {} if entry.elementwise else {"axis": axis}
    if axis == 0:
        z, da, expected = z.T.copy(), da.T.copy(), expected.T
    got = entry.backward(z, entry.function(z, **across), da, axis=axis)
    np.testing.assert_allclose(got, expected, atol=1e-12)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_out_and_scratch_are_used_and_give_the_same_bits(entry, dtype):
    z = np.linspace(-9, 9, 24, dtype=dtype).reshape(4, 6)
    across = {} if entry.elementwise else {"axis": 0}
    a, out, scratch = entry.function(z, **across), np.empty_like(z), np.empty_like(z)
    assert entry.function(z, out=out, scratch=scratch, **across) is out
    np.testing.assert_array_equal(out, a)
    assert a.dtype == dtype
    dz, out = entry.backward(z, a, z, axis=0), np.empty_like(z)
    assert entry.backward(z, a, z, out, scratch, 0) is out
    np.testing.assert_array_equal(out, dz)


@given(value=st.floats(allow_nan=False, allow_infinity=False, width=64))
def test_float64_of_any_size_stays_finite_and_silent(value):
    _finite(np.array([value, 0.0, -value]))


@given(value=st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_float32_of_any_size_stays_finite_and_silent(value):
    _finite(np.array([value, 0.0, -value], dtype=np.float32))


def _finite(z):
    for entry in ACTIVATIONS.values():
        with np.errstate(under="ignore"):
            a = entry.function(z)
            assert np.isfinite(a).all(), entry.name
            assert np.isfinite(entry.derivative(z, a)).all(), entry.name


def test_softmax_of_extremes_is_a_sure_answer_and_of_a_tie_an_even_one():
    softmax = ACTIVATIONS["softmax"].function
    np.testing.assert_array_equal(softmax(np.array([1e308, -1e308, 0.0])), [1, 0, 0])
    np.testing.assert_array_equal(softmax(np.array([1000.0, 1000.0])), [0.5, 0.5])
    np.testing.assert_allclose(softmax(np.array([[1.0, 2.0, 3.0]] * 2)).sum(axis=-1), 1)


@pytest.mark.parametrize(
    ("name", "z", "expected"),
    [
        ("leaky_relu", -2.0, -0.02),
        ("elu", -1.0, np.expm1(-1.0)),
        ("softplus", 0.0, np.log(2.0)),
        ("softplus", 800.0, 800.0),
        ("silu", 1.0, 1 / (1 + np.exp(-1.0))),
        ("gelu", 1.0, 0.8411919906082768),
        ("gelu", -30.0, 0.0),
        ("sigmoid", -40.0, 4.248354255291589e-18),
        ("tanh", 0.5, np.tanh(0.5)),
        ("linear", -3.5, -3.5),
    ],
)
def test_known_values(name, z, expected):
    assert ACTIVATIONS[name].function(np.array([z]))[0] == pytest.approx(expected, rel=1e-14)


def test_at_its_corner_a_derivative_is_the_one_from_the_left():
    zero = np.zeros(1)
    for name, expected in (("relu", 0.0), ("leaky_relu", 0.01)):
        entry = ACTIVATIONS[name]
        assert entry.derivative(zero, entry.function(zero))[0] == expected
        assert entry.kinks == (0.0,)


def test_elu_has_a_corner_unless_alpha_is_one():
    assert activation("elu").kinks == ()
    assert activation("elu", 1.0).kinks == ()
    assert activation("elu", 0.5).kinks == (0.0,)


def test_leaky_relu_has_a_corner_unless_its_slope_is_one():
    assert activation("leaky_relu", 0.5).kinks == (0.0,)
    assert activation("leaky_relu", 1.0).kinks == ()


def test_faults_are_sentences():
    with pytest.raises(ValueError, match=r"'step' is not known; there are linear, sigmoid, tanh, relu"):
        activation("step")
    with pytest.raises(ValueError, match="tanh has no parameter"):
        activation("tanh", 0.5)
    with pytest.raises(ValueError, match="slope of leaky_relu must lie between 0 and 1, not -1"):
        activation("leaky_relu", -1)
    with pytest.raises(ValueError, match="alpha of elu must lie between 0 and 100, not nan"):
        activation("elu", float("nan"))


def test_every_line_of_the_table_is_filled_in():
    for name, entry in ACTIVATIONS.items():
        assert name == entry.name
        for text in (entry.label, entry.formula, entry.range):
            assert text
        assert entry.purpose.endswith(".")
        assert entry.pitfalls.endswith(".")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_bound_operations_give_the_bits_of_the_function_and_of_backward(entry, dtype):
    z = np.linspace(-9, 9, 23 * 7, dtype=dtype).reshape(23, 7)
    z[3, 3], z[4, 4] = 0.0, np.finfo(dtype).smallest_subnormal
    across = {} if entry.elementwise else {"axis": 0}
    a, da, dz = np.empty_like(z), np.cos(z), np.empty_like(z)
    activate, differentiate = entry.bind(z, a, da, dz)
    with np.errstate(over="ignore"):
        for operation in activate:
            operation()
    np.testing.assert_array_equal(a, entry.function(z, **across))
    for operation in differentiate:
        operation()
    np.testing.assert_array_equal(dz, entry.backward(z, a, da, axis=0))
