import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nnviz import cli
from nnviz.cli.progress import Progress
from nnviz.data import load_dataset
from nnviz.data.strokes import write_strokes_npz
from nnviz.engine import ACTIVATIONS, LOSSES, OPTIMIZERS
from nnviz.training.experiment import Experiment
from nnviz.training.measures import Metrics
from tests.helpers.counts import count
from tests.helpers.small_pictures import small_pictures
from tests.helpers.timelines import measured

RESULT = ["epochs", "train_loss", "test_loss", "train_accuracy", "test_accuracy", "seconds"]
ONE = [np.array([[0.5, 0.2], [0.5, 0.5], [0.5, 0.8]])]


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[str], str]:
    """Exit status, lines of the output, and what went to the standard error."""
    status = cli.main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out.splitlines(), captured.err


def result(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, float]:
    status, lines, error = run(capsys, "train", *arguments)
    assert (status, error) == (0, "")
    values: dict[str, float] = json.loads(lines[-1])
    return values


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.npz"
    assert cli.main(["train", "--epochs", "30", "--save", str(path)]) == 0
    return path


# train


def test_default_experiment_reads_97_percent(capsys: pytest.CaptureFixture[str]) -> None:
    values = result(capsys, "--json")
    assert list(values) == RESULT
    assert values["epochs"] == Experiment().epochs
    assert values["test_accuracy"] >= 0.97


def test_every_default_is_the_experiments_own() -> None:
    from nnviz.cli.options import experiment_from
    from nnviz.cli.train import _parser

    assert experiment_from(_parser().parse_args([])) == Experiment()


def test_d1_the_tutorials_network(capsys: pytest.CaptureFixture[str]) -> None:
    """Case D1 for one or two of its seeds; `benchmarks` and the README give the command for all eight."""
    options = (
        "--data digits --scale minmax --layers 64 --activation sigmoid --optimizer sgd --learning-rate 0.1 "
        "--batch-size full --init normal --dtype float64 --epochs 1000 --evaluate-every 1000"
    )
    for seed in (0, 3)[: count(1, 2)]:
        values = result(capsys, *options.split(), "--seed", seed)
        assert 0.905 <= values["test_accuracy"] <= 0.945


def test_same_seed_same_line_and_another_seed_another(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [result(capsys, "--epochs", 2, "--seed", seed) for seed in (5, 5, 6)]
    for line in lines:
        del line["seconds"]
    assert lines[0] == lines[1] != lines[2]


def test_without_json_people_are_told_first(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = run(capsys, "train", "--epochs", 1, "--layers", "none")
    assert status == 0
    assert lines[0] == "digits: 64-10, 650 parameters, 1 epochs"
    assert [line.split()[0] for line in lines[1:3]] == ["training", "test"]
    assert len(lines) == 4
    assert len(run(capsys, "train", "--epochs", 1, "--json")[1]) == 1


def test_names_are_read_however_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    plain = result(capsys, "--epochs", 1, "--activation", "leaky_relu", "--loss", "binary_crossentropy")
    other = result(capsys, "--epochs", 1, "--activation", "Leaky-ReLU", "--loss", "Binary-CrossEntropy")
    assert plain["test_loss"] == other["test_loss"]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimiser_learns(capsys: pytest.CaptureFixture[str], optimizer: str) -> None:
    assert result(capsys, "--epochs", 8, "--optimizer", optimizer, "--learning-rate", 0.01)["train_loss"] < 2


@pytest.mark.parametrize("loss", list(LOSSES))
def test_every_loss_is_trained_and_falls(capsys: pytest.CaptureFixture[str], loss: str) -> None:
    rate = 0.0001 if loss == "half_squared_error" else 0.01
    options = ("--loss", loss, "--learning-rate", rate)
    before, after = (result(capsys, "--epochs", epochs, *options) for epochs in (0, 5))
    assert after["test_loss"] < before["test_loss"]


def test_layers_dropout_batch_norm_and_full_batch(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    options = "--layers 8,6 --activation tanh,relu --dropout 0.1 --batch-norm --batch-size full --epochs 3"
    path = tmp_path / "model.npz"
    result(capsys, *options.split(), "--save", path)
    with np.load(path, allow_pickle=False) as arrays:
        shapes = {name: arrays[name].shape for name in arrays}
        experiment = json.loads(str(arrays["experiment"]))
    assert shapes["dense1.weights"] == (64, 8)
    assert shapes["batchnorm1.scale"] == shapes["batchnorm1.mean"] == (8,)
    assert shapes["dense2.weights"] == (8, 6)
    assert shapes["dense3.weights"] == (6, 10)
    assert experiment["batch_size"] is None
    kinds = [layer["kind"] for layer in experiment["networks"]["network"]["layers"]]
    assert kinds == ["dense", "batch_norm", "dropout"] * 2


def test_history_has_every_epoch(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    values = result(capsys, "--epochs", 4, "--history", path)
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert list(rows[0]) == ["epoch", "train_loss", "test_loss", "train_accuracy", "test_accuracy"]
    assert [int(row["epoch"]) for row in rows] == [0, 1, 2, 3, 4]
    assert float(rows[-1]["test_loss"]) == values["test_loss"]


def test_of_values_what_was_an_accuracy_is_r2_by_its_name(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "history.csv"
    values = result(capsys, "--data", "waves", "--epochs", 3, "--history", path)
    assert values["metrics"]["test_r2"] == values["test_r2"] == values["test_accuracy"]
    assert values["metrics"]["train_r2"] == values["train_accuracy"]
    last = list(csv.DictReader(path.read_text().splitlines()))[-1]
    assert float(last["test_r2"]) == float(last["test_accuracy"]) == values["test_r2"]
    assert "metrics" not in result(capsys, "--epochs", 0), "of classes there is nothing else"


def test_weights_begin_where_the_saved_run_ended(
    capsys: pytest.CaptureFixture[str], model: Path, tmp_path: Path
) -> None:
    history = tmp_path / "history.csv"
    end = result(capsys, "--epochs", 30)
    start = result(capsys, "--epochs", 0, "--weights", model, "--history", history)
    assert start["test_loss"] == end["test_loss"]


@pytest.mark.parametrize("name", ["xor", "spirals", "waves", "two_layers", "iris"])
def test_every_kind_of_data_is_trained_as_suits_it(capsys: pytest.CaptureFixture[str], name: str) -> None:
    options = ("--data", name, "--learning-rate", 0.01, "--activation", "tanh")
    before, after = (result(capsys, *options, "--epochs", epochs) for epochs in (0, 60))
    assert after["train_loss"] < 0.8 * before["train_loss"]


def test_patience_ends_early(capsys: pytest.CaptureFixture[str]) -> None:
    values = result(capsys, "--epochs", 500, "--learning-rate", 0.03, "--patience", 3)
    assert values["epochs"] < 100


@pytest.mark.parametrize("lost", ["write_model", "_write_history"])
def test_what_cannot_be_written_after_all_loses_nothing_else(
    lost: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A disk may be full by then."""

    def full(path: Path, *_: object, **__: object) -> None:
        raise ValueError(f"“{path}” cannot be written: No space left on device.")

    monkeypatch.setattr(f"nnviz.cli.train.{lost}", full)
    files = {"write_model": tmp_path / "m.npz", "_write_history": tmp_path / "h.csv"}
    words = ["--epochs", 3, "--json", "--save", files["write_model"], "--history", files["_write_history"]]
    status, lines, error = run(capsys, "train", *words)
    assert status == 2
    assert json.loads(lines[-1])["epochs"] == 3
    assert error == f"nnviz: “{files[lost]}” cannot be written: No space left on device.\n"
    assert [name for name, path in files.items() if not path.exists()] == [lost]


def test_a_run_that_ends_before_the_moment_asked_for_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    options = "--epochs 500 --learning-rate 0.03 --patience 3 --at 400 --json"
    status, lines, error = run(capsys, "train", *options.split())
    told = json.loads(lines[-1])
    assert (status, told["at"]) == (1, None)
    assert error == f"nnviz: The run ended at epoch {told['epochs']}, before epoch 400.\n"


@pytest.mark.parametrize(
    "options",
    [
        "--data spirals --points 10",
        "--workspace playground --points 10",
        "--workspace playground --data moons --points 12",
    ],
)
def test_the_usual_batch_is_all_there_is_where_there_are_few(
    options: str, capsys: pytest.CaptureFixture[str]
) -> None:
    full = result(capsys, *options.split(), "--epochs", 3, "--batch-size", "full")
    assert result(capsys, *options.split(), "--epochs", 3)["test_loss"] == full["test_loss"]
    status, _, error = run(capsys, "train", *options.split(), "--batch-size", 32)
    assert status == 2
    assert "A batch of 32 samples is more than the" in error


def test_divergence_is_told_and_the_last_good_epoch_given(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "model.npz"
    options = "--optimizer sgd --scale none --learning-rate 100 --l2 10 --epochs 20 --json --save"
    status, lines, error = run(capsys, "train", *options.split(), path)
    values = json.loads(lines[-1])
    assert status == 1
    assert error.startswith("nnviz: Training diverged in step ")
    assert error.count("\n") == 1
    assert values["diverged"] in error
    with np.load(path, allow_pickle=False) as arrays:
        assert np.isfinite(arrays["dense1.weights"]).all()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("jump", "There is no command “jump”"),
        ("--jump", "Unrecognized arguments: --jump"),
        ("https://a.example/seven.png", "is not on this computer"),
        ("file://server/seven.png", "is not on this computer"),
        ("a.nnviz --jump", "“--jump” is no file that is there"),
        ("a.nnviz train", "“train” is no file that is there"),
        (" ".join(["a.png"] * 11), "11 files are named, and at most 10 are opened at once"),
        ("train --jump", "Unrecognized arguments: --jump"),
        ("train 3", "Unrecognized arguments: 3"),
        ("train --epochs many", "invalid int value"),
        ("train --epochs -1", "number of epochs must be from 0"),
        ("train --layers 3,x", "There is no layer “x”: layers are separated by commas"),
        ("train --layers 0", "at least 1 unit"),
        ("train --layers 3,4 --activation relu,tanh,elu", "3 activations do not fit 2 hidden layers"),
        ("train --activation step", "step"),
        ("train --batch-size half", "a batch is a number of samples or “full”"),
        ("train --batch-size 5000", "5000 samples is more than the 1437"),
        ("train --learning-rate nan", "learning rate must be from"),
        ("train --data cats", "no data set “cats”"),
        ("train --test-share 0.99", "test share must be from"),
        ("train --dropout 1", "dropout rate must be"),
        ("train --loss hinge", "no loss “hinge”"),
        ("train --save no/such/folder/m.npz", "There is no folder “no/such/folder”"),
        ("train --save .", "is a folder"),
        ("train --save a.npz --history ./a.npz", "given for --save and for --history"),
        ("train --weights a.npz --history a.npz", "given for --weights and for --history"),
        (f"train --save {'x' * 300}", "cannot be written: file name too long"),
        ("train --epochs 100000 --micro-step backward:99", "There is no step backward:99: backward has "),
        ("train --weights none.npz", "“none.npz” cannot be read: No such file or directory."),
        ("predict", "Give picture files, or --strokes"),
        ("predict --model none.npz --row 3.png", "Several digits in a row are read without --model"),
        ("predict --model none.npz 3.png", "“none.npz” cannot be read"),
        ("predict --model none.npz", "Give picture files, or --strokes"),
        ("screenshot", "OUT.png"),
        ("screenshot --size big OUT.png", "a size is written as in “1440x900”"),
        ("list colours", "There is no list of “colours”"),
        ("gradcheck --parameters 0", "--parameters must be 1 or more"),
    ],
)
def test_bad_input_is_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], arguments: str, sentence: str
) -> None:
    status, lines, error = run(capsys, *arguments.split())
    assert status == 2
    assert lines == []
    assert error.startswith("nnviz: ")
    assert error.endswith(".\n")
    assert error.count("\n") == 1
    assert sentence in error


def test_help_lists_every_option_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = run(capsys, "train", "--help")
    text = " ".join(" ".join(lines).split())
    assert status == 0
    for option, default in (("--layers", "32"), ("--learning-rate", "0.001"), ("--epochs", "60")):
        assert option in text
        assert f"(default: {default})" in text
    assert run(capsys, "--help")[0] == 0
    assert run(capsys, "--version")[1][0].startswith("nnviz ")


def test_help_needs_no_numpy_and_threads_are_set_before_it() -> None:
    script = (
        "import sys, os; from nnviz import cli; cli.main(['--help']); assert 'numpy' not in sys.modules; "
        "print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    environment = {"PATH": "", "OMP_NUM_THREADS": "3"}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.splitlines()[-1] == "1"


def test_interrupted_is_a_line_and_status_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("nnviz.cli.train.Trainer", interrupted)
    assert run(capsys, "train") == (130, [], "nnviz: stopped.\n")


def test_whoever_reads_the_output_may_stop_reading(model: Path, tmp_path: Path) -> None:
    strokes = tmp_path / "strokes.npz"
    write_strokes_npz(strokes, [ONE] * 300)
    command = [
        sys.executable,
        "-m",
        "nnviz",
        "predict",
        "--model",
        str(model),
        "--strokes",
        str(strokes),
        "--json",
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 1
    assert process.stderr.read() == b""
    process.stderr.close()


# The rest


@pytest.mark.parametrize(
    ("metrics", "words"),
    [
        (measured(2, 0.1, 0.2, 0.9, 0.5), "test accuracy 50.0%"),
        (measured(2, 0.1, 0.2, 0.9, -1429.75, kind="regression"), "test R² -1430"),
    ],
)
def test_progress_is_for_terminals_only(metrics: Metrics, words: str) -> None:
    class Terminal:
        def __init__(self, tty: bool) -> None:
            self.tty, self.text = tty, ""

        def isatty(self) -> bool:
            return self.tty

        def write(self, text: str) -> None:
            self.text += text

        def flush(self) -> None:
            pass

    for tty in (True, False):
        terminal = Terminal(tty)
        with Progress(4, terminal) as progress:  # type: ignore[arg-type]
            progress.show(2, metrics)
            progress.show(3, metrics)  # too soon to be drawn
        shown = f"\r\x1b[K████████████░░░░░░░░░░░░ epoch 2 of 4, {words}\r\x1b[K"
        assert terminal.text == (shown if tty else "")


def test_list_shows_the_tables(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = run(capsys, "list", "activations")
    assert status == 0
    assert [line.split()[0] for line in lines] == list(ACTIVATIONS)
    assert all(len(line.split()) > 2 for line in lines)
    assert "optimizers:" in run(capsys, "list")[1]


def test_gradcheck_finds_right_gradients_right(capsys: pytest.CaptureFixture[str]) -> None:
    options = "--layers 5,4 --activation tanh --loss mse --parameters 50 --samples 7"
    status, lines, _ = run(capsys, "gradcheck", *options.split())
    values = json.loads(lines[-1])
    assert status == 0
    assert (values["checked"], values["wrong"]) == (50, 0)
    assert values["largest_relative_error"] < 1e-6
    assert values["worst"]["name"] in lines[1]


def test_gradcheck_finds_wrong_gradients_wrong(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from nnviz.engine import losses

    fused = losses.LOSSES["categorical_crossentropy"].fused
    true = fused["softmax"]

    def wrong(z: object, t: object, a: object, dz: np.ndarray, scratch: object) -> float:
        value = true(z, t, a, dz, scratch)  # type: ignore[arg-type]
        dz *= 1.01
        return value

    monkeypatch.setitem(fused, "softmax", wrong)  # type: ignore[arg-type]
    status, lines, _ = run(capsys, "gradcheck", "--json")
    assert status == 1
    assert json.loads(lines[-1])["wrong"] > 50


# predict


def test_pictures_are_read(capsys: pytest.CaptureFixture[str], model: Path, tmp_path: Path) -> None:
    data = load_dataset("digits")
    paths, labels = [], []
    for index in range(12):
        pixels = data.raw(data.test_features[index]).reshape(8, 8)
        path = tmp_path / f"{index}.png"
        large = Image.fromarray((255 - pixels * 255 / 16).astype(np.uint8)).resize(
            (80, 128), Image.Resampling.BICUBIC
        )
        sheet = Image.new("L", (200, 200), 255)
        sheet.paste(large, (60, 30))
        sheet.save(path)
        paths.append(path)
        labels.append(int(data.test_labels[index]))
    status, lines, _ = run(capsys, "predict", "--model", model, *paths, "--json")
    values = [json.loads(line) for line in lines]
    assert status == 0
    assert [value["file"] for value in values] == [str(path) for path in paths]
    assert sum(value["label"] == label for value, label in zip(values, labels, strict=True)) >= 8
    for value in values:
        assert len(value["seen"]) == 64
        assert all(0 <= pixel <= 16 for pixel in value["seen"])
        assert sum(value["probabilities"]) == pytest.approx(1, abs=1e-5)
        assert value["label"] == int(np.argmax(value["probabilities"]))


def test_strokes_are_read_and_a_blank_one_has_no_label(
    capsys: pytest.CaptureFixture[str], model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "strokes.npz"
    write_strokes_npz(path, [ONE, [np.array([[0.5, 0.5]])]])
    status, lines, _ = run(capsys, "predict", "--model", model, "--strokes", path, "--json")
    values = [json.loads(line) for line in lines]
    assert status == 0
    assert [(value["index"], value["label"]) for value in values] == [(0, 1), (1, None)]
    status, lines, _ = run(capsys, "predict", "--model", model, "--strokes", path)
    assert lines[0].startswith("0: 1 (")
    assert lines[1] == "1: nothing there"


def test_what_cannot_be_read_is_said_and_the_others_are_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("a", "c"):
        Image.fromarray(255 - small_pictures()[0][7]).resize((140, 140)).save(tmp_path / f"{name}.png")
    (tmp_path / "b.png").write_bytes(b"")
    files = [tmp_path / f"{name}.png" for name in "abcd"]
    for options in ([], ["--row"], ["--json"], ["--json", "--row"]):
        status, lines, error = run(capsys, "predict", *files, *options)
        assert status == 2
        assert [str(file) in line for line, file in zip(lines, (files[0], files[2]), strict=True)] == [
            True,
            True,
        ]
        assert error == f"nnviz: “{files[1]}” is empty.\nnnviz: “{files[3]}” is not there.\n"
    assert run(capsys, "predict", files[0], files[2])[0] == 0


def test_minmax_networks_see_their_own_scale(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, strokes = tmp_path / "model.npz", tmp_path / "strokes.npz"
    write_strokes_npz(strokes, [ONE])
    result(capsys, "--scale", "minmax", "--epochs", 20, "--save", path)
    line = run(capsys, "predict", "--model", path, "--strokes", strokes, "--json")[1][0]
    seen = np.array(json.loads(line)["seen"], dtype=np.float32)
    data = load_dataset("digits", scale="minmax")
    with np.load(path, allow_pickle=False) as arrays:
        hidden = np.maximum(data.scaled(seen) @ arrays["dense1.weights"] + arrays["dense1.bias"], 0)
        z = hidden @ arrays["dense2.weights"] + arrays["dense2.bias"]
    expected = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    np.testing.assert_allclose(json.loads(line)["probabilities"], expected, atol=1e-5)


# The window


def test_without_a_command_the_window_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    from nnviz.app import window

    opened: list[tuple[Path, ...]] = []
    monkeypatch.setattr(window, "run", lambda argv, files: opened.append(files) or 7)
    assert cli.main([]) == 7
    assert opened == [()]


def test_files_named_are_opened_in_the_window(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from nnviz.app import window

    opened: list[tuple[Path, ...]] = []
    monkeypatch.setattr(window, "run", lambda argv, files: opened.append(files) or 7)
    (tmp_path / "plain").write_bytes(b"")
    for words, paths in (
        (["lesson.nnviz"], ["lesson.nnviz"]),
        (["seven.png"], ["seven.png"]),
        (["Seven.JPG", "a.nnviz", "b.nnviz"], ["Seven.JPG", "a.nnviz", "b.nnviz"]),
        ([f"file://{tmp_path}/a%20b.nnviz"], [f"{tmp_path}/a b.nnviz"]),
        (["file://localhost/%C3%A4.png"], ["/ä.png"]),
        (["file:///%FF.png"], ["/\udcff.png"]),  # a name that is not UTF-8
        ([str(tmp_path / "plain")], [str(tmp_path / "plain")]),
    ):
        assert cli.main(words) == 7
        assert opened.pop() == tuple(map(Path, paths))


def test_screenshot_hands_its_options_on(monkeypatch: pytest.MonkeyPatch) -> None:
    from nnviz.app import screenshot

    taken = []
    monkeypatch.setattr(screenshot, "screenshot", taken.append)
    command = "screenshot --epochs 3 --theme light --size 1024x700 --scale 2 --draw seven.json"
    assert cli.main([*command.split(), "--without", "crop,Pen", "--open", "a.png", "out.png"]) == 0
    assert taken == [
        screenshot.ScreenshotOptions(
            out=Path("out.png"),
            experiment=Experiment(epochs=3),
            theme="light",
            size=(1024, 700),
            scale=2.0,
            draw=Path("seven.json"),
            open=Path("a.png"),
            without=("crop", "pen"),
        )
    ]


@pytest.mark.parametrize(
    ("text", "place"), [("2,-1", (2.0, -1.0)), ("-2,1", (-2.0, 1.0)), ("-.5,-3", (-0.5, -3.0))]
)
def test_any_place_of_the_plane_can_be_pointed_at(
    text: str, place: tuple[float, float], monkeypatch: pytest.MonkeyPatch
) -> None:
    from nnviz.app import screenshot

    taken: list[screenshot.ScreenshotOptions] = []
    monkeypatch.setattr(screenshot, "screenshot", taken.append)
    assert cli.main(["screenshot", "--workspace", "playground", "--point", text, "out.png"]) == 0
    assert taken[0].point == place


SPIRALS = [
    "train",
    "--workspace",
    "playground",
    "--layers",
    "8,8",
    "--epochs",
    "30",
    "--batch-size",
    "2",
    "--json",
]


def test_a_workspace_is_begun_with_and_changed_by_options(capsys: pytest.CaptureFixture[str]) -> None:
    from nnviz.engine import Dense
    from nnviz.training.presets import PLAYGROUND
    from nnviz.training.trainer import Trainer

    assert cli.main(SPIRALS) == 0
    told = json.loads(capsys.readouterr().out)
    layers = (Dense(8, "tanh"), Dense(8, "tanh"))
    trainer = Trainer(replace(PLAYGROUND, layers=layers, epochs=30, batch_size=2))
    *_, metrics = trainer.run()
    assert told["test_loss"] == metrics.test_loss


def test_a_moment_of_the_run_is_told_down_to_a_micro_step(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*SPIRALS, "--at", "16", "--micro-step", "backward:3"]) == 0
    at = json.loads(capsys.readouterr().out)["at"]
    assert at["epochs"] == 16
    assert (at["micro_step"]["phase"], at["micro_step"]["label"]) == ("backward", "∂L/∂z₃")
    assert np.shape(at["micro_step"]["values"]["dz"]) == (2, 1)
    assert cli.main([*SPIRALS[:-1], "--epochs", "16", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["test_loss"] == at["test_loss"], "the same run, ended there"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--workspace", "kitchen"],
            "There is no workspace “kitchen”; there are playground, digits, images, sequences, generate, "
            "table.",
        ),
        (["--workspace", "playground", "--data", "digits"], "“digits” is none of the workspace “playground”"),
        (["--epochs", "3", "--at", "4"], "There is no epoch 4: the run has 3."),
        (["--epochs", "1", "--micro-step", "sideways:3"], "written as in “backward:3”"),
        (["--epochs", "1", "--micro-step", "backward:99"], "There is no step backward:99: backward has 8."),
    ],
)
def test_a_moment_that_cannot_be_is_a_sentence(
    options: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["train", *options]) == 2
    assert sentence in capsys.readouterr().err


def test_layers_of_other_kinds_are_given_as_they_are_written(capsys: pytest.CaptureFixture[str]) -> None:
    from nnviz.cli.options import add_experiment_options, experiment_from
    from nnviz.cli.parser import Parser
    from nnviz.engine import BatchNorm, Dense, Dropout, Flatten

    parser = Parser()
    add_experiment_options(parser)
    options = parser.parse_args(
        ["--layers", "flatten, 8, dropout(0.2), Batch-Norm, 4", "--activation", "tanh"]
    )
    layers = (Flatten(), Dense(8, "tanh"), Dropout(0.2), BatchNorm(), Dense(4, "tanh"))
    assert experiment_from(options).layers == layers
    assert ",".join(layer.words for layer in layers) == "flatten,8,dropout(0.2),batchnorm,4"
    for wrong in ("nothing(3)", "dropout(2,3,4)", "dense", "8,"):
        status, _, error = run(capsys, "train", "--layers", wrong)
        assert status == 2, wrong
        assert len(error.splitlines()) == 1
