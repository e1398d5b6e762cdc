"""The ledger of one batch: every number on its way forwards, backwards and into the update.

The numbers are those of the step itself, bit for bit: what is shown is what was computed, and only factors
that the step never forms (dL/da of a fused last layer, da/dz) are worked out beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import frozen
from nnviz.engine import BatchTrace, Network, Optimizer, Samples
from nnviz.engine.gradient_check import Minimised
from nnviz.engine.layers import Quantity
from nnviz.engine.losses import Loss
from nnviz.engine.regularizers import Penalty, clip_by_norm, limit_norms, limit_values
from nnviz.training.holding import Holding

Array = NDArray[np.floating[Any]]

_FUSED = (
    "dL/da is infinite where a has rounded to 0 or 1; the product dL/dz is not, since it is computed from "
    "the sums themselves, as (a − y) / n."
)


@dataclass(frozen=True, eq=False)
class Lesson:
    """What a network learns in one go: its batch, and the ``loss`` of it.

    ``told`` is the batch of who says the loss: its own or, of a generator, the discriminator's, by the
    ``rule`` that the loss follows, after its last activation ``ending``; None for those of the network.
    ``minimised`` gives what is made small as
    a function of one parameter, where that is more than the loss of the batch.
    """

    batch: BatchTrace
    loss: float
    told: BatchTrace
    rule: Loss | None = None
    ending: str = ""
    minimised: Callable[[], Minimised] | None = None


@dataclass(frozen=True, eq=False)
class MicroStep:
    """One thing that happens in a batch of n samples; ``values`` are read-only.

    ``layer`` counts the network's layers from 0, layers without units included; None for what concerns no
    layer. ``kind`` is "input" (n, inputs), "loss" (), "update" (P,), what is subtracted from the parameters,
    with all the rest in ``update``, or else the name of a quantity of the layer: of a dense one "z", "a",
    "da" = dL/da, "slope" = da/dz, "dz" = dL/dz (n, units), the slope of a softmax (n, units, units); "dW"
    (inputs, units), "db" (units,). ``note`` says what is remarkable, ``player`` which network it is of. The
    input of what is learned from has the ``lesson``.

    Where an update has several ``part``s, it is one of these by name: of a discriminator "real" and "made",
    and its penalties "r1" and "penalty", which have "slopes" (n, inputs), the gradient of the output by the
    inputs, the value of the penalty "term" (), and "dW" of each layer; of a generator "maker" and, where the
    gradient comes to it through the other network, "through".
    """

    kind: str
    layer: int | None
    values: Array
    note: str = ""
    update: Update | None = None
    player: int = 0
    part: str = ""
    lesson: Lesson | None = None


@dataclass(frozen=True)
class ParameterUpdate:
    """One parameter's part of an Update; see there."""

    name: str
    old: float
    data_gradient: float
    penalty_gradient: float
    gradient: float
    memory: Mapping[str, tuple[float, float]]
    step: float
    new: float
    limited: float
    parts: Mapping[str, float] = field(default_factory=dict)

    @property
    def clipping(self) -> float:
        """What clipping added to the gradient; or holding, of what is cut or frozen."""
        return self.gradient - (self.data_gradient + self.penalty_gradient)


@dataclass(frozen=True, eq=False)
class Update:
    """What the optimiser did with every parameter; arrays (P,), read-only.

    ``gradient`` is what it was given: ``data_gradient`` + ``penalty_gradient``, clipped; 0 for what is cut or
    frozen, whose ``step`` is 0 too. ``memory`` has each
    of its vectors (velocity, first and second moment, ...) before and after, ``settings`` the learning rate
    and its other numbers, with Adam the bias corrections 1 - beta^t. ``new`` = ``old`` - ``step`` to the last
    bit; ``limited`` is what max-norm, or a largest value, made of it, ``new`` itself without.
    ``held`` of them are cut or frozen. ``parts`` are what ``data_gradient`` is the sum of, where it has any.
    """

    number: int
    names: tuple[str, ...]
    old: Array
    data_gradient: Array
    penalty_gradient: Array
    gradient: Array
    memory: Mapping[str, tuple[Array, Array]]
    settings: Mapping[str, float]
    step: Array
    new: Array
    limited: Array
    held: int
    parts: Mapping[str, Array] = field(default_factory=dict)

    def of(self, index: int) -> ParameterUpdate:
        """The part of the flat parameter at ``index``."""
        held = {name: (float(old[index]), float(new[index])) for name, (old, new) in self.memory.items()}
        return ParameterUpdate(
            name=self.names[index],
            old=float(self.old[index]),
            data_gradient=float(self.data_gradient[index]),
            penalty_gradient=float(self.penalty_gradient[index]),
            gradient=float(self.gradient[index]),
            memory=held,
            step=float(self.step[index]),
            new=float(self.new[index]),
            limited=float(self.limited[index]),
            parts={name: float(values[index]) for name, values in self.parts.items()},
        )


@dataclass(frozen=True, eq=False)
class Gradient:
    """The gradient of a batch, in its parts, and the numbers that led to it.

    ``loss`` is that of the batch alone, to which training adds nothing but the ``penalty`` in its gradient.
    ``data`` is the sum of the ``parts``, where it has parts.
    """

    loss: float
    batch: BatchTrace
    data: Array
    penalty: Array
    parts: Mapping[str, Array] = field(default_factory=dict)
    lesson: Lesson | None = None


def take_gradient(network: Network, samples: Samples, rows: NDArray[np.intp] | None) -> Gradient:
    """Fill the network's gradients as its ``gradient_step_rows`` does, and keep the parts."""
    l1, l2 = network.l1, network.l2
    network.l1 = network.l2 = 0.0
    try:
        loss = network.gradient_step_rows(samples, rows)
    finally:
        network.l1, network.l2 = l1, l2
    data, penalty = network.gradients.copy(), np.zeros_like(network.gradients)
    if l1 or l2:
        rule = Penalty(network.weight_mask())
        with np.errstate(all="ignore"):
            rule.add_gradient(network.parameters, penalty, l1, l2)
            rule.add_gradient(network.parameters, network.gradients, l1, l2)
    batch = network.last_batch()
    return Gradient(loss, batch, frozen(data), frozen(penalty), lesson=Lesson(batch, loss, batch))


def take_update(
    network: Network,
    optimizer: Optimizer,
    holding: Holding,
    taken: Gradient,
    clip_norm: float,
    max_norm: float,
    most: float = 0.0,
) -> Update:
    """Clip the gradient, let the optimiser update the network, and write down what it did."""
    holding.before_update()
    if clip_norm:
        clip_by_norm(network.gradients, clip_norm)
    old, gradient = network.parameters.copy(), network.gradients.copy()
    before = optimizer.state()
    optimizer.step(network.parameters, network.gradients)
    holding.after_update()
    after, new = optimizer.state(), network.parameters.copy()
    if max_norm:
        limit_norms(network.layers, max_norm)
    if most:
        limit_values(network.parameters, most)
    if max_norm or most:
        holding.after_update()
    memory = {name: (frozen(before[name]), frozen(after[name])) for name in optimizer.vectors}  # type: ignore[arg-type]
    settings = {"learning_rate": optimizer.learning_rate}
    settings |= {name: float(getattr(optimizer, name)) for name in optimizer.hyper}
    for moment, beta in (("first", "beta1"), ("second", "beta2")):
        if moment in optimizer.vectors and beta in settings:
            settings[f"{moment}_correction"] = 1 - settings[beta] ** optimizer.steps
    return Update(
        number=optimizer.steps,
        names=network.parameter_names(),
        old=frozen(old),
        data_gradient=taken.data,
        penalty_gradient=taken.penalty,
        gradient=frozen(gradient),
        memory=memory,
        settings=settings,
        step=frozen(optimizer.update.copy()),
        new=frozen(new),
        limited=frozen(network.parameters.copy()),
        held=holding.count,
        parts=taken.parts,
    )


def forward_steps(network: Network, taken: Gradient, player: int = 0, part: str = "") -> Iterator[MicroStep]:
    """The inputs, what each layer has on the way forward, in the order of its list, and the loss, if any."""
    yield MicroStep("input", None, taken.batch.inputs, player=player, part=part, lesson=taken.lesson)
    for index, layer in enumerate(network.layers):
        for quantity in layer.quantities:
            if not quantity.backward:
                values = _values(network, taken, index, quantity)
                yield MicroStep(quantity.name, index, values, player=player, part=part)
    if not math.isnan(taken.loss):
        yield MicroStep("loss", None, np.array(taken.loss), player=player, part=part)


def backward_steps(
    network: Network, taken: Gradient, player: int = 0, part: str = "", *, parameters: bool = True
) -> Iterator[MicroStep]:
    """Each layer on the way back, last to first; of a dense one dL/da, da/dz, dL/dz, dL/dW and dL/db.

    Without ``parameters`` not what their gradients are.
    """
    for index in reversed(range(len(network.layers))):
        infinite = not np.isfinite(taken.batch.layers[index].da).all()
        for quantity in network.layers[index].quantities:
            if quantity.backward and (parameters or not quantity.parameter):
                note = _FUSED if infinite and quantity.name in ("da", "dz") else ""
                values = _values(network, taken, index, quantity)
                yield MicroStep(quantity.name, index, values, note, player=player, part=part)


def _values(network: Network, taken: Gradient, index: int, quantity: Quantity) -> Array:
    """A quantity of the layer at that place: formed by the step, or worked out from what it formed."""
    layer, formed = network.layers[index], taken.batch.layers[index].named
    if quantity.parameter:
        parameter = next(one for one in layer.parameters if one.name == quantity.parameter)
        return parameter.of(taken.data[network.part(index)])
    return quantity.of(layer, formed)
