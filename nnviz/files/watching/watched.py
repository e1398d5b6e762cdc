"""A run that another program trains, as moments of nnviz's own: read from its folder while it grows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz.data.dataset import frozen
from nnviz.engine.layers import Unknown
from nnviz.files.exchange.brought import Brought, Placed, Wanted, place
from nnviz.files.exchange.tensors import read_tensors
from nnviz.files.watching.about import About
from nnviz.files.watching.folder import RunFolder
from nnviz.files.watching.measured import Measured
from nnviz.files.watching.names import GRADIENT, PROBES
from nnviz.files.watching.probes import Probes, read_probes
from nnviz.said import Sentence, translate
from nnviz.training.measures import MetricsTable
from nnviz.training.snapshot import Snapshot, layer_statistics
from nnviz.training.standing import standing
from nnviz.training.timeline import capacity

Array = NDArray[Any]

#: Checkpoints that are read at a look; others wait for the next.
AT_A_LOOK = 8
#: Bytes of a checkpoint that are read at most.
MOST_BYTES = 256_000_000


@dataclass(frozen=True, eq=False)
class Found:
    """What a look brought. ``placed`` is the network among nnviz's own, None until it is known; ``metrics``
    are rows that are new, of all epochs where that is ``anew``, and ``moments`` new ones, ascending.

    ``again``: the run is another, or began again, and what was found before is void. ``told`` is what is to
    be said of the folder, ``more``: not all was read yet, ``gone``: the folder is not there.
    """

    placed: Placed | None
    metrics: MetricsTable
    anew: bool
    moments: tuple[Snapshot, ...]
    again: bool
    told: tuple[str, ...]
    more: bool
    gone: bool

    @property
    def empty(self) -> bool:
        """Whether there is nothing new to take in."""
        return not (len(self.metrics) or self.moments or self.again)


class Watched:
    """A run folder that is looked at again and again. ``moment`` may be asked in another thread."""

    def __init__(self, path: Path) -> None:
        self.folder = RunFolder(path)
        self._lock = Lock()
        self._measured = Measured()
        self._about: About | None = None
        self._probes: Probes | None = None
        self._probes_stamp: object = None
        self._probes_told = ""
        self._placed: Placed | None = None
        self._refused = ""
        self._waiting: list[int] = []
        self._without_row: set[int] = set()
        self._bad: dict[int, str] = {}
        self._steps: dict[int, int] = {}
        self._idle: Mapping[str, Any] = {}
        self._largest = 0

    @property
    def metrics(self) -> MetricsTable:
        """All that was told of the epochs so far."""
        with self._lock:
            return self._measured.table()

    @property
    def epochs(self) -> tuple[int, ...]:
        """The epochs that parameters are there of."""
        return self.folder.checkpoints

    @property
    def unusable(self) -> dict[int, str]:
        """The epochs whose parameters were found to be of no use, and why."""
        with self._lock:
            return dict(self._bad)

    def look(self) -> Found:
        """Look at the folder, and read what is new."""
        with self._lock:
            return self._look()

    def _look(self) -> Found:
        news = self.folder.look()
        another = self.folder.about is not self._about
        probes = self._look_at_probes()
        again = news.again or (another and self._placed is not None)
        if again:
            self._measured, self._waiting, self._bad = Measured(), [*self.folder.checkpoints], {}
        if another or probes:
            self._about, self._placed, self._refused, self._idle = self.folder.about, None, "", {}
        first = self._measured.take(news.rows)
        anew = first < len(self._measured) - len(news.rows) or again
        there = set(self.folder.checkpoints)
        self._waiting = sorted({*self._waiting, *news.checkpoints} & there)
        for epoch in news.checkpoints:
            self._bad.pop(epoch, None)
        self._place()
        moments = self._moments()
        metrics = self._measured.table(0 if anew else first)
        told = tuple(dict.fromkeys(filter(None, self._told())))
        more = news.more or bool(self._placed and set(self._waiting) - self._without_row)
        return Found(self._placed, metrics, anew, moments, again, told, more, self.folder.gone)

    def _told(self) -> list[str]:
        said = [*self.folder.told, self._refused, self._probes_told]
        if not self.folder.gone and self._about is not None and not self._refused and self._placed is None:
            said.append(translate("Files", "There are no parameters in the folder yet."))
        if self._placed is not None:
            said += self._placed.told
            if self._about is not None and not self._about.computable:
                text = translate(
                    "Files", "Nothing is computed: what {layers} does is not known, only its parameters are."
                )
                unknown = [spec.name for spec in self._about.layers if isinstance(spec, Unknown)]
                said.append(text.format(layers=", ".join(dict.fromkeys(unknown))))
        return [*said, *list(self._bad.values())[-1:]]

    # ---- samples
    def _look_at_probes(self) -> bool:
        """Read the samples where they are others than before; whether they are."""
        about, path = self.folder.about, self.folder.path / PROBES
        try:
            found = path.stat(follow_symlinks=False) if about is not None and not path.is_symlink() else None
        except OSError:
            found = None
        if about is None or found is None:
            return False
        stamp = found.st_size, found.st_mtime_ns, found.st_ino, about
        if stamp == self._probes_stamp:
            return False
        self._probes_stamp = stamp
        try:
            self._probes, self._probes_told = read_probes(path, about.inputs), ""
        except ValueError as error:
            self._probes, self._probes_told = None, str(error)
        return True

    # ---- the network
    def _place(self) -> None:
        """Find out what the network is among nnviz's own, once there are parameters."""
        about = self._about
        if about is None or self._placed is not None or self._refused or not self._waiting:
            return
        arrays = self._parameters(self._waiting[-1]) or self._parameters(self._waiting[0])
        if arrays is None:
            return
        dtype = "float64" if any(array.dtype == np.float64 for array in arrays.values()) else "float32"
        brought = Brought(
            layers=about.layers,
            shape=about.inputs,
            parameters={},
            classes=about.classes or None,
            inputs=about.input_names or None,
            values=_values(about),
            loss=about.loss,
        )
        probes = self._probes if about.computable else None
        wide = probes is not None and bool(np.abs(probes.features).max(initial=0) > 2)
        row = len(about.inputs) == 1 and not about.computable  # nobody can draw for it, or point
        wanted = Wanted(scale="none" if wide else None, family="table" if row else None)
        try:
            plain = place(brought, wanted, dtype=dtype)
            if probes is None:
                self._placed = plain
                return
            data = plain.dataset
            outputs = len(data.class_names) or data.output_size
            values = data.kind == "regression"
            labels = probes.wanted(outputs, values=values, every_step=data.every_step)
            self._placed = place(
                brought, wanted, features=probes.features, labels=labels, names=probes.names, dtype=dtype
            )
        except ValueError as error:
            self._refused = str(error)

    # ---- moments
    def moment(self, epoch: int) -> Snapshot | None:
        """The moment of that epoch, None where it cannot be read."""
        with self._lock:
            placed, about = self._placed, self._about
            return None if placed is None or about is None else self._moment(epoch, placed, about)

    def _moments(self) -> tuple[Snapshot, ...]:
        """Some of those that wait. One whose metrics are not there yet waits for a look."""
        placed, about = self._placed, self._about
        if placed is None or about is None:
            return ()
        most = capacity(self._largest or 1)
        if len(self._waiting) > most:
            chosen = np.unique(np.linspace(0, len(self._waiting) - 1, most).astype(int))
            self._waiting = [self._waiting[place] for place in chosen]
        before, found = self._without_row, []
        self._without_row = {epoch for epoch in self._waiting if epoch > self._measured.last} - before
        ready = [epoch for epoch in self._waiting if epoch not in self._without_row][:AT_A_LOOK]
        for epoch in ready:
            self._waiting.remove(epoch)
            moment = self._moment(epoch, placed, about)
            if moment is not None:
                self._largest = max(self._largest, moment.nbytes)
                found.append(moment)
        return tuple(found)

    def _moment(self, epoch: int, placed: Placed, about: About) -> Snapshot | None:
        arrays = self._parameters(epoch)
        if arrays is None:
            return None
        metrics = self._measured.at(epoch)
        own = {name: array for name, array in arrays.items() if name in about.parameters}
        try:
            step = int(self._steps.get(epoch, epoch))
            moment = standing(placed.experiment, placed.ends, own, epoch=epoch, step=step, metrics=metrics)
        except ValueError as error:
            self._bad[epoch] = _at(epoch, str(error))
            return None
        (player,) = moment.players
        if not self._idle:  # no optimiser works here: what it would remember is the same of all moments
            self._idle = player.optimizer_state
        player = replace(player, optimizer_state=self._idle)
        moment = _with_gradients(replace(moment, learned_before=0, players=(player,)), arrays)
        features = placed.dataset.test_features
        if about.computable and len(features):
            with np.errstate(all="ignore"):
                moment = replace(moment, statistics=layer_statistics(moment.network(), features))
        return moment

    def _parameters(self, epoch: int) -> Mapping[str, Array] | None:
        """What is in that checkpoint, None where that is of no use, which is said."""
        about = self._about
        assert about is not None
        try:
            tensors = read_tensors(self.folder.checkpoint(epoch), MOST_BYTES)
        except ValueError as error:
            self._bad[epoch] = str(error)
            return None
        step = tensors.metadata.get("step", "")
        self._steps[epoch] = int(step) if step.isdecimal() and len(step) < 16 else epoch
        for name, array in tensors.arrays.items():
            if name in about.parameters and not np.isfinite(array).all():
                text = translate("Files", "{name} holds a number that is infinite or no number at all.")
                self._bad[epoch] = _at(epoch, text.format(name=name))
                return None
            if name.endswith(".variance") and name in about.parameters and (array < 0).any():
                text = translate("Files", "{name} holds a variance below 0.")
                self._bad[epoch] = _at(epoch, text.format(name=name))
                return None
        return tensors.arrays


def _values(about: About) -> bool | None:
    """Whether values are learned, where the loss or the classes say so."""
    if about.classes or about.loss.endswith("crossentropy"):
        return False
    return True if about.loss else None


def _at(epoch: int, sentence: str) -> Sentence:
    text = translate("Files", "The parameters of epoch {epoch} are left out: {sentence}")
    return text.format(epoch=epoch, sentence=sentence)


def _with_gradients(moment: Snapshot, arrays: Mapping[str, Array]) -> Snapshot:
    """With the gradients that came with the parameters, where they came with all of them."""
    network = moment.network()
    blocks = [(block, arrays.get(GRADIENT + block.name)) for block in network.blocks]
    if any(array is None or array.shape != block.parameter.shape for block, array in blocks):
        return moment
    flat = np.zeros_like(network.parameters)
    for block, array in blocks:
        block.of(flat)[...] = array
    if not np.isfinite(flat).all():
        return moment
    (player,) = moment.players
    return replace(moment, players=(replace(player, given=frozen(flat)),))
