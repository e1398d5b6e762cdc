"""The contents of data of one's own apart from the settings that know them: in files, and sent to workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nnviz.data.catalogue import DATASETS
from nnviz.data.own.content import Content
from nnviz.training.experiment import Experiment


def contents_of(experiments: Iterable[Experiment]) -> dict[str, Content]:
    """The contents that these have at hand, by their digest."""
    owned = (experiment.own.content for experiment in experiments if experiment.own is not None)
    return {content.digest: content for content in owned if content.there}


def with_content(experiment: Experiment, contents: Mapping[str, Content]) -> Experiment:
    """The same with the content that its settings know of, where that is among these.

    Raises ``ValueError`` with one sentence for one that its source cannot use.
    """
    own = experiment.own
    if own is None or own.content.digest not in contents:
        return experiment
    content, making = contents[own.content.digest], DATASETS[own.source].own
    assert making is not None
    if content.there:
        making.check(content)
    return experiment.with_(own=own.with_content(content))
