"""What stands in the playground's left panel, from top to bottom."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.data import FEATURES
from nnviz.drawing.plane.scales import NOISE_SCALE, POINTS_SCALE, SHARE_SCALE, Scale
from nnviz.training.experiment import LIMITS
from nnviz.ui.playground.drawing import DrawMyOwn
from nnviz.ui.playground.features import FeatureTiles
from nnviz.ui.playground.point import PointReadout
from nnviz.ui.playground.thumbnails import Thumbnails
from nnviz.ui.playground.wrong_list import WrongList
from nnviz.ui.theme import Theme, Themed
from nnviz.ui.widgets import (
    Caption,
    IconButton,
    NumberChip,
    PushButton,
    SectionTitle,
    Segmented,
    Slider,
    TextLabel,
)
from nnviz.ui.widgets.formula_edit import FormulaEdit

PAUSE_MS = 250  # after the last key or wheel step, before the number is taken to be meant


class NumberRow(QWidget):
    """``moved(float)`` comes with every step, ``settled(float)`` when the hand has come to rest."""

    moved = Signal(float)
    settled = Signal(float)

    def __init__(self, name: str, tip: str, scale: Scale, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scale, self._value = scale, scale.value(0)
        self._name = TextLabel(name, "label", "secondary", weight="medium")
        self.slider = Slider(name, 0, scale.steps)
        self.slider.setToolTip(tip)
        self._number = TextLabel("", "label", "secondary", family="mono")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._name)
        self._row.addWidget(self.slider, 1)
        self._row.addWidget(self._number)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self._on_settled)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self._on_settled)
        self.show_value(self._value)

    @property
    def value(self) -> float:
        """The number that it stands at."""
        return self._value

    @property
    def moving(self) -> bool:
        """Whether a hand is on it: what is shown is not what is set."""
        return self.slider.isSliderDown() or self._rest.isActive()

    def show_value(self, value: float) -> None:
        """Show ``value``, without a signal; one that the slider cannot reach is written all the same."""
        self._value = value
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(round(self._scale.place(value)))
        self.slider.blockSignals(blocked)
        self.slider.update()
        self._write()

    def _write(self) -> None:
        text = self._scale.text(self._value)
        self._number.setText(text)
        self.slider.setAccessibleName(f"{self._name.text()}: {text}")

    def set_theme(self, theme: Theme) -> None:
        self._row.setSpacing(theme.px(8))
        for part in (self._name, self.slider, self._number):
            part.set_theme(theme)
        self._name.setFixedWidth(max(theme.px(64), self._name.sizeHint().width()))
        metrics = self._number.fontMetrics()
        self._number.setFixedWidth(max(theme.px(42), metrics.horizontalAdvance("5,000") + 2))
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @Slot(int)
    def _on_moved(self, place: int) -> None:
        self._value = self._scale.value(place)
        self._write()
        if not self.slider.isSliderDown():
            self._rest.start()
        self.moved.emit(self._value)

    @Slot()
    def _on_settled(self) -> None:
        self._rest.stop()
        self.settled.emit(self._value)


class PlaygroundBody(QWidget):
    """The parts of the panel; :class:`PlaygroundPanel` decides what they do."""

    def __init__(self) -> None:
        super().__init__()
        self._themed: list[Themed] = []
        self._make_data_parts()
        self._make_number_parts()
        self.features_title = SectionTitle(self.tr("What goes in"))
        self.features_count = Caption()
        self.features = FeatureTiles()
        self.point_title = SectionTitle(self.tr("Point on the map"))
        self.point = PointReadout()
        self.wrong = WrongList()
        self._lay_out()
        self._themed += [part for part in self.children() if isinstance(part, Themed)]

    def _make_data_parts(self) -> None:
        self.data_title = SectionTitle(self.tr("Data"))
        self.draw = PushButton(self.tr("Draw my own"), "hand", kind="ghost", small=True)
        self.draw.setCheckable(True)
        self.draw.setToolTip(self.tr("Paint points of your own, which the network learns at once"))
        self.sets = Thumbnails()
        self.formula = FormulaEdit("", self.tr("Formula of the points"))
        self.drawing = DrawMyOwn()
        kinds = [("classification", self.tr("Classes")), ("regression", self.tr("Values"))]
        self.kind = Segmented(kinds, self.tr("What is learned"), small=True)
        self.kind.setToolTip(self.tr("Which class a point is of, or which value belongs to it (regression)"))
        self.fewer = IconButton("minus", self.tr("One class less"), small=True)
        self.classes = TextLabel("", "label", "secondary", weight="medium")
        self.classes.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.more = IconButton("plus", self.tr("One class more"), small=True)

    def _make_number_parts(self) -> None:
        tip = self.tr("How many points there are, to learn from and to test on")
        self.points = NumberRow(self.tr("Points"), tip, POINTS_SCALE)
        tip = self.tr("How far the points are scattered, or their values")
        self.noise = NumberRow(self.tr("Noise"), tip, NOISE_SCALE)
        tip = self.tr("The share of the points that is set aside for testing")
        self.share = NumberRow(self.tr("Test share"), tip, SHARE_SCALE)
        self.anew = PushButton(self.tr("New points"), "dice", small=True)
        self.anew.setToolTip(self.tr("Draw other points with the next seed"))
        self.seed_word = Caption(self.tr("seed"))
        tip = self.tr("The seed of the points: the same seed gives the same points")
        self.seed = NumberChip(self.tr("Seed of the points"), tip, LIMITS["split_seed"], 0, integer=True)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._gaps: list[tuple[int, int]] = []  # place in the column, px at theme unit 1
        column = self._column
        column.setSpacing(0)
        self._row(self.data_title, None, self.draw)
        self._gap(8)
        column.addWidget(self.sets)
        column.addWidget(self.drawing)
        column.addWidget(self.formula)
        self._gap(10)
        self._row(self.kind, None, self.fewer, self.classes, self.more)
        self._gap(6)
        for row in (self.points, self.noise, self.share):
            column.addWidget(row)
        self._gap(8)
        self._row(self.anew, self.seed_word, self.seed, None)
        self._gap(18)
        self._row(self.features_title, None, self.features_count)
        self._gap(8)
        column.addWidget(self.features)
        self._gap(18)
        self._row(self.point_title, None)
        self._gap(4)
        column.addWidget(self.point)
        self._gap(18)
        column.addWidget(self.wrong, 1)
        column.addStretch(0)

    def _gap(self, px: int) -> None:
        self._gaps.append((self._column.count(), px))
        self._column.addSpacing(px)

    def _row(self, *parts: QWidget | None) -> None:
        """Parts side by side; None is room that stretches."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            if part is None:
                row.addStretch(1)
            else:
                row.addWidget(part)
        self._column.addLayout(row)

    def set_theme(self, theme: Theme) -> None:
        px = theme.px
        self._column.setContentsMargins(px(16), px(12), px(15), px(12))
        for place, gap in self._gaps:
            item = self._column.itemAt(place)
            spacer = item.spacerItem() if item is not None else None
            if spacer is not None:
                spacer.changeSize(0, px(gap), QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        for index in range(self._column.count()):
            item = self._column.itemAt(index)
            layout = item.layout() if item is not None else None
            if isinstance(layout, QLayout):
                layout.setSpacing(px(6))
        for part in self._themed:
            part.set_theme(theme)
        self.formula.setContentsMargins(0, px(10), 0, 0)
        for number in (self.points, self.noise, self.share):
            number.setFixedHeight(max(px(28), number.sizeHint().height()))
        self.classes.setMinimumWidth(px(20))
        self._column.invalidate()

    # ---- what is shown
    def show_mode(self, *, drawing: bool, values: bool, formula: bool) -> None:
        """Data sets or the own drawing; of classes or of values; by a ``formula`` that is typed."""
        self.formula.setVisible(formula and not drawing)
        self.formula.set_before("f(x₁, x₂) =" if values else "f(x) =")
        tip = self.tr("Points above the curve are of one class, those below of the other. It is typed in x.")
        if values:
            tip = self.tr("The value of every point, in x1 and x2, or in x alone, which is x1")
        self.formula.field.setToolTip(tip)
        self.draw.setChecked(drawing)
        self.kind.set_current("regression" if values else "classification")
        self.sets.setVisible(not drawing)
        self.drawing.setVisible(drawing)
        self.sets.show_kind("regression" if values else "classification")
        for part in (self.fewer, self.classes, self.more):
            part.setVisible(not drawing and not values and not formula)
        for row in (self.points, self.noise):
            row.setVisible(not drawing)
        self.anew.setText(self.tr("New split") if drawing else self.tr("New points"))
        self.anew.setAccessibleName(self.anew.text())
        if drawing:
            self.anew.setToolTip(self.tr("Set other points aside for testing, with the next seed"))
        else:
            self.anew.setToolTip(self.tr("Draw other points with the next seed"))

    def show_classes(self, classes: int, most: int) -> None:
        """How many classes the data set has, of how many that it could have."""
        self.classes.setText(str(classes))
        self.classes.setToolTip(self.tr("{0} classes").format(classes))
        self.classes.setAccessibleName(self.classes.toolTip())
        self.fewer.setEnabled(classes > 2)
        self.more.setEnabled(classes < most)
        full = self.tr("This data set has at most {0} classes").format(most)
        self.more.setToolTip(self.tr("One class more") if classes < most else full)

    def show_features(self, names: tuple[str, ...]) -> None:
        """Which features are on."""
        self.features.show_features(names)
        self.features_count.setText(self.tr("{0} of {1} on").format(len(names), len(FEATURES)))
