"""A network unrolled in time, as numbers and shapes: no Qt."""
