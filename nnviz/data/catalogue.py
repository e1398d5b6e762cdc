"""The data sets by name: one table for menus, files, the command line and tests."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import figures, modes, moved_digits, planar, tables, thin_shapes, typed
from nnviz.data.dataset import Dataset, Kind, RawData, make_dataset
from nnviz.data.digits import digits
from nnviz.data.drawn import Point, drawn_points, kept_for_testing
from nnviz.data.given import Row, given_rows
from nnviz.data.hands.published import PUBLISHED
from nnviz.data.hands.store import (
    MNIST_FRAME,
    all_hands,
    check_kept,
    check_pixels_kept,
    one_set,
    pixel_set,
)
from nnviz.data.own import doodles
from nnviz.data.own import pictures as own_pictures
from nnviz.data.own.content import DIGEST, Content
from nnviz.data.own.own import Making, Own, check_there
from nnviz.data.own.prepare import check, make
from nnviz.data.own.recipe import read_recipe
from nnviz.data.own.shipped import own_penguins
from nnviz.data.sequences.sources import SEQUENCES
from nnviz.data.source import Source
from nnviz.data.typed import Function
from nnviz.data.unchosen import UNCHOSEN
from nnviz.said import translate

#: Smallest and largest number of points of a set that is drawn on the plane.
POINTS = (10, 20_000)
#: Shortest and longest sequence of a set whose length can be chosen, and the delays of its echo.
LENGTHS, DELAYS = (20, 100), (1, 15)
#: Fewest and most classes of a set on the plane; some sets cannot have as many.
CLASSES = (2, 6)


def load_dataset(
    name: str,
    *,
    test_share: float = 0.2,
    split_seed: int = 42,
    scale: str | None = None,
    points: int = 200,
    noise: float = 0.1,
    features: Sequence[str] = ("x1", "x2"),
    classes: int = 2,
    drawn: Sequence[Point] = (),
    length: int = 50,
    delay: int = 5,
    rows: Sequence[Row] = (),
    targets: int = 1,
    own: Own | None = None,
    formula: Function | None = None,
) -> Dataset:
    """The data set of that name, split and scaled; ``scale`` None is the usual one of the set.

    ``points``, ``noise``, ``features`` (see ``FEATURES``) and ``classes`` concern the sets on the plane,
    which are drawn by ``split_seed``; ``drawn`` are the points of those drawn by hand. ``length`` and
    ``delay``, in steps, concern the sequences that take them; ``rows`` are those of a set that is given, of
    which the last ``targets`` numbers are to come out; ``own`` are a person's own data; ``formula`` is the
    function that the points of a set with a formula are drawn by. Raises ``ValueError`` with one sentence for
    unknown names and for numbers that cannot be.
    """
    if name not in DATASETS:
        raise ValueError(
            translate("Data", "There is no data set “{name}”; there are {datasets}.").format(
                name=name, datasets=", ".join(known for known in DATASETS if known not in UNCHOSEN)
            )
        )
    source = DATASETS[name]
    if source.unchosen:
        raise ValueError(translate("Data", "This network has no data yet: choose some that fit it."))
    chosen = source.scale if scale is None else scale
    if source.table:
        return replace(make(source.table(), test_share, split_seed, chosen), name=name)
    if source.own:
        return source.own.make(check_there(check_own(name, own)), test_share, split_seed, chosen)
    if source.by_hand:
        where, labels = drawn_points(drawn, source.kind, classes)
        raw = _planar(where, labels, classes, features)
        raw = replace(raw, tested=kept_for_testing(len(where), test_share, split_seed))
    elif source.given:
        raw = replace(_of(source, given_rows(rows, targets, source.kind, classes)), whole=True)
    elif source.draw:
        raw = _planar(*plane_points(name, split_seed, points, noise, classes, formula), classes, features)
        raw = replace(raw, modes=source.modes and source.modes(noise))
    elif source.make:
        _check_steps(length, delay)
        given = {"length": length, "delay": delay}
        raw = _of(source, source.make(split_seed, test_share, **{name: given[name] for name in source.takes}))
    else:
        raw = _loaded(source)
    return make_dataset(
        name,
        raw,
        test_share=test_share,
        split_seed=split_seed,
        scale=chosen,
    )


def check_own(name: str, own: Own | None) -> Own:
    """The data for the set of that name, which is made of a person's own. Raises ``ValueError`` with one
    sentence where there are none, or they are for another."""
    if own is None:
        raise ValueError(translate("Data", "There are no data yet: open a file, paste it or drop it."))
    if own.source != name:
        raise ValueError(
            translate("Data", "These data are of the kind “{source}”, not “{name}”.").format(
                source=own.source, name=name
            )
        )
    return own


def own_from_dict(values: Any) -> Own:
    """What ``Own.to_dict`` wrote, its content only being known of.

    Raises ``ValueError`` with one sentence for anything else.
    """
    match values:
        case {"source": str(name), "content": str(digest), "recipe": recipe, **other} if not other:
            source = DATASETS.get(name)
            if source and source.own and re.fullmatch(f"[0-9a-f]{{{DIGEST}}}", digest):
                return Own(name, Content(known=digest), source.own.read_recipe(recipe))
    raise ValueError(translate("Data", "The data of one's own are described in a way that cannot be."))


def _check_steps(length: int, delay: int) -> None:
    """Raise ``ValueError`` with one sentence for lengths and delays that cannot be."""
    for value, (low, high), text in (
        (length, LENGTHS, translate("Data", "The length must be from {low} to {high} steps, not {value}.")),
        (delay, DELAYS, translate("Data", "The delay must be from {low} to {high} steps, not {value}.")),
    ):
        if not low <= value <= high:
            raise ValueError(text.format(low=low, high=high, value=value))


def _loaded(source: Source) -> RawData:
    assert source.load is not None
    return replace(_of(source, source.load()), whole=source.whole)


def _of(source: Source, raw: RawData) -> RawData:
    return replace(raw, family=source.family, frame=source.frame, every_step=source.every_step)


def plane_points(
    name: str, seed: int, points: int, noise: float, classes: int = 2, formula: Function | None = None
) -> tuple[planar.Array, NDArray[Any]]:
    """The (n, 2) points and (n,) labels of a set that is drawn on the plane, as ``load_dataset`` draws them.

    Raises ``ValueError`` with one sentence for numbers that cannot be.
    """
    source = DATASETS[name]
    assert source.draw is not None
    if not POINTS[0] <= points <= POINTS[1]:
        raise ValueError(
            translate("Data", "The number of points must be from {low} to {high}, not {points}.").format(
                low=POINTS[0], high=POINTS[1], points=points
            )
        )
    if not 0 <= noise <= 1:
        raise ValueError(translate("Data", "The noise must be from 0 to 1, not {noise}.").format(noise=noise))
    check_classes(name, classes)
    generator = np.random.default_rng(seed)
    if source.formula and formula is not None:
        return source.draw(generator, points, noise, formula)
    if source.most_classes > CLASSES[0]:
        return source.draw(generator, points, noise, classes)
    return source.draw(generator, points, noise)


def check_classes(name: str, classes: int) -> None:
    """Raise ``ValueError`` with one sentence if the set of that name, on the plane, cannot have so many."""
    source = DATASETS[name]
    low, most = CLASSES[0], source.most_classes
    if source.planar and source.kind == "classification" and not low <= classes <= most:
        text = translate("Data", "The number of classes of “{label}” must be {most}, not {classes}.")
        if most > low:
            text = translate(
                "Data", "The number of classes of “{label}” must be from {low} to {most}, not {classes}."
            )
        raise ValueError(text.format(label=source.label, low=low, most=most, classes=classes))


def _planar(where: planar.Array, labels: NDArray[Any], classes: int, features: Sequence[str]) -> RawData:
    return RawData(
        planar.planar_features(where, features),
        labels,
        planar.CLASS_NAMES[:classes] if labels.dtype.kind == "i" else (),
        tuple(planar.FEATURES[name].label for name in features),
        points=where,
        made_of=tuple(features),
        family="plane",
    )


def _plane(name: str, label: str, draw: planar.Draw, purpose: str, classes: int = 2) -> Source:
    return Source(name, label, purpose, "none", "plane", draw=draw, most_classes=classes)


def _values(name: str, label: str, draw: planar.Draw, purpose: str) -> Source:
    return Source(name, label, purpose, "none", "plane", "regression", draw=draw)


def _unasked(name: str, label: str, draw: planar.Draw, purpose: str) -> Source:
    return Source(name, label, purpose, "quarter", "plane", "nothing", draw=draw)


def _heaped(name: str, label: str, where: Callable[[float], modes.Modes], purpose: str) -> Source:
    def draw(rng: np.random.Generator, count: int, noise: float) -> tuple[planar.Array, NDArray[Any]]:
        return modes.heaped(rng, count, where(noise))

    return replace(_unasked(name, label, draw, purpose), modes=where)


def _typed(
    name: str, label: str, kind: Kind, usual: tuple[str, Function], draw: planar.Draw, purpose: str
) -> Source:
    formula, known = usual

    def drawn(
        rng: np.random.Generator, count: int, noise: float, function: Function = known
    ) -> tuple[planar.Array, NDArray[Any]]:
        return draw(rng, count, noise, function)

    return Source(name, label, purpose, "none", "plane", kind, draw=drawn, formula=formula)


def _logic(name: str, outputs: tuple[int, int, int, int], purpose: str) -> Source:
    return Source(name, name.upper(), purpose, "none", load=partial(tables.truth_table, outputs), whole=True)


def _classic(name: str, label: str, purpose: str, kind: Kind = "classification") -> Source:
    return Source(name, label, purpose, "standard", kind=kind, load=partial(tables.scikit_learn, name))


def _published(name: str) -> Source:
    load = partial(one_set, name)
    one = PUBLISHED[name]
    check = partial(check_kept, name)
    return Source(name, one.label, one.purpose, "sixteenth", "digits", load=load, check_there=check)


def _table(*sources: Source) -> dict[str, Source]:
    return {source.name: source for source in sources}


DATASETS = _table(
    Source(
        "digits",
        translate("Data", "Digits"),
        translate("Data", "1,797 handwritten digits of 8×8 pixels."),
        "sixteenth",
        "digits",
        load=digits,
    ),
    _published("optdigits"),
    _published("mnist"),
    Source(
        "hands",
        translate("Data", "All hands"),
        translate("Data", "The digits, what was got or opened, and what you drew."),
        "sixteenth",
        "digits",
        load=all_hands,
    ),
    # Those of the plane in the order of the Playground's tiles.
    _plane(
        "spirals",
        translate("Data", "Two spirals"),
        planar.spirals,
        translate("Data", "The hard one: needs more layers, or more inputs."),
        6,
    ),
    _plane(
        "ring",
        translate("Data", "Ring"),
        planar.ring,
        translate("Data", "One class surrounds the other: needs a hidden layer."),
        6,
    ),
    _plane(
        "checkerboard",
        translate("Data", "Checkerboard"),
        planar.checkerboard,
        translate("Data", "Opposite quarters alike: XOR, drawn."),
        4,
    ),
    _plane(
        "clouds",
        translate("Data", "Two clouds"),
        planar.clouds,
        translate("Data", "Can be told apart by a straight line."),
        6,
    ),
    _plane(
        "moons",
        translate("Data", "Moons"),
        planar.moons,
        translate("Data", "Two half circles that interlock: needs a bent line."),
    ),
    _plane(
        "stripes",
        translate("Data", "Stripes"),
        planar.stripes,
        translate("Data", "Four stripes, every other one alike."),
        6,
    ),
    _typed(
        "formula",
        translate("Data", "Formula"),
        "classification",
        ("2 * sin(x)", lambda points: 2 * np.sin(points[:, 0])),
        typed.beside_curve,
        translate("Data", "Points above and below a curve that you type."),
    ),
    Source(
        "drawn",
        translate("Data", "Drawn"),
        translate("Data", "Your own points of several classes."),
        "none",
        "plane",
        most_classes=6,
        by_hand=True,
    ),
    _values(
        "plane", translate("Data", "Plane"), planar.plane, translate("Data", "A value that rises evenly.")
    ),
    _values(
        "waves",
        translate("Data", "Waves"),
        planar.waves,
        translate("Data", "A value with hills and valleys."),
    ),
    _values(
        "sine",
        translate("Data", "Noisy sine"),
        planar.sine,
        translate("Data", "A curve to be found under the noise."),
    ),
    _typed(
        "formula_values",
        translate("Data", "Formula"),
        "regression",
        ("cos(x1) * x2 / 6", lambda points: np.cos(points[:, 0]) * points[:, 1] / 6),
        typed.values_of,
        translate("Data", "Values of a formula that you type."),
    ),
    Source(
        "drawn_values",
        translate("Data", "Drawn values"),
        translate("Data", "Your own points with values."),
        "none",
        "plane",
        "regression",
        by_hand=True,
    ),
    _heaped(
        "ring_of_8",
        translate("Data", "Ring of 8"),
        modes.ring_of_8,
        translate("Data", "Eight heaps of points on a circle, to make more of."),
    ),
    _heaped(
        "grid_of_25",
        translate("Data", "Grid of 25"),
        modes.grid_of_25,
        translate("Data", "Five rows of five heaps of points, to make more of."),
    ),
    _unasked(
        "line",
        translate("Data", "Line"),
        modes.line,
        translate("Data", "Points along a straight line, to make more of."),
    ),
    _unasked(
        "dirac",
        translate("Data", "One point"),
        modes.dirac,
        translate("Data", "The same point again and again, at 0."),
    ),
    Source(
        "drawn_points",
        translate("Data", "Drawn points"),
        translate("Data", "Your own points, to make more of."),
        "quarter",
        "plane",
        "nothing",
        by_hand=True,
    ),
    _logic(
        "xor", (0, 1, 1, 0), translate("Data", "True where the inputs differ: no single neuron can do it.")
    ),
    _logic("and", (0, 0, 0, 1), translate("Data", "True where both inputs are.")),
    _logic("or", (0, 1, 1, 1), translate("Data", "True where an input is.")),
    _logic("nand", (1, 1, 1, 0), translate("Data", "False where both inputs are true.")),
    _logic("nor", (1, 0, 0, 0), translate("Data", "True where no input is.")),
    _logic("xnor", (1, 0, 0, 1), translate("Data", "True where the inputs are alike.")),
    Source(
        "three_bits",
        translate("Data", "Three bits"),
        translate("Data", "Case B3: the first bit is the answer."),
        "none",
        load=tables.three_bits,
        whole=True,
    ),
    Source(
        "two_layers",
        translate("Data", "Two layers"),
        translate("Data", "Case L1: what two linear layers make of three samples."),
        "none",
        kind="regression",
        load=tables.two_layers,
        whole=True,
    ),
    Source(
        "figures",
        translate("Data", "Figures"),
        translate("Data", "2,880 figures of 28×28 pixels, filled or hollow, of many sizes and angles."),
        "none",
        "images",
        make=figures.figures,
        frame=figures.FRAME,
        test_share=0.1667,
    ),
    Source(
        "shapes",
        translate("Data", "Shapes"),
        translate("Data", "900 thin shapes of 5×5 pixels, anywhere on 12×12."),
        "none",
        "images",
        make=thin_shapes.thin_shapes,
        frame=thin_shapes.FRAME,
        test_share=0.6667,
    ),
    Source(
        "moved_digits",
        translate("Data", "Moved digits"),
        translate("Data", "The digits of 8×8 pixels, anywhere on 12×12."),
        "sixteenth",
        "images",
        make=moved_digits.moved_digits,
        frame=moved_digits.FRAME,
    ),
    Source(
        "centred_digits",
        translate("Data", "Centred digits"),
        translate("Data", "The digits learned in the middle of 12×12 pixels, and tested anywhere."),
        "sixteenth",
        "images",
        make=moved_digits.centred_digits,
        frame=moved_digits.FRAME,
    ),
    Source(
        "mnist28",
        translate("Data", "MNIST, 28×28"),
        translate("Data", "70,000 digits of some 500 writers, in the pixels they were published with."),
        "none",
        "images",
        load=partial(pixel_set, "mnist"),
        frame=MNIST_FRAME,
        check_there=partial(check_pixels_kept, "mnist"),
    ),
    *SEQUENCES,
    _classic(
        "iris", translate("Data", "Iris"), translate("Data", "150 flowers of three species, by four lengths.")
    ),
    _classic(
        "wine",
        translate("Data", "Wine"),
        translate("Data", "178 wines of three growers, by 13 measurements."),
    ),
    _classic(
        "breast_cancer",
        translate("Data", "Breast cancer"),
        translate("Data", "569 tumours, benign or malignant, by 30 measurements."),
    ),
    _classic(
        "diabetes",
        translate("Data", "Diabetes"),
        translate("Data", "442 patients: how the illness went on for a year."),
        "regression",
    ),
    Source(
        "penguins",
        translate("Data", "Penguins"),
        translate(
            "Data", "344 penguins of three species, by island, sex and four measurements, some missing."
        ),
        "standard",
        table=own_penguins,
    ),
    Source(
        "own_table",
        translate("Data", "A table of your own"),
        translate("Data", "Rows of a file that you open: CSV, TSV or text."),
        "standard",
        own=Making(read_recipe, check, make),
    ),
    Source(
        "own_pictures",
        translate("Data", "Pictures of your own"),
        translate("Data", "A folder of pictures that you open, a subfolder for each class."),
        "none",
        "images",
        own=Making(own_pictures.read_recipe, own_pictures.check, own_pictures.make),
    ),
    Source(
        "doodles",
        translate("Data", "Doodles"),
        translate("Data", "What you draw of classes that you name."),
        "none",
        "images",
        own=Making(doodles.read_recipe, doodles.check, doodles.make),
    ),
    Source(
        "rows",
        translate("Data", "Rows"),
        translate("Data", "Rows given one by one, as in a lesson, and the values that are to come out."),
        "none",
        kind="regression",
        given=True,
        whole=True,
    ),
    Source(
        "rows_of_classes",
        translate("Data", "Rows of classes"),
        translate("Data", "Rows given one by one, as in a lesson, each of a class."),
        "none",
        given=True,
        whole=True,
    ),
    *UNCHOSEN.values(),
)
