"""Run folders: a training run of any program, written down as it goes, to be watched and looked at later.

The writer needs nothing but NumPy and safetensors: no Qt, and no PyTorch or Keras, whose models it only asks
for what they have.
"""

from nnviz.files.watching.writer import RunWriter

__all__ = ["RunWriter"]
