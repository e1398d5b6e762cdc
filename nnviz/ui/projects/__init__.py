"""Project files in the window: the menu, the dialogs, the question before something is lost."""

from nnviz.ui.projects.project_files import ProjectFiles

__all__ = ["ProjectFiles"]
