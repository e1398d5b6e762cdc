"""The left side of the compare room: the runs, what differs between them, and who was first."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.training.comparison import first_to, same_start, what_differs, what_is_the_same
from nnviz.ui.compare.differs import DiffersTable, FirstBars
from nnviz.ui.compare.run_card import CardText, RunCard
from nnviz.ui.compare.runs import RunAt, Runs, broke_to, find, right_text, same_test, titles, when
from nnviz.ui.theme import Theme, Themed
from nnviz.ui.widgets import Caption, PushButton, SectionTitle
from nnviz.ui.widgets.scroll import Scroll

PAUSE_MS = 100  # between two pictures of the table while epochs rush in; the cards follow at once


class RunsPanel(QWidget):
    """A card for each run, current one framed, over the table of differences and the bars of who was first.

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
        super().__init__(parent)
        self._theme = Theme()
        self._runs: Runs = ()
        self._current = ""
        self._cards: dict[str, RunCard] = {}
        self._hidden: frozenset[str] = frozenset()
        self._share_from = ""
        self._late = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self._build()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Runs"))

    # ---- building
    def _build(self) -> None:
        self._title = SectionTitle(self.tr("Runs"))
        self._new = PushButton(self.tr("New run"), "plus", small=True)
        self._new.setToolTip(self.tr("Keep this run, and begin another one with the same settings"))
        self._new.clicked.connect(self.new_run_requested)
        self._differs_title = SectionTitle(self.tr("What differs"))
        self._equal = Caption(self.tr("all else is equal"))
        self._table, self._same = DiffersTable(), Caption()
        self._same.setWordWrap(True)
        self._share = PushButton("…", "swap", small=True)
        self._share.clicked.connect(self._on_share)
        self._first_title, self._bars = SectionTitle(), FirstBars()
        self._first_note = Caption(self.tr("each run on its own test samples"))
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._card_column = QVBoxLayout()
        self._heads = (self._head(self._title, self._new), self._head(self._differs_title, self._equal))
        self._column.addLayout(self._card_column)
        for part in (
            self._heads[1],
            self._table,
            self._same,
            self._share,
            self._first_title,
            self._first_note,
            self._bars,
        ):
            if isinstance(part, QHBoxLayout):
                self._column.addLayout(part)
            elif part is self._share:
                self._column.addWidget(part, 0, Qt.AlignmentFlag.AlignLeft)
            else:
                self._column.addWidget(part)
        self._column.addStretch(1)
        self._scroll = Scroll(self._body, keyboard=True)
        self._whole = QVBoxLayout(self)
        self._whole.addLayout(self._heads[0])
        self._whole.addWidget(self._scroll, 1)

    @staticmethod
    def _head(left: QWidget, right: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(left)
        row.addStretch(1)
        row.addWidget(right)
        return row

    # ---- content
    def show_runs(self, runs: Runs, current_letter: str) -> None:
        """Show ``runs`` with their numbers where the playhead stands."""
        self._runs, self._current = tuple(runs), current_letter
        self._match_cards()
        self._show_cards()
        if self._pause.isActive():
            self._late = True
        else:
            self._refresh()
            self._pause.start()

    @Slot()
    def _on_pause_over(self) -> None:
        if self._late:
            self._refresh()
            self._pause.start()

    @property
    def hidden(self) -> frozenset[str]:
        """The letters of the runs whose curves are hidden."""
        return self._hidden

    def _match_cards(self) -> None:
        letters = [run.letter for run in self._runs]
        for letter in [letter for letter in self._cards if letter not in letters]:
            card = self._cards.pop(letter)
            self._card_column.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, letter in enumerate(letters):
            if letter not in self._cards:
                self._cards[letter] = self._make_card(letter)
            if self._card_column.indexOf(self._cards[letter]) != place:
                self._card_column.insertWidget(place, self._cards[letter])
        if not self._hidden <= set(letters):
            self._set_hidden(self._hidden & set(letters))

    def _make_card(self, letter: str) -> RunCard:
        card = RunCard(letter)
        card.set_theme(self._theme)
        card.chosen.connect(self._on_chosen)
        card.renamed.connect(self.rename_requested)
        card.removed.connect(self.remove_requested)
        card.share_requested.connect(self.share_requested)
        card.hidden_changed.connect(self._on_hidden)
        return card

    def _show_cards(self) -> None:
        called = titles(self._runs)
        for run in self._runs:
            shareable = run.letter != self._current and self._could_share(run)
            self._cards[run.letter].show_text(
                self._card_text(run, called[run.letter]),
                current=run.letter == self._current,
                removable=len(self._runs) > 1,
                shareable=shareable,
            )

    def _card_text(self, run: RunAt, title: str) -> CardText:
        metrics, broke, event = run.metrics, broke_to(run), run.diverged
        loss = "—" if metrics is None else numbers.fitted(metrics.test_loss)
        right = "—" if metrics is None else right_text(run, metrics.test_accuracy)
        stopped = "" if event is None else self.tr("stopped in epoch {0}").format(event.epoch)
        word = "R²" if run.regression else self.tr("right")
        of = "" if metrics is None or metrics.epoch == run.epoch else when(run)
        return CardText(run.letter, run.colour, title, broke or loss, word, right, broke, stopped or of)

    def _refresh(self) -> None:
        """What takes a look at whole histories."""
        self._late = False
        runs = self._runs
        letters = tuple((run.letter, run.colour) for run in runs)
        experiments = [run.experiment for run in runs]
        differences = what_differs(experiments)
        self._table.show_differences(letters, differences)
        several = len(runs) > 1
        self._equal.setText(self._all_else(bool(differences)))
        for part in (self._differs_title, self._equal, self._table, self._same):
            part.setVisible(several)
        start = several and same_start([run.timeline for run in runs])
        self._same.setText(what_is_the_same(experiments, self._sizes(), same_start=start))
        self._offer_share()
        self._first_title.setText(self._goal())
        self._first_note.setVisible(not same_test(runs))
        reached = first_to([run.timeline for run in runs])
        self._bars.show_epochs(letters, reached, [run.diverged is not None for run in runs])

    def _goal(self) -> str:
        kinds = {run.regression for run in self._runs}
        if len(kinds) > 1:
            return self.tr("First to 90 % right, or an R² of 0.9")
        return self.tr("First to an R² of 0.9") if kinds == {True} else self.tr("First to 90 % right")

    def _all_else(self, differ: bool) -> str:
        """Whether the settings are all that differs: a live change on the way does too."""
        changed = [run.letter for run in self._runs if run.timeline.changes]
        if changed:
            return self.tr("{0} changed on the way").format(", ".join(changed))
        return self.tr("all else is equal") if differ else self.tr("nothing")

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
        text = self.tr("Begin {0} from the weights of {1}").format(self._current, self._share_from)
        self._share.setText(text)
        self._share.setAccessibleName(text)
        self._share.setToolTip(
            self.tr("Run {0} begins again from the start weights of {1}: one difference less").format(
                self._current, self._share_from
            )
        )
        self._share.updateGeometry()

    @Slot()
    def _on_share(self) -> None:
        self.share_requested.emit(self._share_from)

    # ---- what the person does
    @Slot(str)
    def _on_chosen(self, letter: str) -> None:
        if letter != self._current:
            self.run_chosen.emit(letter)

    @Slot(str, bool)
    def _on_hidden(self, letter: str, hidden: bool) -> None:
        self._set_hidden(self._hidden | {letter} if hidden else self._hidden - {letter})

    def _set_hidden(self, hidden: frozenset[str]) -> None:
        self._hidden = hidden
        self.hidden_changed.emit(hidden)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.setMinimumWidth(theme.layout("left"))
        edge = theme.px(16)
        self._whole.setContentsMargins(0, theme.px(14), 1, 0)
        self._whole.setSpacing(theme.px(10))
        self._heads[0].setContentsMargins(edge, 0, edge - 1, 0)
        self._heads[1].setContentsMargins(0, theme.px(12), 0, 0)
        self._column.setContentsMargins(edge, 0, edge - 1, theme.px(14))
        self._column.setSpacing(theme.px(6))
        self._card_column.setSpacing(theme.px(10))
        self._first_title.setContentsMargins(0, theme.px(14), 0, 0)
        for part in (
            self._title,
            self._new,
            self._differs_title,
            self._equal,
            self._same,
            self._share,
            self._first_note,
        ):
            part.set_theme(theme)
        more: tuple[Themed, ...] = (self._table, self._first_title, self._bars, *self._cards.values())
        for themed in more:
            themed.set_theme(theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.surface("panel"))
        edge = max(1, math.floor(self._theme.line("hairline")))
        painter.fillRect(self.width() - edge, 0, edge, self.height(), self._theme.surface("hairline"))
        painter.end()
