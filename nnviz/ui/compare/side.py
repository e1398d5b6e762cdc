"""One half of the lower stage: a run's network on the sample, with what it says above."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from nnviz.data import Dataset
from nnviz.drawing import numbers
from nnviz.session.sentences import told
from nnviz.training.derived import Derived, maps_the_plane
from nnviz.training.outputs import classes
from nnviz.training.player import Ends
from nnviz.training.reconstruct import pixel_error
from nnviz.training.samples import truth_of
from nnviz.training.snapshot import Snapshot
from nnviz.ui.compare.parts import BADGE, paint_badge, paint_icon, paint_text
from nnviz.ui.compare.runs import RunAt, Runs, goal_text, titles, true_value, when
from nnviz.ui.diagram import DiagramView
from nnviz.ui.diagram.ends import name_ends
from nnviz.ui.plain import plain_item
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.painted import PaintedButton, paint_focus

HEAD = 52  # px at unit 1: the diagram keeps as much free above the network
LEAST = (200, 180)  # px of a diagram
FOOT = 20  # px below the network, for a line of text


class RunSide(Ground):
    """The network of one run; its letter is a button that lets another run take its place."""

    run_picked = Signal(str)

    def __init__(self) -> None:
        super().__init__("stage")
        self._dataset: Dataset | None = None
        self._shown: Snapshot | None = None
        self._maps_of: Derived | None = None
        self._ends: Ends | None = None
        self._drawn: tuple[object, ...] = ()
        self.diagram = DiagramView(bare=True)
        self.diagram.setMinimumSize(*LEAST)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.diagram)
        self._outline = Outline(self.diagram, self)
        self._badge = BadgeButton(self)
        self._badge.picked.connect(self.run_picked)
        self._words = _Words(self)

    # ---- content
    def show_run(self, run: RunAt, runs: Runs) -> None:
        """Show the network of ``run`` on the sample, in the data that it learned."""
        self._badge.show_runs(run, runs)
        key = (run.letter, run.moment, run.sample, run.epoch, run.dataset)
        if key == self._drawn:
            return
        self._drawn = key
        self._shown = snapshot = run.snapshot
        self._set_dataset(run.dataset, None if snapshot is None else snapshot.ends)
        self._show_maps(run)
        self.diagram.show_snapshot(snapshot)
        self._outline.set_unit(None if snapshot is None or snapshot.probe is None else snapshot.probe.label)
        answer, verdict, right = self._answer(run)
        note = self._note(run)
        self._words.show_words(answer, verdict, right, note)
        spoken = (self.tr("Run {letter}").format(letter=run.letter), answer, verdict, note)
        self.setAccessibleName(", ".join(filter(None, spoken)))

    @property
    def snapshot(self) -> Snapshot | None:
        """What is shown."""
        return self._shown

    def _set_dataset(self, dataset: Dataset | None, ends: Ends | None) -> None:
        """What the inputs look like and what the outputs are called."""
        if dataset is None or ends is None or (dataset is self._dataset and ends == self._ends):
            return
        self._dataset, self._ends, self._maps_of = dataset, ends, None
        name_ends(self.diagram, dataset, ends)

    def _show_maps(self, run: RunAt) -> None:
        if run.derived is None or run.dataset is None or not maps_the_plane(run.derived):
            self.diagram.set_maps(None)
        elif self._maps_of is not run.derived:
            self.diagram.set_maps(run.derived.maps(self.diagram.map_resolution))
        self._maps_of = run.derived

    def _note(self, run: RunAt) -> str:
        """Which epoch is shown, where it is not the one of the playhead; or that it knows no such sample."""
        if run.moment is None:
            return self.tr("not trained yet")
        return self.tr("this sample is not in its data") if run.sample is None else when(run)

    def _answer(self, run: RunAt) -> tuple[str, str, bool | None]:
        """What it says, whether that is right in a word, and as a truth value (None: nobody knows)."""
        snapshot, dataset = run.snapshot, run.dataset
        if snapshot is None or snapshot.probe is None or dataset is None:
            return "", "", None
        probe, says = snapshot.probe, self.tr("says {answer}")
        if snapshot.ends.noise:
            return "" if run.metrics is None else goal_text(run.metrics), "", None
        if dataset.every_step:
            return self._answers(run, dataset)
        if dataset.kind == "regression":
            said, truth = float(probe.output.mean()), true_value(run)
            off = "" if truth is None else self.tr("off by {distance}")
            distance = numbers.plain(0.0 if truth is None else abs(said - truth))
            return says.format(answer=numbers.plain(said)), off.format(distance=distance), None
        if snapshot.ends.itself:
            error = pixel_error(probe.inputs[np.newaxis], probe.output[np.newaxis], dataset)
            words = self.tr("gives it back, error {value}")
            return words.format(value=numbers.fitted(error, 2)), "", None
        names = snapshot.ends.output_names(dataset)
        if probe.answer >= len(names):
            return "", "", None
        text = says.format(answer=told(names[probe.answer]))
        if probe.label is None:
            return text, "", None
        right = probe.answer == probe.label
        return text, self.tr("right") if right else self.tr("wrong"), right

    def _answers(self, run: RunAt, dataset: Dataset) -> tuple[str, str, bool | None]:
        """The same of a network that is asked at every step."""
        truth = None if run.sample is None else truth_of(run.sample, dataset)
        if truth is None or run.derived is None or run.snapshot is None or run.snapshot.probe is None:
            return "", "", None
        outputs = run.snapshot.probe.output.reshape(1, *run.derived.network.output_shape)
        if dataset.kind == "regression":
            off = float(np.nanmean(np.abs(outputs[0, 0] - truth)))
            return self.tr("off by {distance} a step").format(distance=numbers.plain(off, 3)), "", None
        asked = truth >= 0
        right = int(((classes(outputs)[0] == truth) & asked).sum())
        text = self.tr("{right} of {all} places").format(right=right, all=int(asked.sum()))
        whole = right == int(asked.sum())
        return text, self.tr("right") if whole else self.tr("not all right"), whole

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        foot = max(theme.px(FOOT), round(theme.type_px("caption") * 1.5))
        self._column.setContentsMargins(0, 0, 0, foot)
        for part in (self.diagram, self._outline, self._badge, self._words):
            part.set_theme(theme)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        theme, size, height = self._theme, self._badge.sizeHint(), self._theme.px(HEAD)
        top = round(height / 2 + theme.px(2) - size.height() / 2)
        self._badge.setGeometry(theme.px(20), top, size.width(), size.height())
        left = theme.px(20) + size.width() + theme.px(8)
        self._words.setGeometry(left, 0, max(0, self.width() - left - theme.px(8)), height)


class BadgeButton(PaintedButton):
    """The letter of the run that is shown; a press lists the others."""

    picked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._run: RunAt | None = None
        self._runs: Runs = ()
        self.setToolTip(self.tr("Show another run here"))
        self.clicked.connect(self.open_menu)

    def show_runs(self, run: RunAt, runs: Runs) -> None:
        self._run, self._runs = run, runs
        if run.letter != self.text():
            self.setText(run.letter)
            text = self.tr("Run {letter}: choose the run shown here")
            self.setAccessibleName(text.format(letter=run.letter))

    def sizeHint(self) -> QSize:
        side = max(self._theme.px(BADGE + 2), round(self._theme.type_px("label") * 1.6))
        return QSize(side + self._theme.px(16), side)

    @Slot()
    def open_menu(self) -> QMenu:
        """The runs, in a menu below the letter."""
        menu, called = QMenu(self), titles(self._runs)
        for run in self._runs:
            action = QAction(plain_item(f"{run.letter}   {called[run.letter]}"), menu)
            action.setCheckable(True)
            action.setChecked(run.letter == self.text())
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
        theme, side, size = self._theme, float(self.height()), self._theme.px(13)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, side, side)
        paint_badge(painter, box, self._run.letter, self._run.colour, theme)
        colour = theme.text("primary" if self.underMouse() else "tertiary")
        paint_icon(painter, self, "chev", colour, QPointF(side + theme.px(2) + size / 2, side / 2), size)
        paint_focus(painter, self, theme, box.adjusted(1, 1, -1, -1), theme.px(6))
        painter.end()


class _Overlay(QWidget):
    """Something painted over the diagram, which has the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()


class _Words(_Overlay):
    """“says 1  wrong”, and which epoch that is."""

    _texts: tuple[str, str, bool | None, str] = ("", "", None, "")

    def show_words(self, answer: str, verdict: str, right: bool | None, note: str) -> None:
        self._texts = (answer, verdict, right, note)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        answer, verdict, right, note = self._texts
        large = theme.font("title", weight="semibold")
        large.setPixelSize(round(large.pixelSize() * (1.0 if theme.projector else 17 / 15)))
        judged = theme.text("secondary") if right is None else theme.note("ok" if right else "error")
        painter = QPainter(self)
        x, y = 0.0, self.height() / 2 + theme.px(2)
        for text, font, ink in (
            (answer, large, theme.text()),
            (verdict, theme.font("body", weight="semibold"), judged),
            (note, theme.font("caption"), theme.text("tertiary")),
        ):
            painter.setFont(font)
            painter.setPen(ink)
            if text == note and QFontMetricsF(font).horizontalAdvance(text) > self.width() - x:
                text = note.partition(", ")[0]
            x += paint_text(painter, QPointF(x, y), text, self.width() - x) + theme.px(12) * bool(text)
        painter.end()


class Outline(_Overlay):
    """The dashed outline round the true answer."""

    def __init__(self, diagram: DiagramView, side: QWidget) -> None:
        super().__init__(side)
        self._diagram = diagram
        self._unit: int | None = None
        diagram.installEventFilter(self)

    def set_unit(self, unit: int | None) -> None:
        """Outline this output; None for none."""
        self._unit = unit
        self._place()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """The diagram has painted: its outputs may stand elsewhere."""
        if event.type() == QEvent.Type.Paint:
            self._place()
        return False

    def _place(self) -> None:
        box = None if self._unit is None else self._diagram.output_row(self._unit)
        if box is not None:
            place = (
                box.adjusted(-1, 1, 1, -1).toAlignedRect() & self._diagram.rect()
            )  # maps have no names beside
            if place != self.geometry():
                self.setGeometry(place)
        self.setVisible(box is not None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.text(), 1.5 * self._theme.line("hairline"))
        pen.setDashPattern([2.0, 1.7])
        painter.setPen(pen)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.end()
