"""Parts of the transport bar: the round button, reset with its menu, the counter."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QPalette
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from nnviz.drawing import numbers
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton, TextLabel
from nnviz.ui.widgets.painted import Face


class PlayButton(IconButton):
    """The round, solid button that plays and pauses."""

    def __init__(self) -> None:
        super().__init__("play", "", kind="strong", size=44)
        self._icon_side = 22

    def face(self) -> Face:
        theme = self._theme
        ground = theme.text("secondary") if self.lit else theme.strong
        if not self.isEnabled():
            return Face(
                theme.text("disabled"), theme.surface("hover"), radius=self.width() / (2 * theme.unit)
            )
        return Face(theme.text("on_strong"), ground, radius=self.width() / (2 * theme.unit))


class ResetButton(QWidget):
    """Begins again from the same start weights; beside it a menu that has new ones."""

    reset_requested = Signal()
    new_weights_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._seed = 0
        self.reset = IconButton(
            "reset", self.tr("Reset (Ctrl+R): back to epoch 0 with the same start weights"), size=34
        )
        self.reset.setAccessibleName(self.tr("Reset to the same start weights"))
        self.more = _Narrow("chev", self.tr("Start weights"))
        self.reset.clicked.connect(self.reset_requested)
        self.more.clicked.connect(self._on_more)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.reset)
        row.addWidget(self.more)

    def set_seed(self, seed: int) -> None:
        """Which random start weights these are."""
        self._seed = seed
        tip = self.tr("Start weights: seed {n}. The same again, or new ones").format(n=seed)
        self.more.setToolTip(tip)
        self.more.setAccessibleName(self.tr("Start weights: seed {n}").format(n=seed))

    def menu(self) -> QMenu:
        """The two ways to begin again."""
        menu = QMenu(self)
        same = menu.addAction(self.tr("Same start weights (seed {n})").format(n=self._seed))
        new = menu.addAction(self.tr("New start weights (seed {n})").format(n=self._seed + 1))
        same.triggered.connect(self.reset_requested)
        new.triggered.connect(self.new_weights_requested)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @Slot()
    def _on_more(self) -> None:
        menu = self.menu()
        menu.popup(self.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 2)))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._on_more()


class _Narrow(IconButton):
    """Half as wide as it is high."""

    def __init__(self, icon_name: str, name: str) -> None:
        super().__init__(icon_name, name, size=34)
        self._icon_side = 13

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(16), super().sizeHint().height())


class Counter(TextLabel):
    """The present epoch, large; as wide as the last epoch, so that nothing beside it moves."""

    def __init__(self) -> None:
        super().__init__("0", "counter", weight="semibold", family="mono")
        self._largest = 0
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Epoch"))

    def show_number(self, number: int, largest: int) -> None:
        """An epoch, and the largest one that there can be."""
        self.setText(numbers.count(number))
        self._largest = largest
        self._fit()

    def _fit(self) -> None:
        widest = "0" * len(numbers.count(self._largest))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(widest) + 2)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme.accent())
        self.setPalette(palette)
        self._fit()
