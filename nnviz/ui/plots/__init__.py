"""Curves of a training run: loss and right answers. pyqtgraph is loaded after the first frame."""
