"""A lesson built by hand: a step of each kind that a class goes through."""

from __future__ import annotations

from nnviz.lessons.lesson import Asked, Check, Lesson, Option, Predict, Show, Step

ONE_STEP = Asked(
    rows=((1.0, 0.0),),
    bias=False,
    weights={"dense1.weights": [[2.0]]},
    settings={"layers": [], "loss": "mse", "learning_rate": 0.1, "epochs": 1_000_000, "batch_size": 1},
    until="update 1",
    sample="row 0",
)
OPTIONS = (
    Option(text="2.4", when="dense1.weights[0, 0] @ update 1 >= 2.3", say="went uphill: the sign"),
    Option(text="-2.0", when="dense1.weights[0, 0] @ update 1 <= -1", say="forgot the rate"),
    Option(text="1.6", when="dense1.weights[0, 0] @ update 1 <= 1.7", say="right"),
    Option(text="1.9", when="dense1.weights[0, 0] @ update 1 >= 1.8", say="forgot the slope"),
)


def a_lesson(until: str = "epoch 10000") -> Lesson:
    """Look, predict by letters, a number, a principle, a run (long unless ``until`` is near), a puzzle."""
    running = Asked(
        rows=ONE_STEP.rows,
        bias=False,
        weights=ONE_STEP.weights,
        settings=ONE_STEP.settings,
        until=until,
        sample="row 0",
        allow=("run",),
    )
    return Lesson(
        id="one-step",
        title="How far does one step go?",
        minutes=15,
        purpose="One update of one weight, by hand.",
        steps=(
            Step(
                key="slope",
                title="The slope here",
                kind="look",
                line=10,
                runs=(ONE_STEP,),
                body="At w = 2 the slope is **+4**.",
            ),
            Step(
                key="lands",
                title="Where it lands",
                kind="predict",
                line=20,
                runs=(ONE_STEP,),
                body="At w = 2 the slope is **+4**.\n\nThe learning rate is **0.1**.",
                show=Show(views=("network",)),
                predict=Predict(ask="Where does w land?", kind="choice", options=OPTIONS),
                notes="Wait for every hand before you count.\n\nIf B leads: ask **what the 0.1 is for**.",
            ),
            Step(
                key="number",
                title="As a number",
                kind="predict",
                line=30,
                runs=(ONE_STEP,),
                predict=Predict(
                    ask="What is w then?", kind="number", truth="dense1.weights[0, 0] @ update 1"
                ),
            ),
            Step(
                key="why",
                title="Why",
                kind="why",
                line=40,
                runs=(ONE_STEP,),
                check=Check(
                    ask="What was used?",
                    options=(Option(text="The sign"), Option(text="The chain", right=True)),
                ),
            ),
            Step(key="ten", title="Ten steps", kind="run", line=50, runs=(running,), body="Again and again."),
            Step(
                key="within",
                title="Land within 0.01",
                kind="make",
                line=60,
                runs=(ONE_STEP,),
                puzzle=Check(goal="train_loss < 0.01"),
            ),
        ),
    )
