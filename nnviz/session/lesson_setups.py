"""What the steps of a lesson set up: their runs, recorded without a window, and the truths read off them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nnviz.lessons.answers import Value
from nnviz.lessons.judging import as_value
from nnviz.lessons.lesson import Asked, Lesson, Option, Show
from nnviz.lessons.moment import read_moment
from nnviz.lessons.named import read_named
from nnviz.lessons.recorded import Recorded, RunParts
from nnviz.lessons.setup import Setup, set_up
from nnviz.lessons.truth import read_claim, read_truth
from nnviz.said import translate
from nnviz.session.desk import Desk
from nnviz.session.lesson_jobs import EndEarly
from nnviz.session.run import Run
from nnviz.training.many.outcome import Outcome
from nnviz.training.micro import Micro
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Standing:
    """A run at the moment at which a step opens, with the ``sample`` sent through it."""

    name: str
    colour: int
    parts: RunParts
    sample: Sample | None

    def run(self) -> Run:
        """As a run of the Session: each time another, with the same bits."""
        parts = self.parts
        return Run(
            self.name,
            self.name,
            self.colour,
            parts.experiment,
            timeline=parts.timeline.until(parts.snapshot),
            snapshot=parts.snapshot,
            dataset=parts.dataset,
            diverged=parts.diverged,
            read_for=parts.experiment,
        )

    def look(self, desk: Desk, show: Show, *, micro: bool) -> None:
        """Let the desk look at it as the step wants; ``micro``: at the update after it in micro-steps."""
        desk.look_at_newest()
        desk.set_step_unit("micro" if micro else "epoch")
        desk.select(None)
        desk.set_sample(self.sample)
        self.look_into(desk, show)

    def look_into(self, desk: Desk, show: Show) -> None:
        """Let the desk look at the micro-step that the step wants, and at the weight that it selects."""
        if show.micro is not None and desk.micro is not None:
            micro = _with_weight(desk.micro, show.select)
            desk.set_micro(micro.at(min(show.micro, len(micro.cells) - 1)))


def _with_weight(micro: Micro, select: str) -> Micro:
    """With that weight asked about; what is no weight of a dense layer, of which the chain tells, leaves all
    as it is."""
    try:
        named = read_named(select)
        source, unit = named.index if named.of_weights else ()
        return micro.with_weight(named.place(micro.snapshot), source, unit)
    except ValueError:
        return micro


class Setups:
    """The runs of one lesson's steps. What is asked is worked out in one background thread at a time, and
    kept: steps that differ only in where they look share what has been recorded.
    """

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._set_up: dict[int, tuple[Asked, Setup]] = {}  # by which Asked it is: it holds lists
        self._recorded: list[tuple[Mapping[str, object], Recorded]] = []  # by their start weights
        self._standing: dict[int, tuple[Standing, ...]] = {}
        self._outcomes: dict[int, tuple[Outcome, ...]] = {}

    # ---- in the window's thread
    def ready(self, place: int) -> tuple[Standing, ...] | None:
        """The runs of that step where they have been recorded."""
        return self._standing.get(place)

    def left(self, place: int, snapshot: Snapshot) -> tuple[int, bool] | None:
        """How many epochs, or updates (True), there are from that moment until the step's own end.

        None where it has none, or where that lies behind. Raises ``ValueError`` where it names no moment.
        """
        runs = self._lesson.steps[place].runs
        if not runs or not runs[0].until:
            return None
        until = read_moment(runs[0].until)
        done = {"epoch": snapshot.epoch, "update": snapshot.step, "last": snapshot.epoch}[until.unit]
        wanted = snapshot.experiment.epochs if until.unit == "last" else until.number
        return (wanted - done, until.unit == "update") if wanted > done else None

    def outcomes(self, place: int) -> tuple[Outcome, ...]:
        """What became of the claim of that step with each seed, where it is asked over seeds and known."""
        return self._outcomes.get(place, ())

    # ---- in the background
    def stand(self, place: int, stopped: EndEarly) -> tuple[Standing, ...]:
        """The runs of that step at the moment at which it opens; raises ``ValueError`` in one sentence."""
        if place not in self._standing:
            runs = self._lesson.steps[place].runs
            found = tuple(self._stands(asked, colour, stopped) for colour, asked in enumerate(runs))
            if not stopped():
                self._standing[place] = found
            return found
        return self._standing[place]

    def truth(self, place: int, said: Value | None, stopped: EndEarly) -> Value:
        """How it is, of what that step asks to predict; of a choice the place of the right option, which is
        the one ``said`` where several are. Raises ``ValueError`` in one sentence."""
        step = self._lesson.steps[place]
        asked = step.predict
        assert asked is not None
        records = self._records(step.runs, stopped)
        if not asked.options or asked.truth:
            outcomes: list[Outcome] = []
            value = as_value(read_truth(asked.truth).value(records, outcomes.append))
            self._outcomes[place] = tuple(outcomes)
            return value
        right = [at for at, option in enumerate(asked.options) if _holds(option, records)]
        if not right:
            raise ValueError(translate("Lessons", "None of the answers is so of this run."))
        return said if said in right else right[0]

    def warm(self, place: int, stopped: EndEarly) -> None:
        """Record all that the truth of that step will be read off, so that it takes no time then."""
        self.truth(place, None, stopped)

    def is_so(self, place: int, option: Option, stopped: EndEarly) -> bool:
        """Whether that option of the step is right; raises ``ValueError`` in one sentence."""
        return _holds(option, self._records(self._lesson.steps[place].runs, stopped) if option.when else {})

    def right_option(self, place: int, options: Sequence[Option], stopped: EndEarly) -> int | None:
        """Which option is right, None where none is; raises ``ValueError`` in one sentence."""
        return next((at for at, option in enumerate(options) if self.is_so(place, option, stopped)), None)

    def holds(self, claim: str, runs: Sequence[Run], sent: Sample | None, stopped: EndEarly) -> bool:
        """Whether a claim holds of runs as they are now, with what is ``sent`` through them; raises
        ``ValueError`` in one sentence."""
        records = {
            run.letter: Recorded.of(run.experiment, run.timeline, run.snapshot, run.dataset, sent=sent)
            for run in runs
            if run.snapshot is not None and run.dataset is not None
        }
        return read_claim(claim).holds(records)

    def _stands(self, asked: Asked, colour: int, stopped: EndEarly) -> Standing:
        recorded = self._record(asked, stopped)
        return Standing(asked.name, colour, recorded.run_parts(recorded.setup.at), recorded.sample)

    def _records(self, runs: Sequence[Asked], stopped: EndEarly) -> dict[str, Recorded]:
        return {asked.name: self._record(asked, stopped) for asked in runs}

    def _record(self, asked: Asked, stopped: EndEarly) -> Recorded:
        """What is recorded of the run; of those that differ in where they look alone it is the same."""
        setup = self._setup(asked)
        for weights, recorded in self._recorded:
            alike = recorded.experiment == setup.experiment and recorded.setup.fork == setup.fork
            if alike and weights == asked.weights:
                break
        else:
            recorded = Recorded(setup)
            self._recorded.append((asked.weights, recorded))
        recorded = recorded.asked_as(setup)
        recorded.stopped = stopped
        return recorded

    def _setup(self, asked: Asked) -> Setup:
        """What a run is set up from, read and tried once: each of its truths asks for it."""
        if id(asked) not in self._set_up:
            self._set_up[id(asked)] = asked, set_up(asked, self._lesson.seed)
        return self._set_up[id(asked)][1]


def _holds(option: Option, records: Mapping[str, Recorded]) -> bool:
    """Whether it is the right one: by its claim, or because it says so itself."""
    return read_claim(option.when).holds(records) if option.when else option.right


def as_they_are(runs: Sequence[Run]) -> list[Run]:
    """Copies of runs as they are now, whose timelines grow no more: another thread may look into them."""
    return [replace(run, timeline=run.timeline.until(run.snapshot)) for run in runs if run.begun]
