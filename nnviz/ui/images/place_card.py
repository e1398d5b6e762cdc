"""The card of a place: how its number came about, who is to blame for it, what excites its map."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.drawing.images.places import layer_words, place_title
from nnviz.engine import Network
from nnviz.engine.layers.conv import ConvLayer
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.kernel_gradient import KernelWeight
from nnviz.training.places import Place
from nnviz.ui.images.blame_view import BlameView
from nnviz.ui.images.exciting_view import ExcitingView
from nnviz.ui.images.forward_view import ForwardView
from nnviz.ui.images.matrix import MatrixView
from nnviz.ui.images.pixel_view import PixelView
from nnviz.ui.images.slide_button import SlideButton
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, IconButton, SectionTitle, Segmented
from nnviz.ui.widgets.segmented import Segment


class PlaceCard(QWidget):
    """``place_requested(Place)``: look at another place; ``sample_requested(index)``: at another test image;
    ``closed()``: at no place any more.

    The kernel slides on request: one place after the other is looked into, each the computation that it is.
    """

    place_requested = Signal(object)
    sample_requested = Signal(int)
    edit_requested = Signal(object)  # Edit
    pin_requested = Signal(object)  # Track
    weight_chosen = Signal(object)  # KernelWeight
    closed = Signal()
    resized = Signal()  # another page has another height

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown: Shown | None = None
        self._place: Place | None = None
        self._pixel: tuple[int, int] | None = None
        self._before: str | None = None  # the page that was open before a pixel was picked
        self.title, self.layer = SectionTitle(), Caption()
        self.slide = SlideButton()
        tip = self.tr("Colour each table in its own scale, not in the one that it shares with others")
        self.scale = IconButton("scale", tip, small=True)
        self.scale.setCheckable(True)
        self.close_button = IconButton("x", self.tr("Look at no place any more (Esc)"), small=True)
        self.mode = Segmented(
            [
                Segment("number", self.tr("Its number"), tip=self.tr("How this number came about")),
                Segment(
                    "blame",
                    self.tr("Who is to blame?"),
                    tip=self.tr("Where the gradient of a weight comes from"),
                ),
                Segment("pixel", self.tr("A pixel"), tip=self.tr("Where the gradient of a pixel comes from")),
                Segment("excites", self.tr("Excites it"), tip=self.tr("The images it is most active on")),
            ],
            self.tr("What is shown of this place"),
            small=True,
        )
        self.forward, self.blame, self.exciting = ForwardView(), BlameView(), ExcitingView()
        self.pixel = PixelView()
        self._pages = {
            "number": self.forward,
            "blame": self.blame,
            "pixel": self.pixel,
            "excites": self.exciting,
        }
        self._build()
        self._connect()
        self._open("number")

    def _build(self) -> None:
        self._column = QVBoxLayout(self)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.layer)
        for button in (self.scale, self.slide, self.close_button):
            head.addWidget(button)
        self._head = head
        self._column.addLayout(head)
        self._column.addWidget(self.mode, 0, Qt.AlignmentFlag.AlignLeft)
        for page in self._pages.values():
            self._column.addWidget(page)
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _connect(self) -> None:
        self.mode.chosen.connect(self._open)
        self.slide.began.connect(self._on_slide_began)
        self.slide.place_requested.connect(self.place_requested)
        self.close_button.clicked.connect(self.closed)
        self.scale.toggled.connect(self._on_scale)
        self.forward.weight_requested.connect(self._on_weight)
        self.exciting.sample_requested.connect(self.sample_requested)
        self.blame.edit_requested.connect(self.edit_requested)
        self.blame.weight_chosen.connect(self.weight_chosen)
        self.blame.pin_requested.connect(self.pin_requested)

    # ---- content
    @property
    def place(self) -> Place | None:
        """What is shown."""
        return self._place

    def show_place(self, shown: Shown, place: Place | None, pixel: tuple[int, int] | None = None) -> None:
        """Show a place of this moment; None for none. At one that is picked the kernel stays.

        With a ``pixel`` of the input that is what is shown, ``place`` being one of those that see it.
        """
        self._pixel = pixel
        self._shown, self._place = shown, place
        self.slide.follow(place, shown.network)
        if place is None:
            self.exciting.stop()
            return
        network = shown.network
        self._name(place, network)
        kernels = isinstance(network.layers[place.layer], ConvLayer)
        for name in ("blame", "pixel"):
            self.mode.button(name).setEnabled(kernels)
        if (pixel is None) == (self._before is not None):  # from a place to a pixel, or back
            self._before, mode = (None, self._before) if pixel is None else (self.mode.current, "pixel")
            self._open(mode or "number")
        elif not kernels and self.mode.current in ("blame", "pixel"):
            self._open("number")
        else:
            self._show_page()

    def _name(self, place: Place, network: Network) -> None:
        """Say what is spoken of: of a pixel there is one page alone."""
        for part in (self.layer, self.slide, self.mode):
            part.setVisible(self._pixel is None)
        self.layer.setText(told(layer_words(place.layer, network)))
        self.title.setText(told(place_title(place, network)))
        if self._pixel is not None:
            row, column = (at + 1 for at in self._pixel)
            words = self.tr("Pixel at row {row}, column {column}")
            self.title.setText(words.format(row=row, column=column))

    def _show_page(self) -> None:
        shown, place = self._shown, self._place
        if shown is None or place is None or shown.probe is None:
            return
        if self.mode.current == "number":
            self.forward.show_place(shown.network, shown.probe, place)
        elif self.mode.current == "blame":
            self.blame.show_moment(shown, place)
        elif self.mode.current == "pixel" and self._pixel is not None:
            self.pixel.show_pixel(shown, place, self._pixel)
        elif self.mode.current == "pixel":
            self.pixel.show_moment(shown, place)
        else:
            self.exciting.show_moment(shown, place)
        self._on_scale(self.scale.isChecked())

    @Slot(str)
    def _open(self, name: str) -> None:
        self.mode.set_current(name)
        for key, page in self._pages.items():
            page.setVisible(key == name)
        if name != "excites":
            self.exciting.stop()
        self._show_page()
        self.resized.emit()

    @Slot(object)
    def _on_weight(self, weight: KernelWeight) -> None:
        self._open("blame")
        self.blame.show_weight(weight)

    @Slot(bool)
    def _on_scale(self, own: bool) -> None:
        for table in self.findChildren(MatrixView):
            table.set_own_scale(own)

    @Slot()
    def _on_slide_began(self) -> None:
        self._open("number")

    def set_room(self, width: int) -> None:
        """So many px there are across, a bar for scrolling among them."""
        self.forward.set_room(width - self._theme.px(2 * 16 + 12))

    @property
    def needs_room(self) -> bool:
        """Whether what is shown is worth more than the answer below it."""
        return self.mode.current != "number"

    @property
    def wanted(self) -> int:
        """Its height in px."""
        self._column.activate()
        return self._column.totalSizeHint().height()

    @property
    def least(self) -> int:
        """The height in px in which what a place comes to is seen."""
        return self.wanted - (self.forward.below_the_sum if self.mode.current == "number" else 0)

    def settle(self) -> None:
        """Let all that is seen be of the moment shown."""
        self.blame.settle()
        if self.mode.current == "excites":
            self.exciting.settle()

    def shut_down(self) -> None:
        """Nothing is worked out any more."""
        self.slide.setChecked(False)
        self.exciting.stop()

    # ---- looks
    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(10))
        self._column.setSpacing(theme.px(8))
        self._head.setSpacing(theme.px(4))
