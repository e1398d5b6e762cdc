"""Loss and right answers of the run, or what else its objective measures, epoch by epoch."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from nnviz.drawing import numbers
from nnviz.drawing.plots.curves import USUAL, CurvesModel
from nnviz.session.sentences import capital, told
from nnviz.session.shown import Shown
from nnviz.training.measures import Kinds, Metric
from nnviz.training.timeline import Timeline
from nnviz.ui.enlarging import LargePart, enlarge_button, show_enlarged
from nnviz.ui.key_places import latin_key
from nnviz.ui.plots.curve_part import CurvePart
from nnviz.ui.plots.header import CurveHeader
from nnviz.ui.plots.parts import OVERHANG, CornerButtons, CursorTag
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import IconButton
from nnviz.ui.widgets.painted import framed

if TYPE_CHECKING:
    from nnviz.ui.plots.curve_plot import CurvePlot

PLOT_MS = 100  # between two pictures of the curves while epochs rush in; the numbers follow at once
_LOWEST, _PLOT = 136, 60  # px at unit 1 of the whole view with one plot, and of each further one
_EPOCH_WIDTH = 4.2  # lines of text that an epoch's number takes at least
_NARROWEST = 140  # px at unit 1 of a plot beside another
_BESIDE = 1.5  # so many times wider than high: the plots stand side by side
_ARROWS = 26  # px at unit 1 of the heading, for the corner arrows
_KEY_ZOOM = 0.7
_KEY_PAN = 0.15  # of what is shown


class CurvesView(LargePart):
    """A plot for each kind of number that is measured, over the same epochs, which zoom and move together.

    Wheel and + / − zoom, dragging and the arrow keys move, double-click and 0 show all, L changes
    the loss between linear and log scale. Until :meth:`finish_start` has loaded pyqtgraph their
    place is held by an empty grid. Where there is no room for all there are the first, as the loss; of the
    others the numbers stay.
    """

    clear_ghosts_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._kinds = USUAL
        self._plotted = tuple(USUAL.plots)
        self._only: frozenset[str] = frozenset()
        self._beside = False
        self._rows = 1  # of each heading
        self._model = CurvesModel()
        self._shown: Shown | None = None
        self._drawn: tuple[object, ...] = ()
        self._late = False  # whether the plots are behind the numbers
        self._pause = QTimer(self, singleShot=True, interval=PLOT_MS)
        self._pause.timeout.connect(self._on_pause_over)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build()
        self._make_plots()

    def _build(self) -> None:
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._parts: dict[str, CurvePart] = {}  # by what is measured, in their order
        self._enlarge, self._enlarged = enlarge_button(), False
        self._enlarge.setParent(self)
        self._enlarge.clicked.connect(self.enlarge_requested)
        self._tag = CursorTag(self)
        self._corner = CornerButtons(self)
        self._corner.log_toggled.connect(self.set_log)
        self._corner.fit_requested.connect(self.show_all)
        self._corner.clear_requested.connect(self.clear_ghosts_requested)

    def _make_plots(self) -> None:
        """A heading and a place for each plot that there is, and for no other."""
        plots, known = self._kinds.plots, self._parts
        for name in [name for name in known if name not in plots]:
            known[name].remove()
            self._layout.removeItem(known.pop(name))
        self._parts = {}
        for place, (name, kinds) in enumerate(plots.items()):
            part = known.get(name)
            if part is None:
                header = CurveHeader("", reserved=0 if place else _ARROWS)
                header.enlarge_requested.connect(self.enlarge_requested)
                part = CurvePart(header, epoch_texts=name == [*plots][-1])
                self._layout.insertLayout(place, part, 1)
            part.header.set_title(self._title(kinds[0]))
            part.header.set_lines(
                tuple(kind.part for kind in kinds), tuple(told(kind.short) for kind in kinds)
            )
            self._parts[name] = part
        self.setAccessibleName(self._name())

    @property
    def _plots(self) -> dict[str, CurvePlot]:
        """The plots that are loaded."""
        return {name: part.plot for name, part in self._parts.items() if part.plot is not None}

    def _title(self, kind: Metric) -> str:
        titles = {"loss": self.tr("Loss"), "share": self.tr("Right answers"), "r2": self.tr("R²")}
        usual = "" if kind.plotted else titles.get(kind.unit, "")
        return usual or capital(kind.short)

    def _name(self) -> str:
        match self._model.usual:
            case "share":
                return self.tr("Loss and right answers by epoch")
            case "r2":
                return self.tr("Loss and R² by epoch")
        titles = ", ".join(self._title(kinds[0]) for kinds in self._kinds.plots.values())
        return self.tr("{measured} by epoch").format(measured=titles)

    def finish_start(self) -> None:
        """Load pyqtgraph (0.6 s of CPU) and put the plots in place. Safe to call again."""
        empty = {name: part for name, part in self._parts.items() if part.plot is None}
        if not empty:
            return
        from nnviz.ui.plots.curve_plot import CurvePlot

        for quantity, part in empty.items():
            plot = CurvePlot(epoch_texts=quantity == self._plotted[-1])
            plot.set_theme(self._theme)
            part.put(plot)
            plot.zoom_requested.connect(self.zoom)
            plot.pan_requested.connect(self.pan)
            plot.fit_requested.connect(self.show_all)
            plot.hovered.connect(self._on_hovered)
            plot.resized.connect(self._on_plot_resized)
        self._show_plotted()
        self._corner.raise_()
        self._tag.raise_()
        self._refresh()

    # ---- content
    def show_timeline(self, timeline: Timeline | None, epoch: int, shown: Shown | None = None) -> None:
        """Show the curves of ``timeline`` (None: nothing yet) with the playhead at ``epoch``.

        Where the network that is ``shown`` is none of their points, its own numbers stand in the headers, and
        a ring marks them.
        """
        another = self._model.set_timeline(timeline)
        another = another or epoch < self._model.epoch
        self._model.epoch, self._shown = epoch, shown
        if self._model.kinds != self._kinds:
            self._show_kinds(self._model.kinds)
        if another or not self._pause.isActive():
            self._refresh()
            self._pause.start()
        else:
            self._late = True
            self._show_numbers()

    def _show_kinds(self, kinds: Kinds) -> None:
        """Other metrics have other plots."""
        loaded, self._kinds, self._plotted = bool(self._plots), kinds, tuple(kinds.plots)
        self._make_plots()
        if loaded:
            self.finish_start()
        self._drawn = self._plotted = ()  # as many as fit
        self.set_theme(self._theme)

    def settle(self) -> None:
        """Show all of it now, rather than soon."""
        unknown = self._shown is not None and self._shown.derived.slow_to_measure
        if self._shown is not None and unknown:
            self._shown.derived.know(self._shown.derived.measured())
        if self._late or unknown:
            self._refresh()

    @Slot()
    def _on_pause_over(self) -> None:
        if self._late:
            self._refresh()
            self._pause.start()

    def set_planned_epochs(self, planned: int) -> None:
        """The length of the run, which the epoch axis is cut from."""
        self._model.planned = max(1, planned)
        self._refresh()

    def set_ghosts(
        self, ghosts: tuple[Timeline, ...], letters: tuple[str, ...] = (), *, together: bool = False
    ) -> None:
        """Other runs, drawn pale; ``letters`` name the run itself and each of them. ``together``: they are
        seen as far as the run has got."""
        self._model.set_ghosts(ghosts)
        self._model.letters, self._model.together = letters, together
        self._rearrange()

    @property
    def model(self) -> CurvesModel:
        """What is shown."""
        return self._model

    # ---- what the person does
    @Slot(float, float)
    def zoom(self, factor: float, centre: float) -> None:
        """Show ``factor`` times as many epochs; ``centre`` stays where it is."""
        self._model.zoom(factor, centre)
        self._rearrange()

    @Slot(float)
    def pan(self, epochs: float) -> None:
        """Move what is shown by ``epochs``."""
        self._model.pan(epochs)
        self._rearrange()

    @Slot()
    def show_all(self) -> None:
        """Show every epoch again."""
        self._model.show_all()
        self._rearrange()

    @Slot(bool)
    def set_log(self, log: bool) -> None:
        """Log scale for the loss, or linear."""
        self._model.log = log
        self._rearrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        low, high = self._model.window
        centre = min(max(float(self._model.epoch), low), high)
        step = (high - low) * _KEY_PAN
        match latin_key(event):
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(_KEY_ZOOM, centre)
            case Qt.Key.Key_Minus:
                self.zoom(1 / _KEY_ZOOM, centre)
            case Qt.Key.Key_0:
                self.show_all()
            case Qt.Key.Key_L:
                self.set_log(not self._model.log)
            case Qt.Key.Key_Left if self._model.zoomed:
                self.pan(-step)
            case Qt.Key.Key_Right if self._model.zoomed:
                self.pan(step)
            case _:
                event.ignore()

    @Slot(float)
    def _on_hovered(self, epoch: float) -> None:
        if self._model.hover(epoch):
            self._show_values()

    # ---- showing
    def _rearrange(self) -> None:
        self._show_buttons()
        self._refresh()

    def _refresh(self) -> None:
        """Bring everything up to date; curves only where they have changed."""
        if self._model.kinds != self._kinds:  # a timeline that was empty measures something else
            self._show_kinds(self._model.kinds)
            return
        self._late = False
        self._measure()
        plots = self._plots
        key = (*self._model.key(), *((plot.columns, plot.rows) for plot in plots.values()), self._theme)
        if plots and key != self._drawn:
            self._drawn = key
            self._draw_curves()
        self._show_values()

    def _measure(self) -> None:
        """Know what the network shown makes of the data, where no point of the curves says it."""
        shown = self._shown
        if shown is not None and shown.derived.slow_to_measure:
            self._model.now = shown.progress, None  # until it is told of again
        else:
            found = None if shown is None else shown.measured_now
            self._model.now = None if shown is None or found is None else (shown.progress, found)

    def _draw_curves(self) -> None:
        line = self._theme.type_px(self._theme.room("caption")) * 1.25
        plots = {quantity: plot for quantity, plot in self._plots.items() if quantity in self._plotted}
        scenes = {
            quantity: self._model.scene(
                quantity, plot.columns, plot.rows / line, int(plot.columns / line / _EPOCH_WIDTH)
            )
            for quantity, plot in plots.items()
        }
        left = max(plot.left_for(scenes[quantity].y_ticks) for quantity, plot in plots.items())
        for quantity, plot in plots.items():
            plot.set_left(left)
            plot.show_scene(scenes[quantity])

    def _show_values(self) -> None:
        """Playhead, cursor and the numbers of the headers."""
        self._show_numbers()
        model = self._model
        hovered = None if model.hovered is None else model.epoch_of(model.hovered)
        for plot in self._plots.values():
            plot.show_playhead(model.here if model.told_row >= 0 else None)
            plot.show_cursor(hovered)
        self._show_tag(hovered)

    def _show_numbers(self) -> None:
        """The numbers of the headers: of the network shown, or of the epoch that is pointed at."""
        self._measure()
        texts = self._model.told()
        for quantity, part in self._parts.items():
            part.header.show_values(*texts[quantity])
        self._fit_headers(self._rows)
        text = told(self._model.sentence(texts))
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    def _show_tag(self, hovered: float | None) -> None:
        plot = None if hovered is None else self._parts[self._plotted[-1]].plot
        if hovered is None or plot is None:
            self._tag.hide()
            return
        epoch = self.tr("epoch {n}").format(n=numbers.count(round(hovered)))
        self._tag.show_at(
            self.accessibleDescription() if self._enlarged else epoch,
            plot.mapTo(self, plot.point_of(hovered)),
        )

    @Slot()
    def _on_plot_resized(self) -> None:
        self._refresh()  # and leaves the layout, which is at work, alone

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._layout.setContentsMargins(theme.px(16), theme.px(12), theme.px(16 - OVERHANG), theme.px(8))
        self._layout.setSpacing(theme.px(2))
        for part in self._parts.values():
            part.set_theme(theme)
        for button in (self._enlarge, *self._corner.findChildren(IconButton)):
            button.set_theme(theme)
        self._tag.set_theme(theme)
        self._fit()
        self._rearrange()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.layout("right"), self._theme.px(216))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(240), self._lowest)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._show_buttons()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:  # the headings stand elsewhere
            self._show_buttons()
        return handled

    def _fit(self) -> None:
        """The plots one below the other or, in front of a class and where it is too low for that, side by
        side; fewer where it is too narrow as well."""
        low = self.height() < self._lowest + (len(self._kinds.plots) - 1) * self._theme.px(_PLOT)
        beside = (
            self.width() > _BESIDE * self.height() if self._theme.projector else low and self._room_beside
        )
        names = tuple(self._kinds.plots)
        most = 1 + max(0, self.height() - self._lowest) // self._theme.px(_PLOT)
        if beside:
            most = max(1, self.width() // self._theme.px(_NARROWEST))
        plotted = self._foremost(most)
        if (plotted, beside) != (self._plotted, self._beside):
            self._plotted, self._beside = plotted, beside
            directions = QBoxLayout.Direction
            self._layout.setDirection(directions.LeftToRight if beside else directions.TopToBottom)
            for place, name in enumerate(names):
                self._layout.setStretch(place, 1 if name in plotted else 0)
            self._show_plotted()
            self._rearrange()
        more = 0 if beside else max(1, self._spare(len(plotted)))
        told = self._foremost(len(plotted) + more)
        for name, part in self._parts.items():
            part.header.setVisible(name in told)
        self._fit_headers()

    def _foremost(self, most: int) -> tuple[str, ...]:
        """So many plots, in their order: the first, then what leads, then the others."""
        leading = [name for name, kinds in self._kinds.plots.items() if any(kind.leading for kind in kinds)]
        order = dict.fromkeys((next(iter(self._parts)), *leading, *self._parts))
        wanted = [name for name in order if name in self._only] or list(
            order
        )  # of other metrics none is there
        kept = wanted[:most]
        return tuple(name for name in self._parts if name in kept)

    def show_only(self, plots: Collection[str]) -> None:
        """Show no other plots than these, by the names of ``Kinds.plots``; all where none is there."""
        only = frozenset(plots) & frozenset(self._kinds.plots)
        if only != self._only:
            self._only = only
            self._fit()
            self._rearrange()

    def _spare(self, plots: int) -> int:
        """How many headings without a plot there is room for below so many plots."""
        room = self.height() - self._lowest - (plots - 1) * self._theme.px(_PLOT)
        return room // max(1, next(iter(self._parts.values())).header.sizeHint().height())

    @property
    def _room_beside(self) -> bool:
        """Whether several plots have room side by side, each under a heading of two lines."""
        many = len(self._kinds.plots)
        return many > 1 and self.width() >= many * self._theme.px(_NARROWEST)

    def _fit_headers(self, rows: int = 1) -> None:
        """In front of a class the headings have as many lines as their words need; never fewer than before,
        or the plots would jump while the numbers change."""
        rows = max(rows, 2 if self._beside else 1)
        if self._theme.projector:
            least = 2 if self._beside else 1
            rows = max(rows, *(part.header.rows_needed(least) for part in self._parts.values()))
        for part in self._parts.values():
            part.header.set_rows(rows)
        self._rows = rows

    @property
    def _lowest(self) -> int:
        """The least height, in which there is one plot."""
        return self._theme.px(_LOWEST) + (
            2 * round(self._theme.type_px("room")) if self._theme.projector else 0
        )

    def set_enlarged(self, on: bool) -> None:
        """Whether it stands in the stage: the axes have names then, and the numbers stand at the pointer."""
        self._enlarged = on
        show_enlarged(self._enlarge, on)
        self._show_plotted()
        self._drawn = ()
        self._rearrange()

    def _show_plotted(self) -> None:
        """Where there is room for one plot alone, the other goes, and the epochs stand below the one."""
        for quantity, part in self._parts.items():
            part.place.setVisible(quantity in self._plotted)
            part.header.reserve(_ARROWS if quantity == self._plotted[0] else 0)
        for quantity, plot in self._plots.items():
            plot.set_epoch_texts(self._beside or quantity == self._plotted[-1])
            below = self.tr("epoch") if self._beside or quantity == self._plotted[-1] else ""
            plot.set_names(*((self._axis_name(quantity), below) if self._enlarged else ("", "")))

    def _axis_name(self, quantity: str) -> str:
        kind = self._kinds.plots[quantity][0]
        names = {"loss": self.tr("loss"), "share": self.tr("right answers, %"), "r2": self.tr("R²")}
        return names.get(kind.unit) or told(kind.short)

    def _show_buttons(self) -> None:
        """The plot's own buttons stand in its upper right corner, where a falling loss leaves room."""
        self._corner.show_state(
            log=self._model.log, zoomed=self._model.zoomed, ghosts=bool(self._model.ghosts)
        )
        self._enlarge.adjustSize()
        self._layout.activate()  # else the headings stand where they stood before they changed places
        first = self._parts[self._plotted[0]] if self._plotted else next(iter(self._parts.values()))
        header = first.header.geometry()
        right = header.right() - self._theme.px(OVERHANG)
        middle = header.top() + min(header.height(), first.header.line_height) // 2
        self._enlarge.move(right - self._enlarge.width(), middle - self._enlarge.height() // 2)
        self._corner.place(right, first.place.y() + self._theme.px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        if framed(self):
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.accent(), self._theme.line("focus")))
            inset = self._theme.px(4)
            painter.drawRoundedRect(self.rect().adjusted(inset, inset, -inset, -inset), inset, inset)
            painter.end()
