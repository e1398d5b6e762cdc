"""In front of a class: sizes are shares of the height; what one person uses is folded, its way back named."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from nnviz.drawing.micro.micro_state import MicroState
from nnviz.drawing.selection import Selection
from nnviz.engine import Dense
from nnviz.session.preferences import Preferences
from nnviz.ui.canvas.image_grid import DigitGrid
from nnviz.ui.canvas.label_row import LabelRow
from nnviz.ui.micro.chain_panel import ChainPanel
from nnviz.ui.micro.micro_stage import MicroStage
from nnviz.ui.rail import RailButton
from nnviz.ui.recipe import RecipeBar
from nnviz.ui.theme import Theme
from tests.helpers.truth_texts import painted

ROOM = 0.028  # of the height: what everybody reads
HANDS = 0.0185  # what the person at the keyboard uses


@pytest.fixture
def far(open_window):
    def opened(size=(1920, 1080), **settings):
        person = open_window(Preferences(theme="projector"), size, **settings)
        QApplication.processEvents()
        return person

    return opened


def place(person, widget) -> QRect:
    return QRect(widget.mapTo(person.window, QPoint(0, 0)), widget.size())


def rail(person, word: str) -> RailButton:
    found = [b for b in person.window.findChildren(RailButton) if b.isVisible() and b.text() == word]
    assert found, word
    return found[0]


@pytest.mark.parametrize("height", [700, 1080, 1440, 2160])
def test_what_the_room_reads_and_what_hands_use_are_shares_of_the_height(height):
    theme = Theme("projector", window_height=height)
    assert theme.type_px(theme.room("caption")) >= max(16, ROOM * height)
    for role in ("caption", "label", "body", "number"):
        assert theme.type_px(role) >= max(16, HANDS * height - 0.5)


@pytest.mark.parametrize("data", ["digits", "spirals"])
def test_stage_and_results_have_the_window(far, data):
    person = far(data=data)
    window, right = person.window, person.window.place.current.right
    assert not window.place.current.left.isVisible()
    assert not window.recipe.isVisible()
    assert place(person, rail(person, "Settings")).left() == 0
    assert place(person, window.diagram).width() >= 1040
    assert place(person, right).width() in (602, 756)
    for one in (window.header.runs, window.header.compare_button, window.header.undo_button):
        assert not one.isVisible()
    menu = window.project_files.menu.menu_now()
    words = " ".join(action.text() for action in menu.actions())
    assert all(word in words for word in ("Runs", "Compare", "Undo", "Messages"))
    menu.close()


@pytest.mark.parametrize("how", ["click", "Esc", "F2"])
def test_a_drawer_pushes_the_stage_and_goes_again(far, how):
    person = far()
    window = person.window
    before = window.diagram.width()
    person.click(rail(person, "Draw"))
    QApplication.processEvents()
    assert window.input_panel.width() == 556
    assert window.diagram.width() == before - 556
    assert not place(person, window.input_panel).intersects(place(person, window.diagram))
    if how == "click":
        person.click(rail(person, "Draw"))
    elif how == "Esc":
        QTest.keyClick(window, Qt.Key.Key_Escape)
    else:
        person.key(Qt.Key.Key_F2)
    QApplication.processEvents()
    assert not window.input_panel.isVisible()
    assert window.diagram.width() == before


def test_the_sentence_stands_in_a_drawer_and_comes_back_with_another_theme(far):
    person = far()
    window = person.window
    person.click(rail(person, "Settings"))
    QApplication.processEvents()
    assert window.recipe.isVisible()
    assert place(person, window.recipe).right() < place(person, window.diagram).left()
    window.looks.set("theme", "light")
    QApplication.processEvents()
    assert place(person, window.recipe).bottom() < place(person, window.diagram).top()
    assert window.input_panel.isVisible()


def test_micro_steps_have_the_stage_and_the_sentence_its_drawer(far):
    person = far()
    window, desk = person.window, person.desk
    desk.set_step_unit("micro")
    person.wait(lambda: desk.micro is not None)
    QApplication.processEvents()
    stage = window.place.current.stage
    steps = stage.findChild(MicroStage)
    assert not any(bar.isVisible() for bar in window.findChildren(RecipeBar))
    assert place(person, steps) == place(person, stage)
    person.click(rail(person, "Settings"))
    QApplication.processEvents()
    (bar,) = [bar for bar in window.findChildren(RecipeBar) if bar.isVisible()]
    assert place(person, bar).right() < place(person, steps).left()
    desk.change(desk.experiment.with_(learning_rate=0.25), "learning rate")
    person.wait(lambda: "0.25" in bar.rate.text())


def test_a_neuron_is_inspected_in_the_place_of_the_plots(far):
    person = far()
    results = person.window.results
    assert results.curves.isVisible()
    assert not results.tabs.isVisible()
    person.window.diagram.select(Selection("neuron", 0, 3))
    QApplication.processEvents()
    assert results.tabs.isVisible()
    assert not results.curves.isVisible()
    assert rail(person, "Inspect").isChecked()
    person.click(rail(person, "Inspect"))
    assert results.curves.isVisible()
    assert not rail(person, "Inspect").isChecked()
    person.click(rail(person, "Results"))
    assert results.tabs.results.isVisible()


@pytest.mark.parametrize("size", [(1024, 700), (1366, 768), (1920, 1080)])
def test_nothing_lies_over_another_part(far, size):
    person = far(size)
    window = person.window
    drawers = {"": None, "Draw": window.input_panel, "Settings": window.recipe}
    for word, drawer in drawers.items():
        if word:
            person.click(rail(person, word))
            QApplication.processEvents()
        assert [part for part in (window.input_panel, window.recipe) if part.isVisible()] == (
            [drawer] if drawer else []
        )
        parts = [window.header, window.transport, window.views.rail, window.diagram]
        parts += [p for p in (window.results, window.input_panel, window.recipe) if p.isVisible()]
        whole = window.rect()
        for k, part in enumerate(parts):
            assert whole.contains(place(person, part)), (word, part)
            for other in parts[k + 1 :]:
                assert not place(person, part).intersects(place(person, other)), (word, part, other)


def test_every_rail_button_is_reached_by_tab_and_says_what_it_is(far):
    person = far()
    buttons = [b for b in person.window.views.rail.findChildren(QAbstractButton) if b.isVisible()]
    assert len(buttons) == 4
    for button in buttons:
        assert button.accessibleName()
        assert button.toolTip()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("data", ["digits", "spirals"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_plot_is_the_same_after_f3_on_and_off(far, data, size):
    """Its buttons stood over the numbers of the heading until the panel was laid out again."""
    person = far(size, data=data)
    curves = person.window.place.current.right.curves
    before = [place(person, button) for button in curves.findChildren(QAbstractButton) if button.isVisible()]
    assert before
    for _ in range(2):
        person.key(Qt.Key.Key_F3)
        QApplication.processEvents()
    after = [place(person, button) for button in curves.findChildren(QAbstractButton) if button.isVisible()]
    assert after == before


@pytest.mark.parametrize("size", [(1920, 1080), (2560, 1440)])
def test_all_seven_factors_are_in_sight_at_every_step_back_and_nothing_moves(far, size):
    """The room sees the whole chain at once; what the present factor says stands above the list."""
    layers = (Dense(4, "tanh"), Dense(2, "tanh"))
    person = far(size, data="spirals", layers=layers, loss="binary_crossentropy")
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None and person.window.findChild(ChainPanel).isVisible())
    panel, places = person.window.findChild(ChainPanel), set()
    for place_, cell in enumerate(person.desk.micro.cells):
        person.desk.set_micro(person.desk.micro.at(place_))
        QApplication.processEvents()
        if cell.phase != "backward":
            continue
        rows = [panel.factors.visualRect(panel.factors.model().index(row, 0)) for row in range(7)]
        assert panel.factors.model().rowCount() == 7
        assert all(panel.factors.viewport().rect().contains(row) for row in rows), cell.label
        assert panel.check.isVisible()
        places.add((panel.factors.y(), panel.paths.y(), panel.check.y()))
        told = "|".join(text for _, _, text in painted(panel.head))
        if MicroState(person.desk.micro).now is not None:
            assert "changes" in told
            assert "times" in told
    assert len(places) == 1


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_names_over_the_columns_stand_apart_and_the_precision_is_in_sight(far, size):
    person = far(size)
    person.click(rail(person, "Results"))
    matrix = person.window.results.tabs.results.matrix
    names = ("circle", "square", "triangle", "cross", "star", "heart")
    matrix.show_counts(np.eye(6, dtype=np.int64) * 80, names)
    QApplication.processEvents()
    metrics = QFontMetrics(person.window.theme.font("caption"))
    texts = [(x, text) for x, y, text in painted(matrix.viewport()) if y < matrix.rowHeight(0)][:6]
    assert [text[0] for _, text in texts] == [name[0] for name in names]
    for place_, (_, text) in enumerate(texts):
        assert metrics.horizontalAdvance(text) < matrix.columnWidth(place_ + 1)
    seen = matrix.visibleRegion().boundingRect()
    assert seen.contains(matrix.visualRect(matrix.model().index(7, 1))), "the row of precision"


@pytest.mark.parametrize("layers", [(Dense(4, "tanh"),), (Dense(4, "tanh"), Dense(2, "tanh"))])
def test_no_factor_is_out_of_sight_on_a_small_projector(far, layers):
    """The curve of the check gives way, then all of it."""
    person = far((1366, 768), data="spirals", layers=layers, loss="binary_crossentropy")
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None and person.window.findChild(ChainPanel).isVisible())
    panel, count = person.window.findChild(ChainPanel), 3 + 2 * len(layers)
    steps = [place for place, cell in enumerate(person.desk.micro.cells) if cell.phase == "backward"]
    for step in steps[1:]:
        person.desk.set_micro(person.desk.micro.at(step))
        QApplication.processEvents()
        assert panel.factors.model().rowCount() == count
        rows = [panel.factors.visualRect(panel.factors.model().index(row, 0)) for row in range(count)]
        assert all(panel.factors.viewport().rect().contains(row) for row in rows)


def test_the_names_of_neurons_in_the_list_are_written_as_in_the_formulas(far):
    layers = (Dense(4, "tanh"), Dense(2, "tanh"))
    person = far(data="spirals", layers=layers, loss="binary_crossentropy")
    person.desk.set_step_unit("micro")
    person.wait(lambda: person.desk.micro is not None)
    panel = person.window.findChild(ChainPanel)
    last = max(i for i, cell in enumerate(person.desk.micro.cells) if cell.phase == "backward")
    person.desk.set_micro(person.desk.micro.at(last))
    QApplication.processEvents()
    told = [text for _, _, text in painted(panel.factors.viewport())]
    assert "activation" in " ".join(told)
    assert not [text for text in told if set("₀₁₂₃₄₅₆₇₈₉") & set(text)], "a small digit of another font"
    for unit in (1, 2):
        assert any(text.startswith(f"{unit}·") for text in told)


def test_the_drawer_of_the_input_is_filled(far):
    person = far(data="digits")
    person.click(rail(person, "Draw"))
    QApplication.processEvents()
    panel = person.window.input_panel
    row = panel.findChild(LabelRow)
    left, right = place(person, row).left() - place(person, panel).left(), place(person, panel).right()
    assert right - place(person, row).right() == pytest.approx(left, abs=4)
    grid = panel.findChild(DigitGrid)
    lasts = grid.box(grid.model().index(0, 5))
    assert place(person, grid).left() + lasts.right() == pytest.approx(place(person, row).right(), abs=4)
