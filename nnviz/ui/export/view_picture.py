"""A view or the whole window as a picture: PNG at any scale, SVG or PDF; of a diagram, the network alone."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QMarginsF, QPoint, QSize, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPageLayout, QPageSize, QPaintDevice, QPainter, QPdfWriter
from PySide6.QtWidgets import QWidget

from nnviz.data.saving import save_bytes
from nnviz.ui.diagram import DiagramView
from nnviz.ui.ratio import pictured
from nnviz.ui.theme import Theme, apply_theme

translate = QCoreApplication.translate

KINDS = ("png", "svg", "pdf")
SCALES = (0.5, 8.0)
_VECTOR_RATIO = 4.0  # of the few pictures that stand in a drawing of lines: icons, pixels of a digit
_MOST_PIXELS = 200_000_000


def picture(view: QWidget, theme: Theme, scale: float) -> QImage:
    """``view`` with ``scale`` pixels for each of its own; raises ``ValueError`` if that is too large."""
    size = view.size() * scale
    if size.width() * size.height() > _MOST_PIXELS:
        raise ValueError(
            translate(
                "ExportSheet", "A picture of {width} x {height} pixels is too large: choose a smaller scale."
            ).format(width=size.width(), height=size.height())
        )
    image = QImage(size, QImage.Format.Format_RGB32)
    if image.isNull():
        raise ValueError(
            translate("ExportSheet", "There is too little memory for this picture: choose a smaller scale.")
        )
    image.setDevicePixelRatio(scale)
    image.fill(theme.surface("stage"))
    _paint(view, theme, image, scale, scale)
    return image


def save(view: QWidget, theme: Theme, path: Path, scale: float = 1.0) -> None:
    """Write ``view`` as the kind of file that the name ends in; an older one stays until it is whole.

    ``scale`` matters to PNG alone. Raises ``ValueError`` with one sentence for an ending that is none of
    ``KINDS``, for a picture that is too large, and where the file cannot be written.
    """
    kind = path.suffix.lower().lstrip(".")
    if kind not in KINDS:
        raise ValueError(
            translate(
                "ExportSheet", "“{name}” ends in none of .png, .svg and .pdf: add one of these endings."
            ).format(name=path.name)
        )
    save_bytes(path, bytes(_bytes(view, theme, kind, scale).data()))


def _bytes(view: QWidget, theme: Theme, kind: str, scale: float) -> QByteArray:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if isinstance(view, DiagramView) and kind == "svg":
        buffer.write(view.svg().encode())
    elif kind == "png":
        writer = QImageWriter(buffer, b"PNG")
        if not writer.write(picture(view, theme, scale)):
            raise ValueError(
                translate("ExportSheet", "The picture cannot be made: {errorString}.").format(
                    errorString=writer.errorString()
                )
            )
    elif kind == "svg":
        from PySide6.QtSvg import QSvgGenerator  # here, where it delays no window

        drawing = QSvgGenerator()
        drawing.setOutputDevice(buffer)
        drawing.setSize(view.size())
        drawing.setViewBox(view.rect())
        drawing.setTitle("nnviz")
        _paint(view, theme, drawing, _VECTOR_RATIO, 1.0)
    else:
        _paint(view, theme, _page(buffer, view.size()), _VECTOR_RATIO, 1.0)
    buffer.close()
    return content


def _page(buffer: QBuffer, size: QSize) -> QPdfWriter:
    """A page as large as the view, one px being a point."""
    page = QPdfWriter(buffer)
    page.setCreator("nnviz")
    page.setResolution(72)
    shape = QPageSize(QSizeF(size), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    page.setPageLayout(QPageLayout(shape, QPageLayout.Orientation.Portrait, QMarginsF()))
    return page


def _paint(view: QWidget, theme: Theme, device: QPaintDevice, ratio: float, pens: float) -> None:
    """Dress the view for the device, paint it there, and dress it for the screen again."""
    with pictured(view.window(), ratio, pens):
        apply_theme(view, theme)
        for diagram in (view, *view.findChildren(DiagramView)):
            if isinstance(diagram, DiagramView):
                diagram.rest_now()  # the quick picture of a run that plays is for the screen alone
        painter = QPainter(device)
        if isinstance(view, DiagramView):
            view.paint_drawing(painter)
        else:
            view.render(painter, QPoint())
        painter.end()
    apply_theme(view, theme)
