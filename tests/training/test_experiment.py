import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nnviz.engine import BatchNorm, Conv, Dense, Dropout, MaxPool
from nnviz.engine.layers import LayerSpec, layer_to_dict
from nnviz.training.experiment import LIMITS, LIVE_FIELDS, SETTINGS, Experiment, check_limit, with_changes
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.settings import DataSpec, NetworkSpec, ObjectiveSpec, OptimizerSpec, StopSpec
from tests.data.own.made import own
from tests.helpers.pair import PAIR


def test_default_is_the_network_of_the_window() -> None:
    experiment = Experiment()
    assert experiment.validated() is experiment
    assert experiment.layers == (Dense(32, "relu"),)
    assert (experiment.optimizer, experiment.learning_rate, experiment.batch_size) == ("adam", 0.001, 32)


def test_json_gives_the_same_experiment_back() -> None:
    experiment = Experiment(
        layers=(Dense(7, "elu", 0.5), Dense(3, "tanh")), batch_size=None, learning_rate=0.3, l1=1e-4, seed=9
    )
    text = json.dumps(experiment.to_dict(), allow_nan=False)
    assert Experiment.from_dict(json.loads(text)) == experiment


def test_drawn_points_are_written_down_and_read_back() -> None:
    drawn = ((-1.0, 0.1, 0.0), (2.5, 3.0, 1.0), (0.0, 0.0, 2.0), (0.1, 1 / 3, 2.0))
    experiment = Experiment.on("drawn", drawn=drawn, classes=3)
    assert Experiment.from_dict(json.loads(json.dumps(experiment.to_dict(), allow_nan=False))) == experiment
    assert experiment.dataset().output_size == 3


def test_settings_left_out_have_their_default() -> None:
    assert Experiment.from_dict({"seed": 5}) == Experiment(seed=5)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"data": "cats"}, "no data set “cats”"),
        ({"data": ["digits"]}, "no data set"),
        ({"loss": "hinge"}, "no loss “hinge”"),
        ({"optimizer": "lion"}, "no optimiser “lion”"),
        ({"initializer": ""}, "no initialiser"),
        ({"dtype": "float16"}, "no data type “float16”"),
        ({"scale": "huge"}, "no scale “huge”"),
        ({"learning_rate": 0}, "learning rate must be from 0.000001 to 100, not 0"),
        ({"learning_rate": math.nan}, "learning rate must be from"),
        ({"learning_rate": "0.1"}, "learning rate must be a number"),
        ({"batch_size": 0}, "batch size must be from"),
        ({"batch_size": 2.5}, "batch size must be a whole number"),
        ({"epochs": True}, "number of epochs must be a whole number"),
        ({"seed": -1}, "seed must be from 0 to 4294967295, not -1"),
        ({"seed": 4294967296}, "seed must be from 0 to 4294967295, not 4294967296"),
        ({"batch_size": 1000001}, "batch size must be from 1 to 1000000, not 1000001"),
        ({"epochs": 10000001}, "number of epochs must be from 0 to 10000000, not 10000001"),
        ({"beta2": 1}, "beta 2 must be from 0 to 0.999999, not 1"),
        ({"test_share": 1}, "test share must be from"),
        ({"l1": -0.1}, "L1 regularisation must be from"),
        ({"layers": "32"}, "must be a list"),
        ({"layers": [32]}, "must be a list of layers"),
        ({"layers": [{"kind": "dense"}]}, "needs units"),
        ({"layers": [{"kind": "dense", "units": "many"}]}, "unit"),
        ({"layers": [{"kind": "dense", "units": 0}]}, "unit"),
        ({"layers": [{"kind": "dense", "units": 5000}]}, "size of a hidden layer must be from"),
        ({"layers": [{"kind": "dense", "units": 3, "activation": "step"}]}, "step"),
        ({"layers": [{"kind": "dense", "units": 1}] * 33}, "number of hidden layers must be from"),
        ({"classes": 7}, "number of classes must be from 2 to 6"),
        ({"data": "moons", "classes": 3}, "classes of “Moons” must be 2"),
        ({"data": "drawn"}, "at least 4 points"),
        ({"drawn": "many"}, "three numbers each"),
        ({"drawn": [[0, 0]]}, "three numbers each"),
        ({"drawn": [[0, 0, True]]}, "three numbers each"),
        ({"drawn": [[0, 0, "1"]]}, "three numbers each"),
        ({"drawn": [[0, 0, math.inf]]}, "infinite or no number"),
        ({"drawn": [[0, 0, 10**400]]}, "too large"),
        ({"drawn": [[7, 0, 1]]}, "between -6 and 6"),
        ({"speed": 3}, "no setting “speed”"),
    ],
)
def test_anything_wrong_is_one_sentence(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as caught:
        Experiment.from_dict(values)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("given", "layers"),
    [
        ((32, 16), (Dense(32, "relu"), Dense(16, "relu"))),
        ([np.int64(4), Dropout(0.5)], (Dense(4, "relu"), Dropout(0.5))),
        (np.array([3, 2]), (Dense(3, "relu"), Dense(2, "relu"))),
        (Dense(3, "tanh"), (Dense(3, "tanh"),)),
        (7, (Dense(7, "relu"),)),
        ("conv(4, 3), maxpool(2), 6", (Conv(4, 3, activation="relu"), MaxPool(2), Dense(6, "relu"))),
        (["conv(4, 3)", 6, Dropout()], (Conv(4, 3, activation="relu"), Dense(6, "relu"), Dropout())),
        ("none", ()),
    ],
)
def test_layers_come_alone_in_lists_and_as_sizes(given: Any, layers: tuple[LayerSpec, ...]) -> None:
    assert Experiment(layers=given).validated() == Experiment(layers=layers)


@pytest.mark.parametrize("layers", [None, 3.5, (True,), ({"kind": "dense"},), [[4]]])
def test_what_is_no_layer_is_one_sentence(layers: Any) -> None:
    with pytest.raises(ValueError, match=r"must be layers, their words or their sizes, not .*\.$"):
        Experiment(layers=layers).validated()
    with pytest.raises(ValueError, match=r"^There is no layer “x”: .*\.$"):
        Experiment(layers=("conv(4, 3)", "x"))


@pytest.mark.parametrize("layers", ["conv(5000, 3)", "5000", "conv1d(4097, 1)"])
def test_no_layer_may_be_larger_than_the_largest(layers: str) -> None:
    with pytest.raises(ValueError, match="must be from 1 to 4096, not"):
        Experiment(layers=layers).validated()


def test_numbers_of_numpy_are_settings_like_any_other() -> None:
    given = Experiment(
        data=np.str_("ring"),
        layers=(Dense(np.int64(8), np.str_("elu"), np.float64(0.5)), Dropout(np.float32(0.25))),
        learning_rate=np.float32(0.5),
        epochs=np.int64(3),
        batch_size=np.uint8(16),
        features=np.array(["x1"]),
        cut=[(np.int64(0), 0, 1)],
        frozen=np.array([1]),
    ).validated()
    text = json.dumps(given.to_dict(), allow_nan=False)
    plain = {"data": "ring", "learning_rate": 0.5, "epochs": 3, "batch_size": 16, "features": ("x1",)}
    layers = (Dense(8, "elu", 0.5), Dropout(0.25))
    assert given == Experiment(**plain, layers=layers, cut=((0, 0, 1),), frozen=(1,))
    assert Experiment.from_dict(json.loads(text)) == given


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Dropout("x"),  # type: ignore[arg-type]
        lambda: Dropout(None),  # type: ignore[arg-type]
        lambda: Dense(None),  # type: ignore[arg-type]
        lambda: Dense(3, None),  # type: ignore[arg-type]
        lambda: Dense(3, ["relu"]),  # type: ignore[arg-type]
        lambda: Dense(3, "elu", "x"),  # type: ignore[arg-type]
        lambda: BatchNorm("x"),  # type: ignore[arg-type]
        lambda: BatchNorm(0.1, None),  # type: ignore[arg-type]
        lambda: Experiment(features=None).validated(),  # type: ignore[arg-type]
        lambda: Experiment(drawn=None).validated(),  # type: ignore[arg-type]
        lambda: Experiment(data=None).validated(),  # type: ignore[arg-type]
        lambda: Experiment(data=["digits"]).validated(),  # type: ignore[arg-type]
    ],
)
def test_a_layer_or_setting_of_the_wrong_type_is_one_sentence(broken: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        broken()


def test_every_number_has_a_limit_and_stands_within_it() -> None:
    for name in SETTINGS:
        value = getattr(Experiment(), name)
        if isinstance(value, int | float) and not SETTINGS[name].flag:
            check_limit(name, value)
    assert set(LIMITS) >= LIVE_FIELDS - {"cut", "frozen", "only"}


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_a_keyword_read_and_changed_by_its_name(name: str) -> None:
    other = {
        "data": "ring",
        "scale": "none",
        "features": ("x1x2",),
        "drawn": ((0.0, 1.0, 1.0),),
        "rows": ((0.0, 1.0),),
        "own": own(),
        "formula": "x**2",
        "output_activation": "tanh",
        "layers": (Dense(3, "tanh"),),
        "initializer": "glorot",
        "objective": "another",
        "workspace": "another",
        "cut": ((0, 1, 2),),
        "frozen": (1,),
        "loss": "mse",
        "simultaneous": True,
        "only": "network",
        "optimizer": "sgd",
        "schedule": "cosine",
        "dtype": "float64",
        "schedule_gamma": 0.5,
    }
    usual = getattr(Experiment(), name)
    value = other.get(name, 3 if usual is None else usual + 1 if isinstance(usual, int) else 0.5)
    given = Experiment(**{name: value})
    assert getattr(given, name) == given.setting(name) == value != usual
    assert given == Experiment().with_(**{name: value}) == replace(Experiment(), **{name: value})
    assert given.differing(Experiment()) == {name}
    text = json.dumps(given.to_dict(), allow_nan=False)
    told = {"layers": lambda: [layer_to_dict(value[0])], "own": lambda: value.to_dict()}
    by_name = {name: json.loads(json.dumps(told.get(name, lambda: value)()))}
    if name not in ("data", "drawn", "cut", "frozen", "objective", "workspace"):
        assert Experiment.from_dict(json.loads(text)) == given
        assert Experiment.from_dict(by_name) == given, "as 0.1.0 wrote it"


def test_an_experiment_is_made_of_parts() -> None:
    given = Experiment(layers=(4,), learning_rate=0.5, optimizer="sgd", loss="mse", epochs=3, data="ring")
    assert given == Experiment(
        data_spec=DataSpec(name="ring"),
        networks=(NetworkSpec(layers=(Dense(4, "relu"),)),),
        objective_spec=ObjectiveSpec(loss="mse"),
        optimizers=(OptimizerSpec(name="sgd", learning_rate=0.5),),
        stop_spec=StopSpec(epochs=3),
    )
    described = given.to_dict()
    assert described["data"]["name"] == "ring"
    assert described["networks"]["network"]["layers"][0]["units"] == 4
    assert described["optimizers"]["network"]["learning_rate"] == 0.5
    assert (described["stop"]["epochs"], described["batch_size"]) == (3, 32)


def test_several_networks_have_settings_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OBJECTIVES, PAIR.name, PAIR)
    two = Experiment.on("ring", objective="pair", learning_rate=0.5, **{"critic.layers": (8,)}).validated()
    assert (two.learning_rate, two.setting("critic.learning_rate")) == (0.5, 0.001)
    assert (two.layers, two.setting("critic.layers")) == ((Dense(32, "relu"),), (Dense(8, "relu"),))
    changed = with_changes(two, {"critic.learning_rate": 0.25})
    assert changed.learning_rate == 0.5
    assert changed.differing(two) == {"critic.learning_rate"}
    assert changed.optimizers[1].learning_rate == 0.25
    assert Experiment.from_dict(json.loads(json.dumps(changed.to_dict()))) == changed
    with pytest.raises(ValueError, match="learning rate must be from"):
        two.with_(**{"critic.learning_rate": 0}).validated()
    with pytest.raises(ValueError, match="cannot change while training runs"):
        with_changes(two, {"critic.layers": (4,)})


@pytest.mark.parametrize("name", ["speed", "third.learning_rate", "network.speed", "data_spec.name"])
def test_a_setting_that_is_none_is_said(name: str) -> None:
    with pytest.raises(TypeError, match=f"no setting “{name}”"):
        Experiment(**{name: 3})


@pytest.mark.parametrize(
    "values",
    [
        {"networks": {"network": {"speed": 3}}},
        {"networks": {"network": 3}},
        {"networks": 3},
        {"data": {"colour": "red"}},
        {"stop": {"epochs": None}},
        {"optimizers": {"other": {"learning_rate": 0.1}}},
        {"data": {"name": ["digits"]}},
        {"networks": {"network": {"layers": [3]}}},
    ],
)
def test_parts_that_cannot_be_are_one_sentence(values: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"^[A-Z].*\.$"):
        Experiment.from_dict(values)


def test_the_usual_batch_is_all_there_is_where_there_are_few_points() -> None:
    assert Experiment.on("moons", points=10).batch_size is None
    assert Experiment.on("moons", points=40).batch_size == 32, "exactly as many as are learned from"
    assert Experiment.on("moons", points=39).batch_size is None
    assert Experiment.on("moons", points=10, batch_size=32).batch_size == 32, "what is asked for stands"
    assert Experiment.on("drawn").batch_size is None
    assert Experiment.on("two_layers").batch_size is None
    assert Experiment.on("moons", points=10).fitted_to(4).batch_size == 4
    with pytest.raises(ValueError, match=r"^The number of points must be"):
        Experiment.on("moons", points="many")


def test_only_live_settings_change_live() -> None:
    experiment = Experiment()
    changed = with_changes(experiment, {"learning_rate": 0.5, "batch_size": None})
    assert changed == replace(experiment, learning_rate=0.5, batch_size=None)
    with pytest.raises(ValueError, match="cannot change"):
        with_changes(experiment, {"seed": 1})
