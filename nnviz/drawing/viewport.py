"""Zoom and pan: how the layout lies on the widget."""

from __future__ import annotations

from dataclasses import dataclass

ZOOM_MAX = 8.0


@dataclass(frozen=True)
class Viewport:
    """A point p of the layout is shown at ``p * scale + offset``; scale 1 fits the stage."""

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    @property
    def fitted(self) -> bool:
        return self.scale == 1.0

    def to_widget(self, x: float, y: float) -> tuple[float, float]:
        return x * self.scale + self.dx, y * self.scale + self.dy

    def to_layout(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.dx) / self.scale, (y - self.dy) / self.scale

    def zoomed(self, factor: float, x: float, y: float, width: float, height: float) -> Viewport:
        """Zoomed by ``factor`` with the point (x, y) of the widget staying where it is."""
        scale = min(ZOOM_MAX, max(1.0, self.scale * factor))
        if abs(scale - 1.0) < 1e-3:
            return Viewport()
        still_x, still_y = self.to_layout(x, y)
        moved = Viewport(scale, x - still_x * scale, y - still_y * scale)
        return moved.panned(0, 0, width, height)

    def panned(self, dx: float, dy: float, width: float, height: float) -> Viewport:
        """Moved by px of the widget; the stage keeps filling the widget."""
        x = min(0.0, max(width * (1 - self.scale), self.dx + dx))
        y = min(0.0, max(height * (1 - self.scale), self.dy + dy))
        return Viewport(self.scale, x, y)
