"""The drawing as SVG, written where Qt cannot be imported, and compared with numbers worked out here."""

from __future__ import annotations

import base64
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz.assets import read_asset
from nnviz.drawing.drawing import draw
from nnviz.drawing.look import Look
from nnviz.drawing.moment import Moment, moment_of
from nnviz.drawing.part import Names
from nnviz.drawing.plan import arrange
from nnviz.drawing.svg import svg
from nnviz.engine.layers import BatchNorm, Dense, Dropout
from nnviz.training.experiment import Experiment
from nnviz.training.plane import plane_maps
from nnviz.training.trainer import Trainer
from tests.helpers.plane import at, plane_case
from tests.helpers.snapshots import hand_built_snapshot

SIZE = (832, 712)
NAMES = tuple("0123456789")
LIGHT = json.loads(read_asset("tokens.json"))["themes"]["light"]
SVG = "{http://www.w3.org/2000/svg}"

#: Run in a process of its own, in which whoever asks for Qt is refused.
WRITE = """
import sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ImportError(f"{name} is not to be had here")

sys.meta_path.insert(0, NoQt())
from pathlib import Path
from nnviz.drawing.drawing import draw
from nnviz.drawing.look import Look
from nnviz.drawing.plan import arrange
from nnviz.drawing.svg import svg
from tests.drawing import test_svg

look = Look("light")
for name, make in test_svg.MOMENTS.items():
    moment = make()
    layout = test_svg.layout_of(moment)
    text = svg(draw(moment, layout, look, "weights"), look)
    (Path(sys.argv[1]) / f"{name}.svg").write_text(text, encoding="utf-8")
"""


def digits() -> Moment:
    return moment_of(hand_built_snapshot((12,), seed=3), (8, 8), Names(NAMES))


def playground() -> Moment:
    snapshot, dataset = plane_case()
    point = (1.72, -1.02)
    maps = plane_maps(snapshot, dataset, 32)
    names = Names(dataset.class_names, dataset.feature_names)
    return moment_of(at(snapshot, dataset, point), dataset.feature_shape, names, maps, point)


def regularized() -> Moment:
    layers = (Dense(12, "relu"), BatchNorm(), Dropout(0.3), Dense(8, "relu"))
    experiment = Experiment(layers=layers, epochs=0).validated()
    dataset = experiment.dataset()
    snapshot = Trainer(experiment, dataset).snapshot()
    return moment_of(snapshot.probed(dataset.test_features[0], 3), (8, 8), Names(NAMES))


MOMENTS = {"digits": digits, "playground": playground, "regularized": regularized}


def layout_of(moment: Moment):
    return arrange(moment.parts, *SIZE, planar=moment.maps is not None, names=moment.names, corner=(0, 0))


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, ElementTree.Element]:
    folder = tmp_path_factory.mktemp("svg")
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", WRITE, str(folder)], check=True, cwd=root)
    return {name: ElementTree.parse(folder / f"{name}.svg").getroot() for name in MOMENTS}


# ---- the design's numbers, worked out anew
def ramp(value: float) -> np.ndarray:
    """The signed ramp of the light theme at -1..1, each channel 0..255."""
    stops = [LIGHT["zero"], *LIGHT["positive" if value > 0 else "negative"]]
    channels = [[int(stop[i : i + 2], 16) for stop in stops] for i in (1, 3, 5)]
    return np.array([np.interp(min(abs(value), 1) * 9, range(10), channel) for channel in channels])


def channels(text: str) -> np.ndarray:
    return np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)])


def lines_in(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [path for path in root.iter(f"{SVG}path") if "stroke-width" in path.attrib]


def ends(path: ElementTree.Element) -> tuple[float, float, float, float]:
    numbers = path.attrib["d"].replace("M", "").replace("C", " ").split()
    return float(numbers[0]), float(numbers[1]), float(numbers[-2]), float(numbers[-1])


@pytest.mark.parametrize("name", MOMENTS)
def test_width_and_colour_of_every_line_are_those_of_its_weight(files, name):
    moment = MOMENTS[name]()
    layout, tokens = layout_of(moment), json.loads(read_asset("tokens.json"))["line"]
    drawn = 0
    for k, part in enumerate(moment.columns):
        weights = part.parameters["weights"]
        assert weights.shape[1] == layout.layers[k].slots, "nothing is folded here"
        x0, y0, x1, y1 = layout.gap(k)
        place = np.clip(np.log(weights.size / 40) / np.log(2000 / 40), 0, 1)
        widest = tokens["edge_max"] + (tokens["edge_dense_max"] - tokens["edge_max"]) * place
        seen = []
        for path in lines_in(files[name]):
            ax, ay, bx, by = ends(path)
            if not (x0.min() - 0.1 <= ax <= x0.max() + 0.1 and x1.min() - 0.1 <= bx <= x1.max() + 0.1):
                continue
            source = int(np.argmin(np.hypot(x0 - ax, y0 - ay)))
            target = int(np.argmin(np.hypot(x1 - bx, y1 - by)))
            share = abs(weights[source, target]) / np.abs(weights).max()
            width = tokens["edge_min"] + (widest - tokens["edge_min"]) * share**0.75
            assert float(path.attrib["stroke-width"]) == pytest.approx(width, abs=2e-3)
            tone = np.sign(weights[source, target]) * (0.34 + 0.66 * share)
            assert channels(path.attrib["stroke"]) == pytest.approx(ramp(tone), abs=2)
            seen.append((share, float(path.attrib["stroke-opacity"])))
        drawn += len(seen)
        strongest, opacity = max(seen)
        assert strongest == pytest.approx(1)
        assert opacity == 1
    assert drawn == len(lines_in(files[name]))


def fill_at(root: ElementTree.Element, x: float, y: float) -> np.ndarray:
    """The fill of the disc round (x, y)."""
    found = [
        circle.attrib["fill"]
        for circle in root.iter(f"{SVG}circle")
        if abs(float(circle.attrib["cx"]) - x) < 0.02 and abs(float(circle.attrib["cy"]) - y) < 0.02
    ]
    return channels(next(fill for fill in found if fill != "none"))


def test_fills_are_the_activations_and_words_the_shares(files):
    moment, root = digits(), files["digits"]
    hidden, outputs = layout_of(moment).layers
    first, last = moment.columns
    full = 0.75 * first.statistics.maximum.max()
    for unit in range(12):
        fill = fill_at(root, float(hidden.bead_x[unit]), float(hidden.y[unit]))
        assert fill == pytest.approx(ramp(first.values["a"][unit] / full), abs=2)
    for unit in range(10):
        fill = fill_at(root, float(outputs.bead_x[unit]), float(outputs.y[unit]))
        assert fill == pytest.approx(ramp(last.values["a"][unit]), abs=2)
    texts = [text.text for text in root.iter(f"{SVG}text")]
    shares = [f"{share:.0%}".replace("%", "\xa0%") for share in last.values["a"] if share > 0.0095]
    assert texts == [*NAMES, *shares]


def test_the_pixels_are_the_sample(files):
    moment, root = digits(), files["digits"]
    low, high = (channels(end) for end in LIGHT["pixel"])
    pixels = [channels(rect.attrib["fill"]) for rect in root.iter(f"{SVG}rect") if "rx" in rect.attrib][:64]
    for pixel, value in zip(pixels, moment.input.values["a"], strict=True):
        assert pixel == pytest.approx(low + (high - low) * value, abs=2)


def test_tiles_are_what_each_neuron_says_of_every_point(files):
    moment, root = playground(), files["playground"]
    images = []
    for image in root.iter(f"{SVG}image"):
        data = base64.b64decode(image.attrib["href"].partition(",")[2])
        images.append(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(float))
    maps = [*moment.maps.inputs, *np.concatenate(moment.maps.layers[:-1])]
    assert len(images) == len(maps) + 1
    for image, values in zip(images, maps, strict=False):
        warm = (image[..., 0] - image[..., 2]).reshape(32, image.shape[0] // 32, 32, -1).mean(axis=(1, 3))
        clear = np.abs(values) > 0.2 * np.abs(values).max()
        assert (np.sign(warm[clear]) == np.sign(values[clear])).all()
        assert np.corrcoef(warm.ravel(), values.ravel())[0, 1] > 0.9


def test_dropout_and_batch_norm_are_named_and_that_the_pass_is_without_dropout(files):
    moment, root = regularized(), files["regularized"]
    texts = [text.text for text in root.iter(f"{SVG}text") if "transform" in text.attrib]
    assert texts == [
        "Batch norm · here by the running mean and variance",
        "Dropout 30\xa0% · only while it learns: off in the pass shown",
    ]
    layout = layout_of(moment)
    norm, dropout = layout.bars
    first, second, _ = layout.layers
    assert first.right < norm.left < norm.right < dropout.left < dropout.right < second.left
    assert (layout.gap(1)[0] == dropout.right).all(), "the lines go out behind them"


def svg_of(experiment: Experiment, sample: int) -> tuple[list[str], Moment]:
    """All that is written beside the outputs of a network that has yet to learn."""
    dataset = experiment.dataset()
    snapshot = Trainer(experiment, dataset).snapshot().probed(dataset.test_features[sample])
    moment = moment_of(snapshot, dataset.feature_shape, Names(dataset.class_names, dataset.feature_names))
    look = Look("light")
    root = ElementTree.fromstring(svg(draw(moment, layout_of(moment), look, "weights"), look))
    return [text.text or "" for text in root.iter(f"{SVG}text")], moment


def test_only_probabilities_are_written_as_percentages():
    texts, moment = svg_of(Experiment.on("digits", loss="mse"), 0)
    assert not [text for text in texts if "%" in text]
    outputs = np.asarray(moment.outputs.values["a"])
    assert {f"{value:.2f}" for value in outputs if value >= 0.01} <= set(texts)
    texts, _ = svg_of(Experiment.on("digits"), 0)
    assert [text for text in texts if "%" in text]


def test_one_sigmoid_has_the_name_of_the_class_that_it_is_the_probability_of():
    """Class 1 of the breast cancer data is “benign”; the output is how probable that is."""
    texts, moment = svg_of(Experiment.on("breast_cancer", loss="binary_crossentropy"), 0)
    (share,) = np.asarray(moment.outputs.values["a"])
    assert "benign" in texts
    assert "malignant" not in texts
    assert f"{100 * share:.0f}\xa0%" in texts
