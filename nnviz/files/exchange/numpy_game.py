"""A game of two networks as a program of plain NumPy: one makes, one tells it from the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nnviz import __version__
from nnviz.engine import SCHEDULES
from nnviz.engine.activations import activation
from nnviz.files.exchange.literals import data_text
from nnviz.files.exchange.numpy_layers import numpy_lines
from nnviz.files.exchange.parts import picked
from nnviz.files.exchange.plan import stream_text
from nnviz.files.exchange.sections import MAGNIFIED, OPTIMIZERS, PARTS, Sections, imports_of, without_last
from nnviz.files.exchange.subject import Subject
from nnviz.said import translate
from nnviz.training.experiment import Experiment
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.generated import SAMPLES

NAME = "adversarial"
_PLAYERS = ("generator", "discriminator")
#: The loss of the discriminator's sums, by the engine's name for it, and what is measured of its answers.
_MEASURED = {
    "binary_crossentropy": ("-np.log({0}).mean()", "-np.log(1 - {0}).mean()"),
    "mse": ("np.square({0} - 1).mean()", "np.square({0}).mean()"),
    "score": ("-{0}.mean()", "{0}.mean()"),
}


def check_game(subject: Subject) -> None:
    """Raise ``ValueError`` with one sentence for a game that cannot be written so."""
    experiment = subject.start.experiment
    rule = GAME_LOSSES[experiment.loss]
    causes = (
        (bool(subject.changes), translate("Files", "it was changed by hand while it ran")),
        (
            any(one.cut or one.frozen for one in experiment.networks) or bool(experiment.only),
            translate("Files", "some of it is held by hand"),
        ),
        (
            bool(experiment.r1 or (rule.penalised and experiment.gradient_penalty)),
            translate("Files", "a penalty of its slopes needs second derivatives"),
        ),
    )
    for there, cause in causes:
        if there:
            raise ValueError(
                translate(
                    "Files", "This game cannot be written as a program: {cause}. Take out its networks."
                ).format(cause=cause)
            )


def game_sections(subject: Subject, beside: str, inside: bool = False) -> Sections:
    """The program in pieces; with its numbers ``inside`` it whatever their number."""
    check_game(subject)
    start, data = subject.start, subject.dataset
    experiment = start.experiment.of(0)
    arrays: dict[str, dict[str, Any]] = {
        "": {
            "train_x": data.train_features.astype(experiment.dtype),
            "test_x": data.test_features.astype(experiment.dtype),
        },
        "P": {},
        "RUNNING": {},
    }
    for place, player in enumerate(_PLAYERS):
        network = start.network(place)
        for group, blocks, vector in (
            ("P", network.blocks, network.parameters),
            ("RUNNING", network.statistic_blocks, network.statistics),
        ):
            arrays[group] |= {f"{player}.{one.name}": one.of(vector).copy() for one in blocks}
    if not arrays["RUNNING"]:
        del arrays["RUNNING"]
    text, content = data_text(arrays, beside, inside)
    network_text, settings, functions, loop = (
        "\n".join(lines)
        for lines in (
            _networks(subject),
            _settings(subject, experiment),
            _functions(subject, experiment),
            _loop(experiment),
        )
    )
    main = "\n".join([network_text, settings, functions, loop])
    return Sections(
        head=_head(subject, experiment, beside if content is not None else ""),
        imports=imports_of(main, text, content is not None),
        data=f"{text}\nG = {{}}",
        parts=picked(PARTS, main),
        network=network_text,
        settings=settings,
        functions=functions,
        loop=loop,
        content=content,
    )


def _head(subject: Subject, experiment: Experiment, beside: str) -> str:
    lines = [
        f'"""Two networks against each other as in nnviz {__version__}: “{subject.dataset.name}”, '
        f"{experiment.loss}.",
        "",
        "Needs NumPy alone. It prints a line an epoch: the loss of the discriminator over the test samples",
        "and made ones, and that of the generator. The noise and the order of the samples are nnviz's.",
        *MAGNIFIED,
    ]
    if beside:
        lines.append(f"Its data and start weights are in {beside}, which must stand beside it.")
    return "\n".join([*lines, '"""'])


def _networks(subject: Subject) -> Iterator[str]:
    for place, player in enumerate(_PLAYERS):
        network = subject.start.network(place)
        layers = without_last(network) if network.layers[-1].activation.name in network.loss.fused else None
        names = [f"{player}.{name}" for name in network.names]
        yield f"{player.upper()} = ["
        for line in numpy_lines(layers or network.layers, names):
            yield f"    {line},"
        yield "]"


def _settings(subject: Subject, experiment: Experiment) -> Iterator[str]:
    networks = [subject.start.network(place) for place in range(2)]
    yield "# The order of the samples and the noise, as nnviz draws them."
    yield f"ORDER = {stream_text(experiment.seed, 'order')}"
    yield f"NOISE = {stream_text(experiment.seed, 'noise')}"
    if any(network.draws for network in networks):
        yield f"MASKS = {stream_text(experiment.seed, 'masks')}"
    yield f"EPOCHS = {experiment.epochs!r}"
    for player, spec in zip(_PLAYERS, experiment.optimizers, strict=True):
        given = ", ".join(f"{name}={value!r}" for name, value in spec.hyperparameters.items())
        yield f"{player}_optimizer = {OPTIMIZERS[spec.name]}({given})"
    if experiment.l1 or experiment.l2 or any(spec.max_norm for spec in experiment.optimizers):
        weights = {
            f"{player}.{one.name}": one.parameter.axis
            for player, network in zip(_PLAYERS, networks, strict=True)
            for one in network.blocks
            if one.parameter.role == "weight"
        }
        yield f"WEIGHTS = {weights!r}  # what penalties concern, and the axis of the units"
    if experiment.averaging:
        yield 'AVERAGE = {name: p.copy() for name, p in P.items() if name.startswith("generator")}'


def _update(experiment: Experiment, place: int, indent: str = "    ") -> Iterator[str]:
    spec, player = experiment.optimizers[place], _PLAYERS[place]
    if experiment.l1 or experiment.l2:
        yield f"{indent}add_penalties({experiment.l1!r}, {experiment.l2!r})"
    if spec.clip_norm:
        yield f"{indent}clip({spec.clip_norm!r})"
    yield f"{indent}{player}_optimizer.step({spec.learning_rate!r} * factor)"
    if spec.max_norm:
        yield f"{indent}limit_norms({spec.max_norm!r})"
    if place == 1 and GAME_LOSSES[experiment.loss].clipped:
        most = experiment.weight_clip
        yield f"{indent}for name in G:"
        yield f"{indent}    np.clip(P[name], {-most!r}, {most!r}, out=P[name])"
    if place == 0 and experiment.averaging:
        yield f"{indent}move_average(AVERAGE, {experiment.averaging!r})"


def _functions(subject: Subject, experiment: Experiment) -> Iterator[str]:
    rule, size = GAME_LOSSES[experiment.loss], subject.start.players[0].ends.size
    yield "def make(count):"
    yield '    """What the generator makes of noise that is drawn."""'
    drawn = f"NOISE.standard_normal((count, {size}), dtype=train_x.dtype)"
    if experiment.noise_numbers == 0:
        drawn = "np.ones((count, 1), train_x.dtype)"
    yield f"    return sent(GENERATOR, {drawn})"
    yield ""
    yield ""
    yield "def judge(real):"
    yield '    """The gradients of the discriminator: real samples are to have the target 1, made ones 0."""'
    yield f"    _, slope = {rule.judge}(sent(DISCRIMINATOR, real), np.ones((len(real), 1), real.dtype))"
    yield "    sent_back(DISCRIMINATOR, slope)"
    yield '    of_real, made = taken("discriminator"), make(len(real))'
    yield f"    _, slope = {rule.judge}(sent(DISCRIMINATOR, made), np.zeros((len(real), 1), real.dtype))"
    yield "    sent_back(DISCRIMINATOR, slope)"
    yield "    G.update({name: g + of_real[name] for name, g in G.items()})"
    yield ""
    yield ""
    yield "def mislead(count):"
    yield '    """The gradients of the generator, by way of the discriminator."""'
    yield "    made = make(count)"
    aim = "np.zeros" if rule.opposed else "np.ones"
    yield f"    _, slope = {rule.judge}(sent(DISCRIMINATOR, made), {aim}((count, 1), made.dtype))"
    yield f"    slope = sent_back(DISCRIMINATOR, {'-' if rule.opposed else ''}slope)"
    yield '    taken("discriminator")'
    yield "    sent_back(GENERATOR, slope)"
    yield ""
    yield ""
    yield "def learn(sets, factor):"
    yield '    """One update of each, from the rows of each turn of the discriminator."""'
    if experiment.simultaneous:
        yield "    (rows,) = sets"
        yield "    G.clear()"
        yield "    judge(train_x[rows])"
        yield '    of_discriminator = taken("discriminator")'
        yield "    mislead(len(rows))"
        yield '    of_generator = taken("generator")'
        yield "    G.update(of_discriminator)"
        yield from _update(experiment, 1)
        yield "    G.clear()"
        yield "    G.update(of_generator)"
    else:
        yield "    for rows in sets:"
        yield "        G.clear()"
        yield "        judge(train_x[rows])"
        yield from _update(experiment, 1, "        ")
        yield "    G.clear()"
        yield "    mislead(len(rows))"
    yield from _update(experiment, 0)
    yield ""
    yield ""
    yield from _measure(subject, experiment)


def _measure(subject: Subject, experiment: Experiment) -> Iterator[str]:
    rule, size = GAME_LOSSES[experiment.loss], subject.start.players[0].ends.size
    real, made = _MEASURED[rule.judge]
    own = made if rule.opposed else real
    last = activation(rule.last).name
    says = "sent(DISCRIMINATOR, {}, False)"
    says = says if last == "linear" else f"{last}({says})"
    still = f"np.random.default_rng(0).standard_normal(({SAMPLES}, {size})).astype(train_x.dtype)"
    if experiment.noise_numbers == 0:
        still = f"np.ones(({SAMPLES}, 1), train_x.dtype)"
    yield f"STILL = {still}"
    yield ""
    yield ""
    yield "def measure(epoch):"
    yield '    """Print the losses after so many epochs, of noise that stays the same."""'
    sent = "sent(GENERATOR, STILL, False)"
    yield f"    made = {f'averaged(AVERAGE, lambda: {sent})' if experiment.averaging else sent}"
    yield f"    real, made = {says.format('test_x')}, {says.format('made')}"
    yield f"    told = float({real.format('real')} + {made.format('made')})"
    yield f"    misled = float({'-' if rule.opposed else ''}({own.format('made')}))"
    yield '    print(f"epoch {epoch}  discriminator_loss {told!r}  generator_loss {misled!r}", flush=True)'


def _loop(experiment: Experiment) -> Iterator[str]:
    factor, turns = "1.0", experiment.discriminator_steps
    if experiment.schedule != "constant":
        entry = SCHEDULES[experiment.schedule]
        given = {"epochs": experiment.schedule_epochs, "gamma": experiment.schedule_gamma}
        told = {name: repr(given.get(name) or usual) for name, usual in entry.settings.items()}
        if entry.whole and experiment.schedule_epochs is None:
            told["epochs"] = "EPOCHS"
        settings = "".join(f", {name}={value}" for name, value in told.items())
        factor = f"{experiment.schedule}_schedule(epoch - 1{settings})"
    yield "measure(0)"
    yield "for epoch in range(1, EPOCHS + 1):"
    size = experiment.batch_size
    if experiment.updates:
        yield f"    for _ in range({experiment.updates}):"
        rows = f"ORDER.integers(len(train_x), size={turns * (size or 1)})"
    elif size is None:
        yield "    for _ in range(1):"
    else:
        yield "    order = np.arange(len(train_x))"
        yield "    ORDER.shuffle(order)"
        yield f"    for first in range(0, len(order), {size}):"
        rows = f"order[first : first + {size}]"
    sets = f"[np.arange(len(train_x))] * {turns}" if size is None else f"np.split({rows}, {turns})"
    yield f"        learn({sets}, {factor})"
    yield from _measured(experiment)


def _measured(experiment: Experiment) -> Iterator[str]:
    every = experiment.evaluate_every
    if every == 1:
        yield "    measure(epoch)"
    else:
        yield f"    if epoch % {every} == 0 or epoch == EPOCHS:"
        yield "        measure(epoch)"
