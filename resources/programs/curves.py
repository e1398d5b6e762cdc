"""The curves of a notebook: a part of it, drawn without any library."""

import numpy as np


class Curves:
    """The losses over the epochs, of rows (epoch, train, test), drawn where the notebook is shown."""

    def __init__(self, rows):
        self.rows = np.array(rows)

    def _repr_svg_(self):
        epochs, losses = self.rows[:, 0], self.rows[:, 1:]
        x = 40 + 540 * epochs / max(1, epochs[-1])
        top = losses[np.isfinite(losses)].max(initial=1e-12)
        drawn = []
        for column, colour in enumerate(("#1f77b4", "#ff7f0e")):
            y = 200 - 180 * np.nan_to_num(losses[:, column] / top, nan=1, posinf=1)
            points = " ".join(f"{a:.1f},{b:.1f}" for a, b in zip(x, y, strict=True))
            drawn.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        told = f"epoch 0 to {epochs[-1]:.0f}: train loss blue, test loss orange"
        drawn.append(f'<text x="44" y="14" font-size="12">{top:.4g}</text>')
        drawn.append(f'<text x="40" y="216" font-size="12">{told}</text>')
        drawn.append('<path d="M40 20V200H580" fill="none" stroke="gray"/>')
        shapes = "".join(drawn)
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="224">{shapes}</svg>'
