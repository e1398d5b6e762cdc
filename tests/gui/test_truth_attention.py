"""Every number that the panels of attention show is that of the moment shown."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnviz.ui.sequences.attention_stage import AttentionStage
from tests.gui.test_attention import click_square, experiment, view
from tests.gui.test_sequences import at_sequences
from tests.helpers import truth_attention as truth
from tests.helpers.truth_facts import Fact, P, audit, fact
from tests.helpers.truth_texts import texts

PANELS = {"AttentionStage", "HeadCardView", "AttentionNotes", "AnswerView"}


def check(person, facts: list[Fact], state: str, hovered: tuple[type, ...] = ()) -> None:
    """All numbers in the panels are right, and none is unknown."""
    QApplication.processEvents()
    person.window.place.settle()
    said = [one for one in texts(person.window, hovered) if PANELS & set(one.owner)]
    assert said, state
    faults = audit(said, facts)
    assert not faults, f"{state}:\n" + "\n".join(faults)


def aims(made_of_all, labels):
    """How often the largest share of each head is on the mirrored step, and by chance."""
    hits, chances = [], []
    for made in made_of_all:
        shares = made["shares"]
        for step in np.flatnonzero(labels[0] >= 0):
            hits.append([int(np.nanargmax(one[step])) == 10 - step for one in shares])
            chances.append(1 / (step + 1))
    return np.mean(hits, axis=0), float(np.mean(chances))


def notes_facts(person, own, x, truths, wrote) -> list[Fact]:
    """What it wrote, how many answers are right, what the heads look for."""
    dataset = person.desk.shown.dataset
    labels, rows = dataset.test_labels, dataset.test_features
    made_of_all = [own.run(row.reshape(dataset.feature_shape)) for row in rows]
    said = np.array([made["says"].argmax(axis=0) for made in made_of_all])
    asks = labels >= 0
    right = (said == labels) & asks
    found, chance = aims(made_of_all, labels)
    marks = [place == truths[5 + k] for k, (place, _) in enumerate(wrote)]
    words = "\n".join
    lines = [
        rf"{place}: ({P})" + ("" if truths is None else f", {'right' if mark else 'wrong'}")
        for (place, _), mark in zip(wrote, marks, strict=True)
    ]
    shares = [share for _, share in wrote]
    return [
        fact("wrote", "^" + words(lines) + "$", *shares, where="What it wrote"),
        fact("wrote, painted", r"\|".join(
            rf"{place}\|({P})\|{'✓' if mark else '✗'}" for (place, _), mark in zip(wrote, marks, strict=True)
        ), *shares, where="What it wrote"),
        fact("single", rf"single answers(?:: |\|)({P})", right.sum() / asks.sum(), where="AttentionNotes",
             slack=3 / asks.sum()),  # of two that are as likely float32 decides
        fact("whole", rf"whole sequences(?:: |\|)({P})", (right == asks).all(axis=1).mean(),
             where="AttentionNotes"),
        fact("when", r"as of epoch (\d+)", person.desk.shown.epoch, where="AttentionNotes"),
        fact("tests", r"of (\d+) test sequences", len(rows), where="AttentionNotes"),
        fact("heads", rf"head (\d)(?:: |\|)({P})(?:, by chance ({P}))?", None,
             lambda m: found[int(m[1]) - 1], chance, where="What the heads look for"),
        fact("chance", rf"line: any step, ({P})", chance, where="AttentionNotes"),
    ]  # fmt: skip


def answer_facts(made, truths, query: int) -> list[Fact]:
    says = made["says"][:, query]
    said = int(says.argmax())
    order = np.argsort(-says, kind="stable")
    words = "right" if truths[query] == said else "wrong"
    facts = [
        fact("said", r"^(\d)\|", str(said), where="AnswerView"),
        fact("sure", rf"({P}) sure, and (\w+)", float(says[said]), words, where="AnswerView"),
        fact("others", rf"(\d) \(({P})\)", None, lambda m: says[int(m[1])], where="AnswerView",
             least=2 if says[order[2]] >= 0.01 else 0),
    ]  # fmt: skip
    if words == "wrong":
        facts.append(fact("would be", r"right would be (\d)", str(truths[query]), where="AnswerView"))
    return facts


@pytest.mark.parametrize(("head", "query", "key"), [(0, 8, 3), (1, 6, 6)])
def test_a_head_at_rest_and_looking_back(open_window, head: int, query: int, key: int) -> None:
    person = at_sequences(open_window(), experiment(), epochs=2)
    for epoch in (2, 1):
        person.desk.look_at(epoch)
        person.wait(lambda epoch=epoch: person.desk.shown.epoch == epoch and person.desk.shown.exact)
        click_square(person, head, query, key)
        shown = person.desk.shown
        dataset, own = shown.dataset, truth.OwnLooker(shown.snapshot, 2)
        x = np.asarray(dataset.test_features[shown.sample.index], np.float64).reshape(dataset.feature_shape)
        truths, made = dataset.test_labels[shown.sample.index], own.run(x)
        facts = [
            *truth.card_facts(made, head, query, key),
            *truth.stage_facts(made, x, truths, 12),
            *answer_facts(made, truths, query),
            *notes_facts(person, own, x, truths, own.wrote(x)),
            fact("reads", r"reads (\d)", str(int(x[:, query].argmax())), where="HeadCardView"),
        ]
        hovered = (AttentionStage,) if (head, epoch) == (0, 2) else ()
        if not hovered:  # what is told where the pointer rests need not be there
            facts = [_seldom(one) if one.where == "AttentionStage" else one for one in facts]
        check(person, facts, f"epoch {epoch}", hovered)
        assert view(person).at.key == key


def _seldom(one: Fact) -> Fact:
    return Fact(one.name, one.pattern, one.rights, one.where, 0, one.slack)
