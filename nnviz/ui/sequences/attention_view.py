"""Attention in the workspace Sequences: its stage, its card, its notes, and what of it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from nnviz.drawing.attention.card import card_of
from nnviz.drawing.attention.content import Lanes, lanes_of
from nnviz.drawing.attention.looking_at import LookingAt
from nnviz.drawing.sequences.asked import Asked
from nnviz.drawing.sequences.reads import shown_symbol
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.attending import Finds, OwnAnswers, aim_of, attention_places, given_steps, own_answers
from nnviz.training.samples import truth_of
from nnviz.ui.sequences.attention_notes import AttentionNotes
from nnviz.ui.sequences.attention_stage import AttentionStage
from nnviz.ui.sequences.head_card import HeadCardView
from nnviz.ui.sequences.moment import reads_of
from nnviz.ui.sequences.second import Second
from nnviz.ui.sequences.share_rows import ShareRow


def lanes_at(shown: Shown) -> Lanes | None:
    """What is seen of the attention of the network shown; None without a sample."""
    probe, sample, reads = shown.probe, shown.sample, reads_of(shown)
    if probe is None or sample is None or reads is None:
        return None
    outputs = np.asarray(probe.layers[-1].a, np.float64).reshape(shown.network.output_shape)
    by_step = outputs.T if outputs.ndim == 2 else np.repeat(outputs[np.newaxis], reads.steps, axis=0)
    names = tuple(map(told, shown.dataset.class_names))
    asked = Asked(by_step, names, outputs.ndim == 2, truth_of(sample, shown.dataset))
    own = sample.source == "written"
    return lanes_of(shown.network, probe, reads, asked, given_steps(shown.dataset), own)


class AttentionView(QObject):
    """See ``StageView``. ``look`` is called with the head and the steps that the person chooses.

    ``notes`` is what stands at the left.
    """

    selection_requested = Signal(object)

    def __init__(self, second: Second, look: Callable[[LookingAt], None], parent: QObject) -> None:
        super().__init__(parent)
        self._second, self._look = second, look
        self.stage, self.card, self.notes = AttentionStage(), HeadCardView(), AttentionNotes()
        self._finds = Finds()
        self._shown: Shown | None = None
        self._late: Shown | None = None
        self._lanes: Lanes | None = None
        self.stage.chosen.connect(self._on_chosen)
        self.card.key_requested.connect(self._on_key)

    # ---- what there is to show
    def show(self, shown: Shown, before: Shown | None) -> None:
        self._shown = shown
        if shown.another_moment(before):
            self._lanes = lanes_at(shown)
            self._second.show(shown, None)
        if before is None or shown.another_moment(before) or shown.looking != before.looking:
            self._show_chosen()
            block = None if before is None or before.looking is None else before.looking.block
            if self._late is not None and block != self.at.block and not shown.another_network(self._late):
                self._show_found(shown)

    @property
    def lanes(self) -> Lanes | None:
        """What is shown."""
        return self._lanes

    @property
    def at(self) -> LookingAt:
        """What is chosen: at first an answer in the middle, in the first head of the first layer."""
        lanes = self._lanes
        if lanes is None:
            return LookingAt()
        at = None if self._shown is None else self._shown.looking
        if at is None:
            asked = [step for step in range(lanes.steps) if lanes.asks(step)]
            at = LookingAt(query=asked[len(asked) // 2] if asked else lanes.steps - 1)
        return at.moved(lanes)

    @property
    def step(self) -> int:
        return self.at.query

    def _show_chosen(self) -> None:
        lanes, at = self._lanes, self.at
        self.stage.show_lanes(lanes, at)
        self.card.show_card(None if lanes is None else card_of(lanes, at.block, at.head, at.query, at.key))

    # ---- what takes longer
    def show_late(self, shown: Shown) -> None:
        if self._lanes is None or shown is not self._shown:
            return
        self._late = shown
        dataset, truth = (
            shown.dataset,
            None if shown.sample is None else truth_of(shown.sample, shown.dataset),
        )
        wrote = own_answers(shown.network, dataset, self._lanes.reads.values)
        self.notes.show_when(shown.epoch)
        self.notes.show_wrote(_wrote_rows(shown, wrote, truth))
        self.notes.show_tests(_test_rows(shown), len(dataset.test_labels))
        self._show_found(shown)

    def _show_found(self, shown: Shown) -> None:
        places = attention_places(shown.network)
        block = min(self.at.block, len(places) - 1)
        layer = block if len(places) > 1 else None
        self.notes.show_found(aim_of(shown.dataset), self._finds.of(shown.derived, places[block]), layer)

    # ---- a sequence of one's own
    def hold(self) -> None:
        """Lanes are not held against one another."""

    def differs(self) -> None:
        return None

    # ---- what the person does
    def choose_step(self, step: int) -> None:
        if self._lanes is not None:
            self._on_chosen(self.at.moved(self._lanes, query=step))

    @Slot(object)
    def _on_chosen(self, at: LookingAt) -> None:
        self._look(at)

    @Slot(int)
    def _on_key(self, key: int) -> None:
        if self._lanes is not None:
            self._on_chosen(self.at.moved(self._lanes, key=key))


def _test_rows(shown: Shown) -> list[ShareRow]:
    """How many answers, and how many whole sequences, are right."""
    dataset = shown.dataset
    if dataset.asked != "each_step":
        return []
    asks = dataset.test_labels >= 0
    right = (shown.test_answers == dataset.test_labels) & asks
    return [
        ShareRow(
            QCoreApplication.translate("AttentionView", "single answers"),
            float(right.sum() / asks.sum()),
            digits=1,
        ),
        ShareRow(
            QCoreApplication.translate("AttentionView", "whole sequences"),
            float((right == asks).all(axis=1).mean()),
            digits=1,
        ),
    ]


def _wrote_rows(shown: Shown, wrote: OwnAnswers | None, truth: NDArray[Any] | None) -> list[ShareRow]:
    if wrote is None:
        return []
    first = shown.dataset.feature_shape[1] - len(wrote.places)
    rows = []
    for number, (place, share) in enumerate(zip(wrote.places, wrote.shares, strict=True)):
        right = None if truth is None else int(truth[first + number]) == int(place)
        name = shown_symbol(shown.dataset.symbols[int(place)])
        rows.append(ShareRow(name, float(share), symbol=True, right=right))
    return rows
