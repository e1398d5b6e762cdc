"""Windows, kernels, products and blame of pictures, as tables of numbers and words."""
