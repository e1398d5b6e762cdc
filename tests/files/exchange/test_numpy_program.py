"""Programs of plain NumPy: run without nnviz they print the losses of the run."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

from nnviz.engine import Dense
from nnviz.files.exchange.formats import FORMATS
from nnviz.files.exchange.subject import Subject
from nnviz.training.edits import Edit
from nnviz.training.experiment import Experiment
from nnviz.training.sequence_presets import SEQUENCES
from nnviz.training.trainer import Trainer
from tests.helpers.taken_out import losses_of, printed, relative, taken

EXACT = {"dtype": "float64"}
ACTIVATIONS = ("sigmoid", "tanh", "leaky_relu", "elu", "softplus", "gelu", "silu", "softmax")


def contents(subject: Subject) -> dict[str, bytes]:
    return dict(FORMATS["numpy"].contents(subject, "program.py"))


def on(data: str, **settings: object) -> Experiment:
    return Experiment.on(data, **{"epochs": 3, **EXACT, **settings})


PLANE = {"points": 60, "batch_size": 16, "learning_rate": 0.02}
RUNS = {
    "activations": on("moons", **PLANE, layers=tuple(Dense(3, name) for name in ACTIVATIONS)),
    "bce, momentum, cosine": on(
        "moons", **PLANE, layers=(5,), loss="binary_crossentropy", optimizer="momentum", schedule="cosine"
    ),
    "mse, nesterov, step": on(
        "moons", **PLANE, layers=(5,), loss="mse", optimizer="nesterov", schedule="step", schedule_epochs=1
    ),
    "huber, adagrad, warm-up": on(
        "waves", **PLANE, layers=(5,), loss="huber", optimizer="adagrad", schedule="warmup"
    ),
    "mae, rmsprop, linear": on(
        "waves", **PLANE, layers=(5,), loss="mae", optimizer="rmsprop", schedule="linear"
    ),
    "half, sgd, exponential": on(
        "xor", layers=(5,), loss="half_squared_error", optimizer="sgd", schedule="exponential"
    ),
    "penalties, clipping, held, patience": on(
        "moons",
        **PLANE,
        layers=(6, 4),
        optimizer="adamw",
        l1=0.001,
        l2=0.01,
        clip_norm=0.1,
        max_norm=1.0,
        patience=2,
        cut=((0, 1, 2), (1, -1, 0)),
        frozen=(2, (1, 3)),
        epochs=40,
    ),
    "typed": on(
        "waves",
        **PLANE,
        layers=(Dense(4, "x * tanh(log(1 + exp(x)))"), Dense(3, "sin(x)")),
        loss="(y - t)**4",
    ),
    "skipped epochs": on("moons", **PLANE, layers=(4,), evaluate_every=3, epochs=7),
    "pictures": on(
        "shapes",
        layers="conv(3, 3), batchnorm, maxpool(2), residual(conv(3, 2), dropout(0.2)), avgpool(2), "
        "conv(4, 3, stride=2, bias=no), globalavgpool",
        batch_size=64,
        epochs=2,
    ),
    "pictures without edges": on("shapes", layers="conv(4, 3, padding=valid), globalmaxpool", epochs=1),
    "copies": on("digits", layers="8, dropout(0.5)", augment=1, epochs=1),
    "recurrent": on(
        "temporal_order",
        length=20,
        layers="gru(4, every_step), lstm(3, every_step), conv1d(4, 3), rnn(4, relu, every_step), rnn(3)",
        epochs=2,
    ),
    "both ways": on("temporal_order", length=20, layers="lstm(3, bidirectional)", epochs=2),
    "every step": on(
        "reverse",
        layers="embedding(8), positions(learned), residual(layernorm, attention(2)), positions(sine), 8",
        epochs=1,
        updates=5,
        batch_size=32,
    ),
    "diffusion": on(
        "moons", objective="denoise", layers=(8, 8), averaging=0.9, updates=6, batch_size=16, points=60
    ),
    "code": on("digits", objective="reconstruct", layers="16, variational(2), 16", epochs=1),
}


@pytest.mark.parametrize("name", RUNS)
def test_float64_prints_the_losses_of_the_run(name: str, tmp_path: Path) -> None:
    subject = taken(RUNS[name])
    assert relative(printed(contents(subject), tmp_path), losses_of(subject)) < 1e-9


def test_fifty_epochs_of_float32_are_those_of_the_window(tmp_path: Path) -> None:
    subject = taken(Experiment.on("moons", layers=(8, 8), epochs=50, batch_size=16))
    assert relative(printed(contents(subject), tmp_path), losses_of(subject)) < 1e-4


def test_a_run_that_magnifies_rounding_parts_as_two_of_nnviz_do(tmp_path: Path) -> None:
    def last_digit(trainer: Trainer) -> None:
        network, rng = trainer.snapshot().network(0), np.random.default_rng(1)
        arrays = {block.name: block.of(network.parameters) for block in network.blocks}
        signs = {name: rng.integers(-1, 2, array.shape) for name, array in arrays.items()}
        trainer.load_weights({name: np.nextafter(a, a + signs[name]) for name, a in arrays.items()})

    fast = SEQUENCES["digit_rows_fast"].experiment.with_(dtype="float64")
    whole, nudged = (taken(fast.with_(epochs=1), begun=begun) for begun in (lambda trainer: None, last_digit))
    assert relative(losses_of(nudged), losses_of(whole)) > 1e-3
    short = fast.with_(
        batch_size=512, epochs=4
    )  # twelve updates: what was rounded has no time to grow to that
    run, nudged = (taken(short, begun=begun) for begun in (lambda trainer: None, last_digit))
    own = relative(losses_of(nudged), losses_of(run))
    assert 1e-11 < own < 1e-6
    assert relative(printed(contents(run), tmp_path), losses_of(run)) < 10 * own
    assert "magnifies rounding" in contents(run)["program.py"].decode()


def test_what_was_changed_by_hand_is_repeated_where_it_took_hold(tmp_path: Path) -> None:
    def act(trainer: Trainer) -> None:
        match trainer.epoch:
            case 1:
                trainer.change(learning_rate=0.1, batch_size=7, l2=0.01)
                trainer.edit(Edit(0, 1, 2, 0.5), Edit(1, None, 3, -1.0))
            case 2:
                trainer.change(cut=((0, 0, 1), (1, 1, 1)), frozen=((0, 2),))
            case 3:
                trainer.edit(Edit(1, 1, 1, 0.25))  # the weight that it comes back with
                trainer.change(batch_size=None, patience=50)
            case 5:
                trainer.change(cut=(), frozen=(2,), epochs=8, batch_size=20)

    experiment = on("moons", layers=(5, 4), points=60, schedule="cosine", epochs=6, cut=((0, 0, 0),))
    subject = taken(experiment, act)
    changed = {change.name for change in subject.changes}
    assert changed >= {"edit", "cut", "frozen", "epochs", "batch_size", "learning_rate", "l2", "patience"}
    assert relative(printed(contents(subject), tmp_path), losses_of(subject)) < 1e-9


def test_weights_that_were_given_are_in_the_program(tmp_path: Path) -> None:
    def begun(trainer: Trainer) -> None:
        trainer.load_weights([(np.full((2, 3), 0.3), np.ones(3)), (np.eye(3)[:, :2], np.zeros(2))])

    subject = taken(on("clouds", points=40, layers=(Dense(3, "tanh"),)), begun=begun)
    assert relative(printed(contents(subject), tmp_path), losses_of(subject)) < 1e-9


def test_a_small_program_stands_alone_and_is_short() -> None:
    subject = taken(on("xor", layers=(4,), loss="binary_crossentropy"))
    ((name, text),) = contents(subject).items()
    assert name == "program.py"
    assert len(text.decode().splitlines()) < 160
    assert {
        alias.name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import)
        for alias in node.names
    } == {"numpy"}


def test_a_larger_one_has_its_numbers_beside_it() -> None:
    subject = taken(on("digits", layers=(8,), epochs=0))
    program, data = contents(subject)
    assert (program, data) == ("program.py", "program_data.npz")


GAME = on(
    "ring_of_8",
    objective="adversarial",
    updates=4,
    batch_size=16,
    **{"generator.layers": "8, batchnorm", "discriminator.layers": "8, dropout(0.2)"},
)
GAMES = {
    "non-saturating, average": GAME.with_(averaging=0.9, schedule="cosine", l2=0.01, clip_norm=0.5),
    "minimax, at once": GAME.with_(loss="minimax", simultaneous=True, optimizer="sgd"),
    "least squares, turns": GAME.with_(loss="least_squares", discriminator_steps=3),
    "clipped critic": GAME.with_(loss="wasserstein_clipped", noise_numbers=0, **{"generator.layers": "8"}),
}


@pytest.mark.parametrize("name", GAMES)
def test_a_game_prints_the_losses_of_both(name: str, tmp_path: Path) -> None:
    subject, losses = taken(GAMES[name]), ("discriminator_loss", "generator_loss")
    told = printed(contents(subject), tmp_path, names=losses)
    assert relative(told, losses_of(subject, losses)) < 1e-9


def test_what_no_program_can_do_is_said() -> None:
    subject = taken(GAME.with_(r1=0.1, epochs=0, **{"discriminator.layers": "8"}))
    with pytest.raises(ValueError, match=r"needs second derivatives\. Take out its networks"):
        contents(subject)
    for kind, said in {"torch": "take out the trained network", "notebook": "a notebook is of one"}.items():
        with pytest.raises(ValueError, match=f"(?i){said}"):
            FORMATS[kind].check(subject)


def test_a_run_that_went_on_from_another_one_is_said() -> None:
    whole = taken(on("moons", points=40, layers=(4,)))
    later = Trainer(whole.experiment.with_(epochs=5), start=whole.snapshot)
    began = later.snapshot()
    subject = Subject.of_run(later.experiment, began, whole.timeline.until(began))
    contents(subject)
    from nnviz.training.timeline import Timeline

    alone = Timeline()
    alone.begin(began)
    with pytest.raises(ValueError, match="went on from another one, at epoch 3"):
        contents(Subject.of_run(later.experiment, began, alone))
