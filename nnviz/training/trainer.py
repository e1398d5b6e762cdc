"""The Trainer: runs an Experiment, epoch by epoch, and can stop, go on and be looked at anywhere."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data import Dataset, load_dataset
from nnviz.data.dataset import frozen
from nnviz.engine import Network, make_optimizer
from nnviz.engine.layers import DenseLayer
from nnviz.training.experiment import Experiment, with_changes
from nnviz.training.outputs import accuracy, encode, output_layer
from nnviz.training.snapshot import Metrics, Snapshot, layer_states, layer_statistics

#: The statistics of a Snapshot are taken over this many samples, the first of the test part.
STATISTICS_SAMPLES = 256


class Diverged(Exception):  # noqa: N818 - it is what happened, no fault of the program
    """Training met numbers that are infinite or no numbers at all.

    ``step`` is the update during which it happened, ``epoch`` the one it belonged to, ``why`` half a
    sentence. ``last_good`` is the Snapshot of the last finite end of an epoch.
    """

    def __init__(self, step: int, epoch: int, why: str, last_good: Snapshot) -> None:
        super().__init__(f"Training diverged in step {step}, epoch {epoch}: {why}.")
        self.step = step
        self.epoch = epoch
        self.why = why
        self.last_good = last_good


class Trainer:
    """Trains the network of an Experiment.

    ``epoch`` counts the epochs completed, ``step`` the optimiser's updates. ``changes`` lists the live
    changes as (step, field, value), the step being the number of updates done before they took hold.

    From the Snapshot ``start`` on, a run goes exactly as the one that it was taken from. From
    ``keep_fitting``, a run at epoch 0 begins with every weight that still has a place in the network.
    """

    def __init__(
        self,
        experiment: Experiment,
        dataset: Dataset | None = None,
        start: Snapshot | None = None,
        keep_fitting: Snapshot | None = None,
    ) -> None:
        """Raises ``ValueError`` with one sentence if the settings, the data and ``start`` do not fit."""
        self.experiment = experiment.validated()
        self.dataset = dataset or load_dataset(
            experiment.data,
            test_share=experiment.test_share,
            split_seed=experiment.split_seed,
            scale=experiment.scale,
        )
        self.epoch = 0
        self.step = 0
        self.changes: list[tuple[int, str, Any]] = []
        self._position = 0
        self._waiting: deque[dict[str, Any]] = deque()
        self._begun = False
        self._stopped = False
        self._build()
        self._initialize()
        if keep_fitting is not None:
            self.network.copy_fitting(keep_fitting.network())
        if start is None:
            self._metrics = self._evaluated()
        else:
            self._go_on_from(start)
        self._remember()

    def _build(self) -> None:
        """The network, the optimiser, and the samples as the engine takes them."""
        experiment, data = self.experiment, self.dataset
        output = output_layer(data, experiment.loss)
        self.network = Network(
            data.input_size,
            (*experiment.layers, output),
            loss=experiment.loss,
            dtype=experiment.dtype,
            l1=experiment.l1,
            l2=experiment.l2,
        )
        self.optimizer = make_optimizer(
            experiment.optimizer, self.network.size, experiment.dtype, experiment.learning_rate
        )
        prepare = self.network.prepare
        self._train = prepare(data.train_features, encode(data.train_labels, output.units))
        self._test = prepare(data.test_features, encode(data.test_labels, output.units))
        self._order = np.arange(len(self._train))
        self._own_order = self._order.copy()
        self._cut()

    def _initialize(self) -> None:
        # A child generator each, so that the order of the samples does not hang on the number of weights.
        weights, order = np.random.SeedSequence(self.experiment.seed).spawn(2)
        self.network.initialize(np.random.default_rng(weights), self.experiment.initializer)
        self._generator = np.random.default_rng(order)

    def _go_on_from(self, start: Snapshot) -> None:
        network = self.network
        if start.parameters.size != network.size:
            raise ValueError(
                f"A run cannot go on from {start.parameters.size} parameters: its network has {network.size}."
            )
        network.parameters[:] = start.parameters
        if start.experiment.optimizer == self.experiment.optimizer:
            self.optimizer.load(dict(start.optimizer_state))
        self._generator.bit_generator.state = start.generator_state
        self.epoch, self.step, self._position = start.epoch, start.step, start.position
        self._metrics = start.metrics
        if self._position:
            self._shuffle()

    def _cut(self) -> None:
        """Cut the order into batches: views, which each epoch's order then fills."""
        count, size = len(self._order), self.experiment.batch_size
        if size is not None and size > count:
            raise ValueError(f"A batch of {size} samples is more than the {count} samples to learn from.")
        size = size or count
        self._batches = [self._order[first : first + size] for first in range(0, count, size)]

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
            self._check_metrics()
            yield self._metrics
        while True:
            self._take_changes()
            if self.epoch >= self.experiment.epochs or not self._finish_epoch():
                return
            yield self._metrics

    def stop(self) -> None:
        """Train no further than the present batch, for good: ``run`` ends. Any thread may call this."""
        self._stopped = True
        self._waiting.append({})  # which ends the loop over the batches

    @np.errstate(over="ignore", invalid="ignore")  # what overflows is found by the checks
    def _finish_epoch(self) -> bool:
        """Train to the end of the epoch; False if stopped before."""
        count = len(self._order)
        while self._position < count:
            if self._stopped:
                return False
            self._train_on()
        self._check_parameters()
        self._position = 0
        self.epoch += 1
        experiment = self.experiment
        if self.epoch % experiment.evaluate_every == 0 or self.epoch == experiment.epochs:
            self._metrics = self._evaluated()
            self._check_metrics()
        self._remember()
        return True

    def _train_on(self) -> None:
        """Train on the batches from the present position on, until the epoch ends or settings change."""
        self._take_changes()
        if self._position == 0 and self.experiment.batch_size is not None:
            self._shuffle()
        network, update = self.network, self.optimizer.step
        parameters, gradients = network.parameters, network.gradients
        for rows in self._rest():
            loss = network.gradient_step_rows(self._train, rows)
            if not math.isfinite(loss):
                raise self._diverged(self.step + 1, self.epoch + 1, f"the loss is {_word(loss)}")
            update(parameters, gradients)
            self.step += 1
            self._position += len(self._order) if rows is None else len(rows)
            if self._waiting:
                return

    def _rest(self) -> Sequence[NDArray[np.intp] | None]:
        """The rows of each batch from the present position on; None for all samples where they stand."""
        size, position = self.experiment.batch_size, self._position
        if size is None:
            return [self._order[position:] if position else None]
        if position == 0:
            return self._batches
        return [self._order[first : first + size] for first in range(position, len(self._order), size)]

    def _shuffle(self) -> None:
        """Draw the order of the present epoch."""
        self._drawn = True
        self._order_state = self._generator.bit_generator.state
        np.copyto(self._order, self._own_order)
        self._generator.shuffle(self._order)

    # Live changes

    def change(self, **settings: Any) -> None:
        """Change live settings (``LIVE_FIELDS``) from the next batch on; any thread may call this.

        Raises ``ValueError`` with one sentence for what cannot be; then nothing changes.
        """
        with_changes(self.experiment, settings)
        size = settings.get("batch_size")
        if size is not None and size > len(self._order):
            raise ValueError(
                f"A batch of {size} samples is more than the {len(self._order)} samples to learn from."
            )
        self._waiting.append(settings)

    def _take_changes(self) -> None:
        if not self._waiting:
            return
        while self._waiting:
            settings = self._waiting.popleft()
            changed = {
                name: value for name, value in settings.items() if value != getattr(self.experiment, name)
            }
            self.changes += [(self.step, name, value) for name, value in changed.items()]
            self.experiment = replace(self.experiment, **changed)
        experiment = self.experiment
        self.optimizer.learning_rate = experiment.learning_rate
        self.network.l1, self.network.l2 = experiment.l1, experiment.l2
        self._cut()

    # Looking

    def snapshot(self) -> Snapshot:
        """Everything at this moment, copied."""
        parameters = frozen(self.network.parameters.copy())
        state = self.optimizer.state()
        for memory in state.values():
            if isinstance(memory, np.ndarray):
                frozen(memory)
        return Snapshot(
            experiment=self.experiment,
            epoch=self.epoch,
            step=self.step,
            metrics=self._metrics,
            parameters=parameters,
            optimizer_state=state,
            generator_state=self._order_state if self._position else self._generator.bit_generator.state,
            layers=layer_states(self.network, parameters),
            statistics=layer_statistics(self.network, self.dataset.test_features[:STATISTICS_SAMPLES]),
            position=self._position,
        )

    def _evaluated(self) -> Metrics:
        evaluate, data = self.network.evaluate_samples, self.dataset
        train_loss, train_outputs = evaluate(self._train)
        test_loss, test_outputs = evaluate(self._test)
        return Metrics(
            self.epoch,
            train_loss,
            test_loss,
            accuracy(train_outputs, data.kind, data.train_labels),
            accuracy(test_outputs, data.kind, data.test_labels),
        )

    # Faults

    def _remember(self) -> None:
        """Keep what it takes to come back to this moment, which is finite throughout."""
        parameters, state = self.network.parameters.copy(), self.optimizer.state()
        self._drawn = self._position > 0
        self._good = (self.epoch, self.step, self._position, self._metrics, parameters, state)

    def _check_parameters(self) -> None:
        """Raise ``Diverged`` if a parameter is not finite."""
        parameters = self.network.parameters
        # The sum of squares is quick; where it overflows, each number is looked at.
        if math.isfinite(np.dot(parameters, parameters)) or np.isfinite(parameters).all():
            return
        number, start = 0, 0
        for layer in self.network.layers:
            number += isinstance(layer, DenseLayer)
            part = parameters[start : start + layer.parameter_count]
            start += layer.parameter_count
            wrong = part[~np.isfinite(part)]
            if wrong.size:
                raise self._diverged(
                    self.step, self.epoch + 1, f"a weight of layer {number} is {_word(wrong[0])}"
                )

    def _check_metrics(self) -> None:
        """Raise ``Diverged`` if a loss is not finite."""
        for part, loss in (("training", self._metrics.train_loss), ("test", self._metrics.test_loss)):
            if not math.isfinite(loss):
                raise self._diverged(
                    self.step, self.epoch, f"the loss over all {part} samples is {_word(loss)}"
                )

    def _diverged(self, step: int, epoch: int, why: str) -> Diverged:
        """The exception to raise, once everything is back at the last good moment."""
        self.epoch, self.step, position, self._metrics, parameters, state = self._good
        if position == 0 and self._drawn:
            self._generator.bit_generator.state = self._order_state
        self._position = position
        self.network.parameters[:] = parameters
        self.optimizer.load(state)
        return Diverged(step, epoch, why, self.snapshot())


def _word(value: float) -> str:
    return "not a number" if math.isnan(value) else "infinite"
