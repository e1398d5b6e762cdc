"""A run as a program of scikit-learn: its MLP, given the same start weights and the same batches."""

from __future__ import annotations

from collections.abc import Iterator

from nnviz import __version__
from nnviz.files.exchange.activations import sklearn_name
from nnviz.files.exchange.literals import data_text
from nnviz.files.exchange.loop import Loop
from nnviz.files.exchange.plan import Plan, stream_text
from nnviz.files.exchange.sections import MAGNIFIED
from nnviz.files.exchange.subject import Subject
from nnviz.said import translate

#: By nnviz's name: the settings of an MLP whose updates are the same.
OPTIMIZERS = {
    "sgd": 'solver="sgd", momentum=0.0',
    "momentum": 'solver="sgd", momentum={momentum}, nesterovs_momentum=False',
    "nesterov": 'solver="sgd", momentum={momentum}, nesterovs_momentum=True',
    "adam": 'solver="adam", beta_1={beta1}, beta_2={beta2}',
}


def check_sklearn(subject: Subject) -> Plan:
    """The run as a program sees it. Raises ``ValueError`` as ``sklearn_program`` does."""
    plan = Plan(subject)
    plan.only_plain("scikit-learn")
    _check(plan)
    _activation(plan)
    return plan


def sklearn_program(subject: Subject, beside: str) -> tuple[str, bytes | None]:
    """(the text of the program, the bytes of the file called ``beside`` that it reads, if it needs one).

    Raises ``ValueError`` with one sentence for a run that scikit-learn has no means for.
    """
    plan = check_sklearn(subject)
    activation, dense = _activation(plan), plan.parameters
    names = [name.removesuffix(".weights") for name in dense if name.endswith(".weights")]
    weights = {f"W{k}": dense[f"{name}.weights"] for k, name in enumerate(names, 1)}
    biases = {f"b{k}": dense[f"{name}.bias"] for k, name in enumerate(names, 1)}
    text, content = data_text({"": plan.data(features_last=False), "START": weights | biases}, beside)
    main = "\n".join([*_settings(plan), "", "", *_functions(plan, activation), "", "", *Loop(plan).lines()])
    kind = "MLPClassifier" if plan.classes else "MLPRegressor"
    imports = ["import numpy as np", f"from sklearn.neural_network import {kind}"]
    if content is not None:
        imports = ["from pathlib import Path", "", *imports]
    lines = [
        _head(plan, beside if content is not None else ""),
        "",
        *imports,
        "",
        "# The data, and the parameters at epoch 0.",
        text,
    ]
    return "\n".join([*lines, "", main, ""]), content


def _check(plan: Plan) -> None:
    """Raise ``ValueError`` with one sentence for what its MLP cannot do."""
    experiment, spec = plan.experiment, plan.experiment.optimizers[0]
    kinds = {layer.spec.kind for layer in plan.network.layers}
    losses = ("categorical_crossentropy", "binary_crossentropy") if plan.classes else ("mse",)
    causes = (
        (plan.ends.itself, translate("Files", "it gives back its inputs")),
        (
            kinds != {"dense"} or plan.network.output_shape[1:] != (),
            translate("Files", "it has layers that are not dense"),
        ),
        (experiment.loss not in losses, translate("Files", "its loss is another one")),
        (spec.name not in OPTIMIZERS, translate("Files", "its optimiser is another one")),
        (experiment.schedule != "constant", translate("Files", "its learning rate follows a schedule")),
        (
            bool(experiment.l1 or spec.max_norm or spec.clip_norm),
            translate("Files", "it has L1, or norms that are limited"),
        ),
        (
            plan.outputs == 2 and plan.classes,
            translate("Files", "it tells two classes apart with two outputs, scikit-learn with one"),
        ),
    )
    for there, cause in causes:
        if there:
            raise ValueError(
                translate(
                    "Files",
                    "scikit-learn's MLP cannot train this network: {cause}. Take it out for PyTorch or "
                    "NumPy.",
                ).format(cause=cause)
            )


def _activation(plan: Plan) -> str:
    used = {sklearn_name(layer.activation) for layer in plan.network.layers[:-1]}
    if len(used) > 1:
        raise ValueError(
            translate("Files", "scikit-learn has one activation for all hidden layers, and here are several.")
        )
    if not plan.classes:
        sklearn_name(plan.network.layers[-1].activation)
    return next(iter(used), "identity")


def _head(plan: Plan, beside: str) -> str:
    lines = [
        f'"""Trains a network as nnviz {__version__} did: “{plan.dataset.name}”, {plan.experiment.loss}.',
        "",
        "Needs scikit-learn and NumPy. It prints a line an epoch: the losses over all training and test",
        "samples, which are nnviz's but for rounding: start weights and the order are its own.",
    ]
    if plan.experiment.optimizers[0].name == "adam":
        lines.append("Its Adam adds epsilon at another place, which shows from the fifth digit or so on.")
    if not plan.classes:
        lines.append(
            "Its loss of values is half the mean squared error of a sample's sum: the rate is scaled."
        )
    lines += MAGNIFIED
    if beside:
        lines.append(f"Its data and start weights are in {beside}, which must stand beside it.")
    return "\n".join([*lines, '"""'])


def _settings(plan: Plan) -> Iterator[str]:
    yield "# The order of the samples, as nnviz draws it."
    yield f"ORDER = {stream_text(plan.experiment.seed, 'order')}"
    yield from (line for line in Loop(plan).definitions() if not line.startswith(("L1 =", "L2 =")))


def _functions(plan: Plan, activation: str) -> Iterator[str]:
    experiment, spec = plan.experiment, plan.experiment.optimizers[0]
    hidden = tuple(layer.spec.units for layer in plan.network.layers[:-1])  # type: ignore[attr-defined]
    kind = "MLPClassifier" if plan.classes else "MLPRegressor"
    rate = "RATE" if plan.classes else f"RATE * {2 / plan.outputs!r}"
    if spec.name == "adam":
        rate = "RATE"
    settings = OPTIMIZERS[spec.name].format(**spec.hyperparameters)
    yield f"network = {kind}("
    yield f'    hidden_layer_sizes={hidden!r}, activation="{activation}", {settings},'
    yield f"    learning_rate_init={rate}, batch_size=1, shuffle=False,"
    yield ")"
    labels = "" if plan.outputs > 1 or plan.classes else ".ravel()"
    classes = f", classes=np.arange({max(2, plan.outputs)})" if plan.classes else ""
    yield f"network.partial_fit(train_x[:1], train_y[:1]{labels}{classes})  # which makes its arrays"
    yield "for k, (W, b) in enumerate(zip(network.coefs_, network.intercepts_), 1):"
    yield '    W[...], b[...] = START[f"W{k}"], START[f"b{k}"]'
    yield "del network._optimizer  # what it remembers of that sample"
    yield ""
    yield ""
    yield "def learn(rows, rate):"
    yield '    """One update from the samples at these rows."""'
    if experiment.l2:
        scale = "" if plan.classes else f" * {plan.outputs / 2!r}"
        yield f"    network.alpha = {experiment.l2!r} * len(rows){scale}"
    else:
        yield "    network.alpha = 0.0"
    yield "    network.batch_size = len(rows)"
    yield f"    network.partial_fit(LEARN_X[rows], LEARN_Y[rows]{labels})"
    yield ""
    yield ""
    yield "def loss(x, y):"
    if plan.classes:
        yield "    probabilities = network.predict_proba(x)[np.arange(len(x)), y]"
        yield "    return -np.log(np.maximum(probabilities, np.finfo(probabilities.dtype).tiny)).mean()"
    else:
        yield "    return np.square(network.predict(x).reshape(y.shape) - y).mean()"
    yield ""
    yield ""
    yield "def measure(epoch):"
    yield '    """Print the losses after so many epochs; the test loss."""'
    yield "    train, test = float(loss(train_x, train_y)), float(loss(test_x, test_y))"
    yield '    print(f"epoch {epoch}  train_loss {train!r}  test_loss {test!r}", flush=True)'
    yield "    return test"
    yield ""
    yield ""
    learn = "learn" if experiment.augment else "train"
    yield f"LEARN_X, LEARN_Y = {learn}_x, {learn}_y"
