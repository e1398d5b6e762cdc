"""The runs in the header: which one is shown, and everything that can be done with runs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QWidget, QWidgetAction

from nnviz.drawing import numbers
from nnviz.drawing.measured import number
from nnviz.session.run import Run
from nnviz.session.sentences import told
from nnviz.ui.icons import icon_pixmap
from nnviz.ui.plain import plain_item, plain_tip
from nnviz.ui.ratio import device_ratio
from nnviz.ui.widgets import PushButton, TextLabel
from nnviz.ui.widgets.labels import run_name

_DOT, _CHEVRON, _NAME_LENGTH = 8, 13, 40
_WIDEST = 150  # px at unit 1 of a name in the header; a longer one is cut there
READER = "reader"


class RunsMenu(PushButton):
    """A button with the run that is shown, and a menu. Says nothing of itself: the Session does."""

    run_chosen = Signal(str)  # its letter
    reader_chosen = Signal()
    new_run_requested = Signal()
    branch_requested = Signal()
    rename_requested = Signal(str, str)  # letter, name
    share_requested = Signal(str)  # the letter of the run whose start weights the current one is to have
    remove_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", kind="ghost", parent=parent)
        self._runs: tuple[Run, ...] = ()
        self._current = ""
        self._comparing = self._reading = self._reader = False
        self._cursor: int | None = None
        self.setToolTip(self.tr("Runs: choose one, begin another, branch, rename"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)
        self._tell()

    # ---- content
    def show_runs(self, runs: Sequence[Run], current: str, *, comparing: bool = False) -> None:
        """All runs, and the letter of the one that trains; ``comparing``: several of them are shown."""
        self._runs, self._current, self._comparing = tuple(runs), current, comparing
        self._tell()

    def set_reader(self, available: bool, reading: bool) -> None:
        """Whether there is a Reader, and whether it is what is shown."""
        self._reader, self._reading = available, reading
        self._tell()

    def set_cursor(self, cursor: int | None) -> None:
        """The epoch looked back at; None for the newest."""
        self._cursor = cursor

    @property
    def reading(self) -> bool:
        """Whether it says that the Reader is shown."""
        return self._reading

    def _tell(self) -> None:
        if self._reading:
            text = self.tr("Reader")
        elif self._comparing and len(self._runs) > 1:
            text = self.tr("%n run(s)", "", len(self._runs))
        else:
            text = next((self.name_of(run) for run in self._runs if run.letter == self._current), "")
        self.setText(text)
        self.setAccessibleName(self.tr("Network shown: {name}").format(name=text))
        self.updateGeometry()
        if (header := self.parentWidget()) is not None:
            # Laid out at once: what else is to be done first, as when a project is opened, may take long.
            QCoreApplication.sendPostedEvents(header, QEvent.Type.LayoutRequest)
        self.update()

    def name_of(self, run: Run) -> str:
        """ "Run A", or "A Adam" for one that has been given a name."""
        return run_name(run.letter, run.name)

    # ---- the menu
    def menu_now(self) -> QMenu:
        """The menu for the present runs."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        if self._reader:
            self._add(menu, self.tr("Reader"), self._on_reader, icon=self._dot(None), on=self._reading)
            menu.actions()[-1].setToolTip(
                self.tr("The network that was trained earlier: draw, and it reads.")
            )
        for run in self._runs:
            self._add_run(menu, run)
        menu.addSeparator()
        current = next((run for run in self._runs if run.letter == self._current), None)
        if current is not None:
            self._add_name(menu, current)
        self._add(menu, self.tr("New run"), self.new_run_requested)
        where = self.tr("here") if self._cursor is None else self.tr("epoch {n}").format(n=self._cursor)
        self._add(menu, self.tr("Branch from {where}").format(where=where), self.branch_requested)
        others = [run for run in self._runs if run.letter != self._current]
        if current is not None and others:
            self._add_others(menu, current, others)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _add(
        self, menu: QMenu, text: str, slot: object, *, icon: QIcon | None = None, on: bool | None = None
    ) -> QAction:
        action = menu.addAction(plain_item(text))
        action.setToolTip(plain_tip(text.partition("\t")[0]))  # else Qt shows the text again, as HTML
        if icon is not None:
            action.setIcon(icon)
        if on is not None:
            action.setCheckable(True)
            action.setChecked(on)
            font = self._theme.font("body", weight="semibold" if on else "regular")
            action.setFont(font)
        action.triggered.connect(slot)
        return action

    def _add_run(self, menu: QMenu, run: Run) -> None:
        on = run.letter == self._current and not self._reading
        action = self._add(
            menu, f"{self.name_of(run)}\t{self._state(run)}", self._on_run, icon=self._dot(run), on=on
        )
        action.setData(run.letter)

    def _state(self, run: Run) -> str:
        """How far it came, and what was measured of the network that it has now, if anything was."""
        moment = run.snapshot
        if run.diverged is not None or moment is None:
            return self.tr("broke") if run.diverged is not None else ""
        epoch, metrics = numbers.count(moment.epoch), moment.metrics
        if not moment.whole or metrics.epoch != moment.epoch:
            return self.tr("epoch {n}").format(n=epoch)
        kind = metrics.kinds.goal
        value = number(kind, numbers.measured(metrics[kind.name], kind.unit, digits=0))
        return self.tr("epoch {n}, {number}").format(n=epoch, number=told(value))

    def _add_name(self, menu: QMenu, run: Run) -> None:
        """A field with the name of the current run."""
        holder = QWidget(menu)
        label, field = TextLabel(self.tr("Name"), "body", "secondary"), QLineEdit(run.name, holder)
        label.set_theme(self._theme)
        field.setMaxLength(_NAME_LENGTH)
        field.setAccessibleName(self.tr("Name of {run}").format(run=self.name_of(run)))
        field.setMinimumHeight(self._theme.px(26))
        field.returnPressed.connect(self._on_named)
        row = QHBoxLayout(holder)
        row.setContentsMargins(self._theme.px(12), self._theme.px(2), self._theme.px(12), self._theme.px(4))
        row.addWidget(label)
        row.addWidget(field, 1)
        holder.setFocusProxy(field)
        action = QWidgetAction(menu)
        action.setDefaultWidget(holder)
        menu.addAction(action)

    def _add_others(self, menu: QMenu, current: Run, others: Sequence[Run]) -> None:
        share = menu.addMenu(self.tr("Same start weights as"))
        share.setToolTipsVisible(True)
        for run in others:
            action = self._add(share, self.name_of(run), self._on_share, icon=self._dot(run))
            action.setData(run.letter)
            tip = self.tr("{run} begins again from the weights that {other} began with")
            names = {"run": self.name_of(current), "other": self.name_of(run)}
            action.setToolTip(plain_tip(tip.format(**names)))
        menu.addSeparator()
        self._add(menu, self.tr("Remove {run}").format(run=self.name_of(current)), self._on_remove)

    # ---- wishes
    @Slot()
    def _on_clicked(self) -> None:
        menu = self.menu_now()
        corner = self.mapToGlobal(QPoint(self.width(), self.height() + 4))
        menu.popup(corner - QPoint(menu.sizeHint().width(), 0))

    @Slot()
    def _on_reader(self) -> None:
        self.reader_chosen.emit()

    @Slot()
    def _on_run(self) -> None:
        self.run_chosen.emit(self._letter())

    @Slot()
    def _on_share(self) -> None:
        self.share_requested.emit(self._letter())

    def _letter(self) -> str:
        action = self.sender()
        return str(action.data()) if isinstance(action, QAction) else ""

    @Slot()
    def _on_named(self) -> None:
        field = self.sender()
        if isinstance(field, QLineEdit) and field.text().strip():
            self.rename_requested.emit(self._current, field.text().strip())

    @Slot()
    def _on_remove(self) -> None:
        self.remove_requested.emit(self._current)

    # ---- looks
    def _hue(self, run: Run | None) -> QColor:
        return self._theme.text("secondary") if run is None else self._theme.run_colour(run.colour)

    def _dot(self, run: Run | None) -> QIcon:
        """A dot in the colour of a run; a neutral one for the Reader."""
        ratio, side = device_ratio(self), self._theme.px(16)
        pixmap = QPixmap(QSize(side, side) * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_dot(painter, run, QPointF(side / 2, side / 2))
        painter.end()
        return QIcon(pixmap)

    def _paint_dot(self, painter: QPainter, run: Run | None, middle: QPointF) -> None:
        """Filled, or a ring where another run has the same hue."""
        radius, hue = self._theme.px(_DOT) / 2, self._hue(run)
        outlined = run is not None and self._theme.run_outlined(run.colour)
        painter.setPen(QPen(hue, self._theme.line("focus")) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(Qt.BrushStyle.NoBrush if outlined else hue)
        painter.drawEllipse(middle, radius, radius)

    def sizeHint(self) -> QSize:
        theme = self._theme
        extra = theme.px(_DOT) + theme.px(_CHEVRON) + 2 * theme.px(8)
        width = min(self.fontMetrics().horizontalAdvance(self.text()), theme.px(_WIDEST))
        return QSize(width + 2 * theme.px(10) + extra, theme.px(30))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._theme.px(64), self.sizeHint().width()), self.sizeHint().height())

    def _paint_content(self, painter: QPainter, foreground: QColor) -> None:
        theme, middle = self._theme, self.height() / 2
        radius, gap, chevron = theme.px(_DOT) / 2, theme.px(8), theme.px(_CHEVRON)
        left = float(theme.px(10))
        shown = next((run for run in self._runs if run.letter == self._current), None)
        self._paint_dot(painter, None if self._reading else shown, QPointF(left + radius, middle))
        left += 2 * radius + gap
        painter.setPen(theme.text())
        box = QRectF(left, 0, self.width() - left - chevron - theme.px(14), self.height())
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, int(box.width()) + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        pixmap = icon_pixmap("chev", theme.text("tertiary").rgba(), chevron, device_ratio(self))
        painter.drawPixmap(QPointF(self.width() - chevron - theme.px(10), middle - chevron / 2), pixmap)
