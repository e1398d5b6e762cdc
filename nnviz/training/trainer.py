"""The Trainer: runs an Experiment, epoch by epoch, and can stop, go on and be looked at anywhere."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset
from nnviz.said import translate
from nnviz.training.divergence import Diverged, loss_fault, metrics_fault, parameters_fault
from nnviz.training.edits import Change, Edit, check_edit
from nnviz.training.experiment import Experiment, with_changes
from nnviz.training.holding import Holding
from nnviz.training.ledger import MicroStep
from nnviz.training.measures import Metrics, better
from nnviz.training.objectives import OBJECTIVES
from nnviz.training.order import Draws, Order
from nnviz.training.player import make_network
from nnviz.training.snapshot import (
    Array,
    Moment,
    Snapshot,
    take_snapshot,
)
from nnviz.training.streams import states, stream

__all__ = ["Diverged", "Trainer"]


class Trainer:
    """Trains the network of an Experiment.

    ``epoch`` counts the epochs completed, ``step`` the optimiser's updates. ``changes`` lists the live
    changes that took hold, with the number of updates and of epochs done before. ``batch_loss`` is the loss
    of the newest batch, before its update; NaN before the first. ``between``, if it is set, is called after
    each batch, by the thread that trains: it may wait there.

    From the Snapshot ``start`` on, a run goes exactly as the one that it was taken from; live settings that
    differ from its own are changes that take hold at once. From ``keep_fitting``, a run at epoch 0 begins
    with every weight that still has a place in the network.
    """

    def __init__(
        self,
        experiment: Experiment,
        dataset: Dataset | None = None,
        start: Snapshot | None = None,
        keep_fitting: Snapshot | None = None,
    ) -> None:
        """Raises ``ValueError`` with one sentence if the settings, the data and ``start`` do not fit."""
        self.experiment = experiment.of(0).validated()
        self.dataset = dataset or experiment.dataset()
        self.epoch = 0
        self.step = 0
        self.batch_loss = math.nan
        self.between: Callable[[], None] | None = None
        self.changes: list[Change] = []
        self._position = 0
        self._changed = 0  # live changes since the end of the epoch
        self._learned_before = 0 if keep_fitting is None else keep_fitting.step + keep_fitting.learned_before
        self._waiting: deque[dict[str, Any] | Edit] = deque()
        self._begun = False
        self._stopped = False
        self._build()
        if start is None:
            self._begin(keep_fitting)
        else:
            self._go_on_from(start)
        self._good = self._moment(), self.experiment, len(self.changes)

    def _build(self) -> None:
        """The players, and the order in which they are given the samples."""
        experiment = self.experiment
        self.game = OBJECTIVES[experiment.objective].begin(experiment, self.dataset)
        self.players = self.game.players
        self.network, self.optimizer = self.players[0].network, self.players[0].optimizer
        order = stream(experiment.seed, "order")
        self._order: Order | Draws = Order(self.game.samples, experiment.batch_size, order)
        if experiment.updates:
            sets = experiment.discriminator_steps
            self._order = Draws(self.game.samples, experiment.batch_size, order, experiment.updates, sets)

    def _begin(self, keep_fitting: Snapshot | None = None) -> None:
        """Stand at epoch 0 with the weights as they are now, or with those that fit of another moment."""
        known = () if keep_fitting is None else keep_fitting.players
        for place, (player, spec) in enumerate(zip(self.players, self.experiment.networks, strict=True)):
            if keep_fitting is not None and place < len(known):
                old, cut = keep_fitting.network(place), keep_fitting.experiment.networks[place].cut
                Holding(old).restore(cut, known[place].cut_weights, ()).hold((), ())
                player.network.copy_fitting(old)
            player.holding.restore((), (), ())
            player.holding.hold(spec.cut, spec.frozen)
            player.begin()
        self._metrics = self._best = self.game.evaluate(self.epoch)

    def _go_on_from(self, start: Snapshot) -> None:
        wanted, past = self.experiment, start.experiment.of(0)
        sizes = [
            [(len(one.parameters), len(one.running)) for one in start.players],
            [(one.network.size, len(one.network.statistics)) for one in self.players],
        ]
        if sizes[0] != sizes[1]:
            there, here = (", ".join(f"{size}" for size, _ in each) for each in sizes)
            raise ValueError(
                translate(
                    "Training", "A run cannot go on from {there} parameters: its network has {here}."
                ).format(there=there, here=here)
            )
        players = [
            state if old.name == new.name else replace(state, optimizer_state=player.optimizer.state())
            for state, player, old, new in zip(
                start.players, self.players, past.optimizers, wanted.optimizers, strict=True
            )
        ]  # another optimiser begins with an empty memory
        self._restore(replace(start, players=tuple(players)), past)
        if np.isnan(start.metrics.values).any():  # of an older file, which measured something else
            self._metrics = self.measured()
        self.experiment = wanted.with_(**past.live)
        self._apply(wanted.live)

    def load_weights(self, weights: Mapping[str, Array] | Sequence[tuple[Array, Array]]) -> None:
        """Begin with these: arrays by the network's names for them, as ``Network.load`` takes them; where
        several play, each with its network's name before it, as in “generator.dense1.weights”.

        Or (weights (in, out), bias (out,)), one pair for each dense layer. Raises ``ValueError`` with one
        sentence if they do not fit.
        """
        named = weights if isinstance(weights, Mapping) else self._named(weights)
        if len(self.players) == 1:
            self.network.load(named)
        else:
            self._load_each(named)
        self._begin()
        self._good = self._moment(), self.experiment, len(self.changes)

    def _load_each(self, named: Mapping[str, Array]) -> None:
        """Nothing is taken unless all of it fits."""
        own: dict[str, dict[str, Array]] = {name: {} for name in self.experiment.players}
        for name, array in named.items():
            whose, _, rest = name.partition(".")
            if whose not in own or "." not in rest:
                raise ValueError(
                    translate("Training", "{name} is of none of the networks {players}.").format(
                        name=name, players=", ".join(own)
                    )
                )
            own[whose][rest] = array
        for player, arrays in zip(self.players, own.values(), strict=True):
            make_network(self.experiment, player.ends, player.place).load(arrays)
        for player, arrays in zip(self.players, own.values(), strict=True):
            player.network.load(arrays)

    def _named(self, pairs: Sequence[tuple[Array, Array]]) -> dict[str, Array]:
        network = self.network
        wanted = [tuple(one.shape for one in network.layers[k].parameters) for k in network.weighted]
        given = [(np.shape(weights), np.shape(bias)) for weights, bias in pairs]
        if wanted != given:
            shapes = [
                ", ".join(f"{weights} + {bias}" for weights, bias in these) for these in (given, wanted)
            ]
            raise ValueError(
                translate(
                    "Training", "The weights have the shapes {there}; the network needs {needed}."
                ).format(there=shapes[0], needed=shapes[1])
            )
        named: dict[str, Array] = {}
        for place, (weights, bias) in zip(network.weighted, pairs, strict=True):
            name = network.names[place]
            named |= {f"{name}.weights": weights, f"{name}.bias": bias}
        return named

    # Running

    def run(self) -> Iterator[Metrics]:
        """Train until ``experiment.epochs``, pausing wherever the caller does.

        The first item is where the run stands at its beginning (epoch 0, or that of ``start``); then
        comes one per epoch: the newest Metrics, which are of an earlier epoch where ``evaluate_every``
        skipped this one. Calling it again goes on, if the number of epochs has been raised.
        Raises ``Diverged``; the Trainer is then back at the last good end of an epoch.
        """
        if not self._begun:
            self._begun = True
            self._check(self.step, self.epoch, metrics_fault(self._metrics))
            yield self._metrics
        while True:
            self.take_changes()
            if self.finished or not self._finish_epoch():
                return
            yield self._metrics

    def stop(self) -> None:
        """Train no further than the present batch, for good: ``run`` ends. Any thread may call this."""
        self._stopped = True
        self._waiting.append({})  # which ends the loop over the batches

    @property
    def metrics(self) -> Metrics:
        """The newest."""
        return self._metrics

    @property
    def whole(self) -> bool:
        """Whether it stands at the very end of an epoch, nothing changed since."""
        return self._position == 0 and self._changed == 0

    @property
    def waits(self) -> bool:
        """Whether changes wait for the next batch."""
        return bool(self._waiting)

    @property
    def finished(self) -> bool:
        """Whether a stop rule has taken hold: the number of epochs, or the patience."""
        experiment = self.experiment
        patient = not experiment.patience or self.epoch - self._best.epoch < experiment.patience
        return self.epoch >= experiment.epochs or not patient

    @np.errstate(over="ignore", invalid="ignore")  # what overflows is found by the checks
    def _finish_epoch(self) -> bool:
        """Train to the end of the epoch; False if stopped before."""
        self._set_rates()
        while self._position < len(self._order):
            if self._stopped:
                return False
            self._train_on()
        self._end_epoch()
        return True

    def _end_epoch(self) -> None:
        self._check(self.step, self.epoch + 1, self._parameters_fault())
        self._position = self._changed = 0
        self.epoch += 1
        if self.epoch % self.experiment.evaluate_every == 0 or self.epoch == self.experiment.epochs:
            self._metrics = self.game.evaluate(self.epoch)
            self._check(self.step, self.epoch, metrics_fault(self._metrics))
            if better(self._metrics, self._best):
                self._best = self._metrics
        self._good = self._moment(), self.experiment, len(self.changes)

    def _parameters_fault(self) -> str:
        for player in self.players:
            if fault := parameters_fault(player.network):
                return fault
        return ""

    def _train_on(self, most: int | None = None) -> None:
        """Train on ``most`` batches, or until the epoch ends or settings change."""
        self.take_changes()
        update = self.game.update
        for rows in islice(self._order.rest(self._position), most):
            loss = self.batch_loss = update(rows)
            if not math.isfinite(loss):
                self._check_loss(loss)
            self.step += 1
            self._position += self._order.used(rows)
            if self.experiment.only:
                self._let_all_move()
            if self._waiting:
                return
            if self.between is not None:
                self.between()

    def next_rows(self) -> NDArray[np.intp]:
        """Which training samples the next update learns from, where they stand in the data; nothing moves."""
        state = self._order.state(self._position)
        rows = next(iter(self._order.rest(self._position)))
        found = np.arange(self.game.samples) if rows is None else rows.copy()
        self._order.restore(state, self._position)
        return found

    @np.errstate(over="ignore", invalid="ignore")
    def advance(self, batches: int = 1) -> None:
        """Train on one batch, whatever the stop rules say; ``run`` goes on from there.

        On ``batches``, but no further than the end of the epoch. Raises ``Diverged`` as ``run`` does.
        """
        self._set_rates()
        self._train_on(batches)
        if self._position >= len(self._order):
            self._end_epoch()

    def micro_steps(self) -> Iterator[MicroStep]:
        """Train on one batch, a micro-step at a time: forwards, the loss, backwards, the update.

        The network changes with the last one, by the very bits of ``advance``; whoever stops before leaves
        everything as it was. Raises ``Diverged`` as ``run`` does.
        """
        self.take_changes()
        self._set_rates()
        before = self._moment()
        rows = next(iter(self._order.rest(self._position)))
        try:
            last = yield from self.game.micro_steps(rows, self._check_loss)
        except GeneratorExit:
            self._restore(before, self.experiment)
            raise
        self.step += 1
        self._position += self._order.used(rows)
        if self.experiment.only:
            self._let_all_move()
        if self._position >= len(self._order):
            self._end_epoch()
        yield last

    def _let_all_move(self) -> None:
        """One network has moved alone, in that one update: no change that anybody makes."""
        self.experiment = self.experiment.with_(only="")
        self._set_rates()

    def _set_rates(self) -> None:
        factor = self.experiment.rate_factor(self.epoch)
        for player in self.players:
            player.set_rates(self.experiment, factor)

    # Live changes

    def change(self, **settings: Any) -> None:
        """Change live settings (``LIVE_FIELDS``) from the next batch on; any thread may call this.

        Raises ``ValueError`` with one sentence for what cannot be; then nothing changes.
        """
        wanted = with_changes(self.experiment, settings)
        self._order.check(settings.get("batch_size"))
        for player, spec in zip(self.players, wanted.networks, strict=True):
            player.holding.check(spec.cut, spec.frozen)
        self._waiting.append(settings)

    def edit(self, *edits: Edit) -> None:
        """Set weights and biases by hand from the next batch on; any thread may call this.

        Raises ``ValueError`` with one sentence for what cannot be; then nothing changes.
        """
        largest = float(np.finfo(self.experiment.dtype).max)
        for edit in edits:
            players = self.players[edit.player : edit.player + 1]  # none: then it has no place either
            shapes = [one.network.layers[k].edges for one in players for k in one.network.weighted]
            check_edit(edit, shapes, largest)
            for one in players:  # of a layer without biases there is none to set
                one.network.layers[one.network.weighted[edit.layer]].index(edit.source, edit.unit)
        self._waiting.extend(edits)

    def take_changes(self) -> None:
        """Let the changes that wait take hold now, between two batches; for the thread that trains."""
        if not self._waiting:
            return
        while self._waiting:
            change = self._waiting.popleft()
            if isinstance(change, Edit):
                self.players[change.player].holding.edit(change)
                self._record("edit", change)
            else:
                self._apply(change)
        self._set_rates()
        self._order.resize(self.experiment.batch_size)

    def _apply(self, settings: dict[str, Any]) -> None:
        """Let live settings take hold, those that differ."""
        before = self.experiment.networks
        for name, value in settings.items():
            if value != self.experiment.setting(name):
                self.experiment = self.experiment.with_(**{name: value})
                self._record(name, value)
        for player, old, new in zip(self.players, before, self.experiment.networks, strict=True):
            if (old.cut, old.frozen) != (new.cut, new.frozen):
                player.holding.hold(new.cut, new.frozen)

    def _record(self, name: str, value: Any) -> None:
        self.changes.append(Change(self.step, self.epoch, name, value))
        self._changed += 1

    # Looking

    def measured(self) -> Metrics:
        """What is measured of the networks as they are now, also between two epochs and after an edit."""
        return self.game.evaluate(self.epoch)

    def snapshot(self) -> Snapshot:
        """Everything at this moment, copied."""
        return take_snapshot(self._moment(), self.experiment, self.network, self.dataset.test_features)

    def _moment(self) -> Moment:
        return Moment(
            epoch=self.epoch,
            step=self.step,
            metrics=self._metrics,
            best=self._best,
            players=tuple(player.state() for player in self.players),
            generators={"order": self._order.state(self._position), **states(self.game.generators)},
            position=self._position,
            changes=self._changed,
            learned_before=self._learned_before,
        )

    def _restore(self, moment: Moment, experiment: Experiment) -> None:
        """Come back to a moment of a run with the live settings of ``experiment``."""
        self.epoch, self.step, self._position = moment.epoch, moment.step, moment.position
        self._changed, self._learned_before = moment.changes, moment.learned_before
        self._metrics, self._best = moment.metrics, moment.best or moment.metrics
        for player, state, spec in zip(self.players, moment.players, experiment.networks, strict=True):
            player.restore(state, spec)
        self._order.restore(moment.generators["order"], moment.position)
        for name, generator in self.game.generators.items():
            if name in moment.generators:
                generator.bit_generator.state = moment.generators[name]

    def _check_loss(self, loss: float) -> None:
        self._check(self.step + 1, self.epoch + 1, loss_fault(loss))

    def _check(self, step: int, epoch: int, fault: str) -> None:
        """Where there is a fault, go back to the last good moment and raise ``Diverged``.

        Settings that have changed since then wait, to take hold again where training goes on.
        """
        if fault:
            moment, experiment, count = self._good
            if experiment != self.experiment:
                self._waiting.appendleft(self.experiment.live)
            self.experiment = experiment
            self._restore(moment, experiment)
            del self.changes[count:]
            raise Diverged(step, epoch, fault, self.snapshot())
