"""The lanes of a race: their order, what each says, the flags, and the order by another count."""

from __future__ import annotations

import numpy as np

from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.look import Look
from nnviz.drawing.race.lanes import draw_lanes
from nnviz.drawing.race.scene import Entrant, RaceScene
from nnviz.training.race import Lane

ENTRANTS = {
    letter: Entrant(letter, title, 0xFF808080)
    for letter, title in {"A": "Gradient descent", "B": "SGD", "C": "Adam"}.items()
}


def lane(letter: str, losses: list[float], each: int, broke: str = "") -> Lane:
    n = np.arange(len(losses), dtype=float)
    counts = {"updates": n, "epochs": n * each / 10, "evaluations": n * each}
    return Lane(letter, np.array(losses, dtype=float), np.zeros((len(losses), 2)), counts, broke)


LANES = (
    lane("A", [1, 0.5, *[0.1] * 8], 10),  # there after 2 updates, 20 evaluations
    lane("B", [1, 0.9, 0.8, 0.5, *[0.1] * 6], 1),  # after 4 and 4
    lane("C", [1, 2, 8, 1e20], 10, "broke"),
)


def scene(by="updates", count=3.0) -> RaceScene:
    return RaceScene(LANES, ENTRANTS, by, count, goal=0.1)


def drawn(of: RaceScene, height: float = 700) -> tuple[list[str], str]:
    paper = Paper(420, height, Look())
    told = draw_lanes(paper, of)
    return [str(text) for text in paper.sheet().texts], str(told)


def test_who_is_there_and_who_is_not():
    texts, told = drawn(scene())
    assert {"there after 2", "now at loss 0.5", "broke after update 3"} <= set(texts)
    assert [text for text in texts if text in {one.title for one in ENTRANTS.values()}][:3] == [
        "Gradient descent",
        "SGD",
        "Adam",
    ]
    assert told == "A Gradient descent: there after 2. B SGD: now at loss 0.5. C Adam: broke after update 3."
    assert "flag: the loss stays at 0.1 or below; hollow: still to come" in texts


def test_another_count_sorts_them_anew():
    assert [one.letter for one in scene("updates").order] == ["A", "B", "C"]
    assert [one.letter for one in scene("evaluations").order] == ["B", "A", "C"]
    assert [one.letter for one, _ in scene().ranks("evaluations")] == ["B", "A"]
    texts, _ = drawn(scene("evaluations", 9.0))
    assert {"there after 4", "now at loss 1"} <= set(texts)
    # Both counts stay in sight: the numbers at the left and at the right of the picture below.
    below = texts[texts.index("Another count, another order") :]
    assert below == [
        "Another count, another order", "updates", "gradient evaluations",
        "2", "A", "Gradien…", "4", "B", "4", "B", "SGD", "20", "A",
    ]  # fmt: skip


def test_where_there_is_little_room_the_lanes_have_it():
    texts, _ = drawn(scene(), height=200)
    assert "Another count, another order" not in texts
    assert "there after 2" in texts


def test_at_the_start_nobody_is_there():
    texts, _ = drawn(scene(count=0.0))
    assert texts.count("now at loss 1") == 3
