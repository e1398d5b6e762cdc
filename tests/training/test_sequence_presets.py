"""The presets of Sequences: those that are there to learn do, and those that are there to fail do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nnviz.cli import main
from nnviz.data import DATASETS
from nnviz.data.sequences.names import BORDER, GRAMMAR
from nnviz.data.sequences.rhyme import TEXT
from nnviz.data.sequences.written import read_text
from nnviz.drawing.speed import SPEEDS
from nnviz.training.continuing import SequenceReader, continued
from nnviz.training.experiment import Experiment
from nnviz.training.presets import NAMED, PRESETS, preset_on
from nnviz.training.sequence_presets import SEQUENCES
from nnviz.training.settings import read_layers
from nnviz.training.trainer import Trainer
from tests.helpers.counts import count

RIGHT, EXACT = "test_accuracy", "test_exact_sequences"
#: By name: parameters, what is looked at, and from and to which it is at the last epoch.
GOALS = {
    "temporal_order": (516, RIGHT, 0.99, 1.0),
    "temporal_order_rnn": (156, RIGHT, 0.0, 0.65),
    "temporal_order_rnn60": (156, RIGHT, 0.0, 0.65),
    "temporal_order_forgets": (516, RIGHT, 0.0, 0.65),
    "echo": (140, RIGHT, 0.99, 1.0),
    "echo_lstm": (452, RIGHT, 0.0, 0.9),
    "echo_explodes": (140, RIGHT, 0.0, 0.8),
    "anbn": (46, EXACT, 1.0, 1.0),
    "anbn_dense": (42, EXACT, 0.0, 0.0),
    "rhyme": (19354, RIGHT, 0.92, 1.0),
    "rhyme_dense": (3418, RIGHT, 0.0, 0.4),
    "names": (5586, RIGHT, 0.0, 1.0),
    "names_dense": (1202, RIGHT, 0.0, 1.0),
    "digit_rows": (5578, RIGHT, 0.95, 1.0),
    "digit_rows_fast": (5578, RIGHT, 0.0, 0.4),
    "sine_sequence": (89, RIGHT, 0.99, 1.0),
    "sine_sequence_dense": (25, RIGHT, 0.0, 0.95),
    "reverse": (1658, EXACT, 0.99, 1.0),
    "reverse_no_places": (1482, EXACT, 0.0, 0.1),
    "sort": (7098, EXACT, 0.99, 1.0),
    "sort_no_places": (6922, EXACT, 0.0, 0.5),
    "rhyme_attention": (11322, RIGHT, 0.88, 0.97),
    "rhyme_attention_ahead": (11322, RIGHT, 0.9, 1.0),
}
#: Those that take a second or more, and are measured in the long set only.
SLOW = {
    "temporal_order",
    "temporal_order_forgets",
    "echo_lstm",
    "rhyme",
    "reverse",
    "reverse_no_places",
    "sort",
    "sort_no_places",
    "rhyme_attention",
    "rhyme_attention_ahead",
}


@pytest.mark.parametrize("name", [name for name in GOALS if count(0, 10) or name not in SLOW])
def test_a_preset_comes_to_what_it_is_there_for(name: str) -> None:
    parameters, looked_at, least, most = GOALS[name]
    experiment = SEQUENCES[name].experiment
    dataset = experiment.dataset()
    for seed in range(count(1, 10)):
        trainer = Trainer(experiment.with_(seed=seed, evaluate_every=experiment.epochs), dataset)
        assert trainer.network.size == parameters
        assert least <= [*trainer.run()][-1][looked_at] <= most, f"seed {seed}"


def test_who_remembers_invents_names_of_the_grammar_and_who_does_not_cannot() -> None:
    shares = []
    for name in ("names", "names_dense"):
        experiment = SEQUENCES[name].experiment
        trainer = Trainer(experiment.with_(evaluate_every=experiment.epochs))
        [*trainer.run()]
        reader, given = SequenceReader(trainer.network, trainer.dataset), read_text(trainer.dataset, "")
        invented = [
            "".join(
                trainer.dataset.symbols[place] for place in continued(reader, given, 20, seed=seed).places
            )
            for seed in range(60)
        ]
        shares.append(sum(bool(GRAMMAR.fullmatch(one.removesuffix(BORDER))) for one in invented) / 60)
    assert shares[0] > 0.8
    assert shares[1] < 0.6


def test_who_looks_ahead_is_right_and_cannot_go_on() -> None:
    experiment = SEQUENCES["rhyme_attention_ahead"].experiment
    trainer = Trainer(experiment.with_(evaluate_every=experiment.epochs))
    assert [*trainer.run()][-1].test_accuracy > 0.9
    symbols, given = trainer.dataset.symbols, TEXT[:20]
    reader = SequenceReader(trainer.network, trainer.dataset)
    places = continued(reader, read_text(trainer.dataset, given), 60, temperature=0).places
    assert sum(symbols[place] == letter for place, letter in zip(places, TEXT[20:], strict=False)) < 30


def test_a_sine_is_gone_on_with_for_five_periods() -> None:
    experiment = SEQUENCES["sine_sequence"].experiment
    trainer = Trainer(experiment.with_(evaluate_every=experiment.epochs))
    [*trainer.run()]
    row = trainer.dataset.test_features[0]
    values = [
        *row[:10],
        *continued(SequenceReader(trainer.network, trainer.dataset), row[None, :10], 100).values,
    ]
    turns = [k for k in range(1, 110) if values[k - 1] < 0 <= values[k]]
    assert len(turns) >= 5
    assert max(values) - min(values) > 1.7


def test_the_table_has_every_goal_and_everyone_has_one_beside_it() -> None:
    assert GOALS.keys() == SEQUENCES.keys()
    assert SEQUENCES is NAMED["sequences"]
    assert PRESETS["sequences"] is next(iter(SEQUENCES.values())).experiment
    for name, preset in SEQUENCES.items():
        other = SEQUENCES[preset.beside]
        assert preset.name == name
        assert preset.fails != other.fails
        assert other.beside == name or preset.fails, "of several that fail it is beside the first"
        assert preset.experiment.validated().home == "sequences"
        assert preset.experiment.data == other.experiment.data
    data = {name for name, source in DATASETS.items() if source.family == "sequences" and not source.unchosen}
    assert data == {preset.experiment.data for preset in SEQUENCES.values()}


def test_a_story_lasts_10_to_20_seconds() -> None:
    for preset in SEQUENCES.values():
        assert preset.speed in SPEEDS
        assert 10 <= preset.experiment.epochs / preset.speed <= 20


def test_data_begin_with_the_first_preset_made_for_them() -> None:
    for data in {preset.experiment.data for preset in SEQUENCES.values()}:
        assert preset_on("sequences", data) is SEQUENCES[data].experiment


def told(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, float]:
    assert main(["train", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out.splitlines()[-1])  # type: ignore[no-any-return]


def last(experiment: Experiment) -> float:
    return [*Trainer(experiment).run()][-1]["test_loss"]


def test_the_command_line_begins_with_the_preset_of_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--workspace", "sequences", "--data", "anbn")
    preset = SEQUENCES["anbn"].experiment
    result = told(capsys, *words)
    assert result["epochs"] == preset.epochs
    assert result["test_loss"] == pytest.approx(last(preset), abs=0)
    assert result["metrics"]["test_exact_sequences"] == 1  # type: ignore[index]
    other = preset.with_(epochs=3, clip_norm=0.5)
    result = told(capsys, *words, "--epochs", "3", "--clip-norm", "0.5")
    assert result["test_loss"] == pytest.approx(last(other), abs=0)


def test_lengths_and_delays_are_options(capsys: pytest.CaptureFixture[str]) -> None:
    order = SEQUENCES["temporal_order"].experiment.with_(length=23, epochs=1)
    words = ("--workspace", "sequences", "--length", "23", "--epochs", "1")
    assert told(capsys, *words)["test_loss"] == pytest.approx(last(order), abs=0)
    echo = SEQUENCES["echo"].experiment.with_(delay=2, length=30, epochs=1)
    words = ("--workspace", "sequences", "--data", "echo", "--delay", "2", "--length", "30", "--epochs", "1")
    assert told(capsys, *words)["test_loss"] == pytest.approx(last(echo), abs=0)
    assert main(["train", "--data", "echo", "--delay", "99"]) == 2
    assert capsys.readouterr().err == "nnviz: The delay of the echo must be from 1 to 15, not 99.\n"


def test_the_page_says_what_the_presets_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "kinds.md").read_text(encoding="utf-8")
    rows = [[cell.strip(" *`") for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    found = {row[0]: row for row in rows if row and row[0] in SEQUENCES}
    assert found.keys() == SEQUENCES.keys()
    for name, (_, layers, how, parameters, _) in found.items():
        experiment = SEQUENCES[name].experiment
        if not layers.startswith("the same"):
            assert read_layers(layers.split("`")[0]) == experiment.layers
        rate, epochs = (float(number.strip(" *")) for number in how.split(","))
        assert (rate, epochs) == (experiment.learning_rate, experiment.epochs)
        assert int(parameters.replace(",", "")) == GOALS[name][0]
