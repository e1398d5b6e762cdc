"""The bar at the foot of the window: play, step, reset, the run's track, speed."""

from nnviz.ui.transport.bar import TransportBar

__all__ = ["TransportBar"]
