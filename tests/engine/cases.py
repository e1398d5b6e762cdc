"""The worked examples of the tutorials, figure by figure, as (samples, features) and (inputs, outputs)."""

from __future__ import annotations

import numpy as np

ONE_NEURON = [
    # inputs, weights, bias, activation, z, output
    ((2, 3), (0, 1), 4, "sigmoid", 7, 0.9990889488055994),
    ((12, 24), (19, 23), 7, "sigmoid", 787, 1.0),
    ((1, 2, 3, 2.5), (0.2, -0.27, -0.5, 1.0), 2.0, "linear", 2.66, 2.66),
    ((100,), (0.5,), -0.2, "sigmoid", 49.8, 1.0),
]

L1_X = np.array([[1, 2, 3, 2.5], [2, 5, -1, 2], [-1.5, 2.7, 3.3, -0.8]])
L1_ROWS_1 = np.array([[-0.2, -0.27, -0.5, 1], [0.5, 0.91, -0.5, -0.33], [0.2, 0.8, -0.5, 1]])
L1_BIAS_1 = np.array([2, 3, 0.5])
L1_ROWS_2 = np.array([[0.2, -0.27, -0.5], [0.5, 0.91, -0.5], [-0.44, 0.8, -0.5]])
L1_BIAS_2 = np.array([-1, 3, 0.5])
L1_LAYER_1 = np.array([[2.26, 2.995, 3.3], [2.75, 8.39, 7.4], [-0.879, 3.321, -0.09]])
L1_OUTPUT = np.array([[-3.00665, 5.20545, 0.2516], [-6.4153, 8.3099, 2.302], [-2.02747, 5.62761, 3.58856]])

L3_X = np.array([12.0, 24.0, 9.0, 16.0])
L3_ROWS = np.array([[19, 23, 14, 2], [4, 7, 11, 18], [3, 13, 52, 20]])
L3_BIAS = np.array([4, 6, 9])
L3_Z = np.array([942, 609, 1145])
L3_OUT_WEIGHTS, L3_OUT_BIAS, L3_OUT_Z = np.array([5, 10, 15]), 7, 37

B3_X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
B3_T = np.array([[0], [0], [1], [1]])
B3_START = np.array([-0.25091976, 0.90142861, 0.46398788])
B3_ERRORS = {0: 0.52614, 1000: 0.02613, 9000: 0.00839}
B3_OUTPUTS = np.array([0.00966808, 0.00786589, 0.99358863, 0.99211705])
B3_END = np.array([9.67256303, -0.20811174, -4.62926144])
