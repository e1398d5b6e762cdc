"""What several workspaces have at their left: one panel of pictures, drawn, brought along, or of the data."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from nnviz.session.desk import Desk
from nnviz.session.shown import Shown
from nnviz.training.samples import ink_sample, takes_drawings
from nnviz.ui.canvas import InputPanel
from nnviz.ui.guarded import Teller
from nnviz.ui.number_reader import NumberReader
from nnviz.ui.training_images import TrainingImages

ANSWERS_INTERVAL_MS = 250  # how often the wrong test images are counted while it trains


class PictureInput(QObject):
    """Tells the ``panel`` of the moment shown; only the workspace that is open passes it on.

    ``number_read(str)``: what is read of several digits drawn side by side, "" for none.
    """

    number_read = Signal(str)

    def __init__(self, desk: Desk, panel: InputPanel) -> None:
        super().__init__(panel)
        self.panel = panel
        self._desk = desk
        self._numbers = NumberReader(panel)
        self._numbers.read_out.connect(self.number_read)
        self._training_images = TrainingImages(desk, panel)
        self._shown: Shown | None = None
        self._count_due = QTimer(self)
        self._count_due.setSingleShot(True)
        self._count_due.setInterval(ANSWERS_INTERVAL_MS)
        self._count_due.timeout.connect(self._on_count_due)

    def show_dataset(self, shown: Shown, tell: Teller) -> None:
        """A drawing or a picture that is there is read anew."""
        dataset, panel, sample = shown.dataset, self.panel, shown.sample
        tell(panel.samples.set_dataset, dataset)
        drawn, photo = panel.drawn, panel.photo
        if not takes_drawings(dataset) or (sample is not None and sample.from_person):
            return
        if drawn.strokes and panel.source == "draw":
            self._desk.set_sample(ink_sample(drawn.picture, dataset, drawn.label, strokes=drawn.strokes))
        elif panel.source == "picture" and photo.is_open:
            self._desk.set_sample(ink_sample(photo.picture, dataset, photo.label, index=photo.index))

    def show_sample(self, shown: Shown) -> None:
        """Another sample."""
        self.panel.show_sample(shown.sample)

    def show(self, shown: Shown, before: Shown | None, tell: Teller) -> None:
        """Another moment, whose sample and data have been told."""
        self._shown = shown
        if shown.another_network(before) and not self._count_due.isActive():
            self._count_due.start()
        tell(self._numbers.show, shown)
        tell(self._training_images.show, shown)

    @Slot()
    def _on_count_due(self) -> None:
        """Which test images are read wrong is counted now and then; where none is read, none is wrong."""
        shown = self._shown
        if shown is not None and shown.dataset.kind == "classification":
            reads = shown.snapshot.ends.learns_labels
            self.panel.samples.show_answers(shown.test_answers if reads else None)

    def settle(self) -> None:
        """Let all that is seen be of the moment shown."""
        self._count_due.stop()
        self._on_count_due()
        self._numbers.settle()

    def shut_down(self) -> None:
        """Wait for what is being made."""
        self._training_images.shut_down()
