"""The network as a picture: layout, edge law, painting, pointing."""

from nnviz.ui.diagram.view import DiagramView

__all__ = ["DiagramView"]
