"""The images of a data set in a scrolling grid; where the network is wrong, its answer in red."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray
from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QColor,
    QCursor,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from nnviz.data.dataset import Dataset
from nnviz.data.shown_images import COLUMNS, ShownImages, Which
from nnviz.session.sentences import told
from nnviz.ui.canvas.image_model import IMAGE, Images, Index
from nnviz.ui.canvas.pixels import Raster, picture_image, raster_of
from nnviz.ui.ratio import device_ratio
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.fitted_list import ItemPainter

_CELL, _GAP = 34, 7  # px at theme unit 1
_KEPT = 400  # pictures of images
SHORT = 2  # letters of a class that fit into the corner of an image
_ROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class DigitGrid(QTableView):
    """Six images a row; arrow keys go along them, Enter and a click ask for one.

    ``sample_requested(int)``: this one of the test part. ``training_requested(int)``: this one of the
    training images, copies included.
    """

    sample_requested = Signal(int)
    training_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = Theme()
        self.chosen = -1  # the image that is being shown
        self._images = Images(self)
        self.setModel(self._images)
        self.setItemDelegate(ImagePainter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setMinimumSectionSize(1)
            header.hide()
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.viewport().setAutoFillBackground(False)
        self.setAccessibleName(self.tr("Test images"))
        self.clicked.connect(self._pick)

    # ---- what the panel asks
    @property
    def shown(self) -> ShownImages:
        """The images in the grid."""
        return self._images.shown

    def set_dataset(self, dataset: Dataset | None) -> None:
        """Other images; None: they are being loaded. Which class alone is listed stays."""
        self.shown.dataset, self.shown.learned, self.shown.answers = dataset, None, None
        self._begin()

    def set_learned(self, learned: Dataset | None, originals: int) -> None:
        """The training images, the first ``originals`` with their copies after them; None: not made yet."""
        self.shown.learned, self.shown.originals = learned, originals
        if self.shown.which == "training":
            self._renew(-1)

    def show_answers(self, answers: NDArray[Any] | None) -> None:
        """What the network says of each test image, (n_test,) class numbers.

        While the mouse is on one of the wrong ones, none moves: the list is renewed when it leaves.
        Raises ValueError if there are not as many answers as images.
        """
        if not self.shown.take_answers(answers):
            return
        if self.shown.which == "wrong" and not self._pointed_at:
            self._renew(self._image_at(self.currentIndex()))
        self.viewport().update()

    def show_which(self, which: Which) -> None:
        """All test images, those that the network gets wrong, or the training images."""
        if which != self.shown.which:
            self.shown.which = which
            self._begin()

    @Slot(object)
    def show_class(self, label: int | None) -> None:
        """Only images of that class; None for all of them."""
        if label != self.shown.only:
            self.shown.only = label
            chosen = self.chosen
            self._begin()
            self.choose(chosen)

    def choose(self, image: int) -> None:
        """Frame the image that is being shown, -1 for none."""
        if image != self.chosen:
            self.chosen = image
            self._go_to(image)
            self.viewport().update()

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        self._measure()
        self.viewport().update()

    def rows_height(self, rows: int) -> int:
        """Height in px of that many rows."""
        return rows * self.theme.px(_CELL) + (rows - 1) * self.theme.px(_GAP)

    @property
    def _pointed_at(self) -> bool:
        """Whether the mouse is on an image."""
        viewport = self.viewport()
        return viewport.underMouse() and self.indexAt(viewport.mapFromGlobal(QCursor.pos())).isValid()

    # ---- places
    def _begin(self) -> None:
        """All is new: from the top."""
        self.chosen = -1
        self._renew(-1)
        self.scrollToTop()

    def _renew(self, current: int) -> None:
        """Filter anew; the keys stay at the image ``current``, or the next one."""
        self._images.renew()
        self._measure()
        if current >= 0:
            self._go_to(self.shown.nearest(current))

    def _go_to(self, image: int) -> None:
        if (cell := self.shown.cell_of(image)) is not None:
            self.setCurrentIndex(self._images.index(*cell))

    def _image_at(self, index: Index) -> int:
        return int(index.data(IMAGE)) if index.isValid() else -1

    @property
    def _pitch(self) -> int:
        return self.theme.px(_CELL) + self.theme.px(_GAP)

    @property
    def _room(self) -> int:
        """The width of a row of images, beside which the scroll bar stands."""
        return max(self.theme.px(240), self.width() - self.theme.px(12))

    def _measure(self) -> None:
        cell, width = self.theme.px(_CELL), self._room
        edges = [round(column * (width - cell) / (COLUMNS - 1)) for column in range(COLUMNS)]
        for column, (left, right) in enumerate(zip(edges, [*edges[1:], width], strict=True)):
            self.setColumnWidth(column, right - left)
        self.verticalHeader().setDefaultSectionSize(self._pitch)
        if rows := len(self.shown.cells):
            self.setRowHeight(rows - 1, cell)
        self.verticalScrollBar().setSingleStep(max(1, self._pitch // 3))  # a notch is three steps: one row

    def box(self, index: Index) -> QRect:
        """Where an image stands: its cell without the gap."""
        corner = self.visualRect(index).topLeft()
        return QRect(corner.x(), corner.y(), self.theme.px(_CELL), self.theme.px(_CELL))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """As Qt's, but for the gaps, and for cells without an image."""
        index = super().indexAt(point)
        return index if self._image_at(index) >= 0 and self.box(index).contains(point) else QModelIndex()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """As Qt's, but to whole rows."""
        super().scrollTo(index, hint)
        bar = self.verticalScrollBar()
        bar.setValue(round(bar.value() / self._pitch) * self._pitch)

    # ---- events
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()
        self.scrollTo(self.currentIndex())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and self.shown.which == "wrong":
            self._renew(self._image_at(self.currentIndex()))
        return super().viewportEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that move, and Enter; all others are the window's, while Qt would search for what is typed."""
        keys = Qt.Key
        ends = {keys.Key_Home: 0, keys.Key_End: -1}
        along = {keys.Key_Left: -1, keys.Key_Right: 1}
        key, at = keys(event.key()), self._image_at(self.currentIndex())
        if key in (keys.Key_Return, keys.Key_Enter) and at >= 0:
            self._pick(self.currentIndex())
        elif not len(self.shown) or key not in (*ends, *along, *_ROWS):
            event.ignore()
        elif key in ends or at < 0:
            self._go_to(int(self.shown.indices[ends.get(key, 0)]))
        elif key in along:
            if at != self.shown.indices[min(0, -along[key])]:  # it does not go round
                self._go_to(self.shown.neighbour(at, along[key]))
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _pick(self, index: QModelIndex) -> None:
        training = self.shown.which == "training"
        (self.training_requested if training else self.sample_requested).emit(self._image_at(index))

    # ---- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not len(self.shown):
            painter = QPainter(self.viewport())
            painter.setFont(self.theme.font("caption"))
            painter.setPen(self.theme.text("tertiary"))
            room = QRectF(0, 0, self._room, self.theme.px(_CELL))
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, self._why_empty())
            painter.end()

    def _why_empty(self) -> str:
        if self.shown.dataset is None:
            return self.tr("Loading the digits…")
        if not len(self.shown.dataset.test_features):
            return self.tr("The network came without images: draw one, or choose data.")
        name = self.shown.only_name
        if self.shown.which == "training" and self.shown.learned is None:
            return self.tr("Making the copies as they were made for training…")
        if name is not None and not self.shown.has_class:
            return self.tr("No image here is of the class {name}.").format(name=told(name))
        if not len(self.shown.dataset.test_labels):
            return self.tr("There are no images with this network.")
        if self.shown.answers is None:
            return self.tr("The network has not been asked yet.")
        if name is not None:
            return self.tr("It gets every {name} right.").format(name=told(name))
        return self.tr("It gets every test image right.")


class ImagePainter(ItemPainter):
    """Paints one image: its pixels, what stands in its corner, and its frame."""

    def __init__(self, grid: DigitGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._made: dict[int, QPixmap] = {}
        self._made_for: tuple[object, ...] = ()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        grid, shown, image = self._grid, self._grid.shown, int(index.data(IMAGE))
        dataset, theme = shown.dataset, grid.theme
        raster = None if dataset is None else raster_of(dataset)
        if image < 0 or dataset is None or raster is None:
            return
        self.begin(painter, option)
        box = QRectF(grid.box(index))
        painter.drawPixmap(box.topLeft(), self._picture(image, raster))
        names, answer = tuple(map(told, dataset.class_names)), shown.answer(image)
        label = shown.label(image)
        if shown.is_original(image) and label >= 0:
            _paint_badge(painter, names[label], theme.text("secondary"), box, theme)
        elif answer is not None and answer != label >= 0:
            _paint_badge(painter, names[answer], theme.note("error"), box, theme)
        # The image that is shown, reached by keys, or pointed at, has a frame.
        chosen, pen = image == grid.chosen, QPen(theme.text("tertiary"), 1)
        if chosen or self.has_keys(option):
            style = Qt.PenStyle.SolidLine if chosen else Qt.PenStyle.DotLine
            pen = QPen(theme.accent(), theme.line("focus"), style)
        if chosen or self.has_keys(option) or self.hovered(option):
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = pen.widthF() / 2
            painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), theme.px(4), theme.px(4))
        painter.restore()

    def _picture(self, image: int, raster: Raster) -> QPixmap:
        """The pixels of an image, kept for the next painting: what is wrong changes, an image does not."""
        shown, theme, ratio = self._grid.shown, self._grid.theme, device_ratio(self._grid)
        made_for = shown.which == "training", shown.dataset, shown.learned, theme, ratio
        if made_for != self._made_for or len(self._made) >= _KEPT:
            self._made, self._made_for = {}, made_for
        if image not in self._made:
            side, radius, outline = theme.px(_CELL), theme.px(4), QPainterPath()
            picture = self._made[image] = QPixmap(QSize(side, side) * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            outline.addRoundedRect(QRectF(0, 0, side, side), radius, radius)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(outline, theme.surface("inset"))
            painter.setClipPath(outline)
            pixels = picture_image(raster.shares(shown.counts(image)), theme)
            painter.drawImage(QRectF(1, 1, side - 2, side - 2), pixels)
            painter.end()
        return self._made[image]


def _paint_badge(painter: QPainter, text: str, color: QColor, box: QRectF, theme: Theme) -> None:
    """A class in the corner of an image."""
    font = theme.font("micro", weight="semibold")
    size = max(theme.px(13), font.pixelSize() + 2)
    text = text if len(text) <= SHORT else "×"  # what it is stands where the pointer rests
    badge = QRectF(box.right() - size, box.bottom() - size, size, size)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.surface("panel"))
    painter.drawRoundedRect(badge, theme.px(3), theme.px(3))
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
