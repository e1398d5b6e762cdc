"""The left side of the compare room: the runs, what differs between them, and who was first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import DATASETS
from nnviz.drawing import numbers
from nnviz.drawing.measured import number
from nnviz.session.sentences import capital, told
from nnviz.training.comparison import first_to, same_start, what_differs, what_is_the_same
from nnviz.ui.compare.differs import DiffersTable, FirstBars
from nnviz.ui.compare.parts import head_row
from nnviz.ui.compare.run_list import Card, RunList
from nnviz.ui.compare.runs import RunAt, Runs, broke_to, find, same_test, titles, when, without_data
from nnviz.ui.pace import Pace
from nnviz.ui.theme import Theme, Themed
from nnviz.ui.widgets import Caption, PushButton, SectionTitle
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

PAUSE_MS = 100  # between two pictures of the table while epochs rush in; the list follows at once


class RunsPanel(Ground):
    """The list of runs, the current one framed, over the table of differences and the bars of who was first.

    ``hidden_changed`` tells the frozenset of letters whose curves are hidden; ``share_requested`` asks that
    the current run begin again from the start weights of the run with that letter.
    """

    run_chosen = Signal(str)
    new_run_requested = Signal()
    rename_requested = Signal(str, str)
    remove_requested = Signal(str)
    share_requested = Signal(str)
    hidden_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("panel", "right", parent)
        self._runs: Runs = ()
        self._current = ""
        self._share_from = ""
        self._pace = Pace(self._refresh, PAUSE_MS, self)
        self.settle = self._pace.settle
        self._build()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Runs"))

    # ---- building
    def _build(self) -> None:
        self._title, self.list = SectionTitle(self.tr("Runs")), RunList()
        self.list.chosen.connect(self._on_chosen)
        self.list.runs.renamed.connect(self.rename_requested)
        self.list.removed.connect(self.remove_requested)
        self.list.share_requested.connect(self.share_requested)
        self.list.runs.hidden_changed.connect(self.hidden_changed)
        self._new = PushButton(self.tr("New run"), "plus", small=True)
        self._new.setToolTip(self.tr("Keep this run, and begin another one with the same settings"))
        self._new.clicked.connect(self.new_run_requested)
        self._differs_title, self._equal = SectionTitle(self.tr("What differs")), Caption()
        self._table, self._same = DiffersTable(), Caption()
        self._same.setWordWrap(True)
        self._share = PushButton("…", "swap", small=True)
        self._share.clicked.connect(self._on_share)
        self._first_title, self._bars = SectionTitle(), FirstBars()
        self._first_note = Caption(self.tr("each run on its own test samples"))
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._heads = (head_row(self._title, self._new), head_row(self._differs_title, self._equal))
        self._column.addWidget(self.list)
        self._column.addLayout(self._heads[1])
        self._column.addWidget(self._table)
        self._column.addWidget(self._same)
        self._column.addWidget(self._share, 0, Qt.AlignmentFlag.AlignLeft)
        for part in (self._first_title, self._first_note, self._bars):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._heads[0])
        self._whole.addWidget(Scroll(body, keyboard=True), 1)

    # ---- content
    def show_runs(self, runs: Runs, current_letter: str) -> None:
        """Show ``runs`` with their numbers where the playhead stands."""
        self._runs, self._current = tuple(runs), current_letter
        if not any(run.derived is not None and run.derived.slow_to_measure for run in runs):
            self._show_cards()
        self._pace.ask()

    def _show_cards(self) -> None:
        called = titles(self._runs)
        self.list.show_cards([self._card(run, called[run.letter]) for run in self._runs])

    def _card(self, run: RunAt, title: str) -> Card:
        metrics, broke, event = run.metrics, broke_to(run), run.diverged
        told_of = run.kinds.told[:2]
        values = ["—" if metrics is None else numbers.measured(metrics.get(k.name), k.unit) for k in told_of]
        listed = [*map(number, told_of, values)]
        note = when(run)
        if event is not None:
            note = self.tr("stopped in epoch {epoch}").format(epoch=event.epoch)
            text = self.tr("Run {letter}, {title}: {numbers}, broke; {note}.")
            listed = [number(told_of[0], broke)]
        else:
            text = self.tr("Run {letter}, {title}: {numbers}.")
        words = text.format(letter=run.letter, title=title, numbers=", ".join(map(told, listed)), note=note)
        if note and event is None:
            words += " " + self.tr("These numbers are from another moment: {note}.").format(note=note)
        if run.letter == self._current:
            words += " " + self.tr("It is the current run.")
        shown = [broke, *values[1:]] if broke else values
        measured = tuple(zip((told(kind.short) for kind in told_of), shown, strict=True))
        if without_data(run):
            measured = ((self.tr("It came without data"), ""),)
            words = self.tr("Run {letter}, {title}: it came without data, nothing is measured.")
            words = words.format(letter=run.letter, title=title)
            words += " " + self.tr("It is the current run.") if run.letter == self._current else ""
        return Card(
            letter=run.letter,
            colour=run.colour,
            title=title,
            numbers=measured,
            broke=broke,
            note=note,
            words=words,
            current=run.letter == self._current,
            removable=len(self._runs) > 1,
            shareable=self._could_share(run),
        )

    def _refresh(self) -> None:
        """What takes a look at whole histories."""
        self._show_cards()
        runs, several = self._runs, len(self._runs) > 1
        letters = tuple((run.letter, run.colour) for run in runs)
        experiments = [run.experiment for run in runs]
        differences = what_differs(experiments)
        elsewhere = self._elsewhere()
        if elsewhere:  # of their settings nothing is known but the network
            differences = tuple(one for one in differences if one.field == "layers")
        self._table.show_differences(letters, differences)
        self._equal.setText(self._all_else(bool(differences)))
        for part in (self._differs_title, self._equal, self._table):
            part.setVisible(several)
        self._same.setVisible(several and not elsewhere)
        start = several and same_start([run.timeline for run in runs])
        self._same.setText(capital(what_is_the_same(experiments, self._sizes(), same_start=start)))
        self._offer_share()
        self._first_title.setText(goal := self._goal())
        self._first_note.setVisible(bool(goal) and not same_test(runs))
        self._first_title.setVisible(bool(goal))
        self._bars.setVisible(bool(goal))
        reached = first_to([run.timeline for run in runs])
        self._bars.show_epochs(letters, reached, [run.diverged is not None for run in runs])

    def _goal(self) -> str:
        units = {run.kinds.goal.unit for run in self._runs if run.kinds.goal.reached}
        leading = {told(run.kinds.goal.short) for run in self._runs if run.kinds.goal.leading}
        if leading:
            return self.tr("First to 90 %: {measure}").format(measure=" / ".join(sorted(leading)))
        if units == {"share"}:
            return self.tr("First to 90 % right")
        if units == {"r2"}:
            return self.tr("First to an R² of 0.9")
        return self.tr("First to 90 % right, or an R² of 0.9") if units else ""

    def _all_else(self, differ: bool) -> str:
        """Whether the settings are all that differs: a live change on the way does too."""
        if elsewhere := self._elsewhere():
            return self.tr("not known: how {runs} is trained").format(runs=", ".join(elsewhere))
        changed = [run.letter for run in self._runs if run.timeline.changes]
        if changed:
            return self.tr("also changed during training: {runs}").format(runs=", ".join(changed))
        return self.tr("all else is equal") if differ else self.tr("nothing")

    def _elsewhere(self) -> list[str]:
        """The runs that are not trained here, or were not yet: they have no settings."""
        return [run.letter for run in self._runs if DATASETS[run.experiment.data].unchosen]

    def _sizes(self) -> tuple[int, ...]:
        """Sizes of the network, if there is one and it is the same in all runs."""
        sizes = set()
        for run in self._runs:
            if run.moment is not None:
                sizes.add((run.moment.input_size, *(layer.units for layer in run.moment.layers)))
        return sizes.pop() if len(sizes) == 1 else ()

    # ---- the same start weights
    def _could_share(self, other: RunAt) -> bool:
        """Whether the current run has the shape of ``other`` and began elsewhere."""
        current = find(self._runs, self._current)
        if current is None or current is other:
            return False
        starts = [run.timeline.snapshots.get(0) for run in (current, other)]
        shapes = [[] if s is None else [layer.weights.shape for layer in s.layers] for s in starts]
        if not shapes[0] or shapes[0] != shapes[1]:
            return False
        return not same_start([current.timeline, other.timeline])

    def _offer_share(self) -> None:
        others = [run for run in self._runs if self._could_share(run)]
        self._share_from = others[0].letter if others else ""
        self._share.setVisible(bool(others))
        names = {"run": self._current, "other": self._share_from}
        text = self.tr("Begin {run} from the weights of {other}").format(**names)
        tip = self.tr("Run {run} begins again from the start weights of {other}: one difference less")
        self._share.setText(text)
        self._share.setAccessibleName(text)
        self._share.setToolTip(tip.format(**names))
        self._share.updateGeometry()

    @Slot()
    def _on_share(self) -> None:
        self.share_requested.emit(self._share_from)

    # ---- what the person does
    @Slot(str)
    def _on_chosen(self, letter: str) -> None:
        if letter != self._current:
            self.run_chosen.emit(letter)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setMinimumWidth(theme.layout("left"))
        edge = theme.px(16)
        self._whole.setContentsMargins(0, theme.px(14), 1, 0)
        self._whole.setSpacing(theme.px(10))
        self._heads[0].setContentsMargins(edge, 0, edge - 1, 0)
        self._heads[1].setContentsMargins(0, theme.px(2), 0, 0)
        self._column.setContentsMargins(edge, 0, edge - 1, theme.px(14))
        self._column.setSpacing(theme.px(6))
        self._first_title.setContentsMargins(0, theme.px(14), 0, 0)
        parts: tuple[Themed, ...] = (self._title, self._new, self.list, self._differs_title, self._equal)
        parts += (self._table, self._same, self._share, self._first_title, self._first_note, self._bars)
        for part in parts:
            part.set_theme(theme)
