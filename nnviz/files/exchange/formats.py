"""Everything that a run can be taken out as: one line each, for the command line and the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from nnviz.data.saving import save_bytes
from nnviz.files.exchange.keras_program import check_keras, keras_program
from nnviz.files.exchange.measured import check_answers, metrics_csv, predictions_csv
from nnviz.files.exchange.notebook import check_notebook, notebook_bytes
from nnviz.files.exchange.numpy_program import check_numpy, numpy_program
from nnviz.files.exchange.report import report_bytes
from nnviz.files.exchange.sklearn_program import check_sklearn, sklearn_program
from nnviz.files.exchange.subject import Subject
from nnviz.files.exchange.torch_program import check_torch, torch_program
from nnviz.files.exchange.trained import check_finite, check_onnx, npz_bytes, onnx_bytes, safetensors_bytes
from nnviz.files.outputs import check_outputs
from nnviz.said import Sentence, translate

#: Of a run: what is to be written, by the name of each file; the first is the one that was asked for. What a
#: program reads is called by the third, or after the program.
Contents = Callable[..., Mapping[str, bytes]]


@dataclass(frozen=True)
class Format:
    """One line of the table: ``group`` says what of a run it is.

    ``check`` raises ``ValueError`` with one sentence for a run that cannot be taken out so, without the work
    of doing it. What is ``drawn`` wants the run's ``diagram``.
    """

    name: str
    group: Sentence
    label: Sentence
    purpose: Sentence
    ending: str
    contents: Contents
    check: Callable[[Subject], object]
    drawn: bool = False


def _one(write: Callable[[Subject], bytes]) -> Contents:
    return lambda subject, name: {name: write(subject)}


def _of_network(write: Callable[[Subject], bytes]) -> Contents:
    def contents(subject: Subject, name: str) -> Mapping[str, bytes]:
        check_finite(subject)
        return {name: write(subject)}

    return contents


def _program(write: Callable[[Subject, str], tuple[str, bytes | None]]) -> Contents:
    def contents(subject: Subject, name: str, beside: str = "") -> Mapping[str, bytes]:
        beside = beside or data_name(name)
        text, data = write(subject, beside)
        return {name: text.encode()} | ({} if data is None else {beside: data})

    return contents


def data_name(program: str, number: int = 1) -> str:
    """What the file beside a program is called, with its data and start weights."""
    return f"{Path(program).stem}_data{number if number > 1 else ''}.npz"


def _free_name(path: Path, content: bytes) -> str:
    """As the program's data may be called: no other numbers are there by that name, which others may read."""
    names = (data_name(path.name, number) for number in count(1))
    return next(name for name in names if _may_be(path.with_name(name), content))


def _may_be(path: Path, content: bytes) -> bool:
    """Whether there is nothing at that path, or this."""
    try:
        return path.stat().st_size == len(content) and path.is_file() and path.read_bytes() == content
    except FileNotFoundError:
        return True
    except OSError:
        return False


_PROGRAM = translate("Files", "Program")
_NETWORK = translate("Files", "Trained network")
_TOLD = translate("Files", "What came of it")


def _table(*formats: Format) -> dict[str, Format]:
    return {entry.name: entry for entry in formats}


FORMATS: dict[str, Format] = _table(
    Format(
        "numpy",
        _PROGRAM,
        translate("Files", "Plain NumPy"),
        translate("Files", "Trains it again, to the same numbers; all of the mathematics can be read in it."),
        ".py",
        _program(numpy_program),
        check_numpy,
    ),
    Format(
        "torch",
        _PROGRAM,
        translate("Files", "PyTorch"),
        translate("Files", "The same arithmetic in its own layers and optimisers."),
        ".py",
        _program(torch_program),
        check_torch,
    ),
    Format(
        "keras",
        _PROGRAM,
        translate("Files", "Keras"),
        translate("Files", "In its own layers; what it computes otherwise stands at its head."),
        ".py",
        _program(keras_program),
        check_keras,
    ),
    Format(
        "sklearn",
        _PROGRAM,
        translate("Files", "scikit-learn"),
        translate("Files", "Its MLPClassifier or MLPRegressor, where that can do the same."),
        ".py",
        _program(sklearn_program),
        check_sklearn,
    ),
    Format(
        "notebook",
        _PROGRAM,
        translate("Files", "Notebook"),
        translate("Files", "The program of plain NumPy in the cells of a Jupyter notebook, with its curves."),
        ".ipynb",
        _one(notebook_bytes),
        check_notebook,
    ),
    Format(
        "onnx",
        _NETWORK,
        translate("Files", "ONNX"),
        translate("Files", "For onnxruntime and most other programs; takes samples in the data's own units."),
        ".onnx",
        _of_network(onnx_bytes),
        check_onnx,
    ),
    Format(
        "safetensors",
        _NETWORK,
        translate("Files", "safetensors"),
        translate("Files", "The weights by their names, safe to open anywhere."),
        ".safetensors",
        _of_network(safetensors_bytes),
        check_finite,
    ),
    Format(
        "npz",
        _NETWORK,
        translate("Files", "NumPy .npz"),
        translate("Files", "Weights and settings, for NumPy and for nnviz predict and nnviz export."),
        ".npz",
        _of_network(npz_bytes),
        check_finite,
    ),
    Format(
        "report",
        _TOLD,
        translate("Files", "Report"),
        translate(
            "Files", "One page with pictures, to read, to print and to send; HTML, complete in itself."
        ),
        ".html",
        _of_network(report_bytes),
        check_finite,
        drawn=True,
    ),
    Format(
        "predictions",
        _TOLD,
        translate("Files", "Predictions"),
        translate("Files", "CSV: every sample with what is so, what is answered, and every output."),
        ".csv",
        _one(predictions_csv),
        check_answers,
    ),
    Format(
        "metrics",
        _TOLD,
        translate("Files", "Metrics"),
        translate("Files", "CSV: the losses and all else that was measured, of all epochs."),
        ".csv",
        _one(metrics_csv),
        lambda subject: subject.metrics,
    ),
)


def take_out(subject: Subject, kind: str, path: Path, keep: Sequence[Path] = ()) -> tuple[Path, ...]:
    """Write the run in that form; the files that were written, first the one that was asked for.

    None of ``keep`` is written over, nor the data of another program: a program's own get another name then.
    Raises ``ValueError`` with one sentence for what cannot be; then nothing is written.
    """
    contents, usual = FORMATS[kind].contents, data_name(path.name)
    found = contents(subject, path.name)
    if usual in found:
        free = _free_name(path, found[usual])
        found = found if free == usual else contents(subject, path.name, free)
    paths = {path.with_name(name): content for name, content in found.items()}
    check_outputs({str(one): one for one in paths}, {str(one): one for one in keep})
    for one in reversed(paths):  # what stands beside it first: the one that was asked for is whole
        save_bytes(one, paths[one])
    return tuple(paths)
