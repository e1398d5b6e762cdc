"""The trained network as ONNX, safetensors and .npz: others get nnviz's answers of it."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from nnviz.cli import main
from nnviz.engine import ACTIVATIONS, LAYERS, Dense
from nnviz.files.exchange.brought import Wanted
from nnviz.files.exchange.formats import FORMATS, take_out
from nnviz.files.exchange.onnx_layers import FUNCTIONS, NODES
from nnviz.files.exchange.onnx_model import read_onnx
from nnviz.files.exchange.subjects import subject_of
from nnviz.files.exchange.trained import named_arrays
from nnviz.files.model import read_model
from nnviz.training.experiment import Experiment
from nnviz.training.trainer import Trainer
from tests.data.own.made import MASS, birds, own
from tests.files.exchange.test_tensors import read_by_hand
from tests.helpers.taken_out import losses_of, printed, taken

NETWORKS = {
    name: Experiment.on("iris", layers=(Dense(6, name), Dense(5, name)), epochs=1) for name in ACTIVATIONS
} | {
    "pictures": Experiment.on(
        "shapes",
        layers="conv(3, 3), batchnorm, maxpool(2), residual(conv(3, 2), dropout(0.2)), layernorm, "
        "avgpool(2), conv(4, 2, stride=2, bias=no, padding=valid), globalavgpool, 8, layernorm",
        epochs=1,
    ),
    "flat": Experiment.on("shapes", layers="conv(3, 4, stride=3), flatten, batchnorm, 5", epochs=1),
    "recurrent": Experiment.on(
        "temporal_order",
        length=20,
        layers="gru(4, every_step), lstm(3, every_step), conv1d(4, 3), maxpool(2), rnn(4, relu, every_step), "
        "rnn(3, bidirectional, every_step), gru(3, bidirectional, every_step), lstm(3, bidirectional)",
        epochs=1,
    ),
    "last states": Experiment.on("temporal_order", length=20, layers="gru(4), 3", epochs=1),
    "largest": Experiment.on(
        "temporal_order", length=20, layers="rnn(4, every_step), globalmaxpool", epochs=1
    ),
    "attention": Experiment.on(
        "reverse",
        layers="embedding(8), positions(learned), residual(layernorm, attention(2)), positions(sine), "
        "residual(layernorm, attention(1, full)), 8",
        epochs=1,
        updates=2,
        batch_size=16,
    ),
    "typed": Experiment.on("iris", layers=(Dense(6, "x * tanh(log(1 + exp(x)))"),), epochs=1),
    "code": Experiment.on("digits", objective="reconstruct", layers="16, code(3), 8", epochs=1),
    "variational": Experiment.on("digits", objective="reconstruct", layers="variational(2), 8", epochs=1),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_onnxruntime_answers_as_nnviz_does(name: str) -> None:
    subject = taken(NETWORKS[name])
    ((_, content),) = FORMATS["onnx"].contents(subject, "model.onnx").items()
    features = subject.dataset.test_features[:40]
    raw = np.asarray(features / subject.dataset.factor + subject.dataset.offset, np.float32)
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    samples = {"samples": raw.reshape(len(raw), *subject.network.input_shape)}
    np.testing.assert_allclose(
        session.run(None, samples)[0], subject.network.predict(features), rtol=0, atol=1e-6
    )
    model = onnx.load_from_string(content)
    assert model.ir_version == 8
    assert [one.version for one in model.opset_import] == [17]


def test_every_layer_and_every_activation_has_its_nodes() -> None:
    assert FUNCTIONS.keys() == ACTIVATIONS.keys()
    assert NODES.keys() == LAYERS.keys() - {"residual"}
    used = {spec.kind for one in NETWORKS.values() for spec in one.layers}
    assert used == LAYERS.keys()


def test_without_the_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnx", None)
    subject = taken(Experiment.on("xor", layers=(3,), epochs=0))
    with pytest.raises(ValueError, match=r"pip install nnviz-desktop\[onnx\]"):
        FORMATS["onnx"].contents(subject, "model.onnx")


def test_whether_the_library_is_there_is_asked_without_importing_it(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = taken(Experiment.on("xor", layers=(3,), epochs=0))
    monkeypatch.delitem(sys.modules, "onnx")
    FORMATS["onnx"].check(subject)
    assert "onnx" not in sys.modules


def test_safetensors_hold_the_weights_and_say_what_they_are() -> None:
    subject = taken(Experiment.on("digits", layers="8, batchnorm", epochs=1))
    ((_, content),) = FORMATS["safetensors"].contents(subject, "model.safetensors").items()
    arrays, told = read_by_hand(content)
    np.testing.assert_array_equal(arrays["dense1.weights"], subject.network.layers[0].values["weights"])
    np.testing.assert_array_equal(arrays["batchnorm1.mean"], subject.network.layers[1].running["mean"])
    np.testing.assert_array_equal(arrays["factor"], np.full(64, 1 / 16))
    assert [one["kind"] for one in json.loads(told["layers"])] == ["dense", "batch_norm", "dense"]
    assert json.loads(told["classes"]) == list("0123456789")
    assert Experiment.from_dict(json.loads(told["experiment"])) == subject.experiment


def test_npz_is_what_save_writes(tmp_path: Path) -> None:
    subject = taken(Experiment.on("iris", layers=(4,), epochs=2))
    ((_, content),) = FORMATS["npz"].contents(subject, "model.npz").items()
    (tmp_path / "model.npz").write_bytes(content)
    model = read_model(tmp_path / "model.npz")
    np.testing.assert_array_equal(model.network.parameters, subject.network.parameters)
    with pytest.raises(ValueError, match="such a file already"):
        FORMATS["npz"].contents(subject_of(tmp_path / "model.npz"), "again.npz")


def test_predictions_are_the_answers_to_every_sample() -> None:
    subject = taken(Experiment.on("iris", layers=(4,), epochs=20))
    ((_, content),) = FORMATS["predictions"].contents(subject, "out.csv").items()
    rows = [*csv.DictReader(io.StringIO(content.decode()))]
    data = subject.dataset
    assert len(rows) == 150
    tested = [row for row in rows if row["part"] == "test"]
    right = np.mean([row["truth"] == row["answer"] for row in tested])
    assert right == subject.timeline.metrics.values("test_accuracy")[-1]
    outputs = subject.network.predict(data.test_features)
    np.testing.assert_array_equal(
        np.array([[row[name] for name in data.class_names] for row in tested], np.float32), outputs
    )


def test_values_are_told_in_the_unit_of_the_table() -> None:
    table = birds()
    subject = taken(Experiment.on("own_table", own=own(MASS, table), layers=(4,), epochs=3))
    ((_, content),) = FORMATS["predictions"].contents(subject, "out.csv").items()
    rows = [*csv.DictReader(io.StringIO(content.decode()))]
    mass = table.column("mass_g").numbers
    assert mass is not None
    wanted = [mass[int(row["sample"])] for row in rows]
    np.testing.assert_allclose([float(row["truth"]) for row in rows], wanted, rtol=1e-6)
    assert all(row["truth"] == str(np.float32(row["truth"])) for row in rows)  # no digits of the reckoning
    off = [abs(float(row["answer"]) - float(row["truth"])) for row in rows if row["part"] == "test"]
    assert np.mean(off) == pytest.approx(subject.timeline.metrics.values("test_mean_error")[-1], rel=1e-5)


def test_values_of_a_table_are_answered_in_its_unit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [(k % 7, k % 5, 1000 + 10 * (k % 7)) for k in range(40)]
    table, model, out = tmp_path / "t.csv", tmp_path / "m.npz", tmp_path / "m.onnx"
    table.write_text("a,b,y\n" + "".join(f"{a},{b},{y}\n" for a, b, y in rows))
    train = ["train", "--csv", str(table), "--target", "y", "--learn", "value", "--epochs", "5", "--json"]
    assert main([*train, "--save", str(model)]) == 0
    assert main(["predict", "--csv", str(table), "--model", str(model), "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    wanted = [one["value"] for one in told if "value" in one]
    assert main(["export", str(model), str(tmp_path / "m.safetensors")]) == 0
    assert "Its answers are scaled: “y” is answer / " in capsys.readouterr().err
    assert main(["export", str(model), str(out)]) == 0
    assert capsys.readouterr().err == ""
    session = onnxruntime.InferenceSession(out, providers=["CPUExecutionProvider"])
    samples = np.array([row[:2] for row in rows], np.float32)
    answers = session.run(None, {"samples": samples})[0][:, 0]
    np.testing.assert_allclose(answers, wanted, rtol=1e-5)

    back = read_onnx(out, Wanted())  # the very network, whose answers are scaled
    for name, array in named_arrays(subject_of(model).network).items():
        np.testing.assert_array_equal(back.parameters[name], array)
    assert any("are scaled" in sentence for sentence in back.told)


def test_metrics_are_those_of_all_epochs() -> None:
    subject = taken(Experiment.on("iris", layers=(4,), epochs=5))
    ((_, content),) = FORMATS["metrics"].contents(subject, "out.csv").items()
    rows = [*csv.DictReader(io.StringIO(content.decode()))]
    assert [row["epoch"] for row in rows] == [*"012345"]
    table = subject.timeline.metrics
    np.testing.assert_array_equal([float(row["test_loss"]) for row in rows], table.values("test_loss"))
    assert [*rows[0]] == ["epoch", *(kind.name for kind in table.kinds)]


def test_a_text_that_a_spreadsheet_would_reckon_with_gets_an_apostrophe() -> None:
    from nnviz.data.cells import csv_bytes

    rows = [["=1+1", "+a", "-a", "@a", "\ta", "plain", -1.5, 2]]
    assert csv_bytes(rows).decode() == "'=1+1,'+a,'-a,'@a,'\ta,plain,-1.5,2\n"


def test_the_command_line_takes_out_what_was_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model, out = tmp_path / "model.npz", tmp_path / "out.onnx"
    train = ["train", "--data", "iris", "--layers", "4", "--epochs", "2", "--save", str(model), "--json"]
    assert main(train) == 0
    assert main(["export", str(model), str(out)]) == 0
    assert onnx.load(out).graph.input[0].name == "samples"
    assert main(["export", str(model), str(tmp_path / "out.csv")]) == 2
    assert "predictions, metrics" in capsys.readouterr().err
    assert main(["export", str(model), str(model), "--as", "onnx"]) == 2
    assert "one of them would be lost" in capsys.readouterr().err
    assert main(["export", str(model), str(tmp_path / "model.py"), "--as", "numpy"]) == 0
    assert read_model(model).experiment.data == "iris"  # what stands beside the program is called otherwise


def test_data_beside_a_program_are_not_lost_to_another_run(tmp_path: Path) -> None:
    one, other = (taken(Experiment.on("digits", layers=(4,), epochs=1, seed=seed)) for seed in (1, 2))
    first, data = take_out(one, "numpy", tmp_path / "run.py")
    assert take_out(one, "numpy", first) == (first, data)  # the same numbers
    second = take_out(other, "numpy", tmp_path / "run.txt")
    assert [path.name for path in second] == ["run.txt", "run_data2.npz"]
    for subject, paths in ((one, (first, data)), (other, second)):
        alone = tmp_path / paths[0].suffix[1:]
        alone.mkdir()
        told = printed({path.name: path.read_bytes() for path in paths}, alone)
        np.testing.assert_allclose(told, losses_of(subject), rtol=1e-5)


def test_a_saved_network_says_how_its_run_began(tmp_path: Path) -> None:
    first, second, program = (tmp_path / name for name in ("a.npz", "b.npz", "b.py"))
    train = ["train", "--data", "iris", "--layers", "4", "--epochs", "2", "--dtype", "float64", "--json"]
    assert main([*train, "--save", str(first)]) == 0
    history = tmp_path / "b.csv"
    again = [*train, "--weights", str(first), "--save", str(second), "--history", str(history)]
    assert main(again) == 0
    subject = subject_of(second)
    np.testing.assert_array_equal(subject.start.parameters, subject_of(first).network.parameters)
    np.testing.assert_array_equal(read_model(second).network.parameters, subject.network.parameters)
    assert main(["export", str(second), str(program), "--as", "numpy"]) == 0
    (tmp_path / "alone").mkdir()
    files = {path.name: path.read_bytes() for path in (program, tmp_path / "b_data.npz")}
    rows = [*csv.DictReader(io.StringIO(history.read_text()))]
    np.testing.assert_allclose(
        printed(files, tmp_path / "alone")[:, 2], [float(row["test_loss"]) for row in rows], rtol=1e-9
    )


def test_a_network_of_a_changed_run_cannot_be_trained_again_from_its_file(tmp_path: Path) -> None:
    def act(trainer: Trainer) -> None:
        if trainer.epoch == 1:
            trainer.change(learning_rate=0.1)

    subject = taken(Experiment.on("iris", layers=(4,), epochs=2), act)
    path = tmp_path / "model.npz"
    path.write_bytes(FORMATS["npz"].contents(subject, "model.npz")["model.npz"])
    saved = subject_of(path)
    FORMATS["safetensors"].check(saved)
    with pytest.raises(ValueError, match="changed by hand while it was trained"):
        FORMATS["numpy"].check(saved)
