"""The arithmetic of one neuron, line or input, with the actual numbers."""

from nnviz.ui.inspector.view import InspectorView

__all__ = ["InspectorView"]
