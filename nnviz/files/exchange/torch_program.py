"""A run as a program of PyTorch: the same arithmetic, in its own layers and optimisers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nnviz import __version__
from nnviz.engine.formulas.coding import code
from nnviz.engine.layers import built
from nnviz.files.exchange.activations import framework_text
from nnviz.files.exchange.literals import data_text
from nnviz.files.exchange.loop import Loop
from nnviz.files.exchange.parts import picked
from nnviz.files.exchange.plan import Plan, stream_text
from nnviz.files.exchange.sections import MAGNIFIED
from nnviz.files.exchange.subject import Subject
from nnviz.files.exchange.torch_layers import Module, modules

PARTS = "schedules.py", "torch_parts.py"

#: By nnviz's name: the optimiser of PyTorch with the same formula, its settings by nnviz's names for them.
OPTIMIZERS = {
    "sgd": "SGD(parameters, lr=RATE)",
    "momentum": "SGD(parameters, lr=RATE, momentum={momentum})",
    "nesterov": "SGD(parameters, lr=RATE, momentum={momentum}, nesterov=True)",
    "adagrad": "Adagrad(parameters, lr=RATE)",
    "rmsprop": "RMSprop(parameters, lr=RATE, alpha={alpha})",
    "adam": "Adam(parameters, lr=RATE, betas=({beta1}, {beta2}))",
    "adamw": "AdamW(parameters, lr=RATE, betas=({beta1}, {beta2}), weight_decay={weight_decay})",
}
#: By nnviz's name: the loss of answers a, or of the sums z, and targets t.
LOSSES = {
    "mse": "nn.functional.mse_loss({a}, {t})",
    "half_squared_error": 'nn.functional.mse_loss({a}, {t}, reduction="sum") / 2',
    "mae": "nn.functional.l1_loss({a}, {t})",
    "huber": "nn.functional.huber_loss({a}, {t})",
    "binary_crossentropy": "nn.functional.binary_cross_entropy_with_logits({a}, {t})",
    "categorical_crossentropy": "nn.functional.cross_entropy({a}, {t}, ignore_index=-1)",
}


def check_torch(subject: Subject) -> Plan:
    """The run as a program sees it. Raises ``ValueError`` as ``torch_program`` does."""
    plan = Plan(subject)
    plan.only_plain("PyTorch")
    return plan


def torch_program(subject: Subject, beside: str) -> tuple[str, bytes | None]:
    """(the text of the program, the bytes of the file called ``beside`` that it reads, if it needs one).

    Raises ``ValueError`` with one sentence for a run that cannot be written so.
    """
    plan = check_torch(subject)
    specs = plan.network.specs
    if plan.fused:  # the loss takes the sums before the last activation
        specs = (*specs[:-1], replace(specs[-1], activation="linear"))  # type: ignore[call-arg]
    layers = built(plan.network.input_shape, specs)
    for layer, held in zip(layers, plan.network.layers, strict=True):
        layer.values, layer.running = held.values, held.running
    network = modules(layers, plan.network.names)
    start = {name: array for module in network for name, array in module.arrays.items()}
    data = plan.data(features_last=False)
    text, content = data_text({"": data, "START": start}, beside)
    loop = Loop(plan)
    main = "\n".join(
        [
            *_network(network, plan),
            "",
            *_settings(plan, loop, network),
            "",
            "",
            *_functions(plan, loop, data),
            "",
            "",
            *loop.lines(),
        ]
    )
    parts = picked(PARTS, main)
    imports = ["import numpy as np", "import torch", "from torch import nn"]
    if content is not None:
        imports = ["from pathlib import Path", "", *imports]
    blocks = [f"{_head(plan, beside if content is not None else '')}\n", "\n".join(imports)]
    blocks.append(f"\ntorch.set_default_dtype(torch.{plan.experiment.dtype})\n")
    blocks.append(f"# The data, and the parameters at epoch 0.\n{text}\n")
    if parts:
        blocks.append(f"\n{parts}\n\n")
    return "\n".join([*blocks, main, ""]), content


def _head(plan: Plan, beside: str) -> str:
    lines = [
        f'"""Trains a network as nnviz {__version__} did: “{plan.dataset.name}”, {plan.experiment.loss}.',
        "",
        "Needs PyTorch and NumPy. It prints a line an epoch: the losses over all training and test samples,",
        "which are nnviz's but for rounding: start weights, the order of the samples, masks and noise are",
        "the same, and so is every formula.",
        *MAGNIFIED,
    ]
    if beside:
        lines.append(f"Its data and start weights are in {beside}, which must stand beside it.")
    return "\n".join([*lines, '"""'])


def _network(network: Sequence[Module], plan: Plan) -> Iterator[str]:
    yield "network = nn.Sequential("
    yield from (f"    {module.text}," for module in network)
    yield ")"
    yield "start = {name: torch.tensor(array) for name, array in START.items()}"
    yield "network.load_state_dict(start, strict=False)"
    if any("Reads(nn.RNN" in one.text or "Reads(nn.LSTM" in one.text for one in network):
        yield "one_bias(network)"


def _settings(plan: Plan, loop: Loop, network: Sequence[Module]) -> Iterator[str]:
    spec = plan.experiment.optimizers[0]
    yield "# The order of the samples, as nnviz draws it."
    yield f"ORDER = {stream_text(plan.experiment.seed, 'order')}"
    if plan.network.draws:
        yield f"MASKS = {stream_text(plan.experiment.seed, 'masks')}"
    yield from loop.definitions()
    if _weights_matter(plan):
        yield f"WEIGHTS = {[name for module in network for name in module.weights]!r}"
    yield "parameters = [one for one in network.parameters() if one.requires_grad]"
    yield f"optimizer = torch.optim.{OPTIMIZERS[spec.name].format(**spec.hyperparameters)}"


def _weights_matter(plan: Plan) -> bool:
    experiment = plan.experiment
    return bool(experiment.l1 or experiment.l2 or experiment.optimizers[0].max_norm)


def _loss(plan: Plan) -> str:
    loss = plan.network.loss
    if loss.own is not None:
        return f"({code(loss.own.value, 'torch', {'y': '{a}', 't': '{t}'})}).mean()"
    return LOSSES[loss.name]


def _functions(plan: Plan, loop: Loop, data: Mapping[str, object]) -> Iterator[str]:
    experiment, spec = plan.experiment, plan.experiment.optimizers[0]
    masked = plan.every_step and not plan.asks_everywhere and experiment.loss != "categorical_crossentropy"
    yield "def loss(a, t):"
    if plan.fused:
        yield f'    """Of what the network gives, the sums before the last {_last(plan)}."""'
    if masked:
        yield "    asked = ~t.isnan()"
        yield f"    return {_loss(plan).format(a='a[asked]', t='t[asked]')}"
    else:
        yield f"    return {_loss(plan).format(a='a', t='t')}"
    yield ""
    yield ""
    yield from _targets(plan)
    learn = "learn" if "learn_x" in data else "train"
    for part in dict.fromkeys(("train", "test", learn)):
        yield f"{part}_x = torch.tensor({part}_x)"
        yield f"{part}_t = {_wanted(plan).format(part)}"
    yield f"LEARN_X, LEARN_T = {learn}_x, {learn}_t"
    yield ""
    yield ""
    yield "def learn(rows, rate):"
    yield '    """One update from the samples at these rows."""'
    yield "    for group in optimizer.param_groups:"
    yield '        group["lr"] = rate'
    yield "    optimizer.zero_grad()"
    yield "    network.train()"
    yield from _gradients(plan)
    if spec.clip_norm:
        yield f"    nn.utils.clip_grad_norm_(parameters, {spec.clip_norm!r})"
    yield "    optimizer.step()"
    if spec.max_norm:
        yield f"    limit_norms(network, WEIGHTS, {spec.max_norm!r})"
    yield ""
    yield ""
    yield "@torch.no_grad()"
    yield "def measure(epoch):"
    yield '    """Print the losses after so many epochs; the test loss."""'
    yield "    network.eval()"
    yield "    train, test = (loss(answers(x), t).item() for x, t in ((train_x, train_t), (test_x, test_t)))"
    yield '    print(f"epoch {epoch}  train_loss {train!r}  test_loss {test!r}", flush=True)'
    yield "    return test"
    yield ""
    yield ""
    yield "def answers(x):"
    yield '    """What the network gives for x, some samples at a time."""'
    yield "    return torch.cat([network(x[first : first + 500]) for first in range(0, len(x), 500)])"


def _last(plan: Plan) -> str:
    return framework_text("torch", plan.network.layers[-1].activation).removeprefix("nn.").partition("(")[0]


def _gradients(plan: Plan) -> Iterator[str]:
    experiment = plan.experiment
    more = " + added(network)" if any(one.spec.kind == "variational" for one in plan.network.layers) else ""
    if plan.portion:
        share = "" if plan.network.loss.is_sum else " * len(part) / len(rows)"
        yield f"    for first in range(0, len(rows), {plan.portion}):  # so many have masks at a time"
        yield f"        part = rows[first : first + {plan.portion}]"
        yield f"        ((loss(network(LEARN_X[part]), LEARN_T[part]){more}){share}).backward()"
        if experiment.l1 or experiment.l2:
            yield f"    penalty(network, WEIGHTS, {experiment.l1!r}, {experiment.l2!r}).backward()"
        return
    penalty = ""
    if experiment.l1 or experiment.l2:
        penalty = f" + penalty(network, WEIGHTS, {experiment.l1!r}, {experiment.l2!r})"
    yield f"    value = loss(network(LEARN_X[rows]), LEARN_T[rows]){more}{penalty}"
    yield "    value.backward()"


def _wanted(plan: Plan) -> str:
    """The targets of a part of the data, as an expression with ``{}`` for its name."""
    if plan.ends.itself:
        return "{}_x.flatten(1)"
    if not plan.classes:
        return "torch.tensor({}_y).movedim(-1, 1)"
    if plan.experiment.loss == "categorical_crossentropy":
        return "torch.tensor({}_y)"
    return "targets(torch.tensor({}_y))"


def _targets(plan: Plan) -> Iterator[str]:
    """The function that the targets need, if they need one."""
    if "targets" not in _wanted(plan):
        return
    yield "def targets(labels):"
    if plan.outputs == 1:
        yield '    """1 for the second class, 0 for the first."""'
        yield f"    wanted = labels[:, None].to(torch.{plan.experiment.dtype})"
    else:
        yield '    """1 at the class, 0 elsewhere."""'
        yield f"    wanted = torch.eye({plan.outputs})[labels].movedim(-1, 1)"
    if plan.every_step and not plan.asks_everywhere:
        yield "    wanted = wanted.masked_fill(labels[:, None] < 0, torch.nan)  # where nothing is asked"
    yield "    return wanted"
    yield ""
    yield ""
