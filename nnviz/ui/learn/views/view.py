"""What every view on the stage of a lesson can be told, and what it may be made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from nnviz.session.desk import Desk
from nnviz.session.hands import MyDigits
from nnviz.session.lesson_runner import StepShown
from nnviz.session.reader_run import ReaderRun
from nnviz.session.runs import Runs
from nnviz.session.session import Session
from nnviz.session.settings import Settings
from nnviz.session.shown import Shown
from nnviz.session.signals import Signals
from nnviz.ui.looks import Looks


@dataclass(frozen=True, kw_only=True)
class ViewParts:
    """What a view can be made of: the desk that its wishes go to, and the parts of the lesson's Session.

    ``by_hand``: somebody works here with mouse and keys; the window for the room is only looked at.
    """

    desk: Desk
    looks: Looks
    signals: Signals
    runs: Runs
    settings: Settings
    reader: ReaderRun
    my_digits: MyDigits
    by_hand: bool = True

    @classmethod
    def of(cls, session: Session, desk: Desk, looks: Looks, *, by_hand: bool = True) -> ViewParts:
        """Those of a lesson's Session, for the window that ``desk`` and ``looks`` belong to."""
        return cls(
            desk=desk,
            looks=looks,
            signals=session.signals,
            runs=session.runs,
            settings=session.settings,
            reader=session.reader,
            my_digits=session.my_digits,
            by_hand=by_hand,
        )


class LessonView(Protocol):
    """A widget on the stage of a lesson; it takes the theme as all widgets do.

    ``answer_offered(object)``: a prediction made in the view itself, such as a neuron pointed at.
    """

    @property
    def answer_offered(self) -> SignalInstance: ...

    @property
    def widget(self) -> QWidget:
        """What stands on the stage."""
        ...

    def show_step(self, told: StepShown) -> None:
        """Another step, or another phase or answer of it; comes before the moment of that step."""
        ...

    def show(self, shown: Shown, before: Shown | None) -> None:
        """Show this moment; ``before`` is what this view was shown last, None at first and after a fault."""
        ...

    def settle(self) -> None:
        """Do now what is put off for a moment, so that all that is seen is of one moment."""
        ...

    def shut_down(self) -> None:
        """Wait for what is done in the background; nothing is shown any more."""
        ...
