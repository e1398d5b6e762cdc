"""Qt widgets: views that show Snapshots and ask for changes; none of them holds state of its own."""

from nnviz.ui.overrides import install

install()
