"""nnviz: watch a neural network think and learn.

Importing this package imports NumPy at most; Qt, pyqtgraph and scikit-learn come in only where used.
"""

__version__ = "0.1.0"
