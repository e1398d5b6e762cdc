"""What stands over a network in the compare room: its run's letter, what it says, the truth's outline."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.ui.compare.parts import BADGE, paint_badge, paint_icon, paint_text
from nnviz.ui.compare.runs import RunAt, Runs, titles
from nnviz.ui.diagram import DiagramView
from nnviz.ui.plain import plain_item
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.painted import PaintedButton, paint_focus


class BadgeButton(PaintedButton):
    """The letter of the run that is shown; a press lists the others."""

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._run: RunAt | None = None
        self._runs: Runs = ()
        self.clicked.connect(self.open_menu)

    def show_runs(self, run: RunAt, runs: Runs) -> None:
        self._run, self._runs = run, runs
        if run.letter != self.text():
            self.setText(run.letter)
            self.setAccessibleName(self.tr("Run {0}: choose the run shown here").format(run.letter))
            self.setToolTip(self.tr("Show another run here"))
            self.update()

    def sizeHint(self) -> QSize:
        side = max(self._theme.px(BADGE + 2), round(self._theme.type_px("label") * 1.6))
        return QSize(side + self._theme.px(16), side)

    @Slot()
    def open_menu(self) -> QMenu:
        """The runs, in a menu below the letter."""
        menu = QMenu(self)
        called = titles(self._runs)
        for run in self._runs:
            action = QAction(plain_item(f"{run.letter}   {called[run.letter]}"), menu)
            action.setCheckable(True)
            action.setChecked(self._run is not None and run.letter == self._run.letter)
            action.setEnabled(run.moment is not None)
            action.setData(run.letter)
            menu.addAction(action)
        menu.triggered.connect(self._on_triggered)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        return menu

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        self.picked.emit(str(action.data()))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._run is None:
            return
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = float(self.height())
        box = QRectF(0, 0, side, side)
        paint_badge(painter, box, self._run.letter, self._run.colour, theme)
        size = theme.px(13)
        colour = theme.text("primary" if self.underMouse() else "tertiary")
        paint_icon(painter, self, "chev", colour, QPointF(side + theme.px(2) + size / 2, side / 2), size)
        paint_focus(painter, self, theme, box.adjusted(1, 1, -1, -1), theme.px(6))
        painter.end()


class Words(QWidget):
    """“says 1  wrong”, and at the right which epoch that is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._texts: tuple[str, str, bool | None, str] = ("", "", None, "")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_words(self, answer: str, verdict: str, right: bool | None, note: str) -> None:
        if (answer, verdict, right, note) != self._texts:
            self._texts = (answer, verdict, right, note)
            self.update()

    @property
    def texts(self) -> tuple[str, str, bool | None, str]:
        return self._texts

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        answer, verdict, right, note = self._texts
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        y = self.height() / 2 + theme.px(2)
        font = theme.font("title", weight="semibold")
        font.setPixelSize(round(font.pixelSize() * (1.0 if theme.projector else 17 / 15)))
        painter.setFont(font)
        painter.setPen(theme.text())
        x = paint_text(painter, QPointF(0, y), answer, self.width())
        painter.setFont(theme.font("body", weight="semibold"))
        painter.setPen(theme.text("secondary") if right is None else theme.note("ok" if right else "error"))
        x += theme.px(12)
        x += paint_text(painter, QPointF(x, y), verdict, self.width() - x)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.text("tertiary"))
        x += theme.px(12)
        paint_text(painter, QPointF(x, y), note, self.width() - x)
        painter.end()


class Outline(QWidget):
    """The dashed outline round the true answer, over the diagram."""

    def __init__(self, diagram: DiagramView, side: QWidget) -> None:
        super().__init__(side)
        self._theme = Theme()
        self._diagram = diagram
        self._unit: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        diagram.installEventFilter(self)

    def set_unit(self, unit: int | None) -> None:
        """Outline this output; None for none."""
        self._unit = unit
        self._place()

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._place()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """The diagram has painted: its outputs may stand elsewhere."""
        if event.type() == QEvent.Type.Paint:
            self._place()
        return False

    def _place(self) -> None:
        box = None if self._unit is None else self._diagram.output_row(self._unit)
        if box is None:
            self.hide()
            return
        place = box.adjusted(-1, 1, 1, -1).toAlignedRect() & self._diagram.rect()  # maps have no names beside
        if place != self.geometry():
            self.setGeometry(place)
        self.setVisible(True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.text(), 1.5 * self._theme.line("hairline"))
        pen.setDashPattern([2.0, 1.7])
        painter.setPen(pen)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.end()
