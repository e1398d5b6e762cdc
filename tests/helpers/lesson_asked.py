"""A lesson with a prediction of each kind, a question about a principle and a puzzle, worked out by hand.

One weight w = 3, input 1, target 0, no bias: the loss is w², its slope 2w, and each update at rate 0.1 leaves
0.8 of w: 3, 2.4, 1.92, 1.536, 1.2288, 0.98304. Run B learns at 0.2 and has 1.8 after one update.
"""

from __future__ import annotations

from dataclasses import replace

from nnviz.lessons.lesson import Asked, Check, Feedback, Lesson, Option, Predict, Show, Step

ONE = Asked(
    settings={"layers": (), "loss": "mse", "optimizer": "sgd", "learning_rate": 0.1, "epochs": 100},
    rows=((1.0, 0.0),),
    bias=False,
    weights={"dense1.weights": ((3.0,),)},
    sample="row 0",
)
OTHER = replace(ONE, name="B", settings={**ONE.settings, "learning_rate": 0.2})
TWO = replace(
    ONE, rows=((1.0, 2.0, 0.0),), weights={"dense1.weights": ((1.0,), (-3.0,))}
)  # the larger weight in size is the second, the larger number the first

PAIR = replace(
    ONE, rows=((1.0, 0.0, 0.0),), targets=2, weights={"dense1.weights": ((3.0, 1.0),)}
)  # two neurons, 3 and 1

NUMBER = Predict(
    ask="Which weight does **one** step lead to?",
    kind="number",
    truth="dense1.weights[0, 0] @ update 1",
    tolerance=0.01,
    tries=2,
    slider=(-3.0, 4.0, 0.1),
    feedback=(Feedback(near=3.6, say="Right size, wrong way: the sign. You added the step."),),
)
CHOICE = Predict(
    ask="And after five?",
    kind="choice",
    options=(
        Option(text="It is 0.", when="dense1.weights[0, 0] = 0 @ update 5", say="Each step is shorter."),
        Option(text="It is below 1.", when="dense1.weights[0, 0] < 1 @ update 5"),
        Option(text="It is below 0.", when="dense1.weights[0, 0] < 0 @ update 5"),
    ),
)
DIRECTION = Predict(ask="The loss?", kind="direction", truth="change(train_loss, epoch 0, epoch 1)")
ORDER = Predict(
    ask="Which loss is lower after one step?",
    kind="order",
    items=("A: rate 0.1", "B: rate 0.2"),
    truth="order(A.train_loss @ epoch 1, B.train_loss @ epoch 1)",
)
POINT = Predict(ask="Which neuron fires more?", kind="point", truth="argmax(dense1.a @ epoch 0)")
CURVE = Predict(
    ask="How does the loss fall?",
    kind="curve",
    truth="curve(train_loss, epoch 0, epoch 10)",
    confidence=False,
)

#: Of each kind: the key of its step, what is right, and what is wrong.
PREDICTIONS = {
    "number": (2.4, 3.6),
    "choice": (1, 0),
    "direction": ("down", "up"),
    "order": (("B", "A"), ("A", "B")),
    "point": ((0,), (1,)),
    "curve": (tuple(9 * 0.64**epoch for epoch in range(11)), tuple(float(at) for at in range(11))),
}


def _step(key: str, kind: str, **more: object) -> Step:
    settings: dict[str, object] = {"runs": (ONE,), "body": f"The step {key}.", "title": f"Title of {key}"}
    return Step(key=key, kind=kind, line=1, **{**settings, **more})  # type: ignore[arg-type]


def asked_lesson() -> Lesson:
    """The lesson."""
    until = replace(ONE, until="update 1", allow=("step",))
    puzzle = Check(goal="train_loss < 4 @ last", most="2 updates", hints=("Be bold.", "0.4"), done="Solved.")
    why = Check(
        ask="Why the minus?",
        options=(Option(text="Habit.", say="No."), Option(text="Uphill.", right=True, say="Yes: uphill.")),
    )
    steps = (
        _step("begin", "hook"),
        _step("number", "predict", predict=NUMBER, runs=(until,), show=Show(lines=(2, 3))),
        _step("run", "run", runs=(replace(ONE, until="update 5", allow=("run", "step", "restart")),)),
        _step("say", "state", runs=(replace(ONE, at="update 5"),)),
        _step("choice", "predict", predict=CHOICE),
        _step("direction", "predict", predict=DIRECTION),
        _step("order", "predict", predict=ORDER, runs=(ONE, OTHER)),
        _step("point", "predict", predict=POINT, runs=(PAIR,)),
        _step("curve", "predict", predict=CURVE, show=Show(views=("curves",))),
        _step("why", "why", check=why),
        _step(
            "make", "make", puzzle=puzzle, runs=(replace(ONE, allow=("learning_rate", "step", "restart")),)
        ),
    )
    return Lesson(
        id="one-step",
        title="One step downhill",
        steps=steps,
        digest="1",
        python="w = 3\nfor step in range(5):\n    w -= 0.1 * 2 * w\nprint(w)",
        summary="A step goes downhill.",
        words=(("slope", "how steep it is"),),
    )
