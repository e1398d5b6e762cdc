"""Every step of a lesson as a picture of the window: for whoever writes it, to look through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPixmap

from nnviz.app.off_screen import Look, OffScreen, off_screen
from nnviz.app.screenshot import SETTLING
from nnviz.data.saving import why_not
from nnviz.files.outputs import check_output_folder
from nnviz.lessons.reading import read_lesson
from nnviz.said import translate
from nnviz.session.lesson_runner import LessonRunner
from nnviz.training.experiment import Experiment


@dataclass(frozen=True, kw_only=True)
class ShotOptions(Look):
    """The steps of the lesson at ``path``, into ``folder``, in that ``language`` where it is there in it."""

    path: Path
    folder: Path
    language: str = ""


def shoot(options: ShotOptions, tell: Callable[[float], None] = lambda share: None) -> int:
    """Write ``01-key.png`` for each step, and ``01-key-revealed.png`` of predictions; returns how many.

    Pictures of those names are replaced. Raises ``ValueError`` with one sentence for what cannot be.
    """
    options.check()
    check_output_folder(options.folder)
    read = read_lesson(options.path, options.language)
    if read.lesson is None or not read.lesson.steps:
        raise ValueError(read.mistakes[0].sentence)
    try:
        options.folder.mkdir(exist_ok=True)
    except OSError as error:
        raise ValueError(
            translate("App", "“{folder}” cannot be made: {why}.").format(
                folder=options.folder, why=why_not(error)
            )
        ) from None
    count = 0
    with off_screen(Experiment(), options) as stage:
        stage.start()
        opened = stage.window.learn.open_lesson(read.lesson, 0)
        runner = opened.runner
        for place, step in enumerate(read.lesson.steps):
            runner.go(place)
            stage.wait(lambda: _is_there(runner))
            name = options.folder / f"{place + 1:02}-{step.key}"
            options.save(_picture(stage), name.with_suffix(".png"))
            count += 1
            if step.predict is not None:
                runner.show_me()
                stage.wait(lambda: _is_known(runner))
                options.save(_picture(stage), name.with_name(f"{name.name}-revealed.png"))
                count += 1
            tell((place + 1) / len(read.lesson.steps))
    return count


def _is_there(runner: LessonRunner) -> bool:
    return runner.told is not None and (runner.told.ready or bool(runner.told.fault))


def _is_known(runner: LessonRunner) -> bool:
    told = runner.told
    return told is not None and (told.phase == "revealed" or bool(told.fault)) and not runner.running


def _picture(stage: OffScreen) -> QPixmap:
    """The window when nothing in it moves any more."""
    opened = stage.window.learn.lesson
    assert opened is not None
    opened.page.settle()
    settled = QTimer(singleShot=True, interval=SETTLING)
    settled.start()
    return stage.picture(lambda: not settled.isActive())
