"""The training loop of a program: epochs, batches, rates, stopping, and what was changed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from nnviz.engine import SCHEDULES
from nnviz.files.exchange.plan import Plan
from nnviz.training.edits import Edit

_NAMES = {
    "learning_rate": "RATE",
    "batch_size": "BATCH",
    "epochs": "EPOCHS",
    "patience": "PATIENCE",
    "l1": "L1",
    "l2": "L2",
}


class Loop:
    """The lines of the loop of a run, plain where nothing was changed while it ran.

    Where something was, the settings stand in a dictionary, and each change in the place where it took hold.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan, self.experiment = plan, plan.experiment
        self.changing = {change.name for change in plan.changes}

    @cached_property
    def changed(self) -> bool:
        """Whether anything was changed while it ran."""
        return bool(self.plan.changes)

    @property
    def holds(self) -> bool:
        """Whether something is ever held."""
        return bool(self.experiment.cut or self.experiment.frozen or self.changing & {"cut", "frozen"})

    def _named(self, name: str) -> str:
        return f'S["{name}"]' if self.changed else _NAMES[name]

    def _used(self) -> list[str]:
        """The settings that the loop reads."""
        experiment = self.experiment
        names = ["epochs", "learning_rate", "batch_size"]
        if experiment.patience or "patience" in self.changing:
            names.append("patience")
        if experiment.l1 or experiment.l2 or self.changing & {"l1", "l2"}:
            names += ["l1", "l2"]
        return names

    def definitions(self) -> Iterator[str]:
        """The settings, and the changes with the number of updates before each."""
        values = {name: getattr(self.experiment, name) for name in self._used()}
        if not self.changed:
            whole = self.experiment.batch_size is None
            used = {name: value for name, value in values.items() if not (whole and name == "batch_size")}
            yield from (f"{_NAMES[name]} = {value!r}" for name, value in used.items())
        else:
            yield f"S = {values!r}"
            yield "# What was changed by hand: before which update, what, and to what."
            yield "CHANGES = {"
            for step, told in self._changes().items():
                yield f"    {step}: [{', '.join(told)}],"
            yield "}"
        if self.holds:
            start = self.plan.subject.start
            cut = self.plan.cut(self.experiment.cut)
            kept = dict(zip(cut, start.players[0].cut_weights, strict=True))
            yield "HELD = {}  # the numbers of parameters that training leaves as they are"
            yield f"CUT = {kept!r}  # the weights that cut edges had"

    def _changes(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        cut, frozen = self.experiment.cut, self.experiment.frozen
        for change in self.plan.changes:
            value = change.value
            if isinstance(value, Edit):
                value = self.plan.edited(value)
            elif change.name in ("cut", "frozen"):
                cut, frozen = (value, frozen) if change.name == "cut" else (cut, value)
                value = self.plan.frozen(frozen), self.plan.cut(cut)
            name = "hold" if change.name in ("cut", "frozen") else change.name
            found.setdefault(change.step, []).append(repr((name, value)))
        return found

    def update(self) -> Iterator[str]:
        """What is done with the gradients of a batch."""
        spec = self.experiment.optimizers[0]
        if "l1" in self._used():
            yield f"    add_penalties({self._named('l1')}, {self._named('l2')})"
        steps = [f"clip({spec.clip_norm!r})"] if spec.clip_norm else []
        steps.append("optimizer.step(rate)")
        if spec.max_norm:
            steps.append(f"limit_norms({spec.max_norm!r})")
        if not self.holds:
            yield from (f"    {step}" for step in steps)
            return
        yield f"    without_held(lambda: ({', '.join(steps)}))"

    def _rate(self, epoch: str) -> str:
        experiment, rate = self.experiment, self._named("learning_rate")
        if experiment.schedule == "constant":
            return rate
        entry = SCHEDULES[experiment.schedule]
        given = {"epochs": experiment.schedule_epochs, "gamma": experiment.schedule_gamma}
        told = {name: repr(given.get(name) or usual) for name, usual in entry.settings.items()}
        if entry.whole and experiment.schedule_epochs is None:
            told["epochs"] = f"max(1, {self._named('epochs')})" if self.changed else self._named("epochs")
        settings = "".join(f", {name}={value}" for name, value in told.items())
        return f"{rate} * {experiment.schedule}_schedule({epoch}{settings})"

    def lines(self) -> Iterator[str]:
        """The loop itself."""
        if self.holds:
            held, cut = self.plan.frozen(self.experiment.frozen), self.plan.cut(self.experiment.cut)
            yield f"hold({held!r}, {cut!r})"
        yield from self._changing() if self.changed else self._plain()

    def _measured(self, epoch: str) -> str:
        every = self.experiment.evaluate_every
        return "" if every == 1 else f"{epoch} % {every} == 0 or {epoch} == {self._named('epochs')}"

    def _plain(self) -> Iterator[str]:
        experiment, patient = self.experiment, bool(self.experiment.patience)
        yield "best, best_epoch = measure(0), 0" if patient else "measure(0)"
        yield "for epoch in range(1, EPOCHS + 1):"
        rate = self._rate("epoch - 1")
        rows = "np.arange(len(LEARN_X))"
        if experiment.updates:
            size = "len(LEARN_X)" if experiment.batch_size is None else "BATCH"
            drawn = rows if experiment.batch_size is None else f"ORDER.integers(len(LEARN_X), size={size})"
            yield f"    for _ in range({experiment.updates}):"
            yield f"        learn({drawn}, {rate})"
        elif experiment.batch_size is None:
            yield f"    learn({rows}, {rate})"
        else:
            yield f"    rows = {rows}"
            yield "    ORDER.shuffle(rows)"
            yield "    for first in range(0, len(rows), BATCH):"
            yield f"        learn(rows[first : first + BATCH], {rate})"
        yield from self._ending("    ")

    def _ending(self, indent: str) -> Iterator[str]:
        """Measuring, and stopping where it says so."""
        condition, patient = self._measured("epoch"), "patience" in self._used()
        if condition:
            yield f"{indent}if not ({condition}):"
            yield f"{indent}    continue"
        yield f"{indent}{'now = ' if patient else ''}measure(epoch)"
        if not patient:
            return
        yield f"{indent}if now < best:"
        yield f"{indent}    best, best_epoch = now, epoch"
        if not self.changed:
            yield f"{indent}if epoch - best_epoch >= PATIENCE:"
            yield f"{indent}    break"

    def _changing(self) -> Iterator[str]:
        updates, holds = self.experiment.updates, self.holds
        yield "def change(step):"
        yield '    """What was changed by hand before that update takes hold."""'
        yield "    for name, value in CHANGES.pop(step, ()):"
        yield '        if name == "edit":'
        yield "            where, place, number = value"
        if holds:
            yield "            if (where, place) in CUT:"
            yield "                CUT[where, place] = P[where].dtype.type(number)"
            yield "                continue"
        yield "            P[where].flat[place] = number"
        if self.changing & {"cut", "frozen"}:
            yield '        elif name == "hold":'
            yield "            hold(*value)"
        yield "        else:"
        yield "            S[name] = value"
        yield ""
        yield ""
        patient = "patience" in self._used()
        yield "epoch = step = 0"
        yield "best, best_epoch = measure(0), 0" if patient else "measure(0)"
        yield "while True:"
        yield "    change(step)"
        stop = 'epoch >= S["epochs"]'
        if patient:
            stop += ' or (S["patience"] and epoch - best_epoch >= S["patience"])'
        yield f"    if {stop}:"
        yield "        break"
        total = "len(LEARN_X)"
        if updates:
            total = f"{updates} * (S['batch_size'] or len(LEARN_X))"
        yield f"    position, rows, whole = 0, np.arange(len(LEARN_X)), {total}"
        yield "    while position < whole:"
        yield "        change(step)"
        yield '        size = S["batch_size"]'
        if updates:
            yield "        chosen = rows if size is None else ORDER.integers(len(LEARN_X), size=size)"
        else:
            yield "        if size is not None and position == 0:"
            yield "            ORDER.shuffle(rows)"
            yield "        chosen = rows[position:] if size is None else rows[position : position + size]"
        yield f"        learn(chosen, {self._rate('epoch')})"
        yield "        position, step = position + len(chosen), step + 1"
        yield "    epoch += 1"
        yield from self._ending("    ")
