"""“Where both meet”: real and made points, and what the discriminator says of every place."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from nnviz.drawing.generate.ground import Ground, density_ground, verdict_ground
from nnviz.drawing.generate.meeting import SHOWN, DigitSheet, Meeting, meeting
from nnviz.drawing.generate.two_numbers import two_numbers
from nnviz.drawing.numbers import fitted
from nnviz.session.sentences import told
from nnviz.session.shown import Shown
from nnviz.training.game_losses import GAME_LOSSES
from nnviz.training.plane import plane_maps
from nnviz.ui.canvas.pixels import raster_of
from nnviz.ui.enlarging import Heading, enlarge_button, show_enlarged
from nnviz.ui.generate.digit_canvas import DigitCanvas
from nnviz.ui.generate.meet_canvas import MeetCanvas
from nnviz.ui.generate.only_row import OnlyRow
from nnviz.ui.generate.path_canvas import PathCanvas
from nnviz.ui.generate.square_canvas import Floats
from nnviz.ui.map_column import SquarePart
from nnviz.ui.theme import Theme
from nnviz.ui.widgets import Caption, Segmented
from nnviz.ui.widgets.segmented import Segment

Whose = Literal["average", "learner"]
_PLAYING, _RESTING = 40, 100  # cells across of the verdict


class MeetMap(SquarePart):
    """The plane with its heading, what its ground shows, and whose points are made.

    ``point_chosen(int)``: that made point is to be followed. ``learner_wished(bool)``: points of the learner,
    or of the average of the generator.
    """

    point_chosen = Signal(int)
    learner_wished = Signal(bool)
    _at: Floats | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = Theme()
        self._shown: Shown | None = None
        self._meeting: Meeting | DigitSheet | None = None
        self._point, self._at = 0, None
        self._playing = False
        self._title = Heading(self.tr("Where both meet"))
        self._enlarge = enlarge_button()
        self.look = Segmented(
            [
                Segment("verdict", self.tr("Verdict"), tip=self.tr("What the discriminator says everywhere")),
                Segment(
                    "density", self.tr("Density"), tip=self.tr("Where there are more real points than made")
                ),
                Segment("off", self.tr("Off"), tip=self.tr("The points alone")),
                Segment("path", self.tr("Path"), tip=self.tr("Both weights, and how they came there")),
            ],
            self.tr("What the ground of the plane shows"),
            small=True,
        )
        self.whose = Segmented(
            [
                Segment(
                    "average",
                    self.tr("Average"),
                    tip=self.tr("Points of the generator’s average over its last updates, which is measured"),
                ),
                Segment(
                    "learner",
                    self.tr("Learner"),
                    tip=self.tr("Points of the generator as it is, with the gradient that moves it"),
                ),
            ],
            self.tr("Whose points are shown"),
            small=True,
        )
        self.canvas, self.digits, self.only = MeetCanvas(), DigitCanvas(), OnlyRow()
        self.path = PathCanvas()
        self.digits.hide()
        self.path.hide()
        self.look.button("path").hide()
        self._told = Caption()
        self._told.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self.look)
        top.addWidget(self._enlarge)
        below = QHBoxLayout()
        below.addWidget(self._told, 1)
        below.addWidget(self.whose)
        self._column = QVBoxLayout(self)
        self._column.addLayout(top)
        self._column.addWidget(self.canvas, 1)
        self._column.addWidget(self.digits, 1)
        self._column.addWidget(self.path, 1)
        self._column.addLayout(below)
        self._column.addWidget(self.only)
        self._title.enlarge_requested.connect(self.enlarge_requested)
        self._enlarge.clicked.connect(self.enlarge_requested)
        self.look.chosen.connect(self._on_look)
        self.whose.chosen.connect(self._on_whose)
        self.canvas.point_chosen.connect(self.point_chosen)
        self.digits.digit_chosen.connect(self.point_chosen)
        self.canvas.step_requested.connect(self._on_step)

    # ---- what is shown
    def show_moment(self, shown: Shown, before: Shown | None) -> None:
        """Another moment of both networks."""
        same = before is not None and self._meeting is not None
        if (
            same
            and before is not None
            and shown.networks[0].players is before.networks[0].players
            and shown.learner is before.learner
        ):
            return
        self._shown = shown
        self.whose.set_current("learner" if shown.learner else "average")
        self.whose.setVisible(shown.snapshot.players[0].averaged is not None)
        self._make()

    def _make(self) -> None:
        """Make samples, of the average or of the learner."""
        if (shown := self._shown) is not None:
            known = None if shown.learner or shown.snapshot.players[0].averaged is None else shown.metrics
            self._meeting = meeting(shown.networks[0], shown.dataset, learner=shown.learner, known=known)
            self._show()

    def show_point(self, index: int, at: Floats | None) -> None:
        """Follow another of what is made: its number, and where on the plane it is (2,), with noise of one's
        own perhaps elsewhere than the point of that number."""
        self._point, self._at = index, at
        self._show()

    def set_playing(self, playing: bool) -> None:
        """While it plays the verdict is worked out in larger cells."""
        self._playing = playing
        self._show()

    @property
    def meeting(self) -> Meeting | DigitSheet | None:
        """What stands on the plane, or the sheet of digits."""
        return self._meeting

    @property
    def words(self) -> str:
        """What is said below the plane."""
        return self._told.text()

    def _show(self) -> None:
        shown, met = self._shown, self._meeting
        if shown is None or met is None:
            return
        digits = isinstance(met, DigitSheet)
        path = None if digits else two_numbers(shown.timeline, shown.snapshot)
        self._offer_path(path is not None)
        on_path = self.look.current == "path"
        self.path.show_path(path)
        self.path.setVisible(on_path)
        self.canvas.setVisible(not digits and not on_path)
        self.look.setVisible(not digits)
        self.digits.setVisible(digits)
        self._title.setText(self.tr("Made digits") if digits else self.tr("Where both meet"))
        if isinstance(met, DigitSheet):
            self.digits.show_sheet(met.digits, raster_of(shown.dataset), self._point)
            hint = self.tr("each of noise that stays the same")
            self._told.setText(f"{told(met.whose)}; {hint}")
            return
        if on_path:
            self._told.setText("; ".join(self.path.words))
            return
        ground = self._ground(shown, met)
        self.canvas.show_meeting(met, ground, shown.dataset.modes, self._at)
        words = [told(met.whose)]
        if self.look.current == "verdict" and ground is not None:
            low, middle, high = (fitted(value, 2) for value in (ground.low, ground.middle, ground.high))
            text = self.tr("D from {low} (made) over {middle} to {high} (real)")
            words.append(text.format(low=low, middle=middle, high=high))
            if ground.clipped:
                words.append(self.tr("more beyond"))
        if self.look.current == "density":
            words.append(self.tr("warm: more real points, cool: more made ones"))
        if met.gradient is not None:
            words.append(self.tr("arrows: the way to look more real"))
        self._told.setText("; ".join(words))
        hint = self.tr("Page Up and Page Down follow another made point.")
        self.canvas.setAccessibleDescription(f"{self._told.text()}. {hint}")

    def _offer_path(self, on: bool) -> None:
        """The way of both, where each is one number: what such a game is looked at for."""
        if on is self.look.button("path").isHidden():
            self.look.button("path").setVisible(on)
            self.look.set_current("path" if on else "verdict")

    def _ground(self, shown: Shown, met: Meeting) -> Ground | None:
        if self.look.current == "density":
            return density_ground(met.made, met.real)
        if self.look.current != "verdict":
            return None
        cells = _PLAYING if self._playing else _RESTING
        maps = plane_maps(shown.networks[1], shown.dataset, cells)
        rule = GAME_LOSSES[shown.snapshot.experiment.loss]
        return verdict_ground(maps, share=rule.even is not None)

    # ---- what the person does
    @Slot(int)
    def _on_step(self, step: int) -> None:
        self.point_chosen.emit((self._point + step) % SHOWN)

    @Slot(str)
    def _on_look(self, key: str) -> None:
        self.look.set_current(key)
        self._show()

    @Slot(str)
    def _on_whose(self, key: str) -> None:
        self.learner_wished.emit(key == "learner")

    # ---- looks
    def set_enlarged(self, on: bool) -> None:
        show_enlarged(self._enlarge, on)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self._column.setContentsMargins(theme.px(16), theme.px(11), theme.px(16), theme.px(9))
        self._column.setSpacing(theme.px(6))

    def height_for(self, width: int) -> int:
        margins = self._column.contentsMargins()
        return self.surplus + width - margins.left() - margins.right()

    @property
    def surplus(self) -> int:
        """How much higher than its square it is."""
        margins = self._column.contentsMargins()
        rows = max(self._title.sizeHint().height(), self.look.sizeHint().height())
        words = max(2 * self._told.fontMetrics().height(), self.whose.sizeHint().height())
        words += self.only.sizeHint().height()
        return margins.top() + margins.bottom() + rows + words + 3 * self._column.spacing()

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(200), self.surplus + self.canvas.minimumSizeHint().height())
