"""Presenting a lesson: the page on the laptop and the window for the room."""
