"""Makes the files beside this one: networks of PyTorch and of Keras with what they answer.

Run with both installed, ``python make.py``: their answers are stored, since the tests need neither.
"""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import torch
from keras import layers as k
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).parent
torch.manual_seed(3)
keras.utils.set_random_seed(3)


class Net(nn.Module):
    """Named modules, as people write them."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 5, 3, padding=1)
        self.fc1, self.fc2 = nn.Linear(20, 7), nn.Linear(7, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.max_pool2d(self.bn1(torch.relu(self.conv1(x))), 2)
        x = torch.max_pool2d(torch.relu(self.conv2(x)), 2)
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


class Reader(nn.Module):
    """A recurrent module, and a dense layer behind its last step."""

    def __init__(self, kind: type[nn.Module], both: bool, levels: int) -> None:
        super().__init__()
        self.rnn = kind(3, 4, num_layers=levels, batch_first=True, bidirectional=both)
        self.fc = nn.Linear(8 if both else 4, 2)
        self.both = both

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        out, state = self.rnn(x)
        last = state[0] if isinstance(state, tuple) else state
        return self.fc(torch.cat([last[-2], last[-1]], 1) if self.both else out[:, -1])


def scramble(model: nn.Module) -> None:
    """Statistics as if it had been trained."""
    for module in model.modules():
        if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
            module.running_mean.normal_()
            module.running_var.uniform_(0.5, 2)


def sequential() -> nn.Module:
    first = (nn.Linear(6, 5), nn.BatchNorm1d(5), nn.Tanh(), nn.Dropout(0.1))
    return nn.Sequential(*first, nn.Linear(5, 4), nn.Tanh(), nn.Linear(4, 3))


def of_torch() -> None:
    cases = {
        "sequential": (sequential(), (6,)),
        "net": (Net(), (1, 8, 8)),
        "lstm": (Reader(nn.LSTM, False, 2), (7, 3)),
        "gru": (Reader(nn.GRU, True, 1), (7, 3)),
    }
    for name, (model, shape) in cases.items():
        scramble(model)
        model.eval()
        x = torch.randn(4, *shape)
        with torch.no_grad():
            y = model(x)
        save_file(dict(model.state_dict()), str(HERE / f"{name}.safetensors"))
        np.savez(HERE / f"{name}-answers.npz", x=x.numpy(), y=y.numpy())


def of_keras() -> None:
    cases = {
        "dense": [k.Input((5,)), k.Rescaling(0.5, offset=-0.25), k.Dense(6, "elu"), k.Dense(3, "softmax")],
        "pictures": [
            k.Input((9, 9, 2)),
            k.Conv2D(4, 3, padding="same"),
            k.BatchNormalization(),
            k.Activation("relu"),
            k.MaxPooling2D(2),
            k.Conv2D(3, 3, activation="tanh"),
            k.Flatten(),
            k.Dense(4),
            k.LeakyReLU(negative_slope=0.3),
            k.Dense(2),
        ],
        "lstm": [k.Input((6, 3)), k.LSTM(4, return_sequences=True), k.LSTM(3), k.Dense(2)],
        "gru": [k.Input((6, 3)), k.Bidirectional(k.GRU(4)), k.Dense(1, "sigmoid")],
        "rnn": [
            k.Input((6, 3)),
            k.Conv1D(4, 3, padding="same", activation="relu"),
            k.SimpleRNN(3),
            k.Dense(2),
        ],
    }
    for name, stacked in cases.items():
        model = keras.Sequential(stacked)
        for weight in model.weights:
            if "moving" in weight.path:
                weight.assign(np.random.default_rng(2).uniform(0.5, 2, weight.shape))
        x = np.random.default_rng(1).standard_normal((4, *model.input_shape[1:])).astype(np.float32)
        arrays = {"x": x, "y": np.asarray(keras.ops.convert_to_numpy(model(x)))}
        described = []
        for place, layer in enumerate(model.layers):
            weights = layer.get_weights()
            arrays |= {f"{place}-{number}": array for number, array in enumerate(weights)}
            settings = layer.get_config()
            one = {
                "kind": type(layer).__name__,
                "name": layer.name,
                "config": settings,
                "weights": len(weights),
            }
            if type(layer).__name__ == "Bidirectional":
                inner = layer.forward_layer
                one["forward"] = {"kind": type(inner).__name__, "config": inner.get_config()}
            described.append(one)
        arrays["layers"] = np.array(json.dumps(described, default=str))
        np.savez(HERE / f"keras-{name}.npz", **arrays)


if __name__ == "__main__":
    of_torch()
    of_keras()
