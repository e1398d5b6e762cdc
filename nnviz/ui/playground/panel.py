"""The left panel of the playground: the data, what goes in, and the point under the cursor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget

from nnviz.data import DATASETS, Dataset
from nnviz.data.catalogue import CLASSES
from nnviz.data.dataset import Kind
from nnviz.data.drawn import Points
from nnviz.drawing.plane.points import WrongAnswers
from nnviz.session.sentences import told
from nnviz.training.experiment import LIMITS, Experiment
from nnviz.training.plane_sets import (
    BY_HAND,
    KINDS,
    classes_of,
    points_of,
    sets_of,
    with_drawn,
    with_formula,
    with_set,
)
from nnviz.training.presets import PLAYGROUND
from nnviz.training.samples import Sample
from nnviz.training.snapshot import Snapshot
from nnviz.ui.playground.learning_pace import Pace
from nnviz.ui.playground.panel_body import PlaygroundBody
from nnviz.ui.theme import Theme
from nnviz.ui.widgets.ground import Ground
from nnviz.ui.widgets.scroll import Scroll

_UNDO, _REDO = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo


class PlaygroundPanel(Ground):
    """Data sets or an own drawing, points, noise, test share, inputs; and what the probed point gives.

    ``experiment_requested(Experiment, str)``: the whole wished Experiment and what undo will call the change.
    ``drawing_changed()``: ``drawn_points`` are others, to be remembered. ``sample_requested(part, index)``:
    one of the wrong points is to be sent through.
    """

    experiment_requested = Signal(object, str)
    drawing_changed = Signal()
    sample_requested = Signal(str, int)

    def __init__(self, experiment: Experiment = PLAYGROUND, parent: QWidget | None = None) -> None:
        super().__init__(edge="right", parent=parent)
        if not DATASETS[experiment.data].planar:
            experiment = PLAYGROUND
        self._experiment = experiment
        self._asked = experiment
        self._batch = experiment.batch_size  # where there are points enough for such batches
        self._dataset: Dataset | None = None
        self._wrong: WrongAnswers | None = None
        self._drawing = False
        self._typed = ("", "")  # data set and formula that the field stands for
        self._kind: Kind = "classification"
        self._classes = CLASSES[0]  # as many are wanted, where a set can have them
        self._last: dict[Kind, str] = {kind: sets_of(kind)[0] for kind in KINDS}
        self._body = PlaygroundBody()
        self._scroll = Scroll(self._body, self, fits=False)
        self._scroll.setWidgetResizable(True)
        self._pace = Pace(self)
        self._connect()
        self.setAccessibleName(self.tr("Data and inputs"))
        self.set_theme(self._theme)
        self.show_experiment(experiment)

    def _connect(self) -> None:
        body = self._body
        body.draw.clicked.connect(self._on_draw)
        body.sets.set_requested.connect(self._on_set)
        body.formula.changed.connect(self._on_formula)
        body.kind.chosen.connect(self._on_kind)
        body.fewer.clicked.connect(self._on_fewer)
        body.more.clicked.connect(self._on_more)
        for row in (body.points, body.noise):
            row.moved.connect(self._on_preview)
        body.points.settled.connect(self._on_points)
        body.noise.settled.connect(self._on_noise)
        body.share.settled.connect(self._on_share)
        body.anew.clicked.connect(self._on_anew)
        body.seed.value_requested.connect(self._on_seed)
        body.features.features_requested.connect(self._on_features)
        body.drawing.drawing_changed.connect(self._on_drawn)
        body.drawing.take_requested.connect(self._on_take)
        body.wrong.sample_requested.connect(self.sample_requested)
        self._pace.due.connect(self._on_due)

    # ---- what the window says
    @property
    def drawn_points(self) -> dict[str, Points]:
        """The two own drawings, of classes and of values, by the name of their data set."""
        return {BY_HAND[kind]: self._body.drawing.points_of(kind) for kind in KINDS}

    def set_drawn_points(self, drawn: Mapping[str, Any]) -> None:
        """Bring back drawings that were remembered, without a signal; what is no drawing is left out."""
        for kind in KINDS:
            points = drawn.get(BY_HAND[kind])
            if points:
                try:
                    read = Experiment.from_dict({"drawn": points}).drawn
                except ValueError:
                    continue
                self._body.drawing.set_points(kind, read)

    def show_experiment(self, experiment: Experiment) -> None:
        """The present settings; those of a set that is not on the plane are nothing to this panel."""
        source = DATASETS[experiment.data]
        if not source.planar:
            return
        other_set = experiment.data != self._experiment.data
        if experiment != self._asked:
            self._batch = experiment.batch_size
        self._experiment = experiment
        self._kind = source.kind
        if source.by_hand:
            self._drawing = True
            self._take_in(experiment)
        elif other_set or not self._drawing:
            self._drawing = False
            self._last[source.kind] = experiment.data
            if source.most_classes > CLASSES[0]:  # the others keep the wish for later
                self._classes = experiment.classes
        self._show()

    def _take_in(self, experiment: Experiment) -> None:
        """Points that came from elsewhere: undo, a project, another run."""
        drawing = self._body.drawing
        if not self._pace.pending and drawing.points_of(self._kind) != experiment.drawn:
            drawing.set_points(self._kind, experiment.drawn)

    def set_dataset(self, dataset: Dataset) -> None:
        """The data that the shown network learns."""
        self._dataset = dataset
        if dataset.planar:
            self._body.point.set_dataset(dataset)

    def show_snapshot(self, snapshot: Snapshot | None) -> None:
        """What the network makes of the probed point."""
        self._body.point.show_snapshot(snapshot)

    def show_wrong(self, wrong: WrongAnswers | None) -> None:
        """Which points are answered wrong, listed where there is room; None where nothing is."""
        self._wrong = wrong
        self._body.wrong.show_wrong(self._dataset, wrong)
        self._show_list()

    def _show_list(self) -> None:
        large = self._theme.large and not self._theme.projector
        self._body.wrong.setVisible(large and self._wrong is not None)

    def show_sample(self, sample: Sample | None) -> None:
        """Which point is probed: the one under the cursor, or one of the data set."""
        self._body.wrong.show_sample(sample)
        place = None if sample is None else sample.point
        if place is None and sample is not None and sample.index is not None and self._dataset is not None:
            points = self._dataset.points("test" if sample.source == "test" else "train")
            if points is not None and sample.index < len(points):
                place = (float(points[sample.index, 0]), float(points[sample.index, 1]))
        self._body.point.show_point(place)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self.setMinimumWidth(theme.layout("left"))
        self._body.set_theme(theme)
        self._show_list()
        self._place()

    def _show(self) -> None:
        body, experiment = self._body, self._experiment
        typed = DATASETS[experiment.data].formula
        body.show_mode(drawing=self._drawing, values=self._kind == "regression", formula=bool(typed))
        if typed and not body.formula.pending and (experiment.data, experiment.formula) != self._typed:
            self._typed = experiment.data, experiment.formula  # from elsewhere: undo, a project, another run
            body.formula.set_text(experiment.formula or typed)
            body.formula.show_mistake(None)
        if body.drawing.kind != self._kind:
            body.drawing.set_kind(self._kind)
        body.drawing.set_source(body.sets.title(self._last[self._kind], self._set_classes))
        for row, value in (
            (body.points, experiment.points),
            (body.noise, experiment.noise),
            (body.share, experiment.test_share),
        ):
            if not row.moving:
                row.show_value(value)
        body.seed.set_value(experiment.split_seed)
        body.show_features(experiment.features)
        body.show_classes(self._set_classes, DATASETS[self._last[self._kind]].most_classes)
        self._on_preview(0)
        self._hint()

    @property
    def _set_classes(self) -> int:
        """How many classes the set picked last has."""
        return classes_of(self._last[self._kind], self._classes)

    # ---- what the person does
    def _ask(self, experiment: Experiment, text: str) -> None:
        self._asked = experiment.fitted_to(self._batch)
        if self._asked != self._experiment:
            self.experiment_requested.emit(self._asked, text)

    @Slot(str)
    def _on_set(self, name: str) -> None:
        self._ask(with_set(self._experiment, name, self._classes), self.tr("data set"))

    @Slot(str)
    def _on_formula(self, text: str) -> None:
        try:
            wished = with_formula(self._experiment, text)
        except ValueError as mistake:
            self._body.formula.show_mistake(mistake)
            return
        self._body.formula.show_mistake(None)
        self._typed = wished.data, text
        self._ask(wished, self.tr("formula"))

    @Slot(str)
    def _on_kind(self, kind: str) -> None:
        self._kind = "regression" if kind == "regression" else "classification"
        if self._drawing:
            self._show()
            self._learn()
        else:
            self._on_set(self._last[self._kind])
        self._body.kind.setFocus()

    @Slot()
    def _on_draw(self) -> None:
        self._drawing = self._body.draw.isChecked()
        self._show()
        if self._drawing:
            self._learn()
        elif DATASETS[self._experiment.data].by_hand:
            self._on_set(self._last[self._kind])

    @Slot()
    def _on_fewer(self) -> None:
        self._change_classes(-1)

    @Slot()
    def _on_more(self) -> None:
        self._change_classes(1)

    def _change_classes(self, by: int) -> None:
        name = self._last[self._kind]
        self._classes = self._set_classes + by
        self._ask(with_set(self._experiment, name, self._classes), self.tr("number of classes"))

    @Slot(float)
    def _on_preview(self, _value: float) -> None:
        """The pictures follow the sliders at once; the network does when the hand has come to rest."""
        body, experiment = self._body, self._experiment
        if body.points.moving:
            experiment = experiment.with_(points=int(body.points.value))
        if body.noise.moving:
            experiment = experiment.with_(noise=body.noise.value)
        body.sets.show_experiment(experiment, self._classes)

    @Slot(float)
    def _on_points(self, value: float) -> None:
        self._ask(self._experiment.with_(points=int(value)), self.tr("number of points"))

    @Slot(float)
    def _on_noise(self, value: float) -> None:
        self._ask(self._experiment.with_(noise=value), self.tr("noise"))

    @Slot(float)
    def _on_share(self, value: float) -> None:
        self._ask(self._experiment.with_(test_share=value), self.tr("test share"))

    @Slot()
    def _on_anew(self) -> None:
        _, most = LIMITS["split_seed"]
        self._on_seed((self._experiment.split_seed + 1) % (int(most) + 1))

    @Slot(float)
    def _on_seed(self, seed: float) -> None:
        self._ask(self._experiment.with_(split_seed=int(seed)), self._body.anew.text().lower())

    @Slot(object)
    def _on_features(self, names: tuple[str, ...]) -> None:
        self._ask(self._experiment.with_(features=names), self.tr("inputs"))

    # ---- drawing
    @Slot()
    def _on_take(self) -> None:
        name = self._last[self._kind]
        source = with_set(self._experiment, name, self._classes)
        self._body.drawing.canvas.put(points_of(source))

    @Slot()
    def _on_drawn(self) -> None:
        self._hint()
        self._pace.ask()

    @Slot()
    def _on_due(self) -> None:
        self._learn()
        self.drawing_changed.emit()

    def _learn(self) -> None:
        """Ask for the drawing to be learned, if it is a data set yet."""
        if self._drawing:
            try:
                wished = with_drawn(self._experiment, self._body.drawing.points_of(self._kind), self._kind)
            except ValueError:
                return
            self._ask(wished, self.tr("drawing"))

    def _hint(self) -> None:
        """What the drawing lacks to be a data set."""
        drawing = self._body.drawing
        points = drawing.points_of(self._kind)
        text = ""
        if not points and self._kind == "classification":
            text = self.tr("Click or drag to paint points of two classes or more")
        elif not points:
            text = self.tr("Click or drag to paint points; the slider says their value")
        else:
            try:
                with_drawn(self._experiment, points, self._kind)
            except ValueError as sentence:
                text = told(sentence)
        drawing.canvas.set_hint(text)

    # ---- events
    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and self._undo_or_redo(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        canvas = self._body.drawing.canvas
        if self._undo_or_redo(event):
            (canvas.undo if event.matches(_UNDO) else canvas.redo)()
        else:
            event.ignore()

    def _undo_or_redo(self, event: QKeyEvent) -> bool:
        """Whether it undoes in the drawing: while one draws that is where the focus is."""
        focused = self._body.drawing.isAncestorOf(self.focusWidget() or self)
        return self._drawing and focused and (event.matches(_UNDO) or event.matches(_REDO))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        # The scroll bar stands in the margin: what is in the panel is as wide with it as without.
        self._body.setFixedWidth(self.width() - 1)
        self._scroll.setGeometry(0, 0, self.width() - 1, self.height())
