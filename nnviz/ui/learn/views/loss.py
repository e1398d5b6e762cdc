"""The loss over one weight on a lesson's stage; where that takes long, it is worked out in the background."""

from __future__ import annotations

import logging
import re
from dataclasses import replace

from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtWidgets import QWidget

from nnviz.drawing.lessons.loss import LossPicture
from nnviz.drawing.lessons.loss_curve import LossCurve, LossOver
from nnviz.drawing.lessons.loss_scene import LossScene, Stand
from nnviz.drawing.lessons.paper import Paper
from nnviz.drawing.typed import readings
from nnviz.lessons.lesson import Predict
from nnviz.lessons.named import Named, read_named
from nnviz.said import translate
from nnviz.session.lesson_runner import StepShown
from nnviz.session.sentences import told as translated
from nnviz.session.shown import Shown
from nnviz.session.work import Work
from nnviz.training.snapshot import Snapshot
from nnviz.ui.learn.views.hiding import asked_now
from nnviz.ui.learn.views.view import ViewParts
from nnviz.ui.paper_view import PaperView

_log = logging.getLogger(__name__)

_FIRST = "dense1.weights[0, 0]"  # what it is about where the step does not say
_MOST_STANDS = 400
#: As a truth without spaces asks where the parameter stands at some moment, and nothing else of it.
_PLACE = r"(?:[A-Z]\.)?{name}(?:@(?:update(?P<update>\d+)|.*))?"


class LossView(QObject):
    """The real loss over the parameter that the step names, in its ``span``; see ``LessonView``."""

    answer_offered = Signal(object)

    def __init__(self, parts: ViewParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paper = PaperView(self.tr("Loss over one weight"), self._draw)
        self._told: StepShown | None = None
        self._shown: Shown | None = None
        self._path: list[Stand] = []
        self._over: LossOver | None = None
        self._scene: LossScene | None = None
        self._why = ""
        self._work: Work | None = None
        self._working_on: Shown | None = None

    @property
    def widget(self) -> QWidget:
        return self._paper

    # ---- what is shown
    def show_step(self, told: StepShown) -> None:
        if self._told is None or told.step is not self._told.step:
            self._path = []
        self._told = told
        if self._shown is not None:
            self._show()

    def show(self, shown: Shown, before: Shown | None) -> None:
        if self._shown is None or shown.timeline is not self._shown.timeline:
            self._path = []  # another run is opened, or the same again from its start
        if shown.another_network(before) or not self._path:
            self._shown = shown
            self._show()

    def _named(self) -> Named:
        asked = self._told.step.show.of if self._told is not None else ""
        return read_named(asked or _FIRST)

    def _show(self) -> None:
        """Work out what is seen of the moment."""
        shown = self._shown
        assert shown is not None
        named = self._named()
        try:
            block = f"{named.layer}.{named.block}"
            self._over, self._why = LossOver(shown.snapshot, shown.dataset, block, named.index), ""
        except ValueError as sentence:
            self._over, self._scene, self._why = None, None, translated(sentence)
            self._paper.redraw()
            return
        self._walk(shown.update, self._over)
        self._scene = self._made(named, self._over, shown)
        self._find_curve(shown, self._over)
        self._paper.redraw()

    def _walk(self, update: int, over: LossOver) -> None:
        """One place more on the way; gone back, the way ends there."""
        self._path = [stand for stand in self._path if stand.update < update][-_MOST_STANDS:]
        self._path.append(Stand(update, over.value, over.at(over.value), over.slope()))

    def _made(self, named: Named, over: LossOver, shown: Shown) -> LossScene:
        told = self._told
        letter = named.letter(shown.snapshot)
        symbol = letter if letter != str(named) else "b" if named.block == "bias" else "w"
        asked = None if told is None else told.question
        where = None if asked is None else _where_asked(asked, named)
        about = where is not None and _stands_as_asked(told)
        waits = told is not None and told.phase == "ask" and asked is not None
        guess = told.given.value if about and told is not None and told.given is not None else None
        truth = told.truth if about and told is not None and told.phase == "revealed" else None
        return LossScene(
            symbol=symbol,
            name=_axis_name(named, shown.snapshot, symbol),
            span=self._span(over.value, [stand.value for stand in self._path]),
            path=tuple(self._path),
            samples=over.count,
            rate=self._rate(),
            guess=self._place(over, guess) if not waits else None,
            truth=self._place(over, truth),
            truth_update=int(where["update"]) if where is not None and where["update"] else -1,
            letters=self._letters(str(named)),
            hide_slope="gradient" in asked_now(told, shown),
            hide_next=waits,
        )

    def _span(self, value: float, path: list[float]) -> tuple[float, float]:
        """What the step says, else as far as it has gone, and more."""
        if self._told is not None and self._told.step.show.span is not None:
            return self._told.step.show.span
        reach = max([3.0, *(abs(one) * 1.4 for one in (value, *path))])
        return -reach, reach

    @staticmethod
    def _place(over: LossOver, value: object) -> tuple[float, float] | None:
        """A number that was guessed, or is so, with the loss there."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value), over.at(float(value))

    def _rate(self) -> float | None:
        """The learning rate, if an update is that times the slope shown: plain descent, on all samples."""
        shown = self._shown
        assert shown is not None
        settings, samples = shown.experiment, len(shown.dataset.train_labels)
        whole = settings.batch_size is None or settings.batch_size >= samples
        plain = settings.optimizer == "sgd" and not settings.clip_norm
        return shown.rate if whole and plain and not settings.max_norm else None

    def _letters(self, name: str) -> tuple[tuple[str, float], ...]:
        """The numbers to choose from, where the question is where this one goes."""
        asked = None if self._told is None else self._told.question
        plain = [] if asked is None else [one.when.replace(" ", "") for one in asked.options]
        wanted = name.replace(" ", "")
        if asked is None or asked.kind != "choice" or not any(when.startswith(wanted) for when in plain):
            return ()
        read = [readings(option.text) for option in asked.options]
        if not all(read):
            return ()
        return tuple((chr(ord("A") + place), values[0]) for place, values in enumerate(read))

    def _draw(self, paper: Paper) -> str:
        if self._scene is None:
            size = paper.size("body")
            paper.words(self._why, paper.width / 2, paper.height / 2, size, paper.look.text("secondary"))
            return self._why
        return LossPicture(paper, self._scene).draw()

    # ---- the curve
    def _find_curve(self, shown: Shown, over: LossOver) -> None:
        """At once where it is quick, else in the background, of the newest moment asked for."""
        assert self._scene is not None
        span = self._scene.span
        if over.quick:
            self._scene = replace(self._scene, curve=over.curve(span))
        elif self._work is None:
            self._working_on = shown
            self._work = Work(lambda work: over.curve(span, work.isInterruptionRequested), self._on_curve)
            self._work.start(QThread.Priority.LowPriority)
        elif self._working_on is not shown:
            self._work.requestInterruption()

    @Slot()
    def _on_curve(self) -> None:
        work, self._work = self._work, None
        if work is None:
            return
        work.wait()
        if work.fault:
            _log.error("The loss could not be worked out:\n%s", work.fault)
        elif self._working_on is not self._shown:
            if self._over is not None and self._shown is not None and self._scene is not None:
                self._find_curve(self._shown, self._over)
        elif isinstance(work.result, LossCurve) and self._scene is not None:
            self._scene = replace(self._scene, curve=work.result)
            self._paper.redraw()

    def settle(self) -> None:
        """Nothing is put off but what is worked out."""

    def shut_down(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.end()


def _axis_name(named: Named, moment: Snapshot, symbol: str) -> str:
    """What the axis says: of a lone neuron its letter and what it is, else the name in the network."""
    if named.letter(moment) == str(named):
        return f"{symbol}  {named}"
    if named.block == "bias":
        return translate("Lessons", "{letter}  bias").format(letter=symbol)
    return translate("Lessons", "{letter}  weight").format(letter=symbol)


def _stands_as_asked(told: StepShown | None) -> bool:
    """Whether a step opens at the moment that was asked about: guess and truth are steps from there."""
    if told is None or told.asked_at in (-1, told.place):
        return True
    asked, now = (told.lesson.steps[place].runs for place in (told.asked_at, told.place))
    return [run.at for run in asked[:1]] == [run.at for run in now[:1]]


def _where_asked(asked: Predict, named: Named) -> re.Match[str] | None:
    """That it is asked where the parameter stands, and after which “update”; not for something else of it, as
    its gradient."""
    name = re.escape(str(named).replace(" ", ""))
    return re.fullmatch(_PLACE.format(name=name), asked.truth.replace(" ", ""))
