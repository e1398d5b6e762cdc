"""Above the diagram: what each layer is, more or fewer neurons, another layer, and the layer's menu."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.engine.layers import LayerSpec
from nnviz.training.structure import passing
from nnviz.ui.diagram.layer_menu import UNITS_MAX, add_passing, layer_menu
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton
from nnviz.ui.widgets.painted import PaintedButton, framed

LAYERS_MAX = 6
SHORTEST = 4  # the level at which every header is as short as it can be


@dataclass(frozen=True)
class HeaderText:
    """A header in bold and plain words; the shorter ones are for less room. ``locked``: what of it is frozen,
    with a lock; ``two_lines``: the plain words stand below the bold ones, where there is less room ``terse``.
    """

    bold: str
    plain: str
    short: str
    number: str
    tip: str
    locked: str = ""
    two_lines: bool = False
    terse: str = ""


class Title(PaintedButton):
    """The words of a header; pressed, it opens the layer's menu (where there is one)."""

    def __init__(self, parent: QWidget, menu: bool) -> None:
        super().__init__(parent)
        self._level = 0
        self._text = HeaderText("", "", "", "", "")
        self._menu = menu
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if menu else Qt.FocusPolicy.NoFocus)
        if not menu:
            self.setCursor(Qt.CursorShape.ArrowCursor)

    def set_text(self, text: HeaderText, level: int) -> None:
        """Show ``text`` at a ``level`` of brevity: 0 in full, with each further one less, last a number."""
        self._text, self._level = text, level
        between = ", " if text.two_lines else " "
        self.setAccessibleName(f"{text.bold}{between}{text.plain}{', ' * bool(text.locked)}{text.locked}")
        self.setToolTip(text.tip)
        self.resize(self.sizeHint())
        self.update()

    def _parts(self) -> list[tuple[str, bool]]:
        forms = self._forms()
        return forms[min(self._level, len(forms) - 1)]

    def _forms(self) -> list[list[tuple[str, bool]]]:
        """What it says at each level, part by part, with whether that is bold."""
        text = self._text
        whole = [(text.bold, True), (text.plain, False)]
        ends = [[(text.short, True)], [(text.number, True)]]
        if not self._menu:
            return [whole, [(text.bold, True)]] if self._theme.projector else [whole, ends[0], *ends]
        if text.two_lines:
            return [whole, [(text.bold, True), (text.terse, False)], [(text.bold, True)], *ends]
        return [whole, [(text.plain, True)], *ends]

    def sizeHint(self) -> QSize:
        line = round(self._theme.type_px(self._theme.room("section")) * 1.3)
        height = max(self._theme.px(26), line)
        if self._below:
            height = max(self._theme.px(36), 2 * line)
        return QSize(self._wide(self._parts()), height)

    @property
    def _below(self) -> bool:
        """Whether the plain words stand below the bold ones."""
        return self._text.two_lines and len(self._parts()) > 1

    @property
    def widest(self) -> int:
        """How wide it were, in px, if the layer had as many neurons as it can have."""
        *first, (words, bold) = self._parts()
        if self._text.two_lines:  # its number stands first
            words = "0" * (len(str(UNITS_MAX)) - len(self._text.number)) + words
            return self._wide([*first, (words, bold)])
        return self._wide([*first, (words.replace(self._text.number, "0" * len(str(UNITS_MAX))), bold)])

    def _wide(self, parts: list[tuple[str, bool]]) -> int:
        parts = [part for part in parts if part[0]]
        if self._below:
            widest = max(self._metrics(bold).horizontalAdvance(words) for words, bold in parts)
            return round(widest) + self._lock_width() + 2
        width = sum(self._metrics(bold).horizontalAdvance(words) for words, bold in parts)
        return round(width + self._theme.px(8) * (len(parts) - 1) + self._lock_width()) + 2

    def _lock_width(self) -> int:
        return self._theme.px(17) if self._text.locked else 0

    def _metrics(self, bold: bool) -> QFontMetricsF:
        return QFontMetricsF(self._font(bold))

    def _font(self, bold: bool) -> QFont:
        role = self._theme.room("section" if bold else "label")
        return self._theme.font(role, weight="semibold" if bold else "regular")

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        x = float(self._lock_width())
        if self._text.locked:
            size = theme.px(14)
            lock = icon_pixmap("lock", theme.text("secondary").rgba(), size, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(0, (self.height() - size) / 2), lock)
        half = self.height() / 2
        for words, bold in self._parts():
            painter.setFont(self._font(bold))
            over = self._menu and self.underMouse()
            painter.setPen(theme.text("primary" if bold else "secondary" if over else "tertiary"))
            if self._below:
                row = QRectF(x, 0 if bold else half, self.width() - x, half)
                painter.drawText(row, Qt.AlignmentFlag.AlignCenter, words)
                continue
            painter.drawText(QRectF(x, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            x += self._metrics(bold).horizontalAdvance(words) + theme.px(8)
        if framed(self):
            painter.setPen(QPen(theme.accent(), theme.line("focus")))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0, 1, -1, -1), 4, 4)
        painter.end()


class AddLayerButton(PaintedButton):
    """A dashed circle with a plus: an invitation to put a layer into this gap."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)

    def set_theme(self, theme: Theme) -> None:
        self.resize(theme.px(24), theme.px(24))
        super().set_theme(theme)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = framed(self)
        over = self.underMouse() and self.isEnabled()
        pen = QPen(theme.accent() if focused or over else theme.surface("outline"), theme.line("hairline"))
        pen.setStyle(Qt.PenStyle.SolidLine if focused else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        if over:
            painter.setBrush(theme.accent("quiet"))
        painter.drawEllipse(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        color = theme.text("disabled" if not self.isEnabled() else "primary" if over else "tertiary")
        size = theme.px(14)
        pixmap = icon_pixmap("plus", color.rgba(), size, device_ratio(self))
        painter.drawPixmap(QPointF((self.width() - size) / 2, (self.height() - size) / 2), pixmap)
        painter.end()


class LayerHeader(QWidget):
    """A hidden layer's words, its − and + and its menu."""

    units_requested = Signal(int, int)
    removed = Signal(int)
    activation_requested = Signal(int, str)
    own_activation_requested = Signal(int, str)
    all_units_requested = Signal(int)
    freeze_requested = Signal(int, object, bool)
    setting_requested = Signal(int, str, object)
    place_removed_requested = Signal(int)

    def __init__(self, layer: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.layer, self._units, self._elided, self._frozen = layer, 0, False, False
        self._fixed = False
        self.held = False  # from a click on − or + on: they stay under the mouse until it leaves
        self._spec = LayerSpec()
        self._place = -1
        self._passing: tuple[tuple[int, LayerSpec], ...] = ()
        self._theme = Theme()
        self.title = Title(self, menu=True)
        self.fewer = IconButton("minus", self.tr("One neuron fewer"), kind="outline", small=True, parent=self)
        self.more = IconButton("plus", self.tr("One neuron more"), kind="outline", small=True, parent=self)
        self.fewer.clicked.connect(self._on_fewer)
        self.more.clicked.connect(self._on_more)
        self.title.clicked.connect(self._on_title)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for part in (self.title, self.fewer, self.more):
            part.set_theme(theme)

    def set_fixed(self, fixed: bool) -> None:
        """Whether nothing of the layer can be changed here: it is words alone."""
        self._fixed = fixed
        self.title.setEnabled(not fixed)
        shape = Qt.CursorShape.ArrowCursor if fixed else Qt.CursorShape.PointingHandCursor
        self.title.setCursor(shape)

    def set_layer(self, units: int, spec: LayerSpec, elided: bool, frozen: bool = False) -> None:
        """What the layer is; ``elided``: not all of its units are shown; ``frozen``: it does not learn."""
        self._units, self._spec, self._elided, self._frozen = units, spec, elided, frozen
        if spec.sized == "filters":
            _call(self.fewer, self.tr("One filter fewer"))
            _call(self.more, self.tr("One filter more"))
        else:
            _call(self.fewer, self.tr("One neuron fewer"))
            _call(self.more, self.tr("One neuron more"))
        self.fewer.setEnabled(units > 1)
        self.more.setEnabled(units < UNITS_MAX)

    def set_places(self, layers: Sequence[LayerSpec], hidden: int) -> None:
        """Of all ``layers`` of the Experiment it is the one with weights number ``hidden``."""
        self._place = [place for place, spec in enumerate(layers) if spec.weighted][hidden]
        self._passing = tuple((place, layers[place]) for place in passing(layers, hidden))

    @property
    def _bare(self) -> bool:
        """Without − and +: nobody changes layers in front of a class, there the menu is enough."""
        return self._theme.projector or self._fixed or not self._spec.sized

    @property
    def _beside(self) -> int:
        """What − and + take beside the words."""
        return self.fewer.sizeHint().width() * 2 + self._theme.px(4) + self._theme.px(8)

    def least(self, text: HeaderText) -> int:
        """How many px the shortest form with − and + takes; 0 where there are none."""
        self.title.set_text(text, SHORTEST)
        return 0 if self._bare else self.title.widest + self._beside

    def fit(self, text: HeaderText, width: float) -> None:
        """Take the fullest form that is no wider than ``width``.

        Beside − and + the words have room for any number: the buttons stay where they are while it changes.
        """
        short = [(level, False) for level in range(1, SHORTEST + 1)]
        forms = [(0, False)] if self._bare else [(level, True) for level in range(SHORTEST + 1)]
        for level, with_buttons in (*forms, *short):
            self.title.set_text(text, level)
            words = self.title.widest if with_buttons else self.title.width()
            wanted = words + (self._beside if with_buttons else 0)
            if wanted <= width:
                break
        for button, shift in (
            (self.fewer, 0),
            (self.more, self.fewer.sizeHint().width() + self._theme.px(4)),
        ):
            button.setVisible(with_buttons)
            button.resize(button.sizeHint())
            middle = max(self._theme.px(26), self.title.height())
            button.move(words + self._theme.px(8) + shift, (middle - button.height()) // 2)
        self.title.move(words - self.title.width(), 0)
        self.resize(wanted, self.title.height())

    def menu(self) -> QMenu:
        """The layer's menu: neurons, activation, all neurons, remove."""
        menu = layer_menu(self, self._spec, self._units, self._place)
        if self._elided:
            menu.addAction(self.tr("Show all {n} of them").format(n=self._units)).setData(("all", 0))
        for place, spec in self._passing:
            add_passing(menu, spec, place)
        freeze = self.tr("Let it learn again") if self._frozen else self.tr("Freeze")
        menu.addAction(freeze).setData(("freeze", not self._frozen))
        menu.addSeparator()
        menu.addAction(self.tr("Remove layer")).setData(("remove", 0))
        menu.triggered.connect(self._on_chosen)
        return menu

    @Slot()
    def _on_title(self) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    @Slot(object)
    def _on_chosen(self, action: object) -> None:
        kind, value = action.data()  # type: ignore[attr-defined]
        if kind == "units":
            self.units_requested.emit(self.layer, value)
        elif kind == "activation":
            self.activation_requested.emit(self.layer, value)
        elif kind == "own":
            self.own_activation_requested.emit(self.layer, value)
        elif kind == "freeze":
            self.freeze_requested.emit(self.layer, None, value)
        elif kind == "setting":
            self.setting_requested.emit(*value)
        elif kind == "remove_place":
            self.place_removed_requested.emit(value)
        elif kind == "all":
            self.all_units_requested.emit(self.layer)
        else:
            self.removed.emit(self.layer)

    @Slot()
    def _on_fewer(self) -> None:
        self.held = True
        self.units_requested.emit(self.layer, self._units - 1)

    @Slot()
    def _on_more(self) -> None:
        self.held = True
        self.units_requested.emit(self.layer, self._units + 1)

    def leaveEvent(self, event: QEvent) -> None:
        self.held = False


def _call(button: IconButton, name: str) -> None:
    """Another name for a button, and its tooltip."""
    if button.accessibleName() != name:
        button.setAccessibleName(name)
        button.setToolTip(name)
