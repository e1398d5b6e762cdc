"""The composition root: what the process needs, the Session, the window, pictures of it."""

from nnviz.app.environment import prepare_numpy

prepare_numpy()
