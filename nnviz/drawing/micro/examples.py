"""The examples that the left panel lists: those of the batch, or all of a training set that is small."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nnviz.drawing import numbers
from nnviz.drawing.sequences.reads import Reads, shown_symbol
from nnviz.engine.formulas import plain
from nnviz.engine.formulas.own import ANSWER, TARGET
from nnviz.engine.formulas.tree import Name, put
from nnviz.engine.losses import loss
from nnviz.training.micro import Micro

WHOLE_UP_TO = 8  # training samples that are all listed, whatever is in the batch


@dataclass(frozen=True, eq=False)
class Listed:
    """Inputs (d,), target (k,) and answer (k,) of a sample; ``row`` is where it is in the batch, if it is."""

    inputs: np.ndarray
    target: np.ndarray
    answer: np.ndarray
    row: int | None


def listed(micro: Micro) -> tuple[Listed, ...]:
    """All that can be listed, in order."""
    batch, dataset = micro.batch, micro.dataset
    if len(dataset.train_features) > WHOLE_UP_TO or not _of_dataset(micro):
        return tuple(
            Listed(batch.inputs[row], batch.targets[row], batch.outputs[row], row) for row in range(batch.n)
        )
    features = dataset.train_features.astype(batch.inputs.dtype)
    ends, outputs = batch.snapshot.ends, batch.learner.layers[-1].output_shape
    targets = ends.wanted(features, dataset.train_labels, outputs).reshape(len(features), -1)
    answers = batch.network().predict(features)
    found = []
    for inputs, target, answer in zip(features, targets, answers, strict=True):
        same = (batch.inputs == inputs).all(axis=1) & (
            batch.targets == target.astype(batch.targets.dtype)
        ).all(axis=1)
        row = int(np.flatnonzero(same)[0]) if same.any() else None
        found.append(Listed(inputs, target, batch.outputs[row] if row is not None else answer, row))
    return tuple(found)


def _of_dataset(micro: Micro) -> bool:
    """Whether the batch is of the data alone; an objective may have made samples of its own."""
    known = {row.tobytes() for row in micro.dataset.train_features.astype(micro.batch.inputs.dtype)}
    return all(row.tobytes() in known for row in micro.batch.inputs)


def shown_number(value: float, digits: int = 2) -> str:
    """A whole number without decimals."""
    return numbers.plain(value, 0) if value == round(value) else numbers.fitted(value, digits)


def target_name(micro: Micro, target: np.ndarray) -> str:
    """The class that is right, or the value asked for."""
    names = micro.classes
    if micro.batch.each_step:
        return _wanted_words(micro, target)
    if len(target) > 1 and names:
        return names[int(np.argmax(target))]
    digits = 2 if len(target) == 1 else 1  # never a power of ten: the column of the table is narrow
    values = (numbers.plain(float(v), 0 if v == round(float(v)) else digits) for v in target[:2])
    return ", ".join(values) + ("…" if len(target) > 2 else "")


def _wanted_words(micro: Micro, target: np.ndarray) -> str:
    """What is asked at each step, · where nothing is; of values how many."""
    wanted, names = wanted_of(target, micro), micro.classes
    if not names:
        return str(int(np.count_nonzero(~np.isnan(wanted))))
    return "".join("·" if at < 0 else shown_symbol(names[at]) for at in wanted.tolist())


def sequence_words(micro: Micro, inputs: np.ndarray) -> str:
    """A sequence of symbols as text; of values the first few."""
    reads = Reads(inputs.reshape(micro.dataset.feature_shape), micro.dataset.symbols)
    if reads.symbols:
        return "".join(reads.text(step) for step in range(reads.steps))
    return " ".join(shown_number(float(value)) for value in inputs[:3]) + " …"


def wanted_of(target: np.ndarray, micro: Micro) -> np.ndarray:
    """(T,) of a target (k * T,) asked at every step: classes with -1, or values with NaN."""
    goals = np.asarray(target, np.float64).reshape(micro.batch.learner.layers[-1].output_shape)
    if micro.dataset.kind == "regression":
        return np.asarray(goals[0])
    classes = goals[0] if len(goals) == 1 else np.nan_to_num(goals).argmax(axis=0)
    return np.where(np.isnan(goals[0]), -1, np.nan_to_num(classes)).astype(np.int64)


def right(target: np.ndarray, answer: np.ndarray, places: int = 1) -> bool:
    """Whether a classification is right; asked at every one of ``places``, wherever it is asked."""
    if places > 1:
        goals, said = target.reshape(-1, places).T, answer.reshape(-1, places).T
        pairs = zip(goals, said, strict=True)
        return all(right(goal, one) for goal, one in pairs if not np.isnan(goal[0]))
    if len(target) == 1:
        return bool((answer[0] > 0.5) == (target[0] > 0.5))
    return int(np.argmax(answer)) == int(np.argmax(target))


def wrong(micro: Micro, sample: Listed) -> bool:
    """Whether the answer is of another class; one that tells no class is never wrong, only near or far."""
    return micro.tells_classes and not right(sample.target, sample.answer)


def worked_loss(name: str, said: np.ndarray, wanted: np.ndarray) -> str:
    """The loss with its numbers put in; of several outputs the most important one."""
    several = len(said) > 1
    at = (
        int(np.argmax(wanted))
        if name == "categorical_crossentropy"
        else int(np.argmax(np.abs(said - wanted)))
    )
    a, y = numbers.fitted(float(said[at]), 3), shown_number(float(wanted[at]))
    if name == "categorical_crossentropy":
        return f"−log {a}"
    if name == "binary_crossentropy":
        text = f"−log {a}" if wanted[at] > 0.5 else f"−log(1 − {a})"
    elif name == "opposite_binary_crossentropy":
        text = f"log {a}" if wanted[at] > 0.5 else f"log(1 − {a})"
    elif name == "score":
        text = f"−({a})" if wanted[at] > 0.5 else a
    elif name == "mae":
        text = f"|{a} − {y}|"
    elif name == "half_squared_error":
        text = f"½ ({a} − {y})²"
    elif name == "huber":
        text = f"½ ({a} − {y})²" if abs(said[at] - wanted[at]) <= 1 else f"|{a} − {y}| − ½"
    elif (own := None if name.startswith("opposite_") else loss(name).own) is not None:
        text = plain(put(own.tree, {ANSWER: Name(_bracketed(a)), TARGET: Name(_bracketed(y))}))
    else:
        text = f"({a} − {y})²"
    return f"({text} + …)" + (f" / {len(said)}" if name != "half_squared_error" else "") if several else text


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith(numbers.MINUS) else number


def window(count: int, room: int, around: int) -> range:
    """Which ``room`` of ``count`` rows are shown: in pages, so that a row stays where it is."""
    if count <= room:
        return range(count)
    first = min(around // room * room, count - room)
    return range(first, first + room)
