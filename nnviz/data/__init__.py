"""What networks learn from: data sets and handwriting. NumPy; scikit-learn only where it is needed."""

from nnviz.data.catalogue import DATASETS, load_dataset
from nnviz.data.dataset import SCALES, Dataset, RawData, make_dataset
from nnviz.data.families import FAMILIES, Family
from nnviz.data.planar import FEATURES, planar_features
from nnviz.data.source import Source

__all__ = [
    "DATASETS",
    "FAMILIES",
    "FEATURES",
    "SCALES",
    "Dataset",
    "Family",
    "RawData",
    "Source",
    "load_dataset",
    "make_dataset",
    "planar_features",
]
