"""A run as a program of Keras: its layers and optimisers, as near as they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from nnviz import __version__
from nnviz.engine.arrays import Array
from nnviz.engine.formulas.coding import code
from nnviz.engine.layers import built
from nnviz.files.exchange.activations import framework_text
from nnviz.files.exchange.literals import data_text
from nnviz.files.exchange.loop import Loop
from nnviz.files.exchange.parts import picked
from nnviz.files.exchange.plan import Plan, stream_text
from nnviz.files.exchange.sections import MAGNIFIED
from nnviz.files.exchange.subject import Subject
from nnviz.said import translate

OPTIMIZERS = {
    "sgd": "SGD(RATE)",
    "momentum": "SGD(RATE, momentum={momentum})",
    "nesterov": "SGD(RATE, momentum={momentum}, nesterov=True)",
    "adagrad": "Adagrad(RATE, initial_accumulator_value=0.0, epsilon=1e-10)",
    "rmsprop": "RMSprop(RATE, rho={alpha}, epsilon=1e-8)",
    "adam": "Adam(RATE, {beta1}, {beta2}, epsilon=1e-8)",
    "adamw": "AdamW(RATE, {weight_decay}, {beta1}, {beta2}, epsilon=1e-8)",
}
LOSSES = {
    "mse": "keras.losses.MeanSquaredError()",
    "half_squared_error": "lambda t, a: keras.ops.sum(keras.ops.square(a - t)) / 2",
    "mae": "keras.losses.MeanAbsoluteError()",
    "huber": "keras.losses.Huber()",
    "binary_crossentropy": "keras.losses.BinaryCrossentropy(from_logits=True)",
    "categorical_crossentropy": "keras.losses.CategoricalCrossentropy(from_logits=True)",
}


@dataclass(frozen=True)
class _Lines:
    """The expressions of a layer, and its arrays in Keras's order."""

    texts: tuple[str, ...]
    arrays: tuple[Array, ...] = ()


Line = Callable[[Any, str], _Lines]


def _dense(layer: Any, penalty: str) -> _Lines:
    activation = framework_text("keras", layer.activation)
    text = f"keras.layers.Dense({layer.output_shape[0]}, activation={activation}{penalty})"
    flat = _flat(layer) if len(layer.input_shape) == 3 else ()
    return _Lines((*flat, text), (layer.values["weights"], layer.values["bias"]))


def _flat(layer: Any) -> tuple[str, ...]:
    dims = len(layer.input_shape)
    turned = (f"keras.layers.Permute({(dims, *range(1, dims))})",) if dims > 1 else ()
    return (*turned, "keras.layers.Flatten()")


def _conv(layer: Any, penalty: str) -> _Lines:
    spec, windows, dims = layer.spec, layer.windows, len(layer.input_shape) - 1
    edges = []
    for axis in range(2 - dims, 2):
        needed = (windows.places[axis] - 1) * windows.stride[axis] + windows.size[axis]
        after = max(0, needed - windows.picture[axis] - windows.before[axis])
        edges.append((windows.before[axis], after if spec.padding == "same" else 0))
    pads: tuple[str, ...] = ()
    if any(edge != (0, 0) for edge in edges):
        pads = (f"keras.layers.ZeroPadding{dims}D({tuple(edges) if dims > 1 else edges[0]})",)
    told = [str(spec.filters), str(spec.size), f"strides={spec.stride}"]
    told.append(f"activation={framework_text('keras', layer.activation)}")
    if not spec.bias:
        told.append("use_bias=False")
    weights = np.moveaxis(layer.values["weights"], (0, 1), (-1, -2))
    arrays = (weights, layer.values["bias"]) if spec.bias else (weights,)
    return _Lines((*pads, f"keras.layers.Conv{dims}D({', '.join(told)}{penalty})"), arrays)


def _pool(kind: str, sized: bool) -> Line:
    def line(layer: Any, penalty: str) -> _Lines:
        size = layer.spec.size if sized else ""
        return _Lines((f"keras.layers.{kind}{len(layer.input_shape) - 1}D({size})",))

    return line


_NAMES = {"rnn": "SimpleRNN", "lstm": "LSTM", "gru": "GRU"}


def _recurrent_text(spec: Any, penalty: str) -> str:
    told = [str(spec.units), f"return_sequences={spec.every_step}"]
    if getattr(spec, "relu", False):
        told.append('activation="relu"')
    both = penalty + penalty.replace("kernel", "recurrent")
    return f"keras.layers.{_NAMES[spec.kind]}({', '.join(told)}{both})"


def _recurrent_arrays(layer: Any, kind: str, before: str) -> tuple[Array, ...]:
    weights, state, bias = (
        layer.values[before + name] for name in ("input_weights", "state_weights", "bias")
    )
    if kind != "gru":
        return weights, state, bias
    both = np.stack([bias, layer.values[f"{before}state_bias"]])  # u before r, in Keras
    return tuple(_swapped(one) for one in (weights, state, both))


def _swapped(values: Array) -> Array:
    r, u, n = np.split(np.asarray(values), 3, axis=-1)
    return np.concatenate([u, r, n], axis=-1)


def _recurrent(layer: Any, penalty: str) -> _Lines:
    spec = layer.spec
    return _Lines((_recurrent_text(spec, penalty),), _recurrent_arrays(layer, spec.kind, ""))


def _both_ways(layer: Any, penalty: str) -> _Lines:
    spec = layer.spec.one
    arrays = [one for before in ("", "back_") for one in _recurrent_arrays(layer, spec.kind, before)]
    return _Lines((f"keras.layers.Bidirectional({_recurrent_text(spec, penalty)})",), tuple(arrays))


def _batch_norm(layer: Any, penalty: str) -> _Lines:
    spec = layer.spec
    arrays = *(layer.values[name] for name in ("scale", "shift")), *layer.running.values()
    momentum = 1 - spec.momentum
    return _Lines((f"keras.layers.BatchNormalization(momentum={momentum}, epsilon={spec.eps})",), arrays)


def _layer_norm(layer: Any, penalty: str) -> _Lines:
    arrays = layer.values["scale"], layer.values["shift"]
    return _Lines((f"keras.layers.LayerNormalization(epsilon={layer.spec.eps})",), arrays)


def _embedding(layer: Any, penalty: str) -> _Lines:
    weights = layer.values["weights"]
    return _Lines((f"keras.layers.Dense({weights.shape[1]}, use_bias=False{penalty})",), (weights,))


LINES: dict[str, Line] = {
    "dense": _dense,
    "code": _dense,
    "dropout": lambda layer, penalty: _Lines((f"keras.layers.Dropout({layer.spec.rate})",)),
    "batch_norm": _batch_norm,
    "layer_norm": _layer_norm,
    "flatten": lambda layer, penalty: _Lines(_flat(layer)),
    "conv": _conv,
    "conv1d": _conv,
    "max_pool": _pool("MaxPooling", True),
    "avg_pool": _pool("AveragePooling", True),
    "global_max_pool": _pool("GlobalMaxPooling", False),
    "global_avg_pool": _pool("GlobalAveragePooling", False),
    "rnn": _recurrent,
    "lstm": _recurrent,
    "gru": _recurrent,
    "bidirectional": _both_ways,
    "embedding": _embedding,
}

#: What Keras computes otherwise, by the kind of layer or the optimiser that it is about.
OTHERWISE = {
    "dropout": "Its dropout draws other masks.",
    "batch_norm": "Its batch normalisation keeps the variance of the batch, not that of the samples (n - 1).",
    "adagrad": "Its AdaGrad has epsilon below the root.",
    "rmsprop": "Its RMSprop has epsilon below the root.",
    "adam": "Its Adam adds epsilon at another place, which shows from the fifth digit or so on.",
    "adamw": "Its Adam adds epsilon at another place, which shows from the fifth digit or so on.",
}


def check_keras(subject: Subject) -> None:
    """Raise ``ValueError`` as ``keras_program`` does."""
    _lines(Plan(subject))


def keras_program(subject: Subject, beside: str) -> tuple[str, bytes | None]:
    """(the text of the program, the bytes of the file called ``beside`` that it reads, if it needs one).

    Raises ``ValueError`` with one sentence for a run that Keras has no means for.
    """
    plan = Plan(subject)
    lines = _lines(plan)
    start = {f"{k:02}": array for k, array in enumerate(array for one in lines for array in one.arrays)}
    text, content = data_text({"": plan.data(features_last=True), "START": start}, beside)
    main = "\n".join([*_network(plan, lines), "", *_settings(plan), "", "", *_functions(plan)])
    main = "\n".join([main, "", "", *Loop(plan).lines()])
    parts = picked(["schedules.py"], main)
    imports = ["import keras", "import numpy as np"]
    if content is not None:
        imports = ["from pathlib import Path", "", *imports]
    blocks = [f"{_head(plan, beside if content is not None else '')}\n", "\n".join(imports)]
    blocks.append(f'\nkeras.config.set_floatx("{plan.experiment.dtype}")\n')
    blocks.append(f"# The data, and the parameters at epoch 0.\n{text}\n")
    if parts:
        blocks.append(f"\n{parts}\n\n")
    return "\n".join([*blocks, main, ""]), content


def _lines(plan: Plan) -> list[_Lines]:
    plan.only_plain("Keras")
    experiment, specs = plan.experiment, plan.network.specs
    if plan.every_step and not plan.asks_everywhere:
        raise ValueError(
            translate("Files", "A loss of some steps alone has no words in Keras: take it out for PyTorch.")
        )
    if experiment.optimizers[0].max_norm or plan.portion:
        raise ValueError(
            translate("Files", "How this network is trained has no words in Keras: take it out for PyTorch.")
        )
    if plan.fused:  # the loss takes the sums before the last activation
        specs = (*specs[:-1], replace(specs[-1], activation="linear"))  # type: ignore[call-arg]
    layers = built(plan.network.input_shape, specs)
    penalty = ""
    if experiment.l1 or experiment.l2:
        penalty = f", kernel_regularizer=keras.regularizers.L1L2({experiment.l1!r}, {experiment.l2 / 2!r})"
    found = []
    for layer, held, name in zip(layers, plan.network.layers, plan.network.names, strict=True):
        layer.values, layer.running = held.values, held.running
        if layer.spec.kind not in LINES:
            raise ValueError(
                translate(
                    "Files", "The layer “{name}” has no words in Keras: take it out for PyTorch."
                ).format(name=name)
            )
        found.append(LINES[layer.spec.kind](layer, penalty))
    return found


def _head(plan: Plan, beside: str) -> str:
    experiment = plan.experiment
    lines = [
        f'"""Trains a network as nnviz {__version__} did: “{plan.dataset.name}”, {experiment.loss}.',
        "",
        "Needs Keras and NumPy. It prints a line an epoch: the losses over all training and test samples.",
        "Start weights and the order of the samples are nnviz's.",
    ]
    about = {layer.spec.kind for layer in plan.network.layers} | {experiment.optimizers[0].name}
    lines += dict.fromkeys(text for name, text in OTHERWISE.items() if name in about)
    if experiment.schedule != "constant" and experiment.optimizers[0].name in ("momentum", "nesterov"):
        lines.append("Its momentum remembers steps, not gradients, which differs where the rate changes.")
    lines += MAGNIFIED
    if beside:
        lines.append(f"Its data and start weights are in {beside}, which must stand beside it.")
    return "\n".join([*lines, '"""'])


def _network(plan: Plan, lines: Sequence[_Lines]) -> Iterator[str]:
    first, *places = plan.network.input_shape
    yield "network = keras.Sequential(["
    yield f"    keras.Input({(*places, first)!r}),"
    yield from (f"    {text}," for one in lines for text in one.texts)
    yield "])"
    yield "network.set_weights([START[name] for name in sorted(START)])"


def _settings(plan: Plan) -> Iterator[str]:
    spec, loss = plan.experiment.optimizers[0], plan.network.loss
    yield "# The order of the samples, as nnviz draws it."
    yield f"ORDER = {stream_text(plan.experiment.seed, 'order')}"
    yield from (line for line in Loop(plan).definitions() if not line.startswith(("L1 =", "L2 =")))
    text = LOSSES.get(loss.name, "")
    if loss.own is not None:
        text = f"lambda t, a: keras.ops.mean({code(loss.own.value, 'keras', {'y': 'a', 't': 't'})})"
    yield f"LOSS = {text}"
    optimizer = OPTIMIZERS[spec.name].format(**spec.hyperparameters)
    if spec.clip_norm:
        optimizer = f"{optimizer[:-1]}, global_clipnorm={spec.clip_norm!r})"
    yield f"network.compile(keras.optimizers.{optimizer}, LOSS)"


def _functions(plan: Plan) -> Iterator[str]:
    learn = "learn" if plan.experiment.augment else "train"
    wanted = "{0}_y"
    if plan.ends.itself:
        wanted = "{0}_x.reshape(len({0}_x), -1)"
    elif plan.classes and plan.outputs == 1:
        wanted = f"{{0}}_y[..., None].astype(np.{plan.experiment.dtype})"
    elif plan.classes:
        wanted = f"np.eye({plan.outputs}, dtype=np.{plan.experiment.dtype})[{{0}}_y]"
    yield f"TRAIN_T, TEST_T = {wanted.format('train')}, {wanted.format('test')}"
    yield f"LEARN_X, LEARN_T = {learn}_x, {wanted.format(learn)}"
    yield ""
    yield ""
    yield "def learn(rows, rate):"
    yield '    """One update from the samples at these rows."""'
    yield "    network.optimizer.learning_rate = rate"
    yield "    network.train_on_batch(LEARN_X[rows], LEARN_T[rows])"
    yield ""
    yield ""
    yield "def measure(epoch):"
    yield '    """Print the losses after so many epochs; the test loss."""'
    yield "    pairs = (train_x, TRAIN_T), (test_x, TEST_T)"
    yield "    train, test = (float(LOSS(t, network.predict(x, 500, verbose=0))) for x, t in pairs)"
    yield '    print(f"epoch {epoch}  train_loss {train!r}  test_loss {test!r}", flush=True)'
    yield "    return test"
