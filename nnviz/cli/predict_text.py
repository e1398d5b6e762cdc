"""What ``nnviz predict --text`` says of a sequence: the answer, or how it goes on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nnviz.data import DATASETS, FAMILIES
from nnviz.data.sequences.written import read_text
from nnviz.files.model import read_model
from nnviz.said import translate
from nnviz.training.continuing import Array, Continued, SequenceReader, continued
from nnviz.training.outputs import classes, probabilities

FURTHEST = 100  # symbols that a text is gone on by, unless more are asked for


class TextReader:
    """The network of a file that reads sequences.

    Raises ``ValueError`` with one sentence for a network that learned anything else.
    """

    def __init__(self, path: Path, count: int | None, temperature: float | None, seed: int) -> None:
        model = read_model(path)
        if not FAMILIES[DATASETS[model.experiment.data].family].steps:
            raise ValueError(
                translate("Cli", "“{path}” reads no sequences: it learned “{data}”.").format(
                    path=path, data=model.experiment.data
                )
            )
        self._activation = model.network.layers[-1].activation.name
        self._reader = SequenceReader(model.network, model.experiment.dataset())
        self._count, self._temperature, self._seed = count, temperature, seed

    def read(self, text: str) -> tuple[dict[str, Any], str]:
        """For JSON and for people: how the text goes on, where its data set has that, else the answer to it.

        The next text is gone on with by the next seed. JSON has ``continued``, a text or a list of numbers,
        and of symbols the ``probabilities`` that each was drawn by; or ``label`` and ``probabilities``; or of
        answers at every step ``labels``, ``answers`` and ``probabilities``, a list for each step. Raises
        ``ValueError`` with one sentence for a text that is no such sequence.
        """
        dataset = self._reader.dataset
        given = read_text(dataset, text)
        if dataset.following is not None:
            usual = dataset.following.temperature
            count = FURTHEST if self._count is None else self._count
            temperature = usual if self._temperature is None else self._temperature
            found = continued(self._reader, given, count, temperature=temperature, seed=self._seed)
            self._seed += 1
            return self._gone_on(text, found)
        said = self._reader.outputs(given)
        return self._answer(said) if said.ndim == 1 else self._answers(said)

    def _gone_on(self, text: str, found: Continued) -> tuple[dict[str, Any], str]:
        dataset = self._reader.dataset
        if not dataset.symbols:
            numbers = found.values.tolist()
            return {"continued": numbers}, ", ".join(f"{number:.3f}" for number in numbers)
        ends = "" if dataset.following is None else dataset.following.ends
        more = "".join(dataset.symbols[place] for place in found.places).removesuffix(ends)
        return {"continued": more, "probabilities": found.shares.tolist()}, text + more

    def _answer(self, said: Array) -> tuple[dict[str, Any], str]:
        shares = probabilities(said, self._activation)
        shares = said if shares is None else shares
        names, likely = self._reader.dataset.class_names, np.argsort(shares)[::-1]
        line = {"label": int(likely[0]), "probabilities": shares.tolist()}
        first, second = (f"{names[k]} ({shares[k]:.1%})" for k in likely[:2])
        return line, f"{first}, else {second}"

    def _answers(self, said: Array) -> tuple[dict[str, Any], str]:
        labels = classes(said[np.newaxis])[0].tolist()
        answers = [self._reader.dataset.class_names[label] for label in labels]
        return {"labels": labels, "answers": answers, "probabilities": said.T.tolist()}, _joined(answers)


def _joined(names: Sequence[str]) -> str:
    return "".join(names) if max(map(len, names)) == 1 else " ".join(names)
