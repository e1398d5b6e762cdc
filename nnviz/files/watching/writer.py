"""The writer of a run folder: two lines in a training loop of any kind."""

from __future__ import annotations

import dataclasses
import io
import json
import os
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.engine.layers import LAYERS, LayerSpec, Shape, layers_in
from nnviz.files.exchange.tensors import tensor_bytes
from nnviz.files.watching import keras_model, sklearn_model, torch_model
from nnviz.files.watching.described import Described, Numbers, in_order
from nnviz.files.watching.names import (
    FORMAT,
    GRADIENT,
    LAST_EPOCH,
    METRICS,
    MOST_PROBES,
    PROBES,
    RUN,
    VERSION,
    checkpoint_epoch,
    checkpoint_name,
)
from nnviz.files.watching.rows import line_of, row_in
from nnviz.said import translate

Layers = str | Sequence[LayerSpec]


class RunWriter:
    """Writes a training run down in a folder, for ``nnviz watch``.

    ``model`` is a PyTorch module, a Keras model, an MLP of scikit-learn, or a list of arrays: of each layer
    its parameters. Where the layers cannot be told from it they are ``layers`` in the words of ``--layers``,
    the last one included; hidden ones have the ``activation``, the last one that of the ``outputs``.
    ``input_shape`` is that of a sample: (features,), (channels, rows, columns) or (features, steps).
    ``classes`` and ``input_names`` are names to show. Up to 200 ``probes`` (n, ...) can be looked at on their
    way through the network, with ``labels``, class numbers or values, and ``probe_names``.

    Every so many records (``every``) the parameters are written, with ``gradients`` these as well.
    A folder that holds a run is refused, unless that is to ``go_on``.
    """

    def __init__(
        self,
        folder: str | os.PathLike[str],
        model: Any = None,
        *,
        layers: Layers = "",
        activation: str = "relu",
        outputs: str = "",
        input_shape: Sequence[int] | None = None,
        loss: Any = "",
        classes: Sequence[object] = (),
        input_names: Sequence[str] = (),
        name: str = "",
        probes: ArrayLike | None = None,
        labels: ArrayLike | None = None,
        probe_names: Sequence[str] = (),
        every: int = 1,
        gradients: bool = False,
        go_on: bool = False,
    ) -> None:
        self.folder = Path(folder)
        self._model, self._layers = model, layers
        self._activation, self._outputs = activation, outputs
        self._shape: Shape | None = None if input_shape is None else tuple(int(size) for size in input_shape)
        self._loss = loss
        self._classes = tuple(str(name) for name in classes)
        self._about = {"name": name or self.folder.resolve().name, "input_names": [*map(str, input_names)]}
        self._probes = probes, labels, probe_names
        self._every, self._gradients = max(1, int(every)), gradients
        self._named: dict[str, Numbers] = {}
        self._given: Mapping[str, NDArray[Any]] = {}
        self._records, self._warned = 0, False
        self.epoch = -1
        if self._shape is None and probes is not None and len(np.shape(probes)) > 1:
            self._shape = self._sample_shape(np.shape(probes)[1:])
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            held = [
                name for name in os.listdir(self.folder) if name in (RUN, METRICS) or checkpoint_epoch(name)
            ]
        except OSError as error:
            raise ValueError(
                translate("Files", "“{path}” cannot be a run folder: {why}.").format(
                    path=self.folder, why=error.strerror or error
                )
            ) from None
        if held and not go_on:
            raise ValueError(
                translate(
                    "Files", "“{path}” holds a run already: name another folder, or say go_on=True."
                ).format(path=self.folder)
            )
        if held:
            self.epoch = self._last_epoch()
        if model is not None and self._describe(model) and not held:
            self.record()

    def record(
        self,
        parameters: Any = None,
        *,
        epoch: int | None = None,
        step: int | None = None,
        gradients: Any = None,
        **metrics: Any,
    ) -> None:
        """What was measured after an epoch, or whatever the loop counts, and the parameters then.

        Without an ``epoch`` it is the next one; one that is over begins the run again from there. ``step``
        counts the updates. ``parameters`` and ``gradients`` are needed only where the model is a list of
        arrays that are made anew at every update. What cannot be written is warned of, once: training goes
        on.
        """
        if not self._named and not self._describe(self._model if parameters is None else parameters):
            raise ValueError(translate("Files", "There is no model yet whose parameters could be recorded."))
        if parameters is not None:
            self._given = self._listed(parameters)
        number = self.epoch + 1 if epoch is None else int(epoch)
        if not 0 <= number <= LAST_EPOCH:
            raise ValueError(
                translate("Files", "The epoch of a record is a whole number from 0, not {epoch}.").format(
                    epoch=number
                )
            )
        step = None if step is None else int(step)
        line = line_of(number, step, time.time(), metrics)
        try:
            if number <= self.epoch:
                self._forget_from(number)
            if self._records % self._every == 0:
                slopes = None if gradients is None else self._listed(gradients)
                self._write_checkpoint(number, step, slopes)
            with (self.folder / METRICS).open("ab", buffering=0) as file:
                file.write(line)
        except OSError as error:
            self._warn(error)
        self._records += 1
        self.epoch = number

    def keras(self) -> Any:
        """A callback for ``model.fit(callbacks=[...])``: a record after each epoch."""
        callbacks = sys.modules["keras"].callbacks
        return callbacks.LambdaCallback(on_epoch_end=self._on_epoch_end)

    def _on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        self.record(**{str(name): value for name, value in (logs or {}).items()})

    # ---- what the network is
    def _describe(self, model: Any) -> bool:
        """Find out what it is, and say so in the folder; whether it is known by now."""
        if model is None:
            return False
        described = self._found(model)
        if described is None:
            return False
        loss = self._loss_name()
        described.answer(loss)
        self._named = described.named
        classes = self._classes or (sklearn_model.classes(model) if sklearn_model.is_sklearn(model) else ())
        about = {
            "format": FORMAT,
            "version": VERSION,
            **self._about,
            "inputs": [*described.inputs],
            "layers": described.entries,
            "loss": loss,
            "classes": [*classes],
        }
        try:
            self._check_same(about["layers"])
            self._write(RUN, json.dumps(about, indent=1).encode())
            self._write_probes()
        except OSError as error:
            self._warn(error)
        return True

    def _found(self, model: Any) -> Described | None:
        if self._layers or not _asked(model):
            return self._named_layers(model)
        described: Described | None
        if torch_model.is_torch(model):
            described = torch_model.described(model, self._shape)
            if described is None:
                raise ValueError(
                    translate(
                        "Files",
                        "The model does not say what enters: give input_shape=(channels, rows, columns), or "
                        "probes.",
                    )
                )
            return described
        if keras_model.is_keras(model):
            return keras_model.described(model)
        return sklearn_model.described(model)

    def _named_layers(self, model: Any) -> Described:
        """The layers that the person named, with the numbers of the model in that order."""
        specs = [*(layers_in(self._layers, LAYERS) if isinstance(self._layers, str) else self._layers)]
        if not specs:
            raise ValueError(
                translate("Files", "Name the layers of the network, the last one included: layers=“16, 3”.")
            )
        if isinstance(self._layers, str):
            specs = [_with(spec, self._activation) for spec in specs[:-1]] + [_with(specs[-1], self._outputs)]
        if torch_model.is_torch(model):
            held = (torch_model.numbers_of(module) for _, module in torch_model.leaves(model))
            found = [numbers for numbers in held if numbers]
        else:
            self._given = self._listed(model)
            found = self._grouped(specs)
        shape = self._shape
        if shape is None:
            first = next(iter(found[0].values())).values() if found else np.zeros((1, 1))
            shape = (int(first.shape[0]),)
        described = Described(shape)
        in_order(described, specs, found)
        return described

    def _grouped(self, specs: Sequence[LayerSpec]) -> list[dict[str, Numbers]]:
        """The arrays that were given, layer by layer, as many to each as it has parameters."""
        names = [*self._given]
        left: list[dict[str, Numbers]] = []
        shape = self._shape or (int(np.shape(self._given[names[0]])[0]),)
        for spec in specs:
            layer = spec.build(shape)
            wanted = [one.name for one in (*layer.parameters, *layer.statistics)]
            mine, names = names[: len(wanted)], names[len(wanted) :]
            if mine:
                keys = wanted if mine[0].isdigit() else [name.rpartition(".")[2] for name in mine]
                left.append({key: self._from_given(name) for key, name in zip(keys, mine, strict=False)})
            shape = layer.output_shape
        return [*left, {name: self._from_given(name) for name in names}] if names else left

    def _from_given(self, name: str) -> Numbers:
        return Numbers(lambda: self._given[name])

    def _listed(self, parameters: Any) -> dict[str, NDArray[Any]]:
        """Arrays by name, or by their number."""
        if isinstance(parameters, Mapping):
            return {str(name): np.asarray(values) for name, values in parameters.items()}
        return {str(place): np.asarray(values) for place, values in enumerate(parameters)}

    def _loss_name(self) -> str:
        loss, model = self._loss, self._model
        if not isinstance(loss, str):
            kind = type(loss).__name__
            return torch_model.LOSSES.get(kind, "")
        if loss:
            return loss
        if keras_model.is_keras(model):
            named = getattr(model, "loss", "")
            return keras_model.LOSSES.get(str(getattr(named, "name", named)), "")
        return sklearn_model.loss(model) if sklearn_model.is_sklearn(model) else ""

    def _sample_shape(self, shape: Sequence[int]) -> Shape:
        if keras_model.is_keras(self._model) and len(shape) > 1:
            return keras_model.channels_first(shape)
        return tuple(int(size) for size in shape)

    # ---- files
    def _check_same(self, layers: object) -> None:
        """Raise ``ValueError`` where the run in the folder is one of other layers."""
        path = self.folder / RUN
        if not path.exists():
            return
        try:
            before = json.loads(path.read_bytes())
        except (ValueError, RecursionError):
            return
        if isinstance(before, dict) and before.get("layers") != layers:
            raise ValueError(
                translate("Files", "The run in “{path}” has other layers: name another folder.").format(
                    path=self.folder
                )
            )

    def _write_probes(self) -> None:
        probes, labels, names = self._probes
        if probes is None:
            return
        samples = np.asarray(probes)[:MOST_PROBES]
        if keras_model.is_keras(self._model) and samples.ndim > 2:
            samples = np.moveaxis(samples, -1, 1)
        arrays = {"samples": np.asarray(samples, np.float32)}
        if labels is not None:
            arrays["labels"] = np.asarray(labels)[:MOST_PROBES]
        if len(names):
            arrays["names"] = np.array([str(name) for name in names][:MOST_PROBES], dtype=str)
        content = io.BytesIO()
        np.savez(content, allow_pickle=False, **arrays)
        self._write(PROBES, content.getvalue())

    def _write_checkpoint(
        self, epoch: int, step: int | None, slopes: Mapping[str, NDArray[Any]] | None
    ) -> None:
        arrays = {name: one.values() for name, one in self._named.items()}
        if slopes is not None:
            known = [*self._given] if not set(slopes) <= self._named.keys() else [*slopes]
            names = dict(zip(known, self._named, strict=False))
            arrays |= {GRADIENT + names.get(name, name): values for name, values in slopes.items()}
        elif self._gradients:
            found = ((name, one.gradient()) for name, one in self._named.items())
            arrays |= {GRADIENT + name: values for name, values in found if values is not None}
        about = {"epoch": str(epoch)} | ({} if step is None else {"step": str(step)})
        self._write(checkpoint_name(epoch), tensor_bytes(arrays, about))

    def _write(self, name: str, content: bytes) -> None:
        """Under another name first: whoever looks finds it whole, or not at all."""
        unfinished = self.folder / f".{name}.part"
        unfinished.write_bytes(content)
        os.replace(unfinished, self.folder / name)

    def _last_epoch(self) -> int:
        """The last epoch that the folder tells of; -1 for none."""
        found = [checkpoint_epoch(name) for name in os.listdir(self.folder)]
        try:
            lines = (self.folder / METRICS).read_bytes().splitlines()
        except OSError:
            lines = []
        told = [row.epoch for row in map(row_in, lines) if row is not None]
        return max([-1, *(epoch for epoch in found if epoch is not None), *told])

    def _forget_from(self, epoch: int) -> None:
        """The run begins again there: what it had from there on is taken away, by whole files."""
        path = self.folder / METRICS
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        before = (line for line in lines if (row := row_in(line)) is not None and row.epoch < epoch)
        self._write(METRICS, b"".join(before))
        for name in os.listdir(self.folder):
            later = checkpoint_epoch(name)
            if later is not None and later >= epoch:
                (self.folder / name).unlink(missing_ok=True)

    def _warn(self, error: OSError) -> None:
        if not self._warned:
            self._warned = True
            text = translate("Files", "The run folder “{path}” cannot be written: {why}.")
            warnings.warn(text.format(path=self.folder, why=error.strerror or error), stacklevel=3)


def _asked(model: Any) -> bool:
    """Whether a model can be asked for its layers."""
    kinds = (torch_model.is_torch, keras_model.is_keras, sklearn_model.is_sklearn)
    return any(is_one(model) for is_one in kinds)


def _with(spec: LayerSpec, activation: str) -> LayerSpec:
    """The layer with that activation, if it takes one and none was meant otherwise."""
    if not hasattr(spec, "activation"):
        return spec
    return dataclasses.replace(spec, activation=activation or "linear")  # type: ignore[call-arg]
