"""Lessons in the window: the page of a lesson, the views on its stage, the course."""
