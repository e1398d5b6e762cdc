"""What the learning rate is multiplied by in the epoch after so many: parts of every program."""

import numpy as np


def step_schedule(epoch, epochs, gamma):
    return gamma ** (epoch // epochs)


def exponential_schedule(epoch, gamma):
    return gamma**epoch


def cosine_schedule(epoch, epochs):
    return 0.5 * (1 + np.cos(np.pi * min(epoch / epochs, 1)).item())


def linear_schedule(epoch, epochs, gamma):
    return 1 + (gamma - 1) * min(epoch / epochs, 1)


def warmup_schedule(epoch, epochs, start=1 / 3):
    return start + (1 - start) * min(epoch / epochs, 1)
