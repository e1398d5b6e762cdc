"""The phases of a step below everything, and the button that does what the clicker does."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from nnviz.session.presenting import Presenting
from nnviz.session.presenting_phases import Phase, is_long, runs_on
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton, PushButton
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.painted import PaintedWidget

translate = QCoreApplication.translate


def phase_name(phase: Phase) -> str:
    """What a phase is called on the laptop."""
    names: dict[Phase, str] = {
        "title": translate("Phases", "Title"),
        "ask": translate("Phases", "Ask"),
        "count_before": translate("Phases", "Count 1"),
        "talk": translate("Phases", "Talk"),
        "count_after": translate("Phases", "Count 2"),
        "reveal": translate("Phases", "Reveal"),
        "show": translate("Phases", "Show"),
        "announce": translate("Phases", "Announce"),
        "run": translate("Phases", "Run"),
        "end": translate("Phases", "End"),
    }
    return names[phase]


class PhaseDots(PaintedWidget):
    """A dot and a word for each phase, joined by lines: done, here, to come."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row=True)
        self._names: tuple[str, ...] = ()
        self._place = 0

    def show_phases(self, names: tuple[str, ...], place: int) -> None:
        """Those, of which the one at ``place`` is now."""
        self._names, self._place = names, place
        here = names[place] if 0 <= place < len(names) else ""
        self.setAccessibleName(
            self.tr("Now: {phase}; all: {phases}").format(phase=here, phases=", ".join(names))
        )
        self.update()

    @property
    def here(self) -> str:
        """The phase that it is."""
        return self._names[self._place] if 0 <= self._place < len(self._names) else ""

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(320), self._theme.px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = [
            theme.font("body", weight="semibold" if at == self._place else "medium")
            for at in range(len(self._names))
        ]
        wide = []
        for font, name in zip(fonts, self._names, strict=True):
            painter.setFont(font)
            wide.append(painter.fontMetrics().horizontalAdvance(name) + theme.px(12 + 9))
        gaps = max(1, len(wide) - 1)
        line = max(theme.px(8), min(theme.px(44), (self.width() - sum(wide)) // gaps - theme.px(24)))
        x = max(0.0, (self.width() - sum(wide) - gaps * (line + theme.px(24))) / 2)
        middle = self.height() / 2
        for at, name in enumerate(self._names):
            done, here = at < self._place, at == self._place
            if at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.text("secondary") if done or here else theme.surface("pressed"))
                thick = theme.px(3)
                painter.drawRoundedRect(
                    QRectF(x + theme.px(12), middle - thick / 2, line, thick), thick / 2, thick / 2
                )
                x += line + theme.px(24)
            dot = theme.px(16 if here else 12)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                theme.accent() if here else theme.text("secondary") if done else theme.surface("pressed")
            )
            painter.drawEllipse(QRectF(x + theme.px(6) - dot / 2, middle - dot / 2, dot, dot))
            painter.setFont(fonts[at])
            painter.setPen(theme.accent() if here else theme.text("primary" if done else "tertiary"))
            painter.drawText(
                QRectF(x + theme.px(21), 0, wide[at], self.height()), Qt.AlignmentFlag.AlignVCenter, name
            )
            x += wide[at]
        painter.end()


class PhaseBar(Ground):
    """``next_wished``, ``back_wished``."""

    next_wished = Signal()
    back_wished = Signal()

    def __init__(self, presenting: Presenting, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._presenting = presenting
        self._back = IconButton("left", self.tr("Back (Page Up)"), size=44)
        self.dots = PhaseDots()
        self._clicker = Caption(self.tr("the clicker does the same"))
        self.next = PushButton("", "right", kind="strong", icon_last=True)
        self.next.setToolTip(self.tr("Next (Page Down)"))
        self._back.clicked.connect(self.back_wished)
        self.next.clicked.connect(self.next_wished)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._back)
        self._row.addWidget(self.dots, 1)
        self._row.addWidget(self._clicker)
        self._row.addWidget(self.next)

    def show_phase(self) -> None:
        """Where presenting is."""
        there = self._presenting
        phases = there.phases if there.phase not in ("title", "end") else (there.phase,)
        place = phases.index(there.phase) if there.phase in phases else 0
        last = self._last()
        names = tuple(phase_name(phase) for phase in phases)
        self.dots.show_phases((*names, last), place)
        self.next.setText(self.coming_text())
        self.next.setAccessibleName(self.coming_text())
        self.next.updateGeometry()

    def _last(self) -> str:
        """What stands behind the last phase of the step."""
        there, lesson = self._presenting, self._presenting.lesson
        if there.phase == "end":
            return self.tr("Next lesson")
        if lesson is None or there.runner.place + 1 >= len(lesson.steps):
            return self.tr("End")
        return self.tr("First step") if there.phase == "title" else self.tr("Next step")

    def coming_text(self) -> str:
        """What Next does now, in a word or two."""
        there = self._presenting
        coming, told = there.coming, there.runner.told
        if coming is None or there.phase == "title":
            return self._last() if there.phase != "title" else self.tr("First step")
        until = runs_on(told.step) if told is not None else ""
        if coming == "run":
            return self.tr("Run until {moment}").format(moment=until)
        if coming == "announce" and is_long(until):
            return self.tr("Announce the run")
        return phase_name(coming)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setFixedHeight(theme.px(84))
        self._row.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        self._row.setSpacing(theme.px(14))
        self.next.setMinimumHeight(theme.px(48))
        self.next.setMinimumWidth(theme.px(128))
