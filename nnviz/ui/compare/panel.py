"""The right side of the compare room: what broke, and on what two runs agree."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import DATASETS
from nnviz.session.sentences import told
from nnviz.training.agreement import Agreement, Asked, Closeness, Common, agreement, shared_test
from nnviz.training.derived import Derived
from nnviz.training.generated import placed
from nnviz.training.made import made, makes
from nnviz.training.samples import sample_of
from nnviz.ui.compare.agreement_view import AgreementSquares
from nnviz.ui.compare.broken_card import BrokenCard
from nnviz.ui.compare.disagreements import DisagreementGrid
from nnviz.ui.compare.made_planes import POINTS, MadeBy, MadePlanes
from nnviz.ui.compare.parts import head_row
from nnviz.ui.compare.plane_view import PlaneDisagreement
from nnviz.ui.compare.runs import RunAt, Runs, at_moment, find, goal_text
from nnviz.ui.pace import Pace
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

COUNT_MS = 250  # between two counts while epochs rush in
MAP_CELLS = 96


class ComparePanel(Ground):
    """The card of the run that broke, over the agreement of the pair given by :meth:`set_pair`.

    ``run_chosen`` comes before ``experiment_requested`` where the way out is that of another run.
    """

    run_chosen = Signal(str)
    experiment_requested = Signal(object, str)
    look_requested = Signal(str, int)
    sample_requested = Signal(object)  # a Sample

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", "left", parent)
        self._runs: Runs = ()
        self._current = ""
        self._pair: tuple[str, str] | None = None
        self._counted: tuple[object, ...] = ()
        self._pace = Pace(self._refresh, COUNT_MS, self)
        self.settle = self._pace.settle
        self.card, self.squares = BrokenCard(), AgreementSquares()
        self.grid, self.plane, self.made = DisagreementGrid(), PlaneDisagreement(), MadePlanes()
        self.made.hide()  # it is wide, and most runs make nothing
        self._title, self._when, self._moments = SectionTitle(), Caption(), Caption()
        self._moments.setWordWrap(True)
        self._explains = Caption()
        self._explains.setWordWrap(True)
        self.card.run_chosen.connect(self._on_run_chosen)
        self.card.experiment_requested.connect(self.experiment_requested)
        self.card.look_requested.connect(self.look_requested)
        self.grid.sample_requested.connect(self._on_sample)
        self.plane.sample_requested.connect(self._on_sample)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("What differs in the answers"))

    def _lay_out(self) -> None:
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._card_row, self._section = QVBoxLayout(), QVBoxLayout()
        self._card_row.addWidget(self.card)
        self._section.addLayout(head_row(self._title, self._when))
        for part in (self._moments, self.squares, self._explains, self.plane, self.grid, self.made):
            self._section.addWidget(part)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._card_row)
        self._column.addLayout(self._section)
        self._column.addStretch(1)
        self._scroll = Scroll(body, keyboard=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.addWidget(self._scroll)

    # ---- content
    def show_runs(self, runs: Runs, current_letter: str) -> None:
        """Show what there is to say of ``runs`` where the playhead stands."""
        self._runs, self._current = tuple(runs), current_letter
        self._show_card()
        self._show_chosen()
        self._pace.ask()

    def _show_chosen(self) -> None:
        """Frame the sample that is looked at, if it is one of the first run's test samples."""
        first = None if self._pair is None else find(self._runs, self._pair[0])
        sample = None if first is None else first.sample
        tested = sample is not None and sample.source == "test"
        index = sample.index if sample is not None and tested else None
        self.grid.set_chosen(-1 if index is None else index)

    @Slot(object)
    def set_pair(self, pair: tuple[str, str] | None) -> None:
        """The letters of the two runs whose answers are counted."""
        self._pair = pair
        self._show_chosen()
        self._pace.do()

    def _show_card(self) -> None:
        """The current run's story, if it broke, or that of the first that did."""
        broken = [run for run in self._runs if run.diverged is not None]
        story = next((run for run in broken if run.letter == self._current), broken[0] if broken else None)
        self.card.setVisible(story is not None)
        if story is not None:
            self.card.show_run(story)

    def _refresh(self) -> None:
        if not self.isVisible():
            return
        two = [run for letter in self._pair or () if (run := find(self._runs, letter)) is not None]
        moments = [run.derived for run in two if run.derived is not None]
        if len(moments) < 2:
            self._counted = ()
            self._show_only(
                self.tr("Where they disagree"),
                self.tr("As soon as there are two networks, both are asked about every test sample."),
            )
            return
        if not all(one.snapshot.ends.learns_labels for one in moments):
            self._show_measures(two, moments)
            return
        key = (self._pair, *moments)
        if key == self._counted:
            return
        self._counted = key
        self.made.hide()
        self._count(two[0], two[1], moments[0], moments[1])

    def _show_measures(self, two: Runs, moments: Sequence[Derived]) -> None:
        """Of networks that make samples what they make, where both make points of the same data."""
        first, second = moments
        self._show_only(
            self.tr("What both make"),
            self.tr("Networks that make samples are compared by their measures: see the curves."),
        )
        same = first.dataset.planar and first.dataset.name == second.dataset.name
        if same and all(makes(one.snapshot) for one in moments):
            key = (self._pair, *moments)
            if key != self._counted:
                self.made.show_made(
                    tuple(map(_made_by, two, moments)),
                    first.dataset,
                )
            self._counted = key
            self.made.show()
        else:
            self._counted = ()

    def _count(self, one: RunAt, other: RunAt, first: Derived, second: Derived) -> None:
        """Ask both networks about every test sample that neither has learned, and show what they say."""
        shared = shared_test(first.dataset, second.dataset)
        letters, colours = (one.letter, other.letter), (one.colour, other.colour)
        counted = len(shared.first) > 0
        mapped = first.dataset.planar and shared.common not in ("data", "answers")
        if not (counted or mapped):
            self._show_only(self.tr("Nothing to compare"), self._why_not(shared.common, one, other))
            return
        found = None
        if counted:
            asked = Asked(first.network, first.dataset), Asked(second.network, second.dataset)
            found = agreement(*asked, shared)
            self.squares.show_agreement(found, letters, colours)
            if not first.dataset.every_step:  # which have no one answer to stand in a cell
                self.grid.show_agreement(found, first.dataset, letters, colours)
        if mapped:
            maps, data = (first.maps(MAP_CELLS), second.maps(MAP_CELLS)), (first.dataset, second.dataset)
            self.plane.show_maps(maps, data, found, letters, colours)
        self._show_moments(one, other)
        self._title.setText(self._headline(len(shared.first), first.dataset.family))
        self._explains.setText(self._explanation(shared.common, found, one, other, mapped=mapped))
        differ = found is not None and len(found.differing) > 0 and not first.dataset.every_step
        for part, on in (
            (self.squares, counted),
            (self.plane, mapped),
            (self.grid, differ),
        ):
            part.setVisible(on)

    def _show_moments(self, one: RunAt, other: RunAt) -> None:
        """Which moments are compared: beside the heading, within an epoch below it, where there is room."""
        moments = [run.derived.snapshot for run in (one, other) if run.derived is not None]
        within = any(moment.position for moment in moments)
        epochs = [moment.epoch for moment in moments]
        text = self.tr("epoch {one}") if len(set(epochs)) == 1 else self.tr("epochs {one} and {other}")
        self._when.setText(text.format(one=epochs[0], other=epochs[-1]))
        words = self.tr("{one} at {moment}; {other} at {another}.")
        self._moments.setText(words.format(
            one=one.letter, moment=at_moment(one), other=other.letter, another=at_moment(other)
        ))  # fmt: skip
        self._when.setVisible(not within)
        self._moments.setVisible(within)

    def _headline(self, count: int, family: str) -> str:
        """On how many samples, and of what kind, both networks are compared."""
        if not count:
            return self.tr("Nothing to compare")
        if family in ("digits", "images"):
            return self.tr("On %n test image(s)", "", count)
        if family == "plane":
            return self.tr("On %n test point(s)", "", count)
        if family == "sequences":
            return self.tr("On %n test sequence(s)", "", count)
        return self.tr("On %n test row(s)", "", count)

    def _show_only(self, title: str, text: str) -> None:
        """A title and a sentence, where there is nothing to count."""
        self._title.setText(title)
        self._explains.setText(text)
        for part in (self._when, self._moments, self.squares, self.plane, self.grid, self.made):
            part.hide()

    def _why_not(self, common: Common, one: RunAt, other: RunAt) -> str:
        """Why no sample can be put to both, or only some can."""
        text = {
            "all": "",
            "some": self.tr(
                "{one} and {other} are not tested on the same samples: "
                "only those that neither was trained on are counted."
            ),
            "learned": self.tr(
                "{one} and {other} have no test sample in common: what one is tested on, "
                "the other was trained on."
            ),
            "points": self.tr(
                "{one} and {other} were trained on different points: "
                "there are none that both can be tested on."
            ),
            "sequences": self.tr(
                "{one} and {other} read different sequences: there are none that both can be tested on."
            ),
            "answers": self.tr(
                "{one} and {other} choose between different classes: their answers cannot be compared."
            ),
            "data": self.tr(
                "{one} was trained on {data} and {other} on {others}: their answers cannot be compared."
            ),
        }[common]
        data, others = (told(DATASETS[run.experiment.data].label) for run in (one, other))
        return text.format(one=one.letter, other=other.letter, data=data, others=others)

    def _explanation(
        self, common: Common, found: Agreement | Closeness | None, one: RunAt, other: RunAt, *, mapped: bool
    ) -> str:
        """What is counted, and how to read what stands below."""
        texts = []
        if mapped and one.regression:
            texts.append(self.tr("Warm: {one} predicts more than {other}; cool: less."))
        elif mapped:
            texts.append(self.tr("Filled: where they disagree. Lines: where either changes its answer."))
        if found is not None and not len(found.differing):
            texts.append(self.tr("They give the same answer to every one."))
        elif found is not None and one.regression:
            texts.append(self.tr("Furthest apart: what {one} said, the truth, what {other} said."))
        elif found is not None:
            texts.append(self.tr("Where they disagree: what {one} said, the truth, what {other} said."))
        texts = [text.format(one=one.letter, other=other.letter) for text in texts]
        return " ".join(filter(None, (self._why_not(common, one, other), *texts)))

    # ---- wishes
    @Slot(str)
    def _on_run_chosen(self, letter: str) -> None:
        if letter != self._current:
            self.run_chosen.emit(letter)

    @Slot(int)
    def _on_sample(self, index: int) -> None:
        """A test sample of the first run's data was picked."""
        first = None if self._pair is None else find(self._runs, self._pair[0])
        if first is not None and first.dataset is not None:
            self.sample_requested.emit(sample_of(first.dataset, "test", index))

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setMinimumWidth(theme.layout("right"))
        card, side = theme.px(14), theme.px(16)
        self._card_row.setContentsMargins(card, 0, card, 0)
        self._column.setContentsMargins(0, card, 0, 0)
        self._section.setContentsMargins(side, 0, side, theme.px(16))
        self._section.setSpacing(theme.px(10))
        heads = self._title, self._when, self._moments
        for part in (self.card, *heads, self.squares, self._explains, self.plane, self.grid):
            part.set_theme(theme)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pace.do()


def _made_by(run: RunAt, derived: Derived) -> MadeBy:
    """What that run makes of the same noise, and how good it is in the plainest way."""
    points = placed(derived.dataset, made(derived.snapshot, POINTS))
    return MadeBy(run.letter, points, goal_text(derived.metrics))
