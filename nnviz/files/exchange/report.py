"""A run on one page: what was trained, how it went, what it came to, with pictures; HTML without a script.

It stands alone: nothing is fetched, and it prints on paper as it is.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator

import numpy as np

from nnviz import __version__
from nnviz.files.exchange.charts import chart, scatter
from nnviz.files.exchange.subject import Subject
from nnviz.said import translate
from nnviz.training.edits import Edit
from nnviz.training.metrics import class_metrics, confusion_matrix
from nnviz.training.outputs import classes
from nnviz.training.structure import told_layers
from nnviz.training.trainer import Trainer

MOST_CLASSES = 30
"""Of more the table of classes against classes would fill pages."""
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; color: #1a1d24; max-width: 52rem }
body { margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.6rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
td, th { padding: .15rem .7rem .15rem 0; text-align: left; vertical-align: top; font-weight: normal }
th { color: #5a6270 } .numbers td { text-align: right; padding: .1rem .4rem }
.numbers th { text-align: right; padding: .1rem .4rem } svg { max-width: 100%; height: auto }
.by { color: #5a6270 } pre { white-space: pre-wrap; font-size: .8rem }
@media print { body { margin: 0; max-width: none } details { display: none } section { break-inside: avoid } }
"""


def report_bytes(subject: Subject) -> bytes:
    """The page. ``ValueError`` with one sentence where there is nothing to report."""
    title = f"{subject.dataset.name}: {told_layers(subject.network.specs)}"
    body = "\n".join(
        [
            f"<h1>{_text(title)}</h1>",
            f'<p class="by">{_text(_trained(subject))}</p>',
            *_section(translate("Files", "What it came to"), _came_to(subject)),
            *_section(translate("Files", "The network"), [subject.diagram.partition("?>\n")[2]]),
            *_section(translate("Files", "How it went"), _curves(subject)),
            *_section(translate("Files", "What it answers to the test samples"), _answers(subject)),
            *_section(translate("Files", "What was changed while it ran"), _changes(subject)),
            *_section(translate("Files", "Settings"), _settings(subject)),
        ]
    )
    page = (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{_text(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{_STYLE}</style>\n</head>\n<body>\n'
        f"{body}\n</body>\n</html>\n"
    )
    return page.encode()


def _text(words: object) -> str:
    return html.escape(str(words))


def _trained(subject: Subject) -> str:
    if subject.epoch is None:
        return translate("Files", "A network that nnviz {version} opened.").format(version=__version__)
    return translate("Files", "{epoch} epochs in nnviz {version}.").format(
        epoch=f"{subject.epoch:,}", version=__version__
    )


def _section(title: str, parts: Iterable[str]) -> Iterator[str]:
    """A heading and what stands below it; nothing where there is nothing."""
    found = [part for part in parts if part]
    if found:
        yield f"<section>\n<h2>{_text(title)}</h2>"
        yield from found
        yield "</section>"


def _rows(rows: Iterable[tuple[object, object]]) -> str:
    lines = [f"<tr><th>{_text(name)}</th><td>{_text(value)}</td></tr>" for name, value in rows]
    return "<table>\n" + "\n".join(lines) + "\n</table>" if lines else ""


def _came_to(subject: Subject) -> Iterator[str]:
    metrics = subject.snapshot.metrics if subject.snapshot is not None else None
    if metrics is None:
        trainer = Trainer(subject.experiment, subject.dataset)
        if len(trainer.players) > 1:
            return
        trainer.network.parameters[:] = subject.network.parameters
        trainer.network.statistics[:] = subject.network.statistics
        metrics = trainer.measured()
    kinds = zip(metrics.kinds, metrics.values, strict=True)
    yield _rows(
        (kind.words, f"{value:.2%}" if kind.unit == "share" else f"{value:.6g}") for kind, value in kinds
    )


def _curves(subject: Subject) -> Iterator[str]:
    table = subject.timeline.metrics
    if len(table) < 2:
        return
    for kinds in table.kinds.plots.values():
        series = [(kind.name.replace("_", " "), table.epochs, table.values(kind.name)) for kind in kinds]
        yield chart(series, "epoch")


def _answers(subject: Subject) -> Iterator[str]:
    """Of classes which are taken for which, of values the answers over what is so."""
    data, network = subject.dataset, subject.network
    if not subject.ends.learns_labels or len(network.output_shape) > 1:
        return
    outputs = network.predict(data.test_features)
    if not data.class_names:
        truth = np.asarray(data.test_labels, np.float64).reshape(len(outputs), -1)
        yield scatter(truth[:, 0], outputs[:, 0], translate("Files", "what is so"), "answer")
        return
    names = data.class_names
    if len(names) > MOST_CLASSES:
        return
    counts = confusion_matrix(data.test_labels, classes(outputs), len(names))
    told = class_metrics(counts)
    head = "".join(f"<th>{_text(name)}</th>" for name in names)
    more = "".join(f"<th>{_text(word)}</th>" for word in ("precision", "recall", "F1"))
    lines = [f"<tr><th></th>{head}{more}</tr>"]
    most = max(1, counts.max())
    for row, name in enumerate(names):
        cells = "".join(
            f'<td style="background: rgb({_shade(count / most, row == column)})">{count}</td>'
            for column, count in enumerate(counts[row].tolist())
        )
        shares = (told.precision[row], told.recall[row], told.f1[row])
        cells += "".join(f"<td>{share:.2f}</td>" for share in shares)
        lines.append(f"<tr><th>{_text(name)}</th>{cells}</tr>")
    words = translate("Files", "A row for what is so, a column for what is answered.")
    yield f'<p class="by">{_text(words)}</p>\n<table class="numbers">\n' + "\n".join(lines) + "\n</table>"


def _shade(share: float, right: bool) -> str:
    """Blue for what is right, orange for what is not, the fuller the more there are."""
    full = (120, 170, 230) if right else (240, 160, 90)
    return ", ".join(f"{255 - (255 - part) * share:.0f}" for part in full)


def _changes(subject: Subject) -> Iterator[str]:
    rows = []
    for change in subject.timeline.changes:
        value = change.value
        name = change.name
        if isinstance(value, Edit):
            name, value = _edited(subject, value), f"{value.value:g}"
        rows.append((f"epoch {change.epoch}", f"{name} = {value}"))
    yield _rows(rows)


def _edited(subject: Subject, edit: Edit) -> str:
    """The parameter that was set by hand; of a network that was rebuilt since, where it was."""
    network = subject.network
    try:
        at = network.weighted[edit.layer]
        return network.parameter_name(
            network.part(at).start + network.layers[at].index(edit.source, edit.unit)
        )
    except (IndexError, ValueError):
        return f"layer {edit.layer + 1}"


def _settings(subject: Subject) -> Iterator[str]:
    experiment = subject.experiment
    spec, data = experiment.optimizers[0], subject.dataset
    hyper = ", ".join(f"{name} {value:g}" for name, value in spec.hyperparameters.items())
    rows: list[tuple[object, object]] = [
        (
            "data",
            f"{data.name}: {len(data.train_features):,} to learn from, {len(data.test_features):,} to test",
        ),
        ("scale", experiment.scale),
        ("layers", told_layers(subject.network.specs)),
        ("parameters", f"{subject.network.size:,}"),
        ("start weights", experiment.initializer),
        ("loss", experiment.loss),
        ("optimiser", f"{spec.name}, rate {spec.learning_rate:g}" + (f", {hyper}" if hyper else "")),
        ("schedule", experiment.schedule),
        ("batch", experiment.batch_size or "all samples"),
        ("L1, L2", f"{experiment.l1:g}, {experiment.l2:g}"),
        ("seed", experiment.seed),
        ("numbers", experiment.dtype),
    ]
    yield _rows(rows)
    whole = json.dumps(experiment.to_dict(), indent=1, ensure_ascii=False, allow_nan=False)
    yield f"<details><summary>all settings, as JSON</summary><pre>{_text(whole)}</pre></details>"
