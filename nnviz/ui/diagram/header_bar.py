"""All headers of the diagram in one row, kept apart from one another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from nnviz.drawing.glyphs import GLYPHS
from nnviz.drawing.header_words import maps_header
from nnviz.drawing.layout import DiagramLayout, LayerBox
from nnviz.drawing.naming import activation_label
from nnviz.drawing.numbers import count
from nnviz.drawing.part import Part
from nnviz.drawing.viewport import Viewport
from nnviz.session.sentences import told
from nnviz.training.edits import Frozen
from nnviz.training.experiment import Experiment
from nnviz.training.snapshot import Snapshot
from nnviz.training.structure import activation_of, offers
from nnviz.ui.diagram.headers import LAYERS_MAX, AddLayerButton, HeaderText, LayerHeader, Title
from nnviz.ui.diagram.layer_menu import offers_menu
from nnviz.ui.theme import Theme

TOP = 14


class HeaderBar(QObject):
    """Makes and places the headers as children of ``stage``; passes on what they ask for."""

    units_requested = Signal(int, int)
    layer_added_requested = Signal(int)
    kind_added_requested = Signal(int, object)
    setting_requested = Signal(int, str, object)
    place_removed_requested = Signal(int)
    layer_removed_requested = Signal(int)
    activation_requested = Signal(int, str)
    own_activation_requested = Signal(int, str)
    all_units_requested = Signal(int)
    freeze_requested = Signal(int, object, bool)

    def __init__(self, stage: QWidget) -> None:
        super().__init__(stage)
        self._stage, self._theme = stage, Theme()
        self._input, self._output = Title(stage, menu=False), Title(stage, menu=False)
        self._layers: list[LayerHeader] = []
        self._adders: list[AddLayerButton] = []
        self._texts: list[HeaderText] = []
        self._experiment: Experiment | None = None
        self._shape: tuple[int, ...] = ()
        self._offered = 0
        self._frame: tuple[float, float, Viewport] | None = None  # what the headers were placed in
        self._fixed = False
        self.hide()

    def hide(self) -> None:
        """Hide all, before there is a network."""
        for widget in self._all():
            widget.hide()

    def set_fixed(self, fixed: bool) -> None:
        """Whether no layer can be changed, added or removed: the headers are words alone."""
        self._fixed = fixed
        for header in self._layers:
            header.set_fixed(fixed)

    def _all(self) -> list[Title | LayerHeader | AddLayerButton]:
        return [self._input, self._output, *self._layers, *self._adders]

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        for widget in self._all():
            widget.set_theme(theme)

    def show_network(
        self, snapshot: Snapshot, layout: DiagramLayout, parts: Sequence[Part], row_title: str = ""
    ) -> None:
        """Make the headers of this network of these ``parts``, the input first, of a table its row."""
        hidden = len(layout.layers) - 1
        self._make(hidden)
        features = parts[0].features
        plain = self.tr("{n} numbers").format(n=count(features)) if features > 1 else self.tr("1 number")
        picture = layout.inputs.picture
        short = str(features)
        if picture is not None:
            plain = self.tr("{rows} × {columns} pixels → {n} numbers").format(
                rows=picture.rows, columns=picture.columns, n=count(features)
            )
            short = f"{picture.rows} × {picture.columns}"
            if self._theme.projector or layout.maps:  # nothing is laid in a row
                plain = self.tr("{n} pixels").format(n=count(features))
        if parts[0].sequence:
            rows, columns = parts[0].shape
            plain = self.tr("%n step(s)", "", columns)
            if rows > 1:
                plain = self.tr("%n step(s) of {size} numbers", "", columns).format(size=count(rows))
            short = f"{columns} × {rows}"
        tip = self.tr("Input: {t}").format(t=plain)
        title = self.tr("Input")
        if row_title:
            title, plain = row_title, self.tr("value → scaled")
            tip = self.tr("{n} inputs; colours are full at 2 deviations from the mean").format(n=features)
        self._texts = [HeaderText(title, plain, short, str(features), tip)]
        specs = [spec for spec in snapshot.specs if spec.weighted]
        for k, (box, spec) in enumerate(zip(layout.layers, specs, strict=True)):
            activation, frozen = activation_of(spec), k in snapshot.experiment.frozen
            held = self._held(snapshot.experiment.frozen, box)
            name = told(spec.label) if activation is None else told(activation_label(activation))
            text = self._text(box, hidden, name, held)
            kernels = box.maps is not None and GLYPHS[spec.kind].kernels is not None
            self._texts.append(self._maps_text(box, parts, held) if kernels else text)
            if k < hidden:
                self._layers[k].set_layer(box.size, spec, bool(box.folded), frozen)
                self._layers[k].set_places(snapshot.experiment.layers, k)
        self._experiment, self._shape = snapshot.experiment, parts[0].shape

    def _held(self, frozen: Sequence[Frozen], box: LayerBox) -> str:
        """What of a layer is frozen, in words: all of it, some of its units, or nothing."""
        if box.index in frozen:
            return self.tr("frozen")
        units = sum(isinstance(one, tuple) and one[0] == box.index for one in frozen)
        return self.tr("{n} of {units} frozen").format(n=units, units=count(box.size)) if units else ""

    def _text(self, box: LayerBox, hidden: int, name: str, held: str) -> HeaderText:
        k, size, shown, folded = box.index, box.size, len(box.units), box.folded
        units = count(size)
        tip = self.tr("%n neuron(s), {name}", "", size).format(name=name)
        if folded:
            tip = self.tr("%n neuron(s), {name}; {shown} of them shown", "", size).format(
                name=name, shown=shown
            )
            units = self.tr("{shown} of {units}").format(shown=shown, units=units)
        tip = self._with_held(tip, held)
        if k == hidden:
            return HeaderText(self.tr("Output"), f"{units}, {name}", units, count(size), tip, held)
        bold = self.tr("Hidden") if hidden == 1 else self.tr("Hidden {n}").format(n=k + 1)
        return HeaderText(bold, f"{units} {name}", units, count(size), tip, held)

    def _maps_text(self, box: LayerBox, parts: Sequence[Part], held: str) -> HeaderText:
        """The words over a layer of maps, in two lines where there is room."""
        mine = [part for part in parts[1:] if part.index == box.index]
        words = maps_header(mine[0], len(box.units), mine[1:])
        tip = self._with_held(told(words.tip), held)
        texts = told(words.bold), told(words.plain), told(words.short)
        return HeaderText(*texts, count(box.size), tip, held, two_lines=True, terse=words.terse)

    def _with_held(self, tip: str, held: str) -> str:
        if not held:
            return tip
        return self.tr("{tip}; {held}: training leaves that as it is").format(tip=tip, held=held)

    def _make(self, hidden: int) -> None:
        while len(self._layers) > hidden:
            self._layers.pop().deleteLater()
        while len(self._layers) < hidden:
            header = LayerHeader(len(self._layers), self._stage)
            header.units_requested.connect(self.units_requested)
            header.removed.connect(self.layer_removed_requested)
            header.activation_requested.connect(self.activation_requested)
            header.own_activation_requested.connect(self.own_activation_requested)
            header.all_units_requested.connect(self.all_units_requested)
            header.freeze_requested.connect(self.freeze_requested)
            header.setting_requested.connect(self.setting_requested)
            header.place_removed_requested.connect(self.place_removed_requested)
            header.set_theme(self._theme)
            header.set_fixed(self._fixed)
            self._layers.append(header)
        while len(self._adders) > hidden + 1:
            self._adders.pop().deleteLater()
        while len(self._adders) < hidden + 1:
            button = AddLayerButton(self._stage)
            button.clicked.connect(self._on_add)
            button.set_theme(self._theme)
            self._adders.append(button)
        for place, button in enumerate(self._adders):
            button.setEnabled(hidden < LAYERS_MAX)
            if place == 0:
                name = self.tr("Add a hidden layer after the input")
            else:
                name = self.tr("Add a hidden layer after hidden layer {n}").format(n=place)
            button.setAccessibleName(name)
            button.setToolTip(
                name if hidden < LAYERS_MAX else self.tr("{n} hidden layers at most").format(n=hidden)
            )
        self._order_tabs()

    def _order_tabs(self) -> None:
        row: list[QWidget] = [self._adders[0]]
        for header, adder in zip(self._layers, self._adders[1:], strict=True):
            row += [header.title, header.fewer, header.more, adder]
        for first, second in pairwise(row):
            QWidget.setTabOrder(first, second)

    def place(self, layout: DiagramLayout, viewport: Viewport) -> None:
        """Put the headers over their layers, shortened until none touches the next."""
        if not self._texts:
            return
        theme, size = self._theme, self._theme.px(24)
        y, space = theme.px(TOP), theme.px(10)
        adding = self._adders[0].isEnabled() and not theme.projector and not self._fixed
        if not adding:
            size = 0

        def at(x: float) -> float:
            return x * viewport.scale + viewport.dx

        rights = [layout.inputs.right, *[box.right for box in layout.layers]]
        lefts = [box.left for box in layout.layers]
        box = layout.layers[-1]
        ends_at = at(layout.inputs.left), at(box.left if box.tile else float(box.bead_x[0]) - 20 * theme.unit)
        centres = [at((a + b) / 2) for a, b in zip(rights, lefts, strict=False)]
        centres = self._parted(centres, size + 2 * space, ends_at)
        self._hold((layout.width, layout.height, viewport), centres, space + size / 2)
        self._place_ends(layout, ends_at, centres, y, space + size / 2)
        ends = [c + size / 2 for c in centres]
        for k, header in enumerate(self._layers):
            box = layout.layers[k]
            room = min(centres[k + 1] - size / 2 - ends[k] - 2 * space, layout.width)
            right = header.x() + header.width()
            header.fit(self._texts[k + 1], room)
            middle = at((box.left + box.right) / 2)
            left = min(
                max(middle - header.width() / 2, ends[k] + space),
                centres[k + 1] - size / 2 - space - header.width(),
            )
            if header.held:
                left = right - header.width()
            header.move(round(left), y - (header.height() - theme.px(26)) // 2)
            header.setVisible(left >= 0 and left + header.width() <= layout.width)
        half = theme.px(24) / 2
        for centre, button in zip(centres, self._adders, strict=True):
            button.move(round(centre - half), y + theme.px(1))
            button.setVisible(adding and half <= centre <= layout.width - half)

    def _parted(self, centres: list[float], between: float, ends_at: tuple[float, float]) -> list[float]:
        """Where layers are added: amid the gaps, or beside that where a header has no room for − and + else.

        ``between``: px that two headers are apart; ``ends_at``: where those of input and output begin.
        """
        texts = self._texts[1:-1]
        needs = [head.least(text) + between + 1 for head, text in zip(self._layers, texts, strict=True)]
        parted = [*centres]
        for k, need in enumerate(needs):
            parted[k + 1] = max(parted[k + 1], parted[k] + need)
        parted[-1] = max(centres[-1], min(parted[-1], ends_at[1] - between / 2))
        for k, need in reversed([*enumerate(needs)]):
            parted[k] = min(parted[k], parted[k + 1] - need)
        self._input.set_text(self._texts[0], 2)
        fits = parted[0] >= min(centres[0], ends_at[0] + self._input.width() + between / 2)
        return parted if fits else centres

    def _hold(self, frame: tuple[float, float, Viewport], centres: list[float], beside: float) -> None:
        """Let what is added beside a header that is held make room for it; in another ``frame`` none is."""
        for k, header in enumerate(self._layers):
            header.held = header.held and frame == self._frame
            if header.held:
                centres[k] = min(centres[k], header.x() - beside)
                centres[k + 1] = max(centres[k + 1], header.x() + header.width() + beside)
        self._frame = frame

    def _place_ends(
        self,
        layout: DiagramLayout,
        ends_at: tuple[float, float],
        centres: list[float],
        y: int,
        half: float,
    ) -> None:
        left, output = ends_at
        room = centres[0] - half - left
        for level in (0, 1, 2):
            self._input.set_text(self._texts[0], level)
            if self._input.width() <= room:
                break
        self._input.move(round(left), y)
        self._input.setVisible(left >= 0)
        start = max(output, centres[-1] + half)
        for level in (0, 1, 2):
            self._output.set_text(self._texts[-1], level)
            if start + self._output.width() <= layout.width - 4:
                break
        self._output.move(round(start), y)
        self._output.setVisible(start + self._output.width() <= layout.width)

    @Slot()
    def _on_add(self) -> None:
        """Ask for a dense layer, or where pictures or sequences enter offer what may stand there."""
        button = self.sender()
        if button not in self._adders:
            return
        position = self._adders.index(button)
        if self._experiment is None or len(self._shape) < 2:
            self.layer_added_requested.emit(position)
            return
        self._offered = position
        menu = offers_menu(offers(self._experiment, self._shape, position), self._stage)
        menu.triggered.connect(self._on_offer)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._adders[position].mapToGlobal(QPoint(0, self._adders[position].height())))

    @Slot(object)
    def _on_offer(self, action: QAction) -> None:
        self.kind_added_requested.emit(self._offered, action.data())
