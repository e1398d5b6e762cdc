"""A run as a program of plain NumPy: the same losses, epoch after epoch, without nnviz."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nnviz import __version__
from nnviz.files.exchange.activations import own_numpy_loss
from nnviz.files.exchange.literals import data_text
from nnviz.files.exchange.loop import Loop
from nnviz.files.exchange.numpy_game import NAME, check_game, game_sections
from nnviz.files.exchange.numpy_layers import numpy_lines
from nnviz.files.exchange.parts import picked
from nnviz.files.exchange.plan import Plan, stream_text
from nnviz.files.exchange.sections import MAGNIFIED, OPTIMIZERS, PARTS, Sections, imports_of, without_last
from nnviz.files.exchange.subject import Subject


def numpy_program(subject: Subject, beside: str) -> tuple[str, bytes | None]:
    """(the text of the program, the bytes of the file called ``beside`` that it reads, if it needs one).

    Raises ``ValueError`` with one sentence for a run that cannot be written so.
    """
    sections = numpy_sections(subject, beside)
    return sections.text, sections.content


def numpy_sections(subject: Subject, beside: str, inside: bool = False) -> Sections:
    """The program in pieces; with its numbers ``inside`` it whatever their number."""
    if subject.experiment.objective == NAME:
        return game_sections(subject, beside, inside)
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
    return Sections(
        head=_head(plan, subject, content is not None, beside),
        imports=imports_of(main, text, content is not None),
        data=f"{text}\nG = {{}}",
        parts=picked(PARTS, main),
        network=network,
        settings=settings,
        functions=functions,
        loop=training,
        content=content,
    )


def check_numpy(subject: Subject) -> None:
    """Raise ``ValueError`` with one sentence for a run that cannot be written so."""
    if subject.experiment.objective == NAME:
        check_game(subject)
    else:
        Plan(subject)


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
        *MAGNIFIED,
    ]
    if file:
        lines.append(f"Its data and start weights are in {beside}, which must stand beside it.")
    return "\n".join([*lines, '"""'])


def _network(plan: Plan) -> Iterator[str]:
    layers = without_last(plan.network) if plan.fused else plan.network.layers
    yield "NETWORK = ["
    for line in numpy_lines(layers, plan.network.names):
        yield f"    {line},"
    yield "]"


def _definitions(plan: Plan, loop: Loop) -> Iterator[str]:
    experiment = plan.experiment
    yield "# The order of the samples, as nnviz draws it."
    yield f"ORDER = {stream_text(experiment.seed, 'order')}"
    if plan.network.draws:
        yield f"MASKS = {stream_text(experiment.seed, 'masks')}"
    if plan.ends.noise:
        yield f"NOISE = {stream_text(experiment.seed, 'noise')}"
        if experiment.averaging:
            yield "AVERAGE = {name: p.copy() for name, p in P.items()}  # of the parameters over the updates"
    if experiment.l1 or experiment.l2 or loop.changing & {"l1", "l2"} or experiment.optimizers[0].max_norm:
        yield f"WEIGHTS = {plan.weights!r}  # what penalties concern, and the axis of the units"
    yield from loop.definitions()
    yield f"optimizer = {_optimizer(experiment)}"


def _optimizer(experiment: Any) -> str:
    spec = experiment.optimizers[0]
    given = ", ".join(f"{name}={value!r}" for name, value in spec.hyperparameters.items())
    return f"{OPTIMIZERS[spec.name]}({given})"


def _functions(plan: Plan, loop: Loop, data: Mapping[str, Any]) -> Iterator[str]:
    """What is wanted, the loss, and what is measured after an epoch."""
    experiment, wanted = plan.experiment, _wanted(plan)
    yield from _targets(plan)
    yield from _own_loss(plan)
    name = "own_loss" if plan.network.loss.own else experiment.loss
    loss = f"at_every_step({name}, " if plan.every_step else f"{name}("
    learn = "learn" if "learn_x" in data else "train"
    if plan.ends.noise:
        yield "LEARN_X = train_x"
        yield "(train_x, TRAIN_T), (test_x, TEST_T) = (  # whose noise stays the same"
        yield "    noisy(np.random.default_rng(seed), x) for seed, x in enumerate((train_x, test_x))"
        yield ")"
    else:
        yield f"TRAIN_T, TEST_T = {wanted.format('train')}, {wanted.format('test')}"
        yield f"LEARN_X, LEARN_T = {learn}_x, {wanted.format(learn)}"
    yield ""
    yield ""
    yield "def learn(rows, rate):"
    yield '    """One update from the samples at these rows."""'
    yield from _gradients(plan, loss)
    yield from loop.update()
    average = experiment.averaging if plan.ends.noise else 0.0
    if average:
        yield f"    move_average(AVERAGE, {average!r})"
    yield ""
    yield ""
    yield "def measure(epoch):"
    yield '    """Print the losses after so many epochs; the test loss."""'
    for part in ("train", "test"):
        answers = f"answers({part}_x)"
        answers = f"averaged(AVERAGE, lambda: {answers})" if average else answers
        yield f"    {part} = float({loss}{answers}, {part.upper()}_T)[0])"
    yield '    print(f"epoch {epoch}  train_loss {train!r}  test_loss {test!r}", flush=True)'
    yield "    return test"


def _gradients(plan: Plan, loss: str) -> Iterator[str]:
    """What fills the gradients in an update."""
    if plan.ends.noise:
        yield "    x, t = noisy(NOISE, LEARN_X[rows])"
        yield f"    _, slope = {loss}forward(x, training=True), t)"
        yield "    backward(slope)"
    elif plan.portion:
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
