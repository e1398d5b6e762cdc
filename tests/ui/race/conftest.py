"""The stage of a lesson, for the race on it."""

from tests.ui.learn.conftest import on_stage

__all__ = ["on_stage"]
