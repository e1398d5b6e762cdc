"""The report: one page, complete in itself, whose numbers are those of the run."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix

from nnviz.drawing.notebook import draw
from nnviz.files.exchange.charts import chart, scatter
from nnviz.files.exchange.formats import FORMATS
from nnviz.files.exchange.subject import Subject
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.helpers.taken_out import taken

SVG = "{http://www.w3.org/2000/svg}"


def page_of(subject: Subject) -> str:
    ((_, content),) = FORMATS["report"].contents(subject, "run.html").items()
    return content.decode()


def words_of(page: str) -> str:
    bare = re.sub(r"<(style|svg|pre).*?</\1>", "", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", bare)))


def test_its_numbers_are_those_of_the_run() -> None:
    def act(trainer: Trainer) -> None:
        if trainer.epoch == 2:
            trainer.change(learning_rate=0.02)
            trainer.edit(Edit(0, 1, 2, 0.5))

    subject = taken(Experiment.on("iris", layers=(5,), epochs=4), act)
    page = page_of(replace(subject, diagram=draw(subject.snapshot).svg))
    words = words_of(page)
    assert "iris: 5-3" in words
    metrics = subject.snapshot.metrics
    assert f"test samples {metrics.test_loss:.6g}" in words
    assert f"test samples {metrics.test_accuracy:.2%}" in words
    assert "epoch 2 learning_rate = 0.02" in words
    assert "epoch 2 dense1.weights[1, 2] = 0.5" in words
    data = subject.dataset
    answers = subject.network.predict(data.test_features).argmax(axis=1)
    counts = confusion_matrix(data.test_labels, answers)
    cells = np.array(re.findall(r'<td style="background[^>]*>(\d+)</td>', page), int).reshape(3, 3)
    np.testing.assert_array_equal(cells, counts)


def test_it_is_complete_in_itself_and_its_pictures_are_whole() -> None:
    subject = taken(Experiment.on("diabetes", layers=(4,), epochs=2))
    page = page_of(replace(subject, diagram=draw(subject.snapshot).svg))
    assert not re.search(r"(src|href)=\"(?!data:)|<script|@import|url\(", page)
    pictures = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert len(pictures) == 4  # the network, losses, R², answers against what is so
    for picture in pictures:
        ElementTree.fromstring(picture)
    points = ElementTree.fromstring(pictures[-1]).findall(f"{SVG}circle")
    assert len(points) == len(subject.dataset.test_labels)


def test_names_from_a_file_are_no_markup() -> None:
    subject = taken(Experiment.on("iris", layers=(3,), epochs=0))
    named = replace(subject.dataset, class_names=("<script>alert(1)</script>", "b", "c"))
    assert "<script>" not in page_of(replace(subject, given=named))


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment.on("reverse", layers="embedding(4), 8", epochs=1, updates=1, batch_size=8),
        Experiment.on("ring_of_8", objective="adversarial", epochs=1, updates=2),
    ],
    ids=["sequences", "two networks"],
)
def test_every_kind_of_run_has_one(experiment: Experiment) -> None:
    words = words_of(page_of(taken(experiment)))
    assert "What it came to" in words
    assert "How it went" in words


def test_a_curve_runs_through_its_numbers_and_has_gaps_where_there_are_none() -> None:
    x = np.arange(5.0)
    picture = ElementTree.fromstring(chart([("a", x, np.array([0.0, 1.0, np.nan, 4.0, 2.0]))], "epoch"))
    *_, curve = picture.findall(f"{SVG}path")
    places = [tuple(map(float, one.split())) for one in re.findall(r"[ML]([\d.]+ [\d.]+)", curve.get("d"))]
    assert re.sub(r"[^ML]", "", curve.get("d")) == "MLML"
    heights = [y for _, y in places]
    assert heights[0] - heights[1] == pytest.approx((heights[0] - heights[2]) / 4, abs=0.2)
    assert places[2][0] - places[0][0] == pytest.approx(3 * (places[1][0] - places[0][0]), abs=0.2)


def test_points_on_the_line_are_where_both_are_the_same() -> None:
    x = np.array([1.0, 2.0, 3.0])
    circles = ElementTree.fromstring(scatter(x, x, "so", "answer")).findall(f"{SVG}circle")
    places = np.array([(float(one.get("cx")), float(one.get("cy"))) for one in circles])
    assert np.ptp(np.diff(places, axis=0), axis=0).max() < 0.2
