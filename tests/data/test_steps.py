"""The switches of the ink pipeline are the options of what prepares drawings and pictures."""

from __future__ import annotations

import inspect

import pytest

from nnviz.data.ink import prepare
from nnviz.data.ink_image import prepare_image
from nnviz.data.steps import STEPS, Steps, steps_without


@pytest.mark.parametrize("function", [prepare, prepare_image])
def test_every_step_is_an_option(function):
    options = inspect.signature(function).parameters
    assert set(STEPS) <= set(options)
    assert all(options[name].default is True for name in STEPS)
    assert Steps().options == dict.fromkeys(STEPS, True)


def test_what_is_off_is_told_in_order():
    assert Steps().off == ()
    assert Steps().toggled("shear").toggled("crop").off == ("crop", "shear")
    assert Steps().toggled("pen").toggled("pen") == Steps()
    assert steps_without(["pen", "crop"]) == Steps(crop=False, pen=False)


def test_an_unknown_step_is_a_sentence():
    with pytest.raises(ValueError, match=r"no step “cut” .*crop, stretch, pen, shear\.$"):
        steps_without(["cut"])
