"""A lesson to begin with, short and whole, for whoever writes one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from nnviz.data.saving import why_not
from nnviz.files.lesson_files import MAIN
from nnviz.lessons.sections import slug
from nnviz.said import translate

TEXT: Final = """\
+++
format = 1
id = "{id}"
title = "{title}"
language = "en"
minutes = 10
level = "beginner"
seed = 1
author = "Your name"
licence = "CC BY 4.0"
purpose = "See one weight take one step."
+++

## One weight {{hook}}

A network with one weight: the input is 1, and 0 is to come out. The weight begins at 2.

~~~experiment
rows = [[1, 0]]                # the input, then what is to come out
bias = false
weights = {{ "dense1.weights" = [[2]] }}
loss = "mse"
learning_rate = 0.1
allow = ["step"]
~~~

~~~show
views = ["network"]
lines = [1, 1]
~~~

~~~notes
Only you see this. Ask: what comes out now, and what should?
~~~

## How far does one step go? {{predict}}

The loss is the square of the output. Its slope at the weight 2 is 4, and the learning rate is a tenth.

~~~show
views = ["loss"]
of = "dense1.weights[0, 0]"
span = [-3, 3]
lines = [2, 2]
~~~

~~~predict
ask = "What is the weight after one step?"
kind = "number"
truth = "dense1.weights[0, 0] @ update 1"
tolerance = 0.01
tries = 2
feedback = [
  {{ near = 2.4, say = "That is uphill: the step goes against the slope." }},
  {{ near = -2, say = "That is the whole slope. Only a tenth of it is taken." }},
]
~~~

## Take the step {{run}}

Press Step, and watch the weight.

~~~experiment
like = "one-weight"
until = "update 1"
allow = ["step"]
~~~

~~~show
views = ["loss", "network"]
of = "dense1.weights[0, 0]"
span = [-3, 3]
lines = [2, 3]
~~~

## What happened? {{state}}

Say it in one sentence: from where to where, and why just so far.

## Ten times as fast {{make}}

Find a learning rate with which one step is enough.

~~~experiment
like = "one-weight"
allow = ["learning_rate", "step", "restart"]
~~~

~~~puzzle
goal = "train_loss < 0.0001"
most = "1 update"
hints = ["The slope is twice the weight.", "The step should be the weight itself."]
done = "Half of the slope is the weight, so the rate is a half. Only here: another loss has another slope."
~~~

## In short {{summary}}

A step goes against the slope, as far as the slope is steep, times the learning rate.

### Words

- **slope**: how fast the loss grows with the weight
- **learning rate**: the share of the slope that one step takes

## The same in Python {{python}}

```python
weight, rate = 2.0, 0.1
slope = 2 * weight          # of the loss, weight ** 2
print(weight - rate * slope)
```
"""


def begin_lesson(folder: Path) -> Path:
    """Write a lesson into a new or empty folder; returns its file.

    Raises ``ValueError`` with one sentence.
    """
    title = " ".join(re.sub(r"[-_\s]+", " ", folder.resolve().name).split())
    title = "".join(letter for letter in title if letter.isprintable() and letter not in '"\\')[:80]
    path = folder / MAIN
    text = TEXT.format(id=slug(title), title=(title[:1].upper() + title[1:]) or "A lesson")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ValueError(
                translate("Lessons", "“{path}” is not empty: name a new folder.").format(path=folder)
            )
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ValueError(
            translate("Lessons", "“{path}” cannot be written: {why}.").format(path=path, why=why_not(error))
        ) from None
    return path
