"""Where a sweep runs: in processes of this computer, or on a cluster whose address somebody typed."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from nnviz.session.sentences import told
from nnviz.training.many.pools import check_address, cores
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.chips import NumberChip
from nnviz.ui.widgets.labels import Caption, TextLabel
from nnviz.ui.widgets.painted import PaintedButton, paint_focus


class PlaceCard(PaintedButton):
    """A place to choose: an icon, its name, and below it what is said of it."""

    def __init__(self, icon: str, title: str, said: str) -> None:
        super().__init__()
        self._icon, self._said = icon, said
        self.setText(title)
        self.setCheckable(True)
        self.setAccessibleName(title)
        self.setAccessibleDescription(said)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, said: str) -> None:
        """What is said of it."""
        self._said = said
        self.setAccessibleDescription(said)
        self.update()

    def sizeHint(self) -> QSize:
        theme = self._theme
        high = QFontMetrics(theme.font("body")).height() + QFontMetrics(theme.font("caption")).height()
        return QSize(theme.px(240), high + theme.px(20))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, on = self._theme, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        edge = theme.text() if on else theme.surface("outline" if self.lit else "hairline")
        painter.setPen(QPen(edge, theme.line("focus") if on else theme.line("hairline")))
        painter.setBrush(theme.surface("raised"))
        painter.drawRoundedRect(box, theme.px(8), theme.px(8))
        side, left = theme.px(19), theme.px(12)
        ink = theme.text("primary" if on else "secondary")
        pixmap = icon_pixmap(self._icon, ink.rgba(), side, device_ratio(self))
        painter.drawPixmap(left, theme.px(11), pixmap)
        left += side + theme.px(10)
        room = self.width() - left - theme.px(8)
        y = theme.px(9)
        for role, weight, colour, text in (
            ("body", "semibold" if on else "regular", ink, self.text()),
            ("caption", "regular", theme.text("secondary"), self._said),
        ):
            font = theme.font(role, weight=weight)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(colour)
            line = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRect(left, y, room, metrics.height()), Qt.AlignmentFlag.AlignLeft, line)
            y += metrics.height() + theme.px(2)
        paint_focus(painter, self, theme, box.adjusted(2, 2, -2, -2), theme.px(6))
        painter.end()


class WherePart(QWidget):
    """``jobs_requested(int)``; ``far_requested(bool, address)``: on that cluster, or here."""

    jobs_requested = Signal(int)
    far_requested = Signal(bool, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.here = PlaceCard("cpu", self.tr("This computer"), "")
        said = self.tr("give the address of its scheduler")
        self.far = PlaceCard("cloud", self.tr("A cluster"), said)
        self.here.setToolTip(self.tr("In processes of their own, which give way to the window"))
        self.far.setToolTip(self.tr("A Dask scheduler and its workers, which need nnviz too"))
        self._group = QButtonGroup(self)
        for card in (self.here, self.far):
            self._group.addButton(card)
        tip = self.tr("How many runs are trained side by side")
        self.jobs = NumberChip(self.tr("Runs at once"), tip, (1, max(2, cores())), 1, integer=True)
        self._jobs_words = TextLabel(self.tr("runs at once"), "body", "tertiary")
        self.address = QLineEdit()
        self.address.setPlaceholderText("tcp://10.0.0.5:8786")
        self.address.setAccessibleName(self.tr("Address of the scheduler"))
        self.meaning = Caption(
            self.tr(
                "nnviz connects there when you press Run. The settings of the runs are sent, with the data "
                "where they are your own. What comes back is trusted: type the address of a scheduler that "
                "you trust."
            )
        )
        self.meaning.setWordWrap(True)
        self._wrong = TextLabel("", "caption", "primary")
        self._wrong.setWordWrap(True)
        self._row = QHBoxLayout()
        self._row.addWidget(self.jobs)
        self._row.addWidget(self._jobs_words)
        self._row.addStretch()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.here, self.far, self.address, self._wrong, self.meaning):
            self._column.addWidget(part)
        self._column.insertLayout(1, self._row)
        self.jobs.value_requested.connect(self._on_jobs)
        self.here.clicked.connect(self._on_here)
        self.far.clicked.connect(self._on_far)
        self.address.editingFinished.connect(self._on_address)
        self.show_place(1, far=False, address="")

    def show_place(self, jobs: int, *, far: bool, address: str) -> None:
        """Show where it is to run."""
        self.jobs.set_value(jobs)
        words = self.tr("{jobs} of {cores} cores, the window stays free")
        self.here.say(words.format(jobs=min(jobs, cores()), cores=cores()))
        (self.far if far else self.here).setChecked(True)
        self.jobs.setVisible(not far)
        self._jobs_words.setVisible(not far)
        self.address.setVisible(far)
        self.meaning.setVisible(far)
        if address and not self.address.hasFocus():
            self.address.setText(address)
        wrong = ""
        if far and address:
            try:
                check_address(address)
            except ValueError as sentence:
                wrong = told(sentence)
        self._wrong.setText(wrong)
        self._wrong.setVisible(bool(wrong))

    @Slot(float)
    def _on_jobs(self, jobs: float) -> None:
        self.jobs_requested.emit(int(jobs))

    @Slot()
    def _on_here(self) -> None:
        self.far_requested.emit(False, self.address.text().strip())

    @Slot()
    def _on_far(self) -> None:
        self.far_requested.emit(True, self.address.text().strip())
        self.address.setFocus()

    @Slot()
    def _on_address(self) -> None:
        self.far_requested.emit(self.far.isChecked(), self.address.text().strip())

    def set_theme(self, theme: Theme) -> None:
        self._column.setSpacing(theme.px(8))
        self._row.setSpacing(theme.px(6))
        self.address.setMinimumHeight(theme.px(28))
