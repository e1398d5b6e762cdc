"""Every number that the panels of Sequences show is that of the moment shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnviz.ui.sequences.time_stage import TimeStage
from tests.gui.test_sequences import at_sequences, choose, experiment
from tests.helpers import truth_sequences as truth
from tests.helpers.truth_facts import Fact, P, audit, fact, wrapped
from tests.helpers.truth_texts import texts

PANELS = {"TimeStage", "SequenceResults", "SequencePanel"}
OTHERS = {"CurvesView", "InspectorTabs"}  # which every workspace has, and whose audits are elsewhere


def check(person, facts: list[Fact], state: str, hovered: tuple[type, ...] = ()) -> None:
    """All numbers in the panels are right, and none is unknown."""
    QApplication.processEvents()
    person.window.place.settle()
    said = [
        one
        for one in texts(person.window, hovered)
        if PANELS & set(one.owner) and not OTHERS & set(one.owner)
    ]
    assert said, state
    faults = audit(said, facts)
    assert not faults, f"{state}:\n" + "\n".join(faults)


def moment(person, kind: str):
    """The network shown gone through again with the sample shown, and all test sequences."""
    shown = person.desk.shown
    dataset, own = shown.dataset, truth.OwnReader(shown.snapshot, kind)
    features = np.asarray(dataset.test_features, np.float64).reshape(-1, *dataset.feature_shape)
    x = features[shown.sample.index]
    return shown, own, x, own.run(x), features


def shares_of(lengths):
    return lengths / lengths[-1]


def panel_facts(person, own, features) -> list[Fact]:
    """The left panel, and the answer."""
    shown = person.desk.shown
    dataset, at = shown.dataset, shown.sample.index
    said = np.array([own.says(own.run(one)["h"])[-1] for one in features])
    wrong = int((said.argmax(axis=1) != dataset.test_labels).sum())
    x = features[at]
    keys = [t for t in range(x.shape[1]) if dataset.symbols[int(x[:, t].argmax())].isupper()]
    made = own.says(own.run(x)["h"])
    answer = int(made[-1].argmax())
    leans = next(t for t in range(len(made)) if (made[t:].argmax(axis=1) == answer).all())
    order = np.argsort(-made[-1], kind="stable")
    names = dataset.class_names
    letters = [dataset.symbols[int(column.argmax())] for column in x.T]
    return [
        fact("all", r"(?:^|: )All (\d+)$", len(features), where="SequencePanel"),
        fact("wrong", r"(?:^|: )Wrong (\d+)$", wrong, where="SequencePanel"),
        fact("length", r"^(?:Length: )?(\d+)$", x.shape[1], where="NumberRow"),
        fact("from the key", r"to the end: (\d+) steps$", x.shape[1] - 1 - keys[0], where="SequencePanel"),
        fact("step", r"Step (\d+) reads (\w)\.", None, lambda m: letters[int(m[1]) - 1], where="LetterBoxes"),
        fact("letters", r"Step (\d+): (\w)$", None, lambda m: letters[int(m[1]) - 1], least=0),
        fact("sure", rf"({P}) sure, and (right|wrong)", float(made[-1, answer]),
             "right" if answer == dataset.test_labels[at] else "wrong", where="AnswerView"),
        fact("others", rf"(\w+) \(({P})\)", set(names),
             lambda m: float(made[-1, names.index(m[1])]), where="AnswerView",
             least=2 if made[-1, order[2]] >= 0.01 else 0),
        fact("leans", wrapped(r"The last key came at step (\d+); since step (\d+) it leans to (\w+)\."),
             keys[-1] + 1, leans + 1, names[answer], where="SequenceResults"),
    ]  # fmt: skip


def stage_facts(person, own, x, made, features, lines, count) -> list[Fact]:
    shown, stage = person.desk.shown, person.window.place.current.view.stage
    unit, step = stage.at
    label = np.array([shown.sample.label])
    own_blame = own.blame(x[None], label)
    steps = x.shape[1]
    axis = sorted(
        {1, *range(5, steps + 1, 5), step + 1} - {n for n in range(1, steps + 1) if 0 < abs(n - 1 - step) < 1}
    )
    dataset = shown.dataset
    return truth.stage_facts(
        own, x, made, (unit, step), dataset.class_names, dataset.symbols, own_blame, count, axis, lines
    )


def test_an_lstm_at_rest_and_looking_back(open_window) -> None:
    person = at_sequences(open_window(), experiment(length=20), epochs=3)
    for epoch, cell in ((3, (2, 10)), (1, (0, 4))):
        person.desk.look_at(epoch)
        person.wait(lambda epoch=epoch: person.desk.shown.epoch == epoch and person.desk.shown.exact)
        choose(person, *cell)
        shown, own, x, made, features = moment(person, "lstm")
        blame = own.blame(features, shown.dataset.test_labels)
        lines = {"LSTM": shares_of(blame["h"]), "c": shares_of(blame["c"])}
        facts = [
            *panel_facts(person, own, features),
            *truth.card_facts(own, x, made, *cell),
            *stage_facts(person, own, x, made, features, lines, len(features)),
        ]
        check(person, facts, f"epoch {epoch}", (TimeStage,) if epoch == 3 else ())


@pytest.mark.parametrize("kind", ["gru", "rnn"])
def test_a_gru_and_a_plain_one(open_window, kind: str) -> None:
    person = at_sequences(open_window(), experiment(kind, length=20), epochs=1)
    choose(person, 3, 7)
    shown, own, x, made, features = moment(person, kind)
    blame = own.blame(features, shown.dataset.test_labels)
    facts = [
        *panel_facts(person, own, features),
        *truth.card_facts(own, x, made, 3, 7),
        *stage_facts(person, own, x, made, features, {kind.upper(): shares_of(blame["h"])}, len(features)),
    ]
    check(person, facts, kind)


def test_the_second_run_beside_it(open_window) -> None:
    person = at_sequences(open_window(), experiment(length=20, epochs=2), epochs=2)
    first = person.desk.run.letter
    person.click(person.window.place.current.panel.second.train)
    person.wait(lambda: len(person.session.runs.of("sequences")) == 2)
    person.wait(lambda: person.desk.run.letter == first and not person.desk.playing)
    person.wait(lambda: person.desk.shown is not None and person.desk.shown.who.letter == first)
    other = next(run for run in person.session.runs.of("sequences") if run.letter != first)
    assert other.snapshot.epoch == 2
    shown, own, x, made, features = moment(person, "lstm")
    plain = truth.OwnReader(other.snapshot, "rnn")
    labels = shown.dataset.test_labels
    blame, beside = own.blame(features, labels), plain.blame(features, labels)
    lines = {
        "LSTM": shares_of(blame["h"]), "c": shares_of(blame["c"]), "plain RNN": shares_of(beside["h"]),
    }  # fmt: skip
    says = plain.says(plain.run(x)["h"])[-1]
    shares = r"\|".join(rf"{name}\|({P})" for name in shown.dataset.class_names)
    told = ", ".join(rf"{name} ({P})" for name in shown.dataset.class_names)
    unit, step = person.window.place.current.view.stage.at
    facts = [
        *panel_facts(person, own, features),
        *truth.card_facts(own, x, made, unit, step),
        *stage_facts(person, own, x, made, features, lines, len(features)),
        fact("units", r"^(\d+) units$", 4, where="SecondRun"),
        fact("its shares", shares, *says, where="ShareBars"),
        fact("its shares told", told, *says, where="ShareBars"),
        fact("a guess", rf"A guess would be ({P})\.", 0.25, where="SecondRun"),
    ]
    check(person, facts, "beside a plain one")
