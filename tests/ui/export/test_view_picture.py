"""Pictures of a view: their sizes, what is on them, and what cannot be."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

from nnviz.drawing.selection import Selection
from nnviz.ui.diagram import DiagramView
from nnviz.ui.export.view_picture import picture, save
from nnviz.ui.theme import Theme, apply_theme
from tests.helpers.snapshots import hand_built_snapshot

THEME = Theme("light")


@pytest.fixture
def diagram(qtbot):
    view = DiagramView()
    qtbot.addWidget(view)
    view.resize(700, 600)
    apply_theme(view, THEME)
    view.show_snapshot(hand_built_snapshot((12,)))
    view.rest_now()
    return view


def scaled(image, width, height):
    """Smoothly."""
    kept, smooth = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(width, height, kept, smooth)


def pixels(image):
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_a_picture_has_scale_pixels_for_each_of_the_view(diagram, scale):
    image = picture(diagram, THEME, scale)
    assert (image.width(), image.height()) == (700 * scale, 600 * scale)
    coarse = pixels(scaled(image, 350, 300))
    there = pixels(scaled(diagram.grab().toImage(), 350, 300))
    assert np.abs(coarse - there).mean() < 4, "the same picture, larger"


def test_lines_are_sharp_at_a_large_scale(diagram):
    """An enlarged picture would have no pixel more contrast than the small one, and blurred edges."""
    small = scaled(picture(diagram, THEME, 1), 2100, 1800)
    large = picture(diagram, THEME, 3)
    steps = [np.abs(np.diff(pixels(image), axis=1)).max(axis=2) for image in (small, large)]
    assert (steps[1] > 120).sum() > 2 * (steps[0] > 120).sum()


def test_svg_shows_the_same_and_its_lines_are_lines(diagram, tmp_path):
    save(diagram, THEME, tmp_path / "network.svg")
    text = (tmp_path / "network.svg").read_text()
    assert text.count("stroke-opacity") == diagram.lines_shown[0], "every edge is a line of its own"
    renderer = QSvgRenderer(str(tmp_path / "network.svg"))
    image = QImage(700, 600, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, 700, 600))
    painter.end()
    assert np.abs(pixels(image) - pixels(diagram.grab().toImage())).mean() < 6


def test_the_network_is_exported_alone(diagram, tmp_path):
    """Without buttons, headers and legend; nothing is dimmed for what is selected, or framed."""
    plain = pixels(picture(diagram, THEME, 1))
    diagram.select(Selection("neuron", 0, 5))
    diagram.rest_now()
    assert np.abs(pixels(diagram.grab().toImage()) - plain).max() > 100, "on the screen it is"
    assert np.array_equal(pixels(picture(diagram, THEME, 1)), plain)
    stage = np.array(THEME.surface("stage").getRgb()[2::-1])
    assert (plain[:44] == stage).all(), "no header"
    assert (plain[-50:, :90] == stage).all(), "no legend"
    save(diagram, THEME, tmp_path / "network.svg")
    tree = ElementTree.parse(tmp_path / "network.svg")
    texts = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:10] == list("0123456789")
    assert all(text.endswith("\xa0%") for text in texts[10:])


def test_pdf_is_one_page_of_the_size_of_the_view(diagram, tmp_path):
    save(diagram, THEME, tmp_path / "network.pdf")
    content = (tmp_path / "network.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 700" in content


def test_the_view_looks_as_before_afterwards(diagram, tmp_path):
    before = pixels(diagram.grab().toImage())
    save(diagram, THEME, tmp_path / "network.png", 3)
    diagram.rest_now()
    assert np.array_equal(before, pixels(diagram.grab().toImage()))


def test_a_picture_that_its_encoder_refuses_replaces_nothing(diagram, tmp_path, monkeypatch):
    path = tmp_path / "network.png"
    path.write_bytes(b"a good picture")
    monkeypatch.setattr(QImageWriter, "write", lambda self, image: False)
    with pytest.raises(ValueError, match=r"cannot be made: .*\.$"):
        save(diagram, THEME, path)
    assert path.read_bytes() == b"a good picture"
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_is_a_sentence_and_leaves_the_file_alone(diagram, tmp_path):
    with pytest.raises(ValueError, match=r"“network.jpg” ends in none of .png, .svg and .pdf: add one"):
        save(diagram, THEME, tmp_path / "network.jpg")
    with pytest.raises(ValueError, match=r"is too large: choose a smaller scale\."):
        save(diagram, THEME, tmp_path / "network.png", 1000)
    with pytest.raises(ValueError, match=r"cannot be written: "):
        save(diagram, THEME, tmp_path / "nowhere" / "network.png")
    assert list(tmp_path.iterdir()) == []
