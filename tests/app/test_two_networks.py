"""Pictures of two networks that play with each other, in processes of their own as the program makes them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BEGIN = """
import sys
from pathlib import Path
import pytest
from nnviz.training.presets import PRESETS
from tests.helpers.made_up_workspace import PAIR_OF_NETWORKS, into_the_tables

into_the_tables(pytest.MonkeyPatch())
out, experiment = Path(sys.argv[1]), PRESETS["beach"].with_(**PAIR_OF_NETWORKS, epochs=4)
"""

LOOK = """
from nnviz.app import screenshot

look = screenshot._look

def looked(stage, options):
    look(stage, options)
    shown, stages = stage.window.desk.shown, stage.window.views.stage
    print(shown.epoch, shown.player, [diagram.isVisible() for diagram in stages.diagrams])

screenshot._look = looked
screenshot.screenshot(screenshot.ScreenshotOptions(
    out=out, experiment=experiment, network="critic", at=2, size=(1024, 700)))
"""

REPLAY = """
from nnviz.app import replay
from nnviz.files.project import Project, SavedRun, write_project
from nnviz.training.edits import Edit
from nnviz.training.measures import MetricsTable
from nnviz.training.timeline import Timeline
from nnviz.training.trainer import Trainer

trainer, timeline = Trainer(experiment), Timeline()
for metrics in trainer.run():
    timeline.append_metrics(MetricsTable.of([metrics]))
    timeline.keep(trainer.snapshot())
    if trainer.epoch == 1:
        trainer.edit(Edit(0, 1, 2, 5.0, 1))
        trainer.change(**{"critic.cut": ((1, 2, 3),)})
timeline.add_changes(trainer.changes)
run = SavedRun(letter="A", name="A", colour=0, experiment=experiment, timeline=timeline.until(most=1))
project = out / "two.nnviz"
project.write_bytes(write_project(Project(runs=(run,), current="A", view={"network": "critic"})))

frame = replay._frame

def framed(stage, epoch):
    picture, shown = frame(stage, epoch), stage.window.desk.shown
    same = [mine.parameters.tobytes() == theirs.parameters.tobytes()
            for mine, theirs in zip(shown.snapshot.players, timeline.snapshots[epoch].players)]
    print(epoch, shown.player, same)
    return picture

replay._frame = framed
replay.replay(replay.ReplayOptions(file=project, frames=out / "frames", size=(1024, 700)))
"""


def told(script: str, out: Path) -> list[str]:
    words = [sys.executable, "-W", "error", "-c", BEGIN + script, str(out)]
    done = subprocess.run(words, timeout=240, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_screenshot_has_both_and_looks_at_the_one_that_is_named(tmp_path: Path) -> None:
    assert told(LOOK, tmp_path / "a.png") == ["2 1 [True, True]"]
    assert (tmp_path / "a.png").stat().st_size > 10_000


def test_every_frame_of_a_replay_has_the_bits_that_there_were(tmp_path: Path) -> None:
    assert told(REPLAY, tmp_path) == [f"{epoch} 1 [True, True]" for epoch in range(5)]
    assert len([*(tmp_path / "frames").iterdir()]) == 5
