"""Below the answer: what the other network says, raw or calibrated, and teaching."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton, PushButton, Segmented
from nnviz.ui.widgets.segmented import Segment


class AnswerFoot(QWidget):
    """Two rows of small controls; hidden where there is no Reader."""

    other_requested = Signal()  # show the network that is not shown
    calibrated_requested = Signal(bool)
    calibration_requested = Signal()  # show how far the confidence can be believed
    teach_requested = Signal()
    hand_requested = Signal()  # the round of drawings

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.other = PushButton("…", kind="ghost", small=True)
        self.other.setToolTip(self.tr("What the other network says about the same picture; click to show it"))
        self.kind = Segmented(
            [
                Segment("raw", self.tr("Raw"), tip=self.tr("The numbers of the output neurons themselves")),
                Segment("calibrated", self.tr("Calibrated")),
            ],
            self.tr("Answer"),
            small=True,
        )
        self.plot = IconButton("info", self.tr("How far its confidence can be trusted"), small=True)
        self.state = Caption()
        self.teach = PushButton("…", "check", small=True)
        self.hand = IconButton(
            "hand", self.tr("Teach it your handwriting in a round of drawings"), small=True
        )
        self._rows = (
            self._row(self.other, self.kind, self.plot),
            self._row(self.state, self.teach, self.hand),
        )
        self._column = QVBoxLayout(self)
        for row in self._rows:
            self._column.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.other.clicked.connect(self.other_requested)
        self.kind.chosen.connect(self._on_kind)
        self.plot.clicked.connect(self.calibration_requested)
        self.teach.clicked.connect(self.teach_requested)
        self.hand.clicked.connect(self.hand_requested)
        self.set_calibration(possible=True)
        self.show_drawing(False, None)
        self.show_lessons(0, False)
        self.hide()

    @staticmethod
    def _row(left: QWidget, *right: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(left)
        row.addStretch(1)
        for widget in right:
            row.addWidget(widget)
        return row

    # ---- content
    @property
    def calibrated(self) -> bool:
        """Whether the calibrated answer is chosen."""
        return self.kind.current == "calibrated"

    def set_calibrated(self, calibrated: bool) -> None:
        """Choose the calibrated answer or the raw one, without a signal."""
        self.kind.set_current("calibrated" if calibrated else "raw")

    def set_calibration(self, *, possible: bool) -> None:
        """Whether the outputs can be calibrated; where they cannot, the reason stands in the tooltips."""
        why_not = self.tr("Only the probabilities of a softmax can be calibrated: its loss is cross-entropy")
        honest = self.tr("Right as often as it says, and allowed to say: not sure, or no digit")
        self.kind.button("calibrated").setEnabled(possible)
        self.kind.button("calibrated").setToolTip(honest if possible else why_not)
        self.plot.setEnabled(possible)
        self.plot.setToolTip(self.tr("How far its confidence can be trusted") if possible else why_not)

    def show_other(self, text: str) -> None:
        """What the network that is not shown says: ``Reader: 4 (97 %)``."""
        if text != self.other.text():
            self.other.setText(text)
            self.other.setAccessibleName(text)
            self.other.updateGeometry()
            self.other.update()

    def show_drawing(self, drawn: bool, label: str | None) -> None:
        """Whether there is a drawing to teach, and what it is meant to be."""
        self.teach.setEnabled(drawn and label is not None)
        text = self.tr("Teach") if label is None or not drawn else self.tr("Teach: {0}").format(label)
        if label is None or not drawn:
            tip = self.tr("Draw or open a digit, say below it what you meant, and the Reader can learn it")
        else:
            tip = self.tr("Adds the drawing to My digits, and the Reader learns it; can be undone (Ctrl+T)")
        self.teach.setToolTip(tip)
        if text != self.teach.text():  # else a pen would have all of the column laid out at every event
            self.teach.setText(text)
            self.teach.setAccessibleName(text)
            self.teach.updateGeometry()
            self.teach.update()

    def show_lessons(self, count: int, teaching: bool) -> None:
        """How many drawings the Reader has been taught, and whether it is at it."""
        if teaching:
            self.state.setText(self.tr("learning your handwriting…"))
        elif count:
            self.state.setText(self.tr("My digits: {0} taught").format(count))
        else:
            self.state.setText(self.tr("My digits: none yet"))

    # ---- wishes
    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        self.calibrated_requested.emit(kind == "calibrated")

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._column.setContentsMargins(theme.px(10), 0, theme.px(12), theme.px(8))
        self._column.setSpacing(theme.px(4))
        for row in self._rows:
            row.setSpacing(theme.px(4))
        self._rows[1].setContentsMargins(theme.px(6), 0, 0, 0)
        for part in (self.other, self.kind, self.plot, self.state, self.teach, self.hand):
            part.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        needed = self.state.sizeHint().width() + self.teach.sizeHint().width() + self.hand.width()
        self.state.setVisible(needed <= self.width())
