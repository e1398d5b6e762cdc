"""Pictures of the real window, and what cannot be pictured in a sentence."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from nnviz.app.screenshot import ScreenshotOptions, screenshot
from nnviz.training.experiment import Experiment
from nnviz.training.presets import PLAYGROUND
from tests.helpers.strokes import DIGIT_STROKES

SHOOT = """
import sys
from pathlib import Path
from nnviz.app.screenshot import ScreenshotOptions, screenshot
from nnviz.training.experiment import Experiment
out, width, height, scale, theme, draw = sys.argv[1:]
screenshot(ScreenshotOptions(out=Path(out), size=(int(width), int(height)), scale=float(scale),
                             theme=theme, experiment=Experiment(epochs=12),
                             draw=Path(draw) if draw else None))
"""


LOOK = """
import sys
from dataclasses import replace
from pathlib import Path
from nnviz.app import screenshot
from nnviz.training.presets import PLAYGROUND

look = screenshot._look

def looked(stage, options):
    look(stage, options)
    desk = stage.window.desk
    micro = desk.micro
    place = micro.place - micro.places(micro.phase)[0] + 1
    print(desk.shown.epoch, micro.snapshot.epoch, micro.phase, place)

screenshot._look = looked
screenshot.screenshot(screenshot.ScreenshotOptions(
    out=Path(sys.argv[1]), experiment=replace(PLAYGROUND, epochs=5), at=3, micro_step=("backward", 4),
    size=(1024, 700)))
"""


def shoot(out: Path, *, size: tuple[int, int], scale: float, theme: str, draw: str = "") -> Image.Image:
    words = [str(out), str(size[0]), str(size[1]), str(scale), theme, draw]
    subprocess.run([sys.executable, "-W", "error", "-c", SHOOT, *words], check=True, timeout=240)
    return Image.open(out).convert("RGB")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Image.Image:
    """A picture without a drawing: every picture is a process of its own, more than a second of CPU."""
    return shoot(tmp_path_factory.mktemp("plain") / "a.png", size=(1024, 700), scale=1.0, theme="dark")


def test_a_picture_has_something_on_its_pixels(plain: Image.Image) -> None:
    assert plain.size == (1024, 700)
    assert len(plain.getcolors(maxcolors=10_000_000)) > 500
    assert sum(plain.resize((1, 1)).getpixel((0, 0))) / 3 < 60


def test_a_picture_has_the_wanted_scale_and_theme(tmp_path: Path) -> None:
    picture = shoot(tmp_path / "a.png", size=(1040, 720), scale=2.0, theme="light")
    assert picture.size == (2080, 1440)
    assert len(picture.getcolors(maxcolors=10_000_000)) > 500
    assert sum(picture.resize((1, 1)).getpixel((0, 0))) / 3 > 200


def test_the_drawing_is_in_the_picture_and_is_read(tmp_path: Path, plain: Image.Image) -> None:
    strokes = tmp_path / "four.json"
    strokes.write_text(json.dumps([[[float(x), float(y)] for x, y in stroke] for stroke in DIGIT_STROKES[4]]))
    sizes = {"size": (1024, 700), "scale": 1.0, "theme": "dark"}
    drawn = shoot(tmp_path / "b.png", **sizes, draw=str(strokes))
    assert plain.tobytes() != drawn.tobytes()
    again = shoot(tmp_path / "c.png", **sizes, draw=str(strokes))
    changed = (np.asarray(drawn) != np.asarray(again)).any(axis=2)
    assert changed.mean() < 0.001  # the same network, the same drawing, the same picture


def test_the_window_looks_at_the_epoch_and_the_micro_step_asked_for(tmp_path: Path) -> None:
    words = [sys.executable, "-W", "error", "-c", LOOK, str(tmp_path / "a.png")]
    told = subprocess.run(words, check=True, timeout=240, capture_output=True)
    assert told.stdout.split() == [b"3", b"3", b"backward", b"4"]


ENDS_EARLY = ["--learning-rate", "0.03", "--patience", "2"]
DIVERGES = ["--optimizer", "sgd", "--data-scale", "none", "--learning-rate", "100", "--l2", "10"]


def command(*words: object, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-W", "error", "-m", "nnviz", "screenshot", *map(str, words)]
    return subprocess.run(line, timeout=timeout, capture_output=True, text=True)


@pytest.mark.parametrize(("run", "platform"), [(ENDS_EARLY, "nosuch"), (DIVERGES, "xcb")])
def test_a_run_that_ends_by_itself_is_pictured_where_it_ended_whatever_display_is_chosen(
    run: list[str], platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each picture being a process of its own, one tells both: a picture needs no display."""
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    done = command("--epochs", "500", *run, "--size", "1024x700", tmp_path / "a.png")
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "a.png") as picture:
        assert picture.size == (1024, 700)


@pytest.mark.parametrize("run", [ENDS_EARLY, DIVERGES])
def test_an_epoch_that_the_run_does_not_come_to_is_a_sentence(run: list[str], tmp_path: Path) -> None:
    done = command("--epochs", "500", *run, "--at", "19", tmp_path / "a.png")
    assert done.returncode == 2
    assert ", before epoch 19: " in done.stderr
    assert done.stderr.startswith("nnviz: The run ended at epoch ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "a.png").exists()


def test_what_cannot_be_trained_is_a_sentence(tmp_path: Path) -> None:
    done = command("--batch-size", "5000", tmp_path / "a.png")
    assert (done.returncode, done.stderr) == (
        2,
        "nnviz: A batch of 5000 samples is more than the 1437 samples to learn from.\n",
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("trains", [True, False])
def test_ctrl_c_ends_it_with_a_plain_word(trains: bool, tmp_path: Path) -> None:
    """Whether Python or Qt is at work just then."""
    line = [sys.executable, "-X", "importtime", "-m", "nnviz", "screenshot", "--epochs", "1000000"]
    process = subprocess.Popen(
        [*line, str(tmp_path / "a.png")],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),  # a shell may ignore it
    )
    assert process.stderr is not None
    awaited = "nnviz.training.diagnosis" if trains else "nnviz.app.off_screen"
    for told in process.stderr:  # which module has been imported says how far it has come
        if awaited in told:
            break
    process.send_signal(signal.SIGINT)
    said = [told for told in process.stderr if not told.startswith("import time:")]
    process.stderr.close()
    assert (process.wait(60), said) == (130, ["nnviz: stopped.\n"])
    assert not (tmp_path / "a.png").exists()


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"theme": "pink"}, "theme"),
        ({"scale": 0.0}, "scale"),
        ({"scale": float("nan")}, "scale"),
        ({"size": (100_000, 100_000)}, "too large"),
        ({"size": (0, 0)}, "too large"),
        ({"out": Path("nowhere", "a.png")}, "folder"),
        ({"experiment": Experiment(epochs=-1)}, "epochs"),
        ({"at": 99}, "There is no epoch 99: the run has 30"),
        ({"point": (1.0, 2.0)}, "only where the data are points on the plane"),
        ({"experiment": PLAYGROUND, "point": (float("nan"), 0.0)}, "between -6 and 6"),
        ({"experiment": PLAYGROUND, "point": (0.0, float("-inf"))}, "between -6 and 6"),
        ({"experiment": PLAYGROUND, "point": (7.0, 0.0)}, "between -6 and 6"),
        ({"out": Path("/dev/null")}, "no ordinary file"),
        ({"out": Path("x" * 300)}, "file name too long"),
        ({"lines": "magic"}, "Lines cannot show “magic”"),
        ({"draw": Path("nowhere.json")}, "cannot be read"),
        ({"without": ("magic",)}, "no step"),
        ({"open": Path("nowhere.png")}, "“nowhere.png” is not there"),
    ],
)
def test_what_cannot_be_pictured_is_a_sentence(tmp_path: Path, options: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word) as told:
        screenshot(ScreenshotOptions(**{"out": tmp_path / "a.png", **options}))
    assert str(told.value).endswith(".")
    assert not (tmp_path / "a.png").exists()
