"""Several runs side by side: what differs, their curves and networks, where they disagree.

Loads pyqtgraph: import it when the room is opened.
"""

from nnviz.ui.compare.panel import ComparePanel
from nnviz.ui.compare.rooms import CompareRooms
from nnviz.ui.compare.runs_panel import RunsPanel
from nnviz.ui.compare.stage import CompareStage

__all__ = ["ComparePanel", "CompareRooms", "CompareStage", "RunsPanel"]
