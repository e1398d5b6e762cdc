"""What to say of a run that broke: what happened, why, the evidence, and two ways out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.session.messages import SMALLER
from nnviz.session.sentences import told
from nnviz.training.divergence import Diverged
from nnviz.training.growth import Growth, Repetition
from nnviz.ui.compare.growth_plot import GrowthPlot
from nnviz.ui.compare.parts import paint_icon
from nnviz.ui.compare.runs import RunAt, broke_to
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import PushButton, TextLabel
from nnviz.ui.widgets.buttons import LinkButton
from nnviz.ui.widgets.flow_layout import FlowLayout

SLICE_S = 0.008  # of the event loop's time that doing the steps again takes at once
CLIP_NORM = 1.0  # what "Limit step size" sets the largest norm of the gradient to


class BrokenCard(QWidget):
    """The story of one broken run. Its numbers are those of its last steps, which are done again here."""

    run_chosen = Signal(str)
    experiment_requested = Signal(object, str)
    look_requested = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = Theme()
        self._run: RunAt | None = None
        self._event: Diverged | None = None
        self._repetition: Repetition | None = None
        self._growth: Growth | None = None
        self._known: dict[int, tuple[Diverged, Growth]] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._on_slice)
        self._title, self._text = TextLabel(role="title", weight="semibold"), TextLabel()
        self._why_text = TextLabel(self._explanation(), "label", "secondary")
        self._why_text.hide()
        self.plot = GrowthPlot()
        self.slower, self.look = PushButton("…", kind="strong"), PushButton("…")
        self.slower.setToolTip(self.tr("A tenth of the rate"))
        self.limit = LinkButton(
            self.tr("Limit step size"),
            self.tr("Scale every gradient down to a norm of {norm:g} at most").format(norm=CLIP_NORM),
        )
        self.why = LinkButton(self.tr("Why does this happen?"), self.tr("The reason, in a few sentences"))
        self.why.setCheckable(True)
        self.slower.clicked.connect(self._on_slower)
        self.look.clicked.connect(self._on_look)
        self.limit.clicked.connect(self._on_limit)
        self.why.toggled.connect(self._why_text.setVisible)
        self._lay_out()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._buttons, self._links = FlowLayout(), FlowLayout()
        for row, buttons in (
            (self._buttons, (self.slower, self.look)),
            (self._links, (self.limit, self.why)),
        ):
            for button in buttons:
                row.addWidget(button)
        for label in (self._title, self._text, self._why_text):
            label.setWordWrap(True)
        for part in (self._title, self._text, self.plot):
            self._column.addWidget(part)
        self._column.addLayout(self._buttons)
        self._column.addLayout(self._links)
        self._column.addWidget(self._why_text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    def _explanation(self) -> str:
        return self.tr(
            "The gradient says which way is down, not how far it goes down. A step that is longer than the "
            "valley is wide lands higher up on the other side. There the slope is steeper, so the next step "
            "is longer still. The numbers grow until they cannot be stored: beyond 3.4·10³⁸ float32 knows "
            "only ∞, and ∞ − ∞ is not a number (NaN). From then on nothing can be learned."
        )

    # ---- content
    def show_run(self, run: RunAt) -> None:
        """Tell of this broken run."""
        before, self._run, event = self._run, run, run.diverged
        if event is None or (before is not None and (event, run.dataset) == (self._event, before.dataset)):
            return
        self._event, self._repetition = event, None
        known = self._known.get(id(event))
        self._growth = known[1] if known is not None else None
        self._tell(run, event)
        if self.isVisible():
            self._begin()

    def _begin(self) -> None:
        """Do the last steps again, in slices, unless that was done."""
        run, event = self._run, self._event
        if self._growth is None and event is not None and run is not None and run.dataset is not None:
            if self._repetition is None:
                self._repetition = Repetition(event, run.dataset, run.timeline.snapshots.values())
            self._timer.start()

    @Slot()
    def _on_slice(self) -> None:
        repetition, run, event = self._repetition, self._run, self._event
        if repetition is None or run is None or event is None:
            self._timer.stop()
        elif repetition.go_on(SLICE_S) and repetition.growth is not None:
            self._timer.stop()
            self._growth, self._repetition = repetition.growth, None
            self._known[id(event)] = (event, repetition.growth)
            self._tell(run, event)

    def _tell(self, run: RunAt, event: Diverged) -> None:
        growth, why = self._growth, told(event.why)
        self._title.setText(self.tr("Run {letter} stopped: {why}").format(letter=run.letter, why=why))
        self._text.setText(self._story(run, event, growth))
        shown = growth is not None and growth.repeated and bool(growth.losses)
        self.plot.setVisible(shown)
        if growth is not None and shown:
            self.plot.show_growth(growth, run.colour, broke_to(run), run.experiment.dtype)
        rate = numbers.chosen(run.experiment.learning_rate / SMALLER)
        for button, text in (
            (self.slower, self.tr("Try rate {rate}").format(rate=rate)),
            (self.look, self.tr("Look at step {step}").format(step=event.last_good.step)),
        ):
            button.setText(text)
            button.setAccessibleName(text)
            button.updateGeometry()
        tip = self.tr("The end of epoch {epoch}, the last one with finite numbers")
        self.look.setToolTip(tip.format(epoch=event.last_good.epoch))
        self.limit.setVisible(not run.experiment.clip_norm)
        self.updateGeometry()

    def _story(self, run: RunAt, event: Diverged, growth: Growth | None) -> str:
        why = told(event.why)
        if growth is None or not growth.repeated or growth.factor is None:
            text = self.tr("In step {step}, in epoch {epoch}, {why}.")
            sentences = [text.format(step=event.step, epoch=event.epoch, why=why)]
            if growth is None and run.dataset is not None:
                sentences.append(self.tr("Repeating its last steps…"))
            elif growth is not None and not growth.repeated:
                sentences.append(
                    self.tr("Settings were changed on the way, so its steps cannot be repeated.")
                )
            return " ".join(sentences)
        grew = self.tr(
            "At rate {rate} each step jumps too far and lands higher up: from step {first} on the loss "
            "grew {factor}‑fold a step, from {low} to {high} in step {last}."
        ).format(
            rate=numbers.chosen(run.experiment.learning_rate),
            first=growth.lowest_step,
            factor=_times(growth.factor),
            low=numbers.fitted(growth.losses[growth.lowest_step - growth.first_step], 2),
            high=numbers.fitted(growth.losses[-1]),
            last=growth.first_step + len(growth.losses) - 1,
        )
        too_big = event.why == "the loss is infinite"
        end = (
            self.tr("In step {step} it was too big to store.")
            if too_big
            else self.tr("In step {step}, {why}.")
        )
        return grew + " " + end.format(step=growth.broke_at, why=why)

    # ---- ways out
    def _wish(self, what: str, **changed: float) -> None:
        """The ways out are those of the run that is told of: it is chosen first."""
        if self._run is not None:
            self.run_chosen.emit(self._run.letter)
            self.experiment_requested.emit(self._run.experiment.with_(**changed), what)

    @Slot()
    def _on_slower(self) -> None:
        if self._run is not None:
            rate = self._run.experiment.learning_rate / SMALLER
            self._wish(self.tr("learning rate"), learning_rate=rate)

    @Slot()
    def _on_limit(self) -> None:
        self._wish(self.tr("largest gradient"), clip_norm=CLIP_NORM)

    @Slot()
    def _on_look(self) -> None:
        if self._run is not None and self._event is not None:
            self.look_requested.emit(self._run.letter, self._event.last_good.epoch)

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for label in (self._title, self._text, self._why_text):
            label.set_theme(theme)
        for part in (self.plot, self.slower, self.look, self.limit, self.why):
            part.set_theme(theme)
        side = theme.px(16)
        self._column.setContentsMargins(side, theme.px(14), side, theme.px(14))
        self._column.setSpacing(theme.px(9))
        self._title.setContentsMargins(theme.px(22 + 10), 0, 0, 0)
        self._buttons.setSpacing(theme.px(8))
        self._links.setSpacing(theme.px(14))
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.note("error", "bg"))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(12), theme.px(12))
        size = theme.px(22)
        middle = QPointF(theme.px(16), theme.px(14)) + QPointF(size, size) / 2
        paint_icon(painter, self, "warn", theme.note("error"), middle, size)
        painter.end()


def _times(factor: float) -> str:
    """A factor as people say it: 1.6, 4.1, 12, 49."""
    if factor < 10:
        return f"{factor:.1f}".removesuffix(".0")
    return f"{factor:,.0f}" if factor < 1e5 else numbers.scientific(factor)
