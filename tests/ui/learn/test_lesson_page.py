"""A lesson from the first step to the last, by the keyboard alone and by the mouse alone, right and wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from nnviz.drawing.lessons.sketch import top_for
from nnviz.drawing.selection import Selection
from nnviz.lessons.answers import open_answers
from nnviz.lessons.lesson import Asked, Show
from nnviz.ui.diagram import DiagramView
from nnviz.ui.learn.answering import NumberAnswering, OptionsAnswering, OrderAnswering
from nnviz.ui.learn.controls import LEADS_ON
from nnviz.ui.paper_view import PaperView
from nnviz.ui.widgets import PushButton
from tests.helpers.lesson_asked import ONE, asked_lesson
from tests.helpers.lesson_pupil import Pupil, pupils, stroke, tab_to
from tests.lessons.courses import folder_of, lesson_in

KEYS = [step.key for step in asked_lesson().steps]
ENTER, NEXT = Qt.Key.Key_Return, Qt.Key.Key_PageDown


@pytest.fixture
def pupil(qtbot) -> Iterator[Callable[..., Pupil]]:
    with pupils(qtbot) as opened:
        yield lambda lesson=None, **more: opened(lesson or asked_lesson(), **more)


# ---- by the keyboard alone
def number_by_keys(one: Pupil, right: bool) -> None:
    one.write("2,4" if right else "9")
    one.press(ENTER)


def choice_by_keys(one: Pupil, right: bool) -> None:
    if right:
        one.write("b")  # its letter
    else:
        one.press(Qt.Key.Key_Down, Qt.Key.Key_Down, ENTER)


def direction_by_keys(one: Pupil, right: bool) -> None:
    one.press(*[Qt.Key.Key_Right] * (1 if right else 2), ENTER)


def order_by_keys(one: Pupil, right: bool) -> None:
    if right:
        one.press(Qt.Key.Key_Down, alt=True)
    one.press(ENTER)


def point_by_keys(one: Pupil, right: bool) -> None:
    assert isinstance(one.page.focusWidget(), DiagramView)
    one.press(Qt.Key.Key_Right, Qt.Key.Key_Right)
    while one.asking.value != ((0,) if right else (1,)):
        one.press(Qt.Key.Key_Up if right else Qt.Key.Key_Down)
    one.press(ENTER)


def curve_by_keys(one: Pupil, right: bool) -> None:
    if not right:
        one.press(*[Qt.Key.Key_Up] * 6)
    else:
        for knots, down in ((2, 3), (2, 2), (4, 2), (8, 2)):  # from 9 down by twentieths of 20
            one.press(*[Qt.Key.Key_Right] * knots, *[Qt.Key.Key_Down] * down)
    one.press(ENTER)


# ---- by the mouse alone
def number_by_mouse(one: Pupil, right: bool) -> None:
    asking = one.asking
    assert isinstance(asking, NumberAnswering)
    one.click(asking.pad_button)
    QApplication.processEvents()
    keys = {key.text(): key for key in asking.pad.findChildren(PushButton)}
    for sign in "2.4" if right else "9":
        one.click(keys[sign])


def option_by_mouse(place: int, wrong: int) -> Callable[[Pupil, bool], None]:
    def answer(one: Pupil, right: bool) -> None:
        assert isinstance(one.asking, OptionsAnswering)
        one.click(one.asking.options.buttons[place if right else wrong])

    return answer


def order_by_mouse(one: Pupil, right: bool) -> None:
    asking = one.asking
    assert isinstance(asking, OrderAnswering)
    if right:
        line = asking.list.visualItemRect(asking.list.item(1)).center()
        QTest.mouseClick(asking.list.viewport(), Qt.MouseButton.LeftButton, pos=line)
        one.click(asking.up)


def point_by_mouse(one: Pupil, right: bool) -> None:
    diagram = one.page.stage.view("network").widget
    assert isinstance(diagram, DiagramView)
    layer, unit = diagram.scene.layout.layers[0], 0 if right else 1
    one.click(diagram, QPoint(round(layer.bead_x[unit]), round(layer.y[unit])))


def curve_by_mouse(one: Pupil, right: bool) -> None:
    sheet = one.page.stage.view("curves").widget.findChild(PaperView)
    places = [(0.0, 0.9), (1.0, 0.9)]
    if right:
        places = [(epoch / 10, 9 * 0.64**epoch / top_for(9.0, "")) for epoch in range(11)]
    stroke(sheet, places)


HANDS: dict[str, dict[str, Callable[[Pupil, bool], None]]] = {
    "keys": {
        "number": number_by_keys,
        "choice": choice_by_keys,
        "direction": direction_by_keys,
        "order": order_by_keys,
        "point": point_by_keys,
        "curve": curve_by_keys,
    },
    "mouse": {
        "number": number_by_mouse,
        "choice": option_by_mouse(1, 0),
        "direction": option_by_mouse(1, 0),
        "order": order_by_mouse,
        "point": point_by_mouse,
        "curve": curve_by_mouse,
    },
}


def predict(one: Pupil, key: str, hand: str, right: bool) -> None:
    """Answer, and say how sure one is."""
    HANDS[hand][key](one, right)
    box = one.page.card.question
    if hand == "keys":
        one.press(ENTER)  # “fairly”, or that it is the answer, has the keys
    else:
        one.click(box.commit if key == "curve" else box.sureness.button("fairly"))
    one.rest()


@pytest.mark.parametrize("right", [True, False])
@pytest.mark.parametrize("hand", ["keys", "mouse"])
def test_from_the_first_step_to_the_last(pupil, hand, right):
    one = pupil()
    card = one.page.card

    def go_on() -> None:
        if hand == "keys":
            one.press(NEXT)
        else:
            one.click(card.next)

    for key, following in zip(KEYS, [*KEYS[1:], ""], strict=True):
        one.come_to(key)
        if key in HANDS[hand]:
            assert card.question.isVisible()
            assert not card.both.isVisible()
            predict(one, key, hand, right)
            if key == "number" and not right:  # has two tries
                assert card.feedback.accessibleName() == "Not quite: it is less than that."
                assert not card.both.isVisible()
                if hand == "keys":
                    assert one.asking.line.hasFocus()
                    tab_to(one, card.question.show_me)
                    one.press(ENTER)
                else:
                    one.click(card.question.show_me)
                one.rest()
            assert card.both.isVisible()
            assert not card.question.isVisible()
            assert one.told.right is right
            assert one.told.given.confidence == (None if key == "curve" else "fairly")
        elif key == "run":
            start(one, hand)
        elif key == "say":
            say(one, hand)
        elif key == "why":
            choose(one, hand, right)
        elif key == "make":
            solve(one, hand)
        if following:
            go_on()
    assert one.runner.progress.way(one.runner.lesson).finished
    go_on()
    assert one.page.end.isVisible()
    assert one.page.end.title.text() == "What was in “One step downhill”"
    assert "slope" in one.page.end.words.toPlainText()


def start(one: Pupil, hand: str) -> None:
    """Run to the end of the step."""
    run = one.page.controls.controls["run"].button
    if hand == "keys":
        tab_to(one, run)
        one.press(Qt.Key.Key_Space)
    else:
        one.click(run)
    one.wait_until(lambda: one.runner.desk.shown.update == 5)
    assert float(one.runner.desk.shown.snapshot.layers[0].weights[0, 0]) == pytest.approx(0.98304)
    one.wait_until(lambda: not one.runner.running)


def say(one: Pupil, hand: str) -> None:
    if hand == "keys":
        one.write("it went down")
        assert one.page.card.say.toPlainText() == "it went down"
        one.page.card.keep_words()
        assert one.runner.answers.at("say").said == "it went down"


def choose(one: Pupil, hand: str, right: bool) -> None:
    options = one.page.card.goal.options
    if not right:
        if hand == "keys":
            tab_to(one, options.buttons[0])
            one.press(ENTER)
        else:
            one.click(options.buttons[0])
        one.wait_until(lambda: one.page.card.goal.said.accessibleName() == "No.")
    if hand == "keys":
        tab_to(one, next(button for button in options.buttons if button.focusPolicy()))
        one.write("b")
    else:
        one.click(options.buttons[1])
    one.wait_until(lambda: one.page.card.goal.said.accessibleName() == "Yes: uphill.")


def solve(one: Pupil, hand: str) -> None:
    """Two steps at 0.1 are enough: 1.92² is below 4."""
    step = one.page.controls.controls["step"].button
    for update in (1, 2):
        if hand == "keys":
            tab_to(one, step)
            one.press(Qt.Key.Key_Space)
        else:
            one.click(step)
        one.wait_until(lambda: one.runner.desk.shown.update == update)  # noqa: B023 - called at once
    one.wait_until(lambda: one.page.card.goal.said.accessibleName() == "Solved.")


def test_what_is_no_number_is_said_under_the_field_and_nothing_is_lost(pupil):
    one = pupil()
    one.press(NEXT)
    one.come_to("number")
    one.write("two")
    one.press(ENTER)
    box = one.page.card.question
    assert box.fault.text() == "“two” is no number; write it as 0.5 or 0,5."
    assert box.fault.isVisible()
    one.click(box.sureness.button("sure"))
    assert one.told.given is None
    assert one.asking.line.text() == "two"
    assert one.asking.line.hasFocus()


def test_the_slider_sets_the_number_and_the_pad_its_sign(pupil):
    one = pupil()
    one.press(NEXT)
    one.come_to("number")
    one.asking.slider.setFocus()
    one.press(Qt.Key.Key_End)
    assert one.asking.value == 4.0
    one.press(Qt.Key.Key_Left)
    assert one.asking.value == pytest.approx(3.9)
    one.click(one.asking.pad_button)
    QApplication.processEvents()
    keys = {key.text(): key for key in one.asking.pad.findChildren(PushButton)}
    one.click(keys["−"])
    assert one.asking.value == pytest.approx(-3.9)
    one.click(keys["−"])
    one.click(keys["Delete"])
    assert one.asking.value == 3.0


def test_guess_and_truth_stand_side_by_side_and_stay_so_where_one_looks_back(pupil):
    one = pupil()
    one.press(NEXT)
    one.come_to("number")
    for _ in range(2):
        one.asking.line.setText("3.6")
        one.click(one.page.card.question.sureness.button("sure"))
        one.rest()
    assert one.words == "You said: 3.6. It is: 2.4"
    assert one.page.card.sure.current == "sure"
    assert one.page.card.feedback.accessibleName() == "Right size, wrong way: the sign. You added the step."
    one.runner.go(KEYS.index("say"))
    one.come_to("say")
    assert one.words == "You said: 3.6. It is: 2.4"
    assert one.page.card.both.isVisible()
    one.runner.go(KEYS.index("make"))
    one.come_to("make")
    assert not one.page.card.both.isVisible()


def test_any_step_is_one_press_on_the_path_away(pupil):
    one = pupil()
    path = one.page.path
    one.click(path.buttons[6])
    one.come_to("order")
    assert path.buttons[6].accessibleName() == "Step 7: Title of order"
    path.buttons[6].setFocus()
    one.press(Qt.Key.Key_Left, Qt.Key.Key_Space)
    one.come_to("direction")
    assert [button.state for button in path.buttons][:7] == ["done", *["to come"] * 4, "here", "passed"]
    assert path.buttons[6].accessibleName() == "Step 7: Title of order (not answered yet)"


def test_a_step_is_never_told_of_the_network_of_another(pupil):
    lesson = asked_lesson()
    deeper = replace(ONE, settings={**ONE.settings, "layers": (2,)}, weights={}, bias=True)
    first = replace(lesson.steps[0], show=Show(select="dense1[0]"))
    other = replace(lesson.steps[2], runs=(deeper,), show=Show(select="dense2[0]"))
    one = pupil(replace(lesson, steps=(first, other)))
    for place, layers in ((1, 2), (0, 1), (1, 2)):
        one.runner.go(place)
        one.rest()
        diagram = one.page.stage.view("network").widget
        assert len(diagram.scene.layout.layers) == layers
        assert diagram.selection == Selection("neuron", layers - 1, 0)


def test_hints_come_one_by_one(pupil):
    one = pupil()
    one.click(one.page.path.buttons[-1])
    one.come_to("make")
    goal = one.page.card.goal
    assert goal.hints.toPlainText() == ""
    one.click(goal.hint)
    assert goal.hints.toPlainText() == "Be bold."
    one.click(goal.hint)
    assert goal.hints.toPlainText() == "Be bold.\n0.4"
    assert not goal.hint.isVisible()


def test_the_same_in_python_lights_the_lines_of_the_step_and_can_be_copied(pupil):
    one = pupil()
    one.press(NEXT)
    one.come_to("number")
    one.click(one.page.controls.python)
    drawer = one.page.drawer
    lit = [selection.cursor.blockNumber() + 1 for selection in drawer.code.extraSelections()]
    assert lit == [2, 3]
    one.click(drawer.copy)
    assert QGuiApplication.clipboard().text() == asked_lesson().python
    one.click(drawer.close_button)
    assert not drawer.isVisible()


def test_the_controls_do_what_they_say(pupil):
    one = pupil()
    one.click(one.page.path.buttons[-1])
    one.come_to("make")
    controls = one.page.controls.controls
    assert list(controls) == ["learning_rate", "step", "restart"]
    controls["learning_rate"].chip.value_requested.emit(0.5)
    one.wait_until(lambda: one.runner.desk.experiment.learning_rate == 0.5)
    one.click(controls["step"].button)
    one.wait_until(lambda: one.runner.desk.shown.update == 1)
    assert float(one.runner.desk.shown.snapshot.layers[0].weights[0, 0]) == 0.0
    one.click(controls["restart"].button)
    one.wait_until(lambda: one.runner.desk.shown.update == 0)
    assert one.runner.desk.experiment.learning_rate == 0.1
    assert controls["learning_rate"].chip.value == 0.1


def test_what_an_experiment_cannot_be_is_a_sentence_in_that_step_and_the_rest_goes_on(pupil):
    lesson = asked_lesson()
    broken = replace(lesson.steps[0], runs=(Asked(settings={"learning_rate": -1.0}),))
    one = pupil(replace(lesson, steps=(broken, *lesson.steps[1:])))
    assert one.page.card.fault.isVisible()
    assert one.page.card.fault.accessibleName().endswith(".")
    assert not one.page.stage.isVisible()
    one.press(NEXT)
    one.come_to("number")
    assert not one.page.card.fault.isVisible()
    assert one.page.stage.isVisible()


def test_answers_are_saved_where_one_says(pupil, tmp_path, monkeypatch):
    one = pupil()
    one.page.show_end()
    end = one.page.end
    end.nickname.setFocus()
    one.write("Ada")
    asked = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda _, title, name, kinds: asked.append(name) or (str(file), "")
    )
    file = tmp_path / "mine.nnanswers"
    one.click(end.save)
    assert asked[0].endswith("answers-one-step-Ada.nnanswers")
    assert end.said.text() == f"Saved in “{file}”."
    assert open_answers(file).nickname == "Ada"
    file = tmp_path / "no such folder" / "mine.nnanswers"
    one.click(end.save)
    assert end.said.text().endswith(".")
    assert "Saved" not in end.said.text()


def test_kept_runs_are_copies_named_after_their_step(pupil):
    one = pupil()
    kept = []
    one.page.keep_requested.connect(kept.extend)
    one.click(one.page.controls.keep)
    assert [run.name for run in kept] == ["One step downhill: Title of begin"]
    assert kept[0].timeline is not one.session.runs.current.timeline


def test_a_curve_that_was_only_asked_to_be_shown_is_drawn_alone(pupil):
    one = pupil()
    one.runner.go(KEYS.index("curve"))
    one.come_to("curve")
    one.click(one.page.card.question.show_me)
    one.rest()
    assert one.words == "You made no guess: –. It is: from 9 to 0.104"
    sheet = one.page.stage.view("curves").widget.findChild(PaperView)
    assert sheet.accessibleDescription() == "The curve goes from 9 to 0.1038."


@pytest.mark.parametrize(
    ("theme", "size"), [("light", (1024, 652)), ("dark", (2560, 1392)), ("projector", (1920, 1004))]
)
def test_in_every_theme_and_size_all_of_the_question_is_in_sight(pupil, theme, size):
    one = pupil(theme=theme, size=size)
    one.press(NEXT)
    one.come_to("number")
    card, page = one.page.card, one.page
    for widget in (card.question.ask, one.asking.line, card.question.sureness.button("sure"), card.next):
        box = widget.rect().translated(widget.mapTo(page, QPoint(0, 0)))
        assert page.rect().contains(box)
        assert not widget.visibleRegion().isEmpty()
        assert widget.visibleRegion().boundingRect() == widget.rect()
    assert page.path.isVisible() is (theme != "projector")
    assert card.dots.isVisible() is (theme == "projector")
    assert page.stage.width() > page.width() / 2


def test_three_sliders_have_room_in_a_small_window(pupil) -> None:
    """The last step of lesson 2 has two weights and a bias to be moved."""
    one = pupil(lesson_in(folder_of(2)), size=(1024, 652))
    one.runner.go(len(one.runner.lesson.steps) - 1)
    one.rest()
    assert len(one.page.controls.controls) == 3
    assert one.page.minimumSizeHint().width() <= 1024


def test_what_leads_on_is_not_there_before_the_answer(pupil):
    one = pupil()
    one.click(one.page.path.buttons[1])
    key = one.runner.lesson.steps[1].key
    one.come_to(key)
    allowed = one.told.step.runs[0].allow
    hidden = LEADS_ON & set(allowed)
    assert hidden
    assert not hidden & set(one.page.controls.controls)
    one.click(one.page.card.question.show_me)
    one.rest()
    assert list(one.page.controls.controls) == list(allowed)


def test_the_end_leads_to_the_next_lesson_of_the_course(pupil):
    one = pupil()
    one.page.set_next("Another")
    one.page.show_end()
    wished = []
    one.page.next_requested.connect(lambda: wished.append(True))
    assert one.page.end.next.text() == "Next lesson: Another"
    assert one.page.end.next.hasFocus()
    one.click(one.page.end.next)
    assert wished == [True]
    one.page.set_next("")
    one.page.show_end()
    assert one.page.end.next.isHidden()


def test_a_link_of_the_text_is_a_door_and_no_other_leads_anywhere(pupil):
    lesson = asked_lesson()
    body = "Go to [Images](workspace:images), to [Memory](lesson:memory), or [away](https://example.org)."
    one = pupil(replace(lesson, steps=(replace(lesson.steps[0], body=body), *lesson.steps[1:])))
    doors = []
    one.page.door_requested.connect(lambda kind, name: doors.append((kind, name)))
    prose = one.page.card.prose
    prose.setFocus()
    for _ in range(2):
        one.press(Qt.Key.Key_Tab, ENTER)
    assert doors == [("workspace", "images"), ("lesson", "memory")]
    prose.anchorClicked.emit(QUrl("https://example.org"))
    assert len(doors) == 2
