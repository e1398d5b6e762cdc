"""What lessons call the numbers and neurons of a network."""

from __future__ import annotations

import pytest

from nnviz.drawing.selection import Selection
from nnviz.lessons.named import Named, allowed, asked_of, pointed, read_named
from tests.helpers.snapshots import hand_built_snapshot


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("dense1.weights[0, 2]", Named("dense1", "weights", (0, 2))),
        (" dense2.bias[3] ", Named("dense2", "bias", (3,))),
        ("dense1[4]", Named("dense1", "", (4,))),
        ("dense1.a", Named("dense1", "a")),
    ],
)
def test_a_name_is_read_and_written(text: str, named: Named) -> None:
    assert read_named(text) == named
    assert str(named) == text.strip()


@pytest.mark.parametrize("text", ["", "dense1.weights[", "the weight", "dense1..a", "dense1[x]"])
def test_what_names_nothing_is_one_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="names nothing of a network"):
        read_named(text)


def test_names_lead_to_the_numbers_and_back() -> None:
    snapshot = hand_built_snapshot((3,), inputs=2, outputs=2, sample=[0.5, 1.0], label=0)
    for place, layer in enumerate(snapshot.layers):
        object.__setattr__(layer, "name", f"dense{place + 1}")
    weight = read_named("dense2.weights[2, 1]")
    assert weight.value(snapshot) == float(snapshot.layers[1].weights[2, 1])
    assert weight.selection(snapshot) == Selection("edge", 1, 1, 2)
    edit = weight.edit(snapshot, 0.5)
    assert (edit.layer, edit.source, edit.unit, edit.value) == (1, 2, 1, 0.5)
    assert read_named("dense1.bias[1]").edit(snapshot, 2.0).source is None
    assert pointed(Selection("edge", 1, 1, 2), snapshot) == weight
    assert pointed(Selection("input", -1, 1), snapshot) == Named("inputs", "", (1,))
    with pytest.raises(ValueError, match="no layer “conv1”; there are dense1, dense2"):
        read_named("conv1[0]").place(snapshot)
    for wrong in ("dense1.weights[0]", "dense1.weights[9, 0]", "dense1.gates[0]"):
        with pytest.raises(ValueError, match="is no number of it"):
            read_named(wrong).value(snapshot)


def test_what_a_step_allows_and_asks_for() -> None:
    controls = ("run", "weight:dense1.weights[0, 0]", "bias:dense1.bias[0]", "learning_rate")
    first, second = allowed(controls)
    assert first.covers(read_named("dense1.weights[0, 0]"))
    assert not first.covers(read_named("dense1.weights[0, 1]"))
    assert read_named("dense1.weights").covers(first)
    assert second == Named("dense1", "bias", (0,))
    assert asked_of("argmax(B.dense1.a @ epoch 3)") == Named("dense1")
    assert asked_of("argmax(dense2.weights @ update 1)") == Named("dense2", "weights")
    assert asked_of("train_loss @ last") is None


@pytest.mark.parametrize(
    ("hidden", "inputs", "outputs", "names"),
    [
        ((), 1, 1, {"dense1.weights[0, 0]": "w", "dense1.bias[0]": "b"}),
        ((), 2, 1, {"dense1.weights[1, 0]": "w₂", "dense1.a": "dense1.a"}),
        ((), 2, 2, {"dense1.weights[1, 0]": "dense1.weights[1, 0]"}),
        ((3,), 2, 1, {"dense1.bias[0]": "dense1.bias[0]"}),
    ],
)
def test_the_numbers_of_a_lone_neuron_have_letters(hidden, inputs, outputs, names) -> None:
    snapshot = hand_built_snapshot(hidden, inputs=inputs, outputs=outputs, sample=[0.5] * inputs, label=0)
    for place, layer in enumerate(snapshot.layers):
        object.__setattr__(layer, "name", f"dense{place + 1}")
    assert {text: read_named(text).letter(snapshot) for text in names} == names
