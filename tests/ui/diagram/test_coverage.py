from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter

from nnviz.drawing.coverage import Coverage
from nnviz.drawing.lines import Lines, lines_of, translucent
from nnviz.drawing.look import Look
from nnviz.drawing.plan import arrange
from nnviz.drawing.viewport import Viewport
from nnviz.ui.diagram.edge_paint import EdgePainter
from nnviz.ui.theme import Theme
from tests.helpers.parts import dense_parts, picture_moment
from tests.helpers.snapshots import hand_built_snapshot

STAGE = Theme("light").surface("stage").rgb()


def one_line(source, target, width, alpha=1.0, tone=1.0):
    def array(value):
        return np.array([value])

    where = (array(0), array(source), array(target))
    return Lines(*where, array(alpha), array(width), array(tone), array(1.0), 1, (1.0,))


def painted(layout, lines, dpr=1.0, viewport=None):
    size = (int(layout.width), int(layout.height))
    coverage = Coverage(layout, viewport or Viewport(), *size, dpr)
    image = blank(layout, dpr)
    painter = QPainter(image)
    pixels = coverage.paint(lines, 0, Look("light"))
    if pixels is not None:
        rows, columns = pixels.shape
        form = QImage.Format.Format_ARGB32_Premultiplied
        made = QImage(pixels.data, columns, rows, columns * 4, form)
        made.setDevicePixelRatio(dpr)
        painter.drawImage(QPointF(*coverage.corner), made)
    painter.end()
    return pixels_of(image)


def blank(layout, dpr):
    image = QImage(round(layout.width * dpr), round(layout.height * dpr), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(dpr)
    image.fill(Theme("light").surface("stage"))
    return image


def pixels_of(image):
    bits = np.frombuffer(image.constBits(), np.uint32)
    return bits.reshape(image.height(), image.bytesPerLine() // 4).copy()


def darkness(pixels):
    """How much of the stage's white is gone, summed up (blue channel of a warm line)."""
    return float((255.0 - (pixels & 255)).sum())


def by_qpainter(layout, lines, dpr=1.0):
    image = blank(layout, dpr)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    EdgePainter(layout).paint(painter, lines, translucent(lines, Look("light")), 0, len(lines))
    painter.end()
    return pixels_of(image)


@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(("source", "target"), [(0, 0), (0, 31), (30, 17)])
@pytest.mark.parametrize("width", [0.6, 1.5, 4.0])
def test_a_line_leaves_the_same_ink_as_by_qpainter(qapp, dpr, source, target, width):
    layout = arrange(dense_parts((64, 32, 10), (8, 8)), 832, 712)
    lines = one_line(source, target, width)
    assert darkness(painted(layout, lines, dpr)) == pytest.approx(
        darkness(by_qpainter(layout, lines, dpr)), rel=0.12
    )


def test_a_line_is_where_qpainter_has_it(qapp):
    layout = arrange(dense_parts((64, 32, 10), (8, 8)), 832, 712)
    lines, centres = one_line(3, 20, 2.0), []
    rows = np.arange(712) + 0.5
    for pixels in (painted(layout, lines), by_qpainter(layout, lines)):
        dark = 255.0 - (pixels[:, 305:430] & 255)
        centres.append((dark * rows[:, None]).sum(axis=0) / dark.sum(axis=0))
    assert np.abs(centres[0] - centres[1]).max() < 0.6  # px
    assert np.ptp(centres[1]) > 200


def test_a_whole_network_looks_as_it_does_at_rest(qapp):
    snapshot = hand_built_snapshot((32,))
    layout = arrange(dense_parts((64, 32, 10), (8, 8)), 832, 712)
    lines = lines_of(picture_moment(snapshot), layout, "signal", (0.6, 2.4, 7.0), 1200)
    ours, theirs = painted(layout, lines), by_qpainter(layout, lines)
    assert darkness(ours) == pytest.approx(darkness(theirs), rel=0.2)
    # Bit by bit of the picture too, blurred over 8 x 8 pixels.
    blocks = [
        (255.0 - (p[:704, :832] & 255)).reshape(88, 8, 104, 8).mean(axis=(1, 3)) for p in (ours, theirs)
    ]
    assert np.corrcoef(blocks[0].ravel(), blocks[1].ravel())[0, 1] > 0.95


def test_what_is_zoomed_out_of_sight_is_left_out(qapp):
    layout = arrange(dense_parts((64, 32, 10), (8, 8)), 832, 712)
    away = Viewport(8.0, 0.0, 0.0)  # the top left corner: only the picture
    assert (painted(layout, one_line(40, 31, 2.0), viewport=away) == STAGE).all()


def test_crossing_crowds_never_overflow(qapp):
    layout = arrange(dense_parts((64, 32, 10), (8, 8)), 832, 712)
    count = 2048
    source, target = np.divmod(np.arange(count), 32)
    lines = Lines(
        np.zeros(count, int), source, target, np.ones(count), np.full(count, 6.0),
        np.where(np.arange(count) % 2, 1.0, -1.0), np.ones(count), count, (1.0,),
    )  # fmt: skip
    pixels = painted(layout, lines)
    assert (pixels >> 24 == 255).all()
