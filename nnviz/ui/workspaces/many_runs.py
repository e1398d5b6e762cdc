"""The workspace of a sweep: does it always?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import thread_time

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from nnviz.data.saving import save_bytes
from nnviz.drawing.sweep.scene import SweepScene
from nnviz.session.desk import Desk
from nnviz.session.messages import Message
from nnviz.session.runs import Runs
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.session.signals import Signals
from nnviz.session.sweeping import Sweeping
from nnviz.training.experiment import Experiment
from nnviz.training.many.command import sweep_command
from nnviz.training.many.record import as_csv, as_json
from nnviz.training.many.sweep import Sweep
from nnviz.ui.folders import folder
from nnviz.ui.guarded import Teller
from nnviz.ui.pace import Pace
from nnviz.ui.sweep.foot import SweepFoot
from nnviz.ui.sweep.panel import SweepPanel
from nnviz.ui.sweep.plan import Plan, first_plan
from nnviz.ui.sweep.results import SweepResults
from nnviz.ui.sweep.stage import SweepStage
from nnviz.ui.widgets.splitter import Sizes

_REDRAW_MS = 200  # between two pictures while runs rush in
_RESTS = 8  # times as long as a picture takes to be worked out


class ManyRuns(QObject):
    """What is asked, how often it held, and the runs; see ``Workspace``. ``foot`` takes the place of the
    timeline.

    ``leave_requested``: a run is opened, and to be looked at; ``pair_requested(letter, letter)``: two of them
    beside one another.
    """

    leave_requested = Signal()
    pair_requested = Signal(str, str)

    def __init__(self, desk: Desk, runs: Runs, signals: Signals, memory: Sizes, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._runs, self._signals = desk, runs, signals
        self._of = desk.run.experiment, desk.run.letter
        self._plan = first_plan(*self._of)
        self._chosen = 0
        self._opened: dict[Experiment, str] = {}  # the letters of the runs that were opened from here
        self._judged = self._plan.sweep  # what ran last, with another claim
        self._dialog: QFileDialog | None = None
        self._sweeping = Sweeping(self)
        self._panel, self._stage, self._results = SweepPanel(self._plan), SweepStage(), SweepResults()
        self.foot = SweepFoot()
        self._stage.remember(memory, "sweep/stage")
        self._results.remember(memory, "sweep/results")
        self._pace = Pace(self._show, _REDRAW_MS, self)
        self._sweeping.changed.connect(self._on_changed)
        self._sweeping.fault_raised.connect(signals.fault_raised)
        self._panel.plan_requested.connect(self._on_plan)
        self._panel.save_requested.connect(self._on_save)
        self._panel.copy_requested.connect(self._on_copy)
        self._stage.run_requested.connect(self.open_run)
        self._stage.run_seen.connect(self._results.see)
        self._stage.cell_chosen.connect(self._on_cell)
        self._results.run_requested.connect(self.open_run)
        self._results.pair_requested.connect(self._on_pair)
        self.foot.run_requested.connect(self.run)
        self.foot.stop_requested.connect(self._sweeping.stop)

    @property
    def left(self) -> QWidget:
        return self._panel

    @property
    def stage(self) -> QWidget:
        return self._stage

    @property
    def right(self) -> QWidget:
        return self._results

    # ---- what is asked
    @property
    def plan(self) -> Plan:
        """What is asked now; the results may be of what was asked before."""
        return self._plan

    @Slot(object)
    def _on_plan(self, plan: Plan) -> None:
        try:
            plan.sweep.validated()
        except ValueError as sentence:
            self._tell("warning", self.tr("That cannot be swept"), told(sentence))
        else:
            self._plan = plan
            if plan.sweep.axes and not self._chosen:
                self._chosen = 1
        self._panel.show_plan(self._plan)
        self._pace.do()

    @Slot()
    def run(self) -> None:
        """Train all runs that are asked for."""
        plan = self._plan
        try:
            sweep = plan.sweep.validated()
        except ValueError as sentence:
            self._tell("warning", self.tr("That cannot be swept"), told(sentence))
            return
        self._chosen = min(1, len(sweep.cells) - 1)
        self._signals.message_raised.emit(None)
        self._sweeping.start(sweep, plan.make)

    # ---- what is shown
    @property
    def scene(self) -> SweepScene:
        """The sweep that ran last, judged by the claim that stands there now; before any, what is asked."""
        sweep = self._judged_now
        chosen = min(self._chosen, len(sweep.cells) - 1)
        return SweepScene(sweep, self._sweeping.rans, self._sweeping.running, chosen)

    @property
    def _judged_now(self) -> Sweep:
        """One object for as long as it is the same: its cells are worked out once."""
        done, asked = self._sweeping.sweep, self._plan.sweep
        if done is None:
            return asked
        if asked.claim == done.claim or not _alike(done, asked):
            return done
        wanted = replace(done, claim=asked.claim)
        if wanted != self._judged:
            self._judged = wanted
        return self._judged

    @property
    def _why_not(self) -> str:
        """Why no run of these can be trained anew; those that ran are of settings that can."""
        return "" if self._sweeping.sweep else str(self._desk.run.source.why_not("train"))

    @Slot()
    def _on_changed(self) -> None:
        if self._sweeping.why:
            self._tell("error", self.tr("The sweep has ended"), self._sweeping.why)
        elif not self._sweeping.busy and self._stage.isHidden():
            self._tell("info", self.tr("The sweep is done"), self._came_to)
        if self._sweeping.busy and self._sweeping.rans:
            self._pace.ask()
        else:
            self._pace.do()

    @property
    def _came_to(self) -> str:
        """What it came to, in a sentence."""
        scene = self.scene
        kept, asked = (scene.outcomes[-1].kept, scene.outcomes[-1].asked) if scene.outcomes else (0, 0)
        text = self.tr("{kept} of {asked} {said}")
        return text.format(kept=kept, asked=asked, said=told(scene.said))

    def _show(self) -> None:
        if self._stage.isHidden():
            return
        scene, sweeping, began = self.scene, self._sweeping, thread_time()
        self._stage.show_scene(scene)
        self._results.show_scene(scene)
        self._pace.set_rest(max(_REDRAW_MS, round(_RESTS * 1000 * (thread_time() - began))))
        self._panel.set_results(bool(sweeping.rans))
        done = len(sweeping.rans)
        why_not = self._desk.run.source.why_not("train")
        self.foot.run.setEnabled(not why_not)
        self._results.setEnabled(not self._why_not)
        if sweeping.busy and sweeping.sweep is not None:
            self.foot.show_work(done, sweeping.sweep.runs, sweeping.at_once, sweeping.left)
            return
        said = told(why_not) or self.tr("Nothing has run yet")
        if sweeping.sweep is not None:
            of_these = _alike(sweeping.sweep, self._plan.sweep)
            said = self.tr("Done") if done == sweeping.sweep.runs else self.tr("Stopped")
            said = said if of_these else self.tr("Shown is what ran with other settings")
        self.foot.show_rest(done, scene.sweep.runs, self._plan.sweep.runs, said)

    @Slot(int)
    def _on_cell(self, cell: int) -> None:
        self._chosen = cell
        self._pace.do()

    # ---- runs
    @Slot(int, int)
    def open_run(self, cell: int, seed: int) -> None:
        """Have it as a run of its own, which is trained anew, and look at that."""
        if self._why_not:
            return
        self._letter_of(cell, seed)
        self.leave_requested.emit()
        self._desk.play()

    @Slot(int, int, int)
    def _on_pair(self, cell: int, seed: int, other: int) -> None:
        letters = self._letter_of(cell, seed), self._letter_of(cell, other)
        self.pair_requested.emit(*letters)

    def _letter_of(self, cell: int, seed: int) -> str:
        """The letter of the run with that seed, which is current then: as it was opened, or another."""
        scene = self.scene
        experiment = scene.sweep.cells[cell].run(seed)
        letter = self._opened.get(experiment, "")
        there = {run.letter: run for run in self._runs.all}
        self._desk.show_reader(False)
        if self._desk.step_unit == "micro":
            self._desk.set_step_unit("epoch")
        if letter in there and there[letter].experiment == experiment:
            self._runs.choose(letter)
            return letter
        self._runs.new(experiment)
        letter = self._opened[experiment] = self._runs.current.letter
        name = self.tr("seed {seed}").format(seed=seed)
        if scene.sweep.cells[cell].place:
            name = self.tr("seed {seed}, {values}").format(seed=seed, values=told(scene.cell_named(cell)))
        self._runs.rename(letter, name)
        return letter

    # ---- what is taken out
    @Slot()
    def _on_save(self) -> None:
        if self._dialog is None:
            self._dialog = dialog = QFileDialog(self._panel.window(), self.tr("Save the runs"))
            dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
            dialog.setNameFilters([self.tr("A table (*.csv)"), self.tr("All curves (*.json)")])
            dialog.setDefaultSuffix("csv")
            dialog.fileSelected.connect(self._on_file)
            documents = QStandardPaths.StandardLocation.DocumentsLocation
            dialog.selectFile(str(folder(documents, ()) / "runs.csv"))
        self._dialog.open()

    @Slot(str)
    def _on_file(self, name: str) -> None:
        self.save(Path(name))

    def save(self, path: Path) -> None:
        """The runs as a table, or with their curves, as the name says."""
        scene = self.scene
        content = as_csv(scene.sweep, scene.rans)
        if path.suffix.lower() == ".json":
            content = as_json(scene.sweep, scene.rans, self._sweeping.seconds)
        try:
            save_bytes(path, content)
        except ValueError as sentence:
            self._tell("warning", self.tr("The runs are not saved"), told(sentence))
        else:
            text = self.tr("“{name}” has %n run(s).", "", len(scene.rans)).format(name=path.name)
            self._tell("info", self.tr("Saved"), text)

    @Slot()
    def _on_copy(self) -> None:
        plan = self._plan
        try:
            line = sweep_command(
                plan.sweep, jobs=0 if plan.far else plan.jobs, address=plan.address if plan.far else ""
            )
        except ValueError as sentence:
            self._tell("warning", self.tr("There is no command for this"), told(sentence))
            return
        QGuiApplication.clipboard().setText(line)
        self._tell("info", self.tr("Copied"), line)

    def _tell(self, kind: str, title: str, text: str) -> None:
        known = next(one for one in ("info", "warning", "error") if one == kind)
        self._signals.message_raised.emit(Message(known, title, text, about="file"))

    # ---- see Workspace
    def show_settings(self, experiment: Experiment) -> None:
        of = self._desk.run.experiment, self._desk.run.letter
        if of != self._of:
            self._of = of
            self._plan = self._plan.of_run(*of)
        self._panel.show_plan(self._plan)
        self._pace.do()

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        """It is the same at every moment of the run."""

    def settle(self) -> None:
        self._pace.settle()

    def shut_down(self) -> None:
        self._sweeping.shut_down()


def _alike(done: Sweep, asked: Sweep) -> bool:
    """Whether both have the same runs, whatever is claimed of them."""
    cells = asked.cell_seeds if asked.axes else done.cell_seeds
    return replace(asked, claim=done.claim, cell_seeds=cells) == done
