"""One run in the list: its letter, name, test loss and right answers; broken ones say so."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from nnviz.ui.compare.name_editor import NameEditor
from nnviz.ui.compare.parts import BADGE, RIGHT, paint_badge, paint_icon, paint_text
from nnviz.ui.key_places import latin_key
from nnviz.ui.plain import plain_tip
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton
from nnviz.ui.widgets.painted import paint_focus


@dataclass(frozen=True)
class CardText:
    """What a card says; ``broke`` is what the loss has become, "" for a run that is sound."""

    letter: str
    colour: int
    title: str
    loss: str
    right_word: str
    right: str
    broke: str
    stopped: str


class RunCard(QWidget):
    """Click or Space chooses the run, double click or F2 renames, Delete removes it, H hides its curves."""

    chosen = Signal(str)
    renamed = Signal(str, str)
    removed = Signal(str)
    share_requested = Signal(str)
    hidden_changed = Signal(str, bool)

    def __init__(self, letter: str) -> None:
        super().__init__()
        self._theme = Theme()
        self._letter = letter
        self._text: CardText | None = None
        self._current = self._hidden = self._removable = self._shareable = False
        self._eye = IconButton("eye", "", small=True, parent=self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_eye)
        self._editor: NameEditor | None = None
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_hidden(False)

    @property
    def letter(self) -> str:
        return self._letter

    # ---- content
    def show_text(self, text: CardText, *, current: bool, removable: bool, shareable: bool) -> None:
        """Show what is known of the run; ``shareable``: the current run could begin with its weights."""
        self._removable, self._shareable = removable, shareable
        if (text, current) == (self._text, self._current):
            return
        self._text, self._current = text, current
        self._tell(text)
        self.update()

    def _tell(self, text: CardText) -> None:
        state = (
            self.tr("broke, {0}").format(text.stopped) if text.broke else f"{text.right_word} {text.right}"
        )
        name = self.tr("Run {0}, {1}: test loss {2}, {3}").format(text.letter, text.title, text.loss, state)
        if text.stopped and not text.broke:
            name += f", {text.stopped}"
        if self._current:
            name += self.tr(", the current run")
        self.setAccessibleName(name)
        tip = self.tr("{0}\nDouble-click or F2: rename; right-click: more")
        self.setToolTip(plain_tip(tip.format(text.title)))

    def set_hidden(self, hidden: bool) -> None:
        """Whether its curves are out of the plots."""
        self._hidden = hidden
        self._eye.blockSignals(True)
        self._eye.setChecked(hidden)
        self._eye.blockSignals(False)
        name = self.tr("Show the curves of run {0}") if hidden else self.tr("Hide the curves of run {0}")
        self._eye.setAccessibleName(name.format(self._letter))
        self._eye.setToolTip(plain_tip(name.format(self._letter) + " (H)"))
        self.update()

    # ---- what the person does
    @Slot(bool)
    def _on_eye(self, hidden: bool) -> None:
        self.set_hidden(hidden)
        self.hidden_changed.emit(self._letter, hidden)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._letter)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.rename()

    def event(self, event: QEvent) -> bool:
        """F2 renames here, whatever the window does with it."""
        kind = QEvent.Type.ShortcutOverride
        if isinstance(event, QKeyEvent) and event.type() == kind and event.key() == Qt.Key.Key_F2:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match latin_key(event):
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space:
                self.chosen.emit(self._letter)
            case Qt.Key.Key_F2:
                self.rename()
            case Qt.Key.Key_H:
                self._eye.toggle()
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self._removable:
                self.removed.emit(self._letter)
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case _:
                event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.open_menu(event.globalPos())

    def open_menu(self, at: QPoint) -> QMenu:
        """All that can be done with the run, in a menu at this point of the screen."""
        menu = QMenu(self)
        sight = self.tr("Show its curves") if self._hidden else self.tr("Hide its curves")
        for text, slot, able in (
            (self.tr("Rename…\tF2"), self.rename, True),
            (sight + "\tH", self._eye.toggle, True),
            (self.tr("Begin the current run from its start weights"), self._on_share, self._shareable),
            (self.tr("Remove\tDel"), self._on_remove, self._removable),
        ):
            action = QAction(text, menu)
            action.setEnabled(able)
            action.triggered.connect(slot)
            menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
        return menu

    @Slot()
    def _on_share(self) -> None:
        self.share_requested.emit(self._letter)

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self._letter)

    @Slot()
    def rename(self) -> None:
        """Let the person type another name in place of the present one."""
        if self._editor is not None or self._text is None:
            return
        box = self._title_box().toAlignedRect().adjusted(-self._theme.px(5), 0, 0, 0)
        self._editor = editor = NameEditor(self._text.title, self)
        editor.setAccessibleName(self.tr("Name of run {0}").format(self._letter))
        editor.setFont(self._theme.font("body", weight="semibold"))
        editor.named.connect(self._on_named)
        editor.given_up.connect(self._on_given_up)
        editor.begin(box)

    @Slot(str)
    def _on_named(self, name: str) -> None:
        self._editor = None
        if self._text is not None and name and name != self._text.title:
            self.renamed.emit(self._letter, name)

    @Slot()
    def _on_given_up(self) -> None:
        self._editor = None
        self.setFocus()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._eye.set_theme(theme)
        self._place()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        line = round(max(self._theme.px(BADGE), self._theme.type_px("body") * 1.5))
        small = round(max(self._theme.px(16), self._theme.type_px("caption") * 1.45))
        return QSize(self._theme.px(200), line + small + self._theme.px(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        size = self._eye.sizeHint()
        middle = self._title_box().center().y()
        self._eye.setGeometry(
            self.width() - self._theme.px(8) - size.width(),
            round(middle - size.height() / 2),
            *size.toTuple(),
        )

    def _title_box(self) -> QRectF:
        theme = self._theme
        height = max(theme.px(BADGE), theme.type_px("body") * 1.5)
        left = theme.px(12 + BADGE + 9)
        broke = self._broke_width() if self._text is not None and self._text.broke else 0.0
        right = self.width() - theme.px(12) - self._eye.sizeHint().width() - broke
        return QRectF(left, theme.px(11), max(0.0, right - left), height)

    def _broke_width(self) -> float:
        metrics = QFontMetricsF(self._theme.font("label", weight="semibold"))
        return metrics.horizontalAdvance(self.tr("broke")) + self._theme.px(17 + 5 + 6)

    def _colour(self) -> QColor:
        return self._theme.run_colour(self._text.colour if self._text is not None else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        text, theme = self._text, self._theme
        if text is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme.line("focus") if self._current else theme.line("hairline")
        edge = self._colour() if self._current else theme.surface("hairline")
        if not self._current and self.underMouse():
            edge = theme.surface("outline")
        painter.setPen(QPen(edge, width))
        painter.setBrush(theme.surface("raised"))
        inset = width / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, theme.px(10), theme.px(10))
        paint_focus(painter, self, theme, box.adjusted(2, 2, -2, -2), theme.px(8))
        self._paint_title(painter, text)
        self._paint_numbers(painter, text)
        painter.end()

    def _paint_title(self, painter: QPainter, text: CardText) -> None:
        theme, box = self._theme, self._title_box()
        side, middle = theme.px(BADGE), box.center().y()
        painter.setOpacity(0.45 if self._hidden else 1.0)
        badge = QRectF(theme.px(12), middle - side / 2, side, side)
        paint_badge(painter, badge, text.letter, text.colour, theme)
        painter.setOpacity(1.0)
        painter.setFont(theme.font("body", weight="semibold"))
        painter.setPen(theme.text("tertiary" if self._hidden else "primary"))
        paint_text(painter, QPointF(box.left(), middle), text.title, box.width())
        if text.broke:
            left = box.right() + theme.px(6)
            size = theme.px(17)
            icon = QRectF(left, middle - size / 2, size, size)
            paint_icon(painter, self, "warn", theme.note("error"), icon)
            painter.setFont(theme.font("label", weight="semibold"))
            painter.setPen(theme.note("error"))
            paint_text(painter, QPointF(left + theme.px(17 + 5), middle), self.tr("broke"))

    def _paint_numbers(self, painter: QPainter, text: CardText) -> None:
        theme = self._theme
        y = (self._title_box().bottom() + self.height() - theme.px(10)) / 2 + theme.px(3)
        left, right = theme.px(12), self.width() - theme.px(12)
        word, number = theme.font("caption"), theme.font("label", weight="semibold", family="mono")
        painter.setFont(word)
        painter.setPen(theme.text("tertiary"))
        taken = paint_text(painter, QPointF(left, y), self.tr("test loss"))
        painter.setFont(number)
        painter.setPen(theme.note("error") if text.broke else theme.text())
        paint_text(painter, QPointF(left + taken + theme.px(5), y), text.loss)
        if text.broke:
            painter.setFont(word)
            painter.setPen(theme.text("tertiary"))
            paint_text(painter, QPointF(right, y), text.stopped, flags=RIGHT)
            return
        painter.setPen(theme.text())
        taken = paint_text(painter, QPointF(right, y), text.right, flags=RIGHT)
        painter.setFont(word)
        painter.setPen(theme.text("tertiary"))
        paint_text(painter, QPointF(right - taken - theme.px(5), y), text.right_word, flags=RIGHT)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()
