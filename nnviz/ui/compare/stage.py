"""The centre of the compare room: all curves above, two networks side by side below."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from nnviz.ui.compare.curves import RunsCurves
from nnviz.ui.compare.runs import RunAt, Runs, find, pair_of
from nnviz.ui.compare.side import RunSide
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, PushButton, TextLabel
from nnviz.ui.widgets.ground import Ground

PLOTS = 318  # px at unit 1, in a window that is high enough
_PLOTS_SHARE = 0.42


class CompareStage(Ground):
    """``pair_changed`` tells the letters (left, right) of the runs laid side by side, or None."""

    epoch_requested = Signal(int)
    new_run_requested = Signal()
    pair_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("hairline", parent=parent)  # which shows between the parts
        self._runs: Runs = ()
        self._current = ""
        self._hidden: frozenset[str] = frozenset()
        self._chosen: tuple[str, str] | None = None
        self._pair: tuple[str, str] | None = None
        self.curves = RunsCurves()
        self.curves.epoch_requested.connect(self.epoch_requested)
        self.sides = (RunSide(), RunSide())
        for place, side in enumerate(self.sides):
            side.run_picked.connect(partial(self._pick, place))
        self._foot = Caption(parent=self)
        self._foot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._invitation = _Invitation()
        self._invitation.new_run_requested.connect(self.new_run_requested)
        self._lay_out()
        self.settle = self.curves.settle
        self.setAccessibleName(self.tr("Comparison of runs"))

    def _lay_out(self) -> None:
        pair = QWidget()
        self._row = QHBoxLayout(pair)
        self._row.setContentsMargins(0, 0, 0, 0)
        for side in self.sides:
            self._row.addWidget(side, 1)
        below = QWidget()
        self._stack = QStackedLayout(below)  # without a widget, it would show its own as windows
        self._stack.addWidget(pair)
        self._stack.addWidget(self._invitation)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.curves)
        column.addWidget(below, 1)

    # ---- content
    def show_runs(self, runs: Runs, current_letter: str) -> None:
        """Show ``runs`` where the playhead stands; another current run is one of those side by side."""
        if current_letter != self._current and self._chosen and current_letter not in self._chosen:
            self._chosen = None
        self._runs, self._current = tuple(runs), current_letter
        self._show_curves()
        self._show_pair()

    @Slot(object)
    def set_hidden(self, letters: frozenset[str]) -> None:
        """Leave the curves of these runs out."""
        self._hidden = letters
        self._show_curves()

    def set_pair(self, left: str, right: str) -> None:
        """Lay these two runs side by side."""
        self._chosen = (left, right)
        self._show_pair()

    @property
    def pair(self) -> tuple[str, str] | None:
        """The letters of the two runs side by side."""
        return self._pair

    def _show_curves(self) -> None:
        self.curves.show_runs([run for run in self._runs if run.letter not in self._hidden])

    def _show_pair(self) -> None:
        pair = pair_of(self._runs, self._current, self._chosen)
        if pair != self._pair:
            self._pair = pair
            self.pair_changed.emit(pair)
        self._stack.setCurrentIndex(1 if pair is None else 0)
        self._foot.setVisible(pair is not None)
        if pair is None:
            self._invitation.show_count(len(self._runs))
            return
        for side, run in zip(self.sides, self._two, strict=True):
            side.show_run(run, self._runs)
        self._show_foot(self._two)

    @property
    def _two(self) -> list[RunAt]:
        """The runs side by side."""
        return [run for letter in self._pair or () if (run := find(self._runs, letter)) is not None]

    def _show_foot(self, two: list[RunAt]) -> None:
        """What is the same on both sides, as long as there is room for it."""
        texts, foot, edge = self._foot_texts(two), self._foot, self._theme.px(20)
        room, metrics = self.sides[0].width() - 2 * edge, foot.fontMetrics()
        foot.setText(next((text for text in texts if metrics.horizontalAdvance(text) <= room), texts[-1]))
        foot.adjustSize()
        foot.move(edge, self.height() - foot.height() - self._theme.px(8))
        foot.raise_()

    def _foot_texts(self, two: list[RunAt]) -> list[str]:
        """The sentences for the foot, the longest first."""
        networks = [run.snapshot for run in two if run.snapshot is not None]
        if any(network.ends.noise for network in networks):
            return [self.tr("no sample enters, but noise that stays the same")]
        samples = [run.sample for run in two if run.sample is not None]
        if len(samples) < len(two):
            return [self.tr("the two runs were trained on different data")]
        learners = [run.letter for run, sample in zip(two, samples, strict=True) if sample.learned]
        alike = len({run.moment.epoch for run in two if run.moment is not None}) < 2
        if len(learners) == 1:
            text = self.tr("same sample, which {run} was trained on").format(run=learners[0])
        elif not alike:
            text = self.tr("same sample, not the same epoch")
        elif samples[0].source == "test":
            text = self.tr("same test sample, same epoch")
        else:
            text = self.tr("same sample, same epoch")
        if samples[0].label is None or not all(network.ends.learns_labels for network in networks):
            return [text]
        dashed = self.tr("the dashed outline is the truth")
        return [f"{text}; {dashed}", text if learners else dashed]

    # ---- choosing the pair
    def _pick(self, place: int, letter: str) -> None:
        """Put a run in one of the places; if it stands in the other one, they change places."""
        if self._pair is None:
            return
        two = list(self._pair)
        if two[1 - place] == letter:
            two[1 - place] = two[place]
        two[place] = letter
        self.set_pair(two[0], two[1])

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self.curves, *self.sides, self._foot, self._invitation):
            part.set_theme(theme)
        self._row.setSpacing(1)
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        self.curves.setFixedHeight(min(self._theme.px(PLOTS), round(self.height() * _PLOTS_SHARE)))
        two = self._two
        if len(two) > 1:  # not while runs of the pair have gone
            self._show_foot(two)


class _Invitation(Ground):
    """In place of two networks, as long as there is one: how to get another."""

    new_run_requested = Signal()

    def __init__(self) -> None:
        super().__init__("stage")
        self._title = TextLabel(role="title", weight="semibold")
        self._text = TextLabel(role="body", color="secondary")
        self._text.setWordWrap(True)
        self._new = PushButton(self.tr("New run"), "plus", kind="strong")
        self._new.setToolTip(self.tr("Keep this run, and begin another one with the same settings"))
        self._new.clicked.connect(self.new_run_requested)
        self._column = column = QVBoxLayout(self)
        column.addStretch(1)
        for part in (self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(part)
        column.addSpacing(8)
        column.addWidget(self._new, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.show_count(0)

    def show_count(self, count: int) -> None:
        """How many runs there are."""
        title = self.tr("There is only one network to look at yet")
        text = self.tr("Press Play: the other run has not started.")
        if count < 2:
            title = self.tr("It takes two to compare")
            text = self.tr(
                "Keep this run and begin another from the same start weights. "
                "Change one thing, and any difference in the result is down to it."
            )
        self._title.setText(title)
        self._text.setText(text)
        self._new.setVisible(count <= 1)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        for part in (self._title, self._text, self._new):
            part.set_theme(theme)
        side = theme.px(60)
        self._column.setContentsMargins(side, theme.px(20), side, theme.px(20))
