"""A run as a program of plain NumPy: the same losses, epoch after epoch, without nnviz."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from nnviz import __version__
from nnviz.engine import OPTIMIZERS
from nnviz.engine.layers import built
from nnviz.files.exchange.activations import own_numpy_loss
from nnviz.files.exchange.literals import data_text
from nnviz.files.exchange.loop import Loop
from nnviz.files.exchange.numpy_layers import numpy_lines
from nnviz.files.exchange.parts import picked
from nnviz.files.exchange.plan import Plan, stream_text
from nnviz.files.exchange.subject import Subject

PARTS = "numpy_parts.py", "schedules.py"
_OPTIMIZERS = {
    "sgd": "SGD",
    "momentum": "Momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
    "adamw": "Adam",
}


@dataclass(frozen=True)
class Sections:
    """The program in pieces, in their order; ``content`` is what is to stand beside it, if anything."""

    head: str
    imports: str
    data: str
    parts: str
    network: str
    settings: str
    functions: str
    loop: str
    content: bytes | None

    @property
    def text(self) -> str:
        """All of it."""
        begin = f"{self.head}\n\n{self.imports}\n\n# The data, and the parameters at epoch 0.\n{self.data}"
        rest = [self.parts, f"{self.network}\n\n{self.settings}", self.functions, self.loop]
        return "\n\n\n".join([begin, *rest]) + "\n"


def numpy_program(subject: Subject, beside: str) -> tuple[str, bytes | None]:
    """(the text of the program, the bytes of the file called ``beside`` that it reads, if it needs one).

    Raises ``ValueError`` with one sentence for a run that cannot be written so.
    """
    sections = numpy_sections(subject, beside)
    return sections.text, sections.content


def numpy_sections(subject: Subject, beside: str, inside: bool = False) -> Sections:
    """The program in pieces; with its numbers ``inside`` it whatever their number."""
    plan = Plan(subject)
    data = plan.data(features_last=True)
    arrays = {"": data, "P": plan.parameters} | ({"RUNNING": plan.running} if plan.running else {})
    text, content = data_text(arrays, beside, inside)
    loop = Loop(plan)
    network, settings, functions, training = (
        "\n".join(lines)
        for lines in (
            _network(plan),
            _definitions(plan, loop),
            _functions(plan, loop, data),
            loop.lines(),
        )
    )
    main = "\n".join([network, settings, functions, training])
    needed = [name for name in ("base64", "io") if f"{name}." in text]
    names = [*(f"import {name}" for name in needed)]
    names += ["from functools import partial"] if "partial(" in main else []
    names += ["from pathlib import Path"] if content is not None else []
    imports = "\n".join([*names, *([""] if names else []), "import numpy as np"])
    return Sections(
        head=_head(plan, subject, content is not None, beside),
        imports=f'{imports}\n\nnp.seterr(over="ignore", invalid="ignore")',
        data=f"{text}\nG = {{}}",
        parts=picked(PARTS, main),
        network=network,
        settings=settings,
        functions=functions,
        loop=training,
        content=content,
    )


def _head(plan: Plan, subject: Subject, file: bool, beside: str) -> str:
    experiment = plan.experiment
    lines = [
        f'"""Trains a network as nnviz {__version__} did: “{plan.dataset.name}”, {experiment.loss}.',
        "",
        "Needs NumPy alone. It prints a line an epoch: the losses over all training and all test samples.",
        f"It computes in {experiment.dtype}: "
        + (
            "the numbers are those of nnviz but for the last digits."
            if experiment.dtype == "float64"
            else "the numbers are those of nnviz as far as it shows them."
        ),
    ]
    if file:
        lines.append(f"Its data and start weights are in {beside}, which must stand beside it.")
    return "\n".join([*lines, '"""'])


def _network(plan: Plan) -> Iterator[str]:
    specs = plan.network.specs
    if plan.fused:  # the loss takes the sums before the last activation
        specs = (*specs[:-1], replace(specs[-1], activation="linear"))  # type: ignore[call-arg]
    yield "NETWORK = ["
    for line in numpy_lines(built(plan.network.input_shape, specs), plan.network.names):
        yield f"    {line},"
    yield "]"


def _definitions(plan: Plan, loop: Loop) -> Iterator[str]:
    experiment = plan.experiment
    yield "# The order of the samples, as nnviz draws it."
    yield f"ORDER = {stream_text(experiment.seed, 'order')}"
    if plan.network.draws:
        yield f"MASKS = {stream_text(experiment.seed, 'masks')}"
    if experiment.l1 or experiment.l2 or loop.changing & {"l1", "l2"} or experiment.optimizers[0].max_norm:
        yield f"WEIGHTS = {plan.weights!r}  # what penalties concern, and the axis of the units"
    yield from loop.definitions()
    yield f"optimizer = {_optimizer(experiment)}"


def _optimizer(experiment: Any) -> str:
    spec = experiment.optimizers[0]
    given = ", ".join(f"{name}={value!r}" for name, value in spec.hyperparameters.items())
    assert spec.name in OPTIMIZERS
    return f"{_OPTIMIZERS[spec.name]}({given})"


def _functions(plan: Plan, loop: Loop, data: Any) -> Iterator[str]:
    """What is wanted, the loss, and what is measured after an epoch."""
    experiment, wanted = plan.experiment, _wanted(plan)
    yield from _targets(plan)
    yield from _own_loss(plan)
    name = "own_loss" if plan.network.loss.own else experiment.loss
    loss = f"at_every_step({name}, " if plan.every_step else f"{name}("
    learn = "learn" if "learn_x" in data else "train"
    yield f"TRAIN_T, TEST_T = {wanted.format('train')}, {wanted.format('test')}"
    yield f"LEARN_X, LEARN_T = {learn}_x, {wanted.format(learn)}"
    yield ""
    yield ""
    yield "def learn(rows, rate):"
    yield '    """One update from the samples at these rows."""'
    if plan.portion:
        yield "    total = {}"
        yield f"    parts = [rows[k : k + {plan.portion}] for k in range(0, len(rows), {plan.portion})]"
        yield "    for part in parts:  # masks are drawn for so many samples at a time"
        yield f"        _, slope = {loss}forward(LEARN_X[part], training=True), LEARN_T[part])"
        yield "        backward(slope)"
        share = "1" if plan.network.loss.is_sum else "len(part) / len(rows)"
        yield f"        total = {{name: total.get(name, 0) + g * ({share}) for name, g in G.items()}}"
        yield "    G.update(total)"
    else:
        yield f"    _, slope = {loss}forward(LEARN_X[rows], training=True), LEARN_T[rows])"
        yield "    backward(slope)"
    yield from loop.update()
    yield ""
    yield ""
    yield "def measure(epoch):"
    yield '    """Print the losses after so many epochs; the test loss."""'
    yield f"    train = float({loss}answers(train_x), TRAIN_T)[0])"
    yield f"    test = float({loss}answers(test_x), TEST_T)[0])"
    yield '    print(f"epoch {epoch}  train_loss {train!r}  test_loss {test!r}", flush=True)'
    yield "    return test"


def _own_loss(plan: Plan) -> Iterator[str]:
    if plan.network.loss.own is not None:
        yield "def own_loss(a, t):"
        yield f'    """{plan.experiment.loss}, as it was typed, and its slope."""'
        yield f"    return {own_numpy_loss(plan.network.loss)}"
        yield ""
        yield ""


def _wanted(plan: Plan) -> str:
    """The targets of a part of the data, as an expression with ``{}`` for its name."""
    if plan.ends.itself:
        return "{}_x.reshape(len({}_x), -1)".replace("{}", "{0}")
    if not plan.classes:
        return "{}_y"
    return "targets({}_y)"


def _targets(plan: Plan) -> Iterator[str]:
    if not plan.classes or plan.ends.itself:
        return
    dtype, asked = plan.experiment.dtype, plan.every_step and not plan.asks_everywhere
    yield "def targets(labels):"
    if plan.outputs == 1:
        yield '    """1 for the second class, 0 for the first."""'
        yield f"    wanted = labels[..., None].astype(np.{dtype})"
    else:
        yield '    """1 at the class, 0 elsewhere."""'
        yield f"    wanted = np.eye({plan.outputs}, dtype=np.{dtype})[labels]"
    if asked:
        yield "    wanted[labels < 0] = np.nan  # where nothing is asked"
    yield "    return wanted"
    yield ""
    yield ""
