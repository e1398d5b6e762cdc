"""The left side of a sweep: of which run, the claim, the seeds, the settings gone through, and where."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from nnviz.engine import OPTIMIZERS
from nnviz.engine.activations import activation
from nnviz.session.sentences import told
from nnviz.training.experiment import LIMITS, Experiment
from nnviz.training.many.axes import Axis
from nnviz.training.many.claim import Claim
from nnviz.training.many.sweep import MOST_SEEDS, Sweep
from nnviz.training.structure import activation_of, told_layers
from nnviz.ui.sweep.axis_row import AxisRow
from nnviz.ui.sweep.claim_row import ClaimRow
from nnviz.ui.sweep.plan import Plan
from nnviz.ui.sweep.where import WherePart
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.buttons import PushButton
from nnviz.ui.widgets.chips import NumberChip
from nnviz.ui.widgets.flow_layout import FlowLayout
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.labels import Caption, SectionTitle, TextLabel
from nnviz.ui.widgets.scroll import Scroll

FULL_BATCH = 0
_WIDE = 300  # px at unit 1


class SweepPanel(Ground):
    """``plan_requested(Plan)``: that is to be asked. ``save_requested``, ``copy_requested``: of the results
    a table, of the plan the line for a terminal."""

    plan_requested = Signal(object)
    save_requested = Signal()
    copy_requested = Signal()

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__("panel", "right", parent)
        self._plan = plan
        self._title = TextLabel(self.tr("Does it always?"), "title", weight="semibold")
        self._of = TextLabel("", "body", "tertiary")
        self._of.setWordWrap(True)
        self._make_numbers()
        self.claim = ClaimRow()
        self.claim.claim_requested.connect(self._on_claim)
        self.axes = [AxisRow(0), AxisRow(1)]
        for row in self.axes:
            row.axis_requested.connect(self._on_axis)
        self.where = WherePart()
        self.where.jobs_requested.connect(self._on_jobs)
        self.where.far_requested.connect(self._on_far)
        self.save = PushButton(self.tr("Save as table"), small=True)
        self.save.setToolTip(self.tr("A line for each run, as CSV; or with all curves, as JSON"))
        self.copy = PushButton(self.tr("Copy the command"), kind="ghost", small=True)
        self.copy.setToolTip(self.tr("The same sweep for a terminal: nnviz sweep …"))
        self.save.clicked.connect(self.save_requested)
        self.copy.clicked.connect(self.copy_requested)
        self._lay_out()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("What is asked of many runs"))
        self.show_plan(plan)

    def _make_numbers(self) -> None:
        how = self.tr("Drag sideways or click to type. Here for the sweep alone; the run stays as it is.")
        self.rate = NumberChip(self.tr("Learning rate"), how, LIMITS["learning_rate"], 0.01)
        self.batch = NumberChip(
            self.tr("Batch size"), how, LIMITS["batch_size"], 32, integer=True, specials={"full": FULL_BATCH}
        )
        self.epochs = NumberChip(self.tr("Epochs"), how, (1, LIMITS["epochs"][1]), 60, integer=True)
        seeds = self.tr("How many seeds, from 0 on. Each is a run.")
        self.seeds = NumberChip(self.tr("Seeds"), seeds, (1, MOST_SEEDS), 30, integer=True)
        cells = self.tr("How many seeds each cell of the map has")
        self.cell_seeds = NumberChip(self.tr("Seeds a cell"), cells, (1, MOST_SEEDS), 5, integer=True)
        for chip, slot in (
            (self.rate, self._on_rate),
            (self.batch, self._on_batch),
            (self.epochs, self._on_epochs),
            (self.seeds, self._on_seeds),
            (self.cell_seeds, self._on_cell_seeds),
        ):
            chip.value_requested.connect(slot)

    def _lay_out(self) -> None:
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._flow, self._phrases = FlowLayout(), list[QHBoxLayout]()
        self._optimizer = TextLabel("", "body", "tertiary")
        for before, chip, after in (
            (self._optimizer, self.rate, ""),
            (TextLabel(self.tr("in batches of"), "body", "tertiary"), self.batch, ""),
            (TextLabel(self.tr("for"), "body", "tertiary"), self.epochs, self.tr("epochs")),
        ):
            self._flow.addWidget(self._phrase(before, chip, after))
        seeds_note = Caption(self.tr("Start weights and order of the batches change. The data stay."))
        seeds_note.setWordWrap(True)
        self._a_cell = self._phrase(self.cell_seeds, TextLabel(self.tr("seeds a cell"), "body", "tertiary"))
        sections: list[list[QWidget | QHBoxLayout | FlowLayout]] = [
            [self._title, self._of, self._flow],
            [SectionTitle(self.tr("The claim")), self.claim],
            [self._headed(self.tr("Over seeds"), self.seeds), seeds_note],
            [self._headed(self.tr("Over two settings"), self._a_cell), *self.axes],
            [SectionTitle(self.tr("Where it runs")), self.where],
        ]
        self._columns = []
        for section in sections:
            part = QVBoxLayout()
            for one in section:
                part.addLayout(one) if isinstance(one, QHBoxLayout | FlowLayout) else part.addWidget(one)
            self._columns.append(part)
            self._column.addLayout(part)
        self._column.addStretch(1)
        self._foot = QHBoxLayout()
        for button in (self.save, self.copy):
            self._foot.addWidget(button)
        self._foot.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 1, 0)
        whole.addWidget(Scroll(body, keyboard=True), 1)
        whole.addLayout(self._foot)

    def _phrase(self, *parts: QWidget | str) -> QWidget:
        phrase = QWidget()
        row = QHBoxLayout(phrase)
        row.setContentsMargins(0, 0, 0, 0)
        for part in parts:
            if part:
                row.addWidget(TextLabel(part, "body", "tertiary") if isinstance(part, str) else part)
        self._phrases.append(row)
        return phrase

    def _headed(self, title: str, chip: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(SectionTitle(title))
        row.addStretch()
        row.addWidget(chip)
        return row

    # ---- what is shown
    def show_plan(self, plan: Plan) -> None:
        """Show what is asked."""
        self._plan, sweep = plan, plan.sweep
        experiment = sweep.experiment
        text = self.tr("Run {letter}: {data}, {layers}")
        self._of.setText(
            text.format(
                letter=plan.letter,
                data=told(experiment.source.label),
                layers=_network(experiment) or self.tr("no hidden layer"),
            )
        )
        optimizer = told(OPTIMIZERS[experiment.optimizer].label)
        self._optimizer.setText(self.tr("{optimizer} at").format(optimizer=optimizer))
        self.rate.set_value(experiment.learning_rate)
        self.batch.set_value(experiment.batch_size or FULL_BATCH)
        self.epochs.set_value(experiment.epochs)
        self.claim.show_claim(sweep.claim, experiment)
        self.seeds.set_value(len(sweep.seeds))
        self.cell_seeds.set_value(len(sweep.cell_seeds))
        self._a_cell.setVisible(bool(sweep.axes))
        names = [axis.name for axis in sweep.axes]
        for place, row in enumerate(self.axes):
            axis = sweep.axes[place] if place < len(sweep.axes) else None
            row.show_axis(axis, experiment, [name for name in names if axis is None or name != axis.name])
            row.setVisible(place <= len(sweep.axes))
        self.where.show_place(plan.jobs, far=plan.far, address=plan.address)
        self._flow.invalidate()

    def set_results(self, there: bool) -> None:
        """Whether there is anything to save."""
        self.save.setEnabled(there)

    # ---- what is wished
    def _ask(self, sweep: Sweep) -> None:
        self.plan_requested.emit(replace(self._plan, sweep=sweep))

    def _ask_for(self, experiment: Experiment) -> None:
        self.plan_requested.emit(self._plan.of_run(experiment, self._plan.letter))

    @Slot(float)
    def _on_rate(self, value: float) -> None:
        self._ask_for(self._plan.sweep.experiment.with_(learning_rate=value))

    @Slot(float)
    def _on_batch(self, value: float) -> None:
        size = None if value == FULL_BATCH else int(value)
        self._ask_for(self._plan.sweep.experiment.with_(batch_size=size))

    @Slot(float)
    def _on_epochs(self, value: float) -> None:
        self._ask_for(self._plan.sweep.experiment.with_(epochs=int(value)))

    @Slot(object)
    def _on_claim(self, claim: Claim) -> None:
        self._ask(replace(self._plan.sweep, claim=claim))

    @Slot(float)
    def _on_seeds(self, value: float) -> None:
        self._ask(replace(self._plan.sweep, seeds=tuple(range(int(value)))))

    @Slot(float)
    def _on_cell_seeds(self, value: float) -> None:
        self._ask(replace(self._plan.sweep, cell_seeds=tuple(range(int(value)))))

    @Slot(int, object)
    def _on_axis(self, place: int, axis: Axis | None) -> None:
        sweep = self._plan.sweep
        axes = [*sweep.axes[:place], *([axis] if axis is not None else []), *sweep.axes[place + 1 :]]
        self._ask(replace(sweep, axes=tuple(axes)))

    @Slot(int)
    def _on_jobs(self, jobs: int) -> None:
        self.plan_requested.emit(replace(self._plan, jobs=jobs))

    @Slot(bool, str)
    def _on_far(self, far: bool, address: str) -> None:
        self.plan_requested.emit(replace(self._plan, far=far, address=address))

    # ---- looks
    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), super().sizeHint().height())

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        side = theme.px(16)
        wide = theme.layout("left") if theme.projector else theme.px(_WIDE)
        self.setMinimumWidth(wide)
        self.setMaximumWidth(16777215 if theme.projector else wide)
        self._column.setContentsMargins(side, side, side, side)
        self._column.setSpacing(theme.px(18))
        self._foot.setContentsMargins(side, theme.px(8), side, theme.px(14))
        self._foot.setSpacing(theme.px(8))
        self._flow.setSpacing(theme.px(5))
        for layout in (*self._phrases, *self._columns):
            layout.setSpacing(theme.px(6))


def _network(experiment: Experiment) -> str:
    """The hidden layers, and their activation if all have the same: “6-4 tanh”."""
    names = {name for layer in experiment.layers if (name := activation_of(layer)) is not None}
    called = told(activation(names.pop()).label) if len(names) == 1 else ""
    return f"{told_layers(experiment.layers)} {called}".strip()
