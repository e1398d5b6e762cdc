"""The left panel where points are made: of what, and how good they are."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.data import DATASETS
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.generated import SAMPLES
from nnviz.ui.generate.account_view import AccountView
from nnviz.ui.generate.measure_rows import MeasureRows
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, SectionTitle
from nnviz.ui.widgets.ground import Ground


class MadePanel(Ground):
    """The real data in a few words, and the measures of what is made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge="right", parent=parent)
        self._title, self._data = SectionTitle(self.tr("Real points")), Caption()
        self._made, self._rule = SectionTitle(self.tr("Made points")), Caption()
        self.measures, self.account = MeasureRows(), AccountView()
        self._followed = SectionTitle(self.tr("The point that is followed"))
        self._column = QVBoxLayout(self)
        for label in (self._data, self._rule):
            label.setWordWrap(True)
        above: tuple[QWidget, ...] = (self._title, self._data, self._made, self._rule, self.measures)
        for part in (*above, self._followed, self.account):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self.setAccessibleName(self.tr("Real and made points"))

    def show_moment(self, shown: Shown) -> None:
        """Another moment, or other data."""
        data = shown.dataset
        source = DATASETS[data.name]
        count = self.tr("{learned} to learn from, {tested} to be tested on.").format(
            learned=len(data.train_features), tested=len(data.test_features)
        )
        self._data.setText(f"{told(source.label)}. {told(source.purpose)} {count}")
        self._rule.setText(
            self.tr("Measured on {n} points, made of noise that stays the same.").format(n=SAMPLES)
        )
        self.measures.show_moment(shown)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._column.setContentsMargins(theme.px(16), theme.px(14), theme.px(16), theme.px(8))
        self._column.setSpacing(theme.px(8))
        self.setMinimumWidth(theme.layout("left"))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("left"), self._column.sizeHint().height())
