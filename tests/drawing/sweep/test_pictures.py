"""What the pictures of a sweep say, from runs written by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nnviz.drawing.lessons.marks import Box, Disc, Path, Sheet, Words
from nnviz.drawing.lessons.paper import Paper, by_letters
from nnviz.drawing.look import Look, mix, token_rgb
from nnviz.drawing.sweep.always import AlwaysPicture
from nnviz.drawing.sweep.heat import HeatPicture, Scale, ink_on, scale_of
from nnviz.drawing.sweep.parts import spread_out, thinned, wrapped
from nnviz.drawing.sweep.reached import ReachedPicture, first_bin, stacked
from nnviz.drawing.sweep.scene import SweepScene
from nnviz.training.many.axes import Axis
from nnviz.training.many.claim import read_claim
from nnviz.training.many.sweep import Ran, Sweep
from tests.training.many.test_summary import CLAIM, MOONS, RANS, ran

LOOK = Look("light")
PLAIN = SweepScene(Sweep(MOONS, CLAIM, tuple(range(6))).validated(), tuple(RANS), frozenset({(0, 5)}))
GRID = Sweep(MOONS, CLAIM, (), (Axis("learning_rate", (0.1, 0.2)), Axis("batch_size", (4, 8))), (0, 1, 2))


def drawn(picture: type, scene: SweepScene, *more: object, size: tuple[int, int] = (796, 404)) -> Sheet:
    paper = Paper(*size, LOOK)
    return paper.sheet(picture(paper, scene, *more).draw())


def disc_of(sheet: Sheet, name: str) -> Disc:
    """The disc drawn where that spot is."""
    spot = sheet.spot(name)
    assert spot is not None
    x, y, w, h = spot.rect
    near = [one for one in sheet.marks if isinstance(one, Disc)]
    return min(near, key=lambda one: abs(one.x - x - w / 2) + abs(one.y - y - h / 2))


def test_each_seed_has_a_disc_that_says_what_became_of_it() -> None:
    sheet = drawn(AlwaysPicture, PLAIN)
    error = token_rgb("light", "error", "fg")
    assert [spot.name for spot in sheet.spots] == [f"run:0:{seed}" for seed in range(6)]
    discs = [disc_of(sheet, f"run:0:{seed}") for seed in range(6)]
    assert [disc.fill == LOOK.text() for disc in discs] == [False, True, True, True, False, False]
    assert discs[0].pen is not None
    assert discs[0].pen.colour == error
    assert "3 of 4" in sheet.texts
    told = [str(spot.told) for spot in sheet.spots]
    assert told[0] == "Seed 0: 95 % at the end; 90 % at epoch 3.".replace(" %", "\xa0%")
    assert told[2] == "Seed 2: It broke."
    assert told[4] == "Seed 4: It could not be."
    assert told[5] == "Seed 5: being trained."


def test_the_word_of_the_axis_does_not_touch_its_last_number() -> None:
    """“400epochs” stood there: the last of so many epochs is wider than one of a few."""
    long = replace(PLAIN, sweep=replace(PLAIN.sweep, experiment=MOONS.with_(epochs=40_000)))
    words = [one for one in drawn(AlwaysPicture, long).marks if isinstance(one, Words)]
    named = next(one for one in words if one.text == "epochs")
    last = max((one for one in words if one.y == named.y and one is not named), key=lambda one: one.x)
    assert named.x > last.x + by_letters(last) / 2 + 0.5 * named.size


def test_the_curves_stand_where_their_numbers_are() -> None:
    """The lowest of the runs begins at 10 %, the highest ends at all: a scale of two ticks says where."""
    sheet = drawn(AlwaysPicture, PLAIN)
    ticks = {
        text.text: text.y
        for text in sheet.marks
        if getattr(text, "text", "") in ("0", "100") and getattr(text, "anchor", "") == "end"
    }
    curve = token_rgb("light", "curve", "test")
    (middle,) = [
        one for one in sheet.marks
        if isinstance(one, Path) and one.pen is not None and one.pen.colour == curve
    ]  # fmt: skip
    found = [(ticks["0"] - y) / (ticks["0"] - ticks["100"]) for _, y in middle.points]
    assert found == pytest.approx([0.4, 0.65, 0.8, 0.95])  # the medians of what is there
    red = mix(LOOK.surface("stage"), token_rgb("light", "error", "fg"), 1.0)
    failed = [m for m in sheet.marks if isinstance(m, Path) and m.pen is not None and m.pen.colour == red]
    assert len(failed) == 1  # seed 0 alone was not in time


def test_before_anything_has_run_nothing_is_claimed() -> None:
    sheet = drawn(AlwaysPicture, replace(PLAIN, rans=(), running=frozenset()))
    assert "? of 6" in sheet.texts
    assert not any("95 % interval" in text for text in sheet.texts)
    assert {str(spot.told) for spot in sheet.spots} == {f"Seed {k}: not run yet." for k in range(6)}


def test_many_seeds_have_room_in_any_size() -> None:
    many = Sweep(MOONS, CLAIM, tuple(range(1000))).validated()
    for size in ((796, 404), (480, 180), (2000, 900), (300, 60)):
        sheet = drawn(AlwaysPicture, SweepScene(many), size=size)
        assert len(sheet.spots) == 1000
        assert all(spot.rect[0] >= 0 and spot.rect[0] + spot.rect[2] <= size[0] for spot in sheet.spots)


def cells(told: str = "median") -> tuple[SweepScene, Sheet]:
    ends = {0: (0.5, 0.7, 0.6), 1: (1.0, 0.9, 0.2), 2: (0.1, 0.4)}
    rans = [ran(seed, 0.0, end, cell=at) for at, these in ends.items() for seed, end in enumerate(these)]
    scene = SweepScene(GRID.validated(), tuple(rans), frozenset({(2, 2)}), chosen=1)
    return scene, drawn(HeatPicture, scene, told, size=(796, 350))


@pytest.mark.parametrize(
    ("told", "texts"),
    [("median", ["60", "90"]), ("spread", ["10", "40"]), ("holds", ["0/3", "2/3"])],
)
def test_a_cell_says_its_number_and_those_that_are_not_done_are_hatched(told: str, texts: list[str]) -> None:
    scene, sheet = cells(told)
    for at, text in enumerate(texts):
        spot = sheet.spot(f"cell:{at}")
        assert spot is not None
        x, y, w, h = spot.rect
        inside = [
            mark.text for mark in sheet.marks
            if hasattr(mark, "text") and x < mark.x < x + w and y < mark.y < y + h
        ]  # fmt: skip
        assert inside == [text]
    filled = [one.rect for one in sheet.marks if isinstance(one, Box) and one.fill is not None]
    for at in (0, 1, 2, 3):
        spot = sheet.spot(f"cell:{at}")
        assert spot is not None
        assert (spot.rect in filled) == (at < 2)
    assert str(sheet.spot("cell:3").told) == "learning rate 0.2, batch size 8: not run yet."
    assert "2 of 3 runs; at the end 25" in str(sheet.spot("cell:2").told)
    framed = [
        one for one in sheet.marks if isinstance(one, Box) and one.pen and one.pen.colour == LOOK.accent
    ]
    assert len(framed) == 1
    assert scene.figures[1].held == 2


def test_the_more_the_darker_and_the_number_can_be_read_on_it() -> None:
    scene, sheet = cells()
    boxes = {one.rect: one.fill for one in sheet.marks if isinstance(one, Box) and one.fill is not None}
    fills = [boxes[sheet.spot(f"cell:{at}").rect] for at in (0, 1)]
    light = [sum(fill >> shift & 255 for shift in (0, 8, 16)) for fill in fills if fill is not None]
    assert light[0] > light[1]  # 60 against 90
    assert scale_of(scene, "median") == Scale(0.2, 1.0)
    assert ink_on(0xFF000000, 0xFF000000, 0xFFFFFFFF) == 0xFFFFFFFF
    assert ink_on(0xFFFFFFFF, 0xFF000000, 0xFFFFFFFF) == 0xFF000000


def test_scales_of_losses_go_by_powers_of_ten_where_one_is_far_from_the_other() -> None:
    assert Scale(0.01, 100.0, log=True).share(1.0) == pytest.approx(0.5)
    assert Scale(0.01, 100.0, log=True).middle == pytest.approx(1.0)
    assert Scale(2.0, 2.0).share(2.0) == 1.0


def test_a_map_of_any_size_has_its_cells_within() -> None:
    wide = Sweep(MOONS, CLAIM, (), (Axis("learning_rate", tuple(0.001 * k for k in range(1, 51))),), (0,))
    for size in ((796, 350), (280, 120), (1600, 800), (100, 40)):
        sheet = drawn(HeatPicture, SweepScene(wide.validated()), "median", size=size)
        assert all(spot.rect[0] >= 0 and spot.rect[0] + spot.rect[2] <= size[0] for spot in sheet.spots)


def test_runs_are_stacked_by_when_they_reached_it() -> None:
    placed = stacked(PLAIN, 1)
    assert [(one.ran.seed, one.bin, one.below, one.held) for one in placed] == [
        (1, 1, 0, True), (2, 1, 1, True), (3, 2, 0, True), (0, 3, 0, False)
    ]  # fmt: skip
    sheet = drawn(ReachedPicture, PLAIN, size=(342, 340))
    first, second = disc_of(sheet, "run:0:1"), disc_of(sheet, "run:0:2")
    assert first.x == second.x
    assert second.y < first.y
    assert disc_of(sheet, "run:0:0").fill is None
    assert sheet.spot("run:0:4") is None  # which could not be trained
    line = next(m for m in sheet.marks if isinstance(m, Path) and m.pen is not None and m.pen.dash)
    assert disc_of(sheet, "run:0:3").x < line.points[0][0] < disc_of(sheet, "run:0:0").x


def test_the_last_epoch_in_time_ends_a_bin_whatever_their_width() -> None:
    for within in range(60):
        for step in (1, 4, 5, 7):
            before = first_bin(within, step)
            assert 0 <= before < step
            assert (within + before) // step < (within + 1 + before) // step
    assert first_bin(None, 4) == 0


def test_those_that_never_did_stand_apart() -> None:
    never = SweepScene(PLAIN.sweep, tuple(ran(k, 0.1, 0.2) for k in range(6)))
    sheet = drawn(ReachedPicture, never, size=(342, 340))
    assert "never" in sheet.texts
    assert sheet.told == "When 90\xa0% was reached: 0 of 6 runs."
    ends = drawn(ReachedPicture, PLAIN, size=(342, 340))
    assert all(disc_of(sheet, f"run:0:{k}").x > disc_of(ends, "run:0:0").x for k in range(6))


def test_a_claim_about_the_end_and_a_loss_are_told_so() -> None:
    for text, said in (
        ("test_accuracy >= 0.9", "seeds end at 90\xa0% or more."),
        ("test_loss <= 0.25", "seeds end at 0.25 or less."),
        ("test_loss < 0.25 within 2 epochs", "seeds get down to 0.25 within 2 epochs."),
        ("test_accuracy > 0.9 within 2 epochs", "seeds reach 90\xa0% within 2 epochs."),
    ):
        assert str(replace(PLAIN, sweep=replace(PLAIN.sweep, claim=read_claim(text))).said) == said


def test_names_at_the_ends_of_lines_do_not_cover_one_another() -> None:
    assert spread_out([10, 11, 40], 15, 0, 100) == [10, 25, 40]
    assert spread_out([95, 96, 97], 15, 0, 100) == [70, 85, 100]
    assert spread_out([], 15, 0, 100) == []


def test_long_curves_are_thinned_and_keep_their_ends() -> None:
    epochs, values = thinned(np.arange(5000.0), np.arange(5000.0)[np.newaxis])
    assert len(epochs) == 400
    assert (epochs[0], epochs[-1]) == (0, 4999)
    assert (values[0] == epochs).all()
    assert wrapped(Paper(100, 100, LOOK), "one two three", 10, 45) == ["one two", "three"]


def test_runs_that_broke_are_told_in_their_cell() -> None:
    sweep = Sweep(MOONS, CLAIM, (), (Axis("learning_rate", (0.1,)),), (0, 1)).validated()
    broke = SweepScene(sweep, (ran(0, 0.5, broke="It broke."), ran(1, 0.5, broke="It broke.")))
    sheet = drawn(HeatPicture, broke, "median", size=(796, 350))
    assert "broke" in sheet.texts
    assert str(sheet.spot("cell:0").told) == "learning rate 0.1: 2 of 2 runs. 2 did not come to their end."
    assert Ran(0, 0).last("test_accuracy") != Ran(0, 0).last("test_accuracy")


@pytest.mark.parametrize("width", [420, 640, 1200])
@pytest.mark.parametrize("within", [0, 1, 3])
def test_the_claims_name_stands_where_the_title_does_not(width: int, within: int) -> None:
    claim = replace(PLAIN.sweep.claim, within=within)
    sheet = drawn(AlwaysPicture, replace(PLAIN, sweep=replace(PLAIN.sweep, claim=claim)), size=(width, 404))
    named = [one for one in sheet.marks if isinstance(one, Words)]
    name = next(one for one in named if one.text == "the claim")
    title = next(one for one in named if one.text.startswith("The share"))
    left = name.x if name.anchor == "start" else name.x - by_letters(name)
    apart = abs(name.y - title.y) > title.size
    assert apart or left > title.x + by_letters(title)
    assert left + by_letters(name) <= width
