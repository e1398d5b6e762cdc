"""What networks learn from: data sets and handwriting. NumPy; scikit-learn only where it is needed."""

from nnviz.data.dataset import SCALES, Dataset
from nnviz.data.tables import DATASETS, load_dataset

__all__ = ["DATASETS", "SCALES", "Dataset", "load_dataset"]
