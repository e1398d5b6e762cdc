"""What Images begins with: for every data set a network that learns it, and one that fails on purpose.

``benchmarks/presets.py`` measures them. One that fails differs from the one beside it in the layers and their
rate, in the initialiser, or in the rate alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from nnviz.engine import Conv, Dense, GlobalMaxPool, LayerSpec, MaxPool
from nnviz.said import Sentence, translate
from nnviz.training.experiment import Experiment
from nnviz.training.preset import Preset


def _conv(filters: int, size: int = 3, padding: str = "same") -> Conv:
    return Conv(filters, size, padding=padding, activation="relu")


def _learned(
    data: str,
    label: Sentence,
    story: Sentence,
    layers: tuple[LayerSpec, ...],
    rate: float,
    epochs: int,
    speed: float,
    **settings: Any,
) -> Preset:
    """One that succeeds, called by its data set; who fails beside it is said later."""
    settings = {"schedule": "cosine", "learning_rate": rate, "epochs": epochs} | settings
    experiment = Experiment.on(data, layers=layers, **settings)
    if experiment.home != "images":
        experiment = experiment.with_(workspace="images")
    return Preset(data, label, story, experiment.validated(), speed, "")


def _failing(
    learned: Preset, end: str, label: Sentence, story: Sentence, advice: Sentence, **changed: Any
) -> Preset:
    """The same but for what is ``changed``, called by the data set and that ``end``."""
    experiment = learned.experiment.with_(**changed).validated()
    return Preset(f"{learned.name}_{end}", label, story, experiment, learned.speed, learned.name, advice)


_ANYWHERE: Final = (_conv(16), MaxPool(2), _conv(32), GlobalMaxPool())

_FIGURES: Final = _learned(
    "figures",
    translate("Training", "Figures"),
    translate("Training", "Kernels that begin by chance look for edges and corners after a few epochs."),
    (_conv(6, 5, "valid"), MaxPool(2), _conv(12, 3, "valid"), MaxPool(2)),
    rate=0.005,
    epochs=12,
    speed=1,
)
_SHAPES: Final = _learned(
    "shapes",
    translate("Training", "Shapes anywhere"),
    translate("Training", "Eight kernels and the largest value of each map know a shape wherever it is."),
    (_conv(8), GlobalMaxPool()),
    rate=0.01,
    epochs=40,
    speed=4,
    schedule="constant",
)
_DIGITS: Final = _learned(
    "digits",
    translate("Training", "Digits"),
    translate("Training", "Digits read by fewer parameters than a dense network has, with fewer mistakes."),
    (_conv(8), MaxPool(2), _conv(16), MaxPool(2)),
    rate=0.01,
    epochs=30,
    speed=2,
)
_MOVED: Final = _learned(
    "moved_digits",
    translate("Training", "Digits anywhere"),
    translate("Training", "A digit is the same wherever it stands: of every map the largest value is kept."),
    _ANYWHERE,
    rate=0.01,
    epochs=20,
    speed=2,
)
_CENTRED: Final = _learned(
    "centred_digits",
    translate("Training", "Learned in the middle, tested anywhere"),
    translate("Training", "Most digits are known in places where none was learned."),
    _ANYWHERE,
    rate=0.01,
    epochs=20,
    speed=2,
)
_MNIST: Final = _learned(
    "mnist28",
    translate("Training", "MNIST"),
    translate("Training", "The digits that networks have been compared by since 1998."),
    (_conv(8, 5), MaxPool(2), _conv(16), MaxPool(2)),
    rate=0.005,
    epochs=4,
    speed=1,
    batch_size=64,
)

_BIASES: Final = translate(
    "Training", "Nothing moves but the last layer's biases, which learn how often each digit is."
)
_NO_ZEROS: Final = translate(
    "Training",
    "Try the initialiser “he”: kernels of zeros make maps of zeros, whose gradient is 0 as well.",
)
_SAME_KERNEL: Final = translate(
    "Training",
    "Try conv and globalmaxpool: a kernel is the same everywhere, and so is what it has learned.",
)
_DENSE: Final = (Dense(64, "relu"),)
_FAILING: Final = (
    _failing(
        _FIGURES,
        "fast",
        translate("Training", "Too high a rate"),
        translate("Training", "The first steps are so large that hardly a ReLU ever answers again."),
        translate(
            "Training",
            "Try the rate 0.005: a ReLU that is 0 for every picture has no gradient to bring it back.",
        ),
        learning_rate=0.3,
    ),
    _failing(
        _SHAPES,
        "dense",
        translate("Training", "A dense network on shapes anywhere"),
        translate("Training", "Every training image is known by heart, and hardly a shape in another place."),
        _SAME_KERNEL,
        layers=(Dense(32, "relu"),),
        learning_rate=0.003,
    ),
    _failing(
        _DIGITS,
        "zero",
        translate("Training", "Kernels that start at zero"),
        _BIASES,
        _NO_ZEROS,
        initializer="zeros",
    ),
    _failing(
        _MOVED,
        "dense",
        translate("Training", "A dense network on digits anywhere"),
        translate("Training", "Every digit has to be learned in every place by itself."),
        _SAME_KERNEL,
        layers=_DENSE,
    ),
    _failing(
        _CENTRED,
        "dense",
        translate("Training", "A dense network learned in the middle"),
        translate(
            "Training", "What is beyond the middle was always empty: its weights have learned nothing."
        ),
        _SAME_KERNEL,
        layers=_DENSE,
    ),
    _failing(
        _MNIST,
        "zero",
        translate("Training", "MNIST from kernels of zeros"),
        _BIASES,
        _NO_ZEROS,
        initializer="zeros",
    ),
)

#: By name, each that succeeds followed by the one beside it that fails. Images opens with the first.
IMAGES: Final[dict[str, Preset]] = {
    preset.name: preset
    for learned, failing in zip((_FIGURES, _SHAPES, _DIGITS, _MOVED, _CENTRED, _MNIST), _FAILING, strict=True)
    for preset in (replace(learned, beside=failing.name), failing)
}
