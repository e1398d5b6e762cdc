"""What somebody has asked for: a sweep, and where it is to run."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nnviz.training.experiment import Experiment
from nnviz.training.many.claim import Claim, usual_claim
from nnviz.training.many.pools import Cluster, Pool, Processes, cores
from nnviz.training.many.sweep import Sweep

SEEDS, CELL_SEEDS = 30, 5


@dataclass(frozen=True)
class Plan:
    """``letter`` is that of the run whose settings are swept. It runs in so many ``jobs`` on this computer,
    or on the cluster at ``address``, if one was typed and ``far`` is chosen."""

    sweep: Sweep
    letter: str
    jobs: int
    far: bool = False
    address: str = ""

    def make(self) -> Pool:
        """Where it runs. Raises ``ValueError`` with one sentence where that cannot be."""
        return Cluster(self.address) if self.far else Processes(self.jobs, polite=True)

    def of_run(self, experiment: Experiment, letter: str) -> Plan:
        """The same for other settings, as far as they take it: claim and axes that do not suit are left."""
        if experiment == self.sweep.experiment and letter == self.letter:
            return self
        sweep = replace(self.sweep, experiment=experiment)
        for tried in (
            sweep,
            replace(sweep, claim=_shorter(sweep)),
            replace(sweep, axes=(), cell_seeds=self.sweep.cell_seeds),
        ):
            try:
                return replace(self, sweep=tried.validated(), letter=letter)
            except ValueError:
                continue
        return replace(self, sweep=first_sweep(experiment), letter=letter)


def first_plan(experiment: Experiment, letter: str) -> Plan:
    """What is asked first: the goal, over so many seeds."""
    return Plan(first_sweep(experiment), letter, cores())


def first_sweep(experiment: Experiment) -> Sweep:
    """The goal of an experiment over some seeds."""
    claim = usual_claim(experiment.kinds, max(1, experiment.epochs))
    return Sweep(experiment, claim, tuple(range(SEEDS)), (), tuple(range(CELL_SEEDS)))


def _shorter(sweep: Sweep) -> Claim:
    within = sweep.claim.within
    return replace(sweep.claim, within=None if within is None else min(within, sweep.experiment.epochs))
