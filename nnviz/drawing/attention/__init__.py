"""A network with attention as lanes, one for each step, as numbers and shapes: no Qt."""
