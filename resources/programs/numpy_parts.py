"""What programs of plain NumPy are put together from: of each one what it needs is copied (files/exchange).

Values are (samples, places ..., features). `P` are the parameters by their names, `G` their gradients,
`RUNNING` what batch normalisation keeps, `MASKS` the generator of dropout and of variational codes.
"""

import numpy as np

P, G, RUNNING, HELD, CUT, WEIGHTS, NETWORK = {}, {}, {}, {}, {}, {}, []
MASKS = np.random.default_rng()

# ---- activations: a = f(z), and dL/dz from dL/da


def linear(z):
    return z


def linear_back(z, a, da):
    return da


def relu(z):
    return np.maximum(z, 0)


def relu_back(z, a, da):
    return da * (z > 0)


def leaky_relu(z, slope=0.01):
    return np.maximum(z, slope * z)


def leaky_relu_back(z, a, da, slope=0.01):
    return da * np.maximum(np.sign(z), slope)


def elu(z, alpha=1.0):
    return np.maximum(z, 0) + alpha * np.expm1(np.minimum(z, 0))


def elu_back(z, a, da, alpha=1.0):
    return da * np.where(z > 0, 1, np.minimum(a, 0) + alpha)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_back(z, a, da):
    return da * a * (1 - a)


def tanh(z):
    return np.tanh(z)


def tanh_back(z, a, da):
    return da * (1 - a * a)


def softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def softplus_back(z, a, da):
    return da * sigmoid(z)


def silu(z):
    return z * sigmoid(z)


def silu_back(z, a, da):
    return da * (sigmoid(z) + a * (1 - sigmoid(z)))


def gelu_gate(z):
    return (1 + np.tanh(np.sqrt(2 / np.pi).item() * (z + 0.044715 * z**3))) / 2


def gelu(z):
    return z * gelu_gate(z)


def gelu_back(z, a, da):
    gate, near = gelu_gate(z), np.clip(z, -10, 10)
    inner = 2 * np.sqrt(2 / np.pi).item() * (1 + 3 * 0.044715 * near**2)
    return da * (gate + a * (1 - gate) * inner)


def softmax(z):
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_back(z, a, da):
    return a * (da - (a * da).sum(axis=-1, keepdims=True))


# ---- losses: L, and dL/d of what they are given, for answers and targets (n, outputs)


def mse(a, t):
    return np.square(a - t).mean(), 2 * (a - t) / a.size


def half_squared_error(a, t):
    return np.square(a - t).sum() / 2, a - t


def mae(a, t):
    return np.abs(a - t).mean(), np.sign(a - t) / a.size


def huber(a, t):
    error = a - t
    near = np.clip(error, -1, 1)
    return (near * (error - near / 2)).mean(), near / a.size


def binary_crossentropy(z, t):
    """Of the sums z before the sigmoid: there it is finite for any answer."""
    each = np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z)))
    return each.mean(), (sigmoid(z) - t) / z.size


def categorical_crossentropy(z, t):
    """Of the sums z before the softmax: there it is finite for any answer."""
    top = z - z.max(axis=-1, keepdims=True)
    each = np.log(np.exp(top).sum(axis=-1)) - (t * top).sum(axis=-1)
    return each.mean(), (softmax(z) - t) / len(z)


def score(a, t):
    return ((1 - 2 * t) * a).mean(), (1 - 2 * t) / a.size * np.ones_like(a)


def at_every_step(loss, z, t):
    """The loss over all places (n, steps, outputs) where something is asked: elsewhere the target is NaN."""
    asked = ~np.isnan(t[..., 0])
    slope = np.zeros_like(z)
    if not asked.any():
        return 0.0, slope
    value, slope[asked] = loss(z[asked], t[asked])
    return value, slope


# ---- diffusion: in 50 steps a point becomes noise


def kept_shares(steps=50):
    """Which share of the variance is a point's own after so many steps (Nichol and Dhariwal 2021)."""
    angle = (np.arange(steps + 1) / steps + 0.008) / 1.008 * (np.pi / 2)
    wanted = np.square(np.cos(angle) / np.cos(angle[0]))
    return np.concatenate([[1.0], np.cumprod(np.maximum(wanted[1:] / wanted[:-1], 0.001))])


def noisy(draw, points, steps=50):
    """Points after so many steps each, with waves that say how many; the noise in them is what is wanted."""
    at, noise = draw.integers(1, steps + 1, len(points)), draw.standard_normal(points.shape)
    kept = kept_shares()[at][:, None]
    turns = (at / steps * (np.pi / 2))[:, None] * np.array((1, 2, 4, 8))
    waves = np.stack([np.sin(turns), np.cos(turns)], axis=2).reshape(len(points), -1)
    x = np.concatenate([np.sqrt(kept) * points + np.sqrt(1 - kept) * noise, waves], axis=1)
    return x.astype(points.dtype), noise.astype(points.dtype)


# ---- layers: forward, and backward from dL/d of what left to dL/d of what entered


class Dense:
    """z = x W + b, a = f(z): at every place, if there are several."""

    def __init__(self, name, f, back):
        self.name, self.f, self.back = name, f, back

    def forward(self, x, training):
        self.x, self.z = x, x @ P[f"{self.name}.weights"] + P[f"{self.name}.bias"]
        self.a = self.f(self.z)
        return self.a

    def backward(self, da):
        dz = self.back(self.z, self.a, da)
        rows = dz.reshape(-1, dz.shape[-1])
        G[f"{self.name}.weights"] = self.x.reshape(-1, self.x.shape[-1]).T @ rows
        G[f"{self.name}.bias"] = rows.sum(axis=0)
        return dz @ P[f"{self.name}.weights"].T


def drawn(draw, x):
    """Random numbers shaped as x (n, places ..., features), drawn feature by feature."""
    numbers = draw((x.shape[-1], *x.shape[1:-1], len(x)), dtype=x.dtype)
    return np.moveaxis(np.moveaxis(numbers, 0, -1), -2, 0)


class Dropout:
    """While training each number is left out with that probability, and what is kept made larger."""

    def __init__(self, rate):
        self.rate = rate

    def forward(self, x, training):
        self.mask = 1.0
        if training and self.rate:
            self.mask = (drawn(MASKS.random, x) >= self.rate) * x.dtype.type(1 / (1 - self.rate))
        return x * self.mask

    def backward(self, da):
        return da * self.mask


class BatchNorm:
    """Each feature brought to mean 0 and deviation 1 over the batch, then scaled and shifted."""

    def __init__(self, name, momentum, eps):
        self.name, self.momentum, self.eps = name, momentum, eps

    def forward(self, x, training):
        mean, variance = RUNNING[f"{self.name}.mean"], RUNNING[f"{self.name}.variance"]
        if training:
            axes, count = tuple(range(x.ndim - 1)), x.size // x.shape[-1]
            now, spread = x.mean(axis=axes), x.var(axis=axes)
            mean += self.momentum * (now - mean)
            variance += self.momentum * (spread * (count / max(count - 1, 1)) - variance)
            mean, variance = now, spread
        self.deviation = np.sqrt(variance + self.eps)
        self.normal = (x - mean) / self.deviation
        return self.normal * P[f"{self.name}.scale"] + P[f"{self.name}.shift"]

    def backward(self, da):
        axes, count = tuple(range(da.ndim - 1)), da.size // da.shape[-1]
        scale = G[f"{self.name}.scale"] = (da * self.normal).sum(axis=axes)
        shift = G[f"{self.name}.shift"] = da.sum(axis=axes)
        return P[f"{self.name}.scale"] / self.deviation * (da - shift / count - self.normal * scale / count)


class LayerNorm:
    """The features of each place brought to mean 0 and deviation 1, then scaled and shifted."""

    def __init__(self, name, eps):
        self.name, self.eps = name, eps

    def forward(self, x, training):
        self.deviation = np.sqrt(x.var(axis=-1, keepdims=True) + self.eps)
        self.normal = (x - x.mean(axis=-1, keepdims=True)) / self.deviation
        return self.normal * P[f"{self.name}.scale"] + P[f"{self.name}.shift"]

    def backward(self, da):
        axes = tuple(range(da.ndim - 1))
        G[f"{self.name}.scale"] = (da * self.normal).sum(axis=axes)
        G[f"{self.name}.shift"] = da.sum(axis=axes)
        g = da * P[f"{self.name}.scale"]
        both = g.mean(axis=-1, keepdims=True) + self.normal * (g * self.normal).mean(axis=-1, keepdims=True)
        return (g - both) / self.deviation


class Flatten:
    """All numbers of a sample in a row, channel after channel."""

    def forward(self, x, training):
        self.shape = x.shape
        return np.moveaxis(x, -1, 1).reshape(len(x), -1)

    def backward(self, da):
        n, *places, channels = self.shape
        return np.moveaxis(da.reshape(n, channels, *places), 1, -1)


def windows(size, stride, places):
    """For every place within a window the numbers that stand there, of all windows."""
    for at in np.ndindex(*size):
        ends = zip(at, places, strict=True)
        yield at, (slice(None), *(slice(i, i + stride * (m - 1) + 1, stride) for i, m in ends))


class Conv:
    """The same kernels (filters, channels, size ...) at every place of a picture or a sequence."""

    def __init__(self, name, stride, same, f, back):
        self.name, self.stride, self.same, self.f, self.back = name, stride, same, f, back

    def forward(self, x, training):
        W = P[f"{self.name}.weights"]
        size, length = W.shape[2:], x.shape[1:-1]
        pairs = [*zip(size, length, strict=True)]
        self.before = [(k - 1) // 2 if self.same else 0 for k, _ in pairs]
        places = [-(-m // self.stride) if self.same else (m - k) // self.stride + 1 for k, m in pairs]
        needed = [self.stride * (p - 1) + k for p, k in zip(places, size, strict=True)]
        edges = zip(self.before, needed, length, strict=True)
        pad = [(b, max(0, n - b - m)) if self.same else (0, 0) for b, n, m in edges]
        self.length, self.padded = length, np.pad(x, [(0, 0), *pad, (0, 0)])
        self.windows = [*windows(size, self.stride, places)]
        self.z = sum(self.padded[part] @ W[(..., *at)].T for at, part in self.windows)
        self.z = self.z + P.get(f"{self.name}.bias", 0)
        self.a = self.f(self.z)
        return self.a

    def backward(self, da):
        dz = self.back(self.z, self.a, da)
        W, dW, dx = (
            P[f"{self.name}.weights"],
            np.zeros_like(P[f"{self.name}.weights"]),
            np.zeros_like(self.padded),
        )
        rows = dz.reshape(-1, dz.shape[-1])
        for at, part in self.windows:
            dW[(..., *at)] = rows.T @ self.padded[part].reshape(len(rows), -1)
            dx[part] += dz @ W[(..., *at)]
        G[f"{self.name}.weights"] = dW
        if f"{self.name}.bias" in P:
            G[f"{self.name}.bias"] = rows.sum(axis=0)
        inner = (slice(b, b + m) for b, m in zip(self.before, self.length, strict=True))
        return dx[(slice(None), *inner)]


class Pool:
    """Of windows side by side the largest number (all of dL/da goes to the first of equals), or the mean."""

    def __init__(self, size, largest):
        self.size, self.largest = size, largest

    def forward(self, x, training):
        self.x, dims = x, x.ndim - 2
        places = [m // self.size for m in x.shape[1:-1]]
        self.windows = [part for _, part in windows((self.size,) * dims, self.size, places)]
        seen = np.stack([x[part] for part in self.windows])
        self.winner = seen.argmax(axis=0)
        return seen.max(axis=0) if self.largest else seen.mean(axis=0)

    def backward(self, da):
        dx = np.zeros_like(self.x)
        for k, part in enumerate(self.windows):
            dx[part] = da * (self.winner == k) if self.largest else da / len(self.windows)
        return dx


class GlobalMaxPool:
    """The largest number of each map; all of dL/da goes to the first place that has it."""

    def forward(self, x, training):
        self.shape, rows = x.shape, x.reshape(len(x), -1, x.shape[-1])
        self.winner = rows.argmax(axis=1)[:, None]
        return rows.max(axis=1)

    def backward(self, da):
        dx = np.zeros((len(da), int(np.prod(self.shape[1:-1])), da.shape[-1]), da.dtype)
        np.put_along_axis(dx, self.winner, da[:, None], axis=1)
        return dx.reshape(self.shape)


class GlobalAvgPool:
    """The mean of each map."""

    def forward(self, x, training):
        self.shape = x.shape
        return x.reshape(len(x), -1, x.shape[-1]).mean(axis=1)

    def backward(self, da):
        n, *places, channels = self.shape
        spread = da.reshape(n, *(1 for _ in places), channels) / int(np.prod(places))
        return np.broadcast_to(spread, self.shape).copy()


class RNN:
    """h_t = f(x_t W + h_(t-1) U + b)."""

    def __init__(self, name, every_step, f, back):
        self.name, self.every_step, self.f, self.back = name, every_step, f, back

    def forward(self, x, training):
        W, U, b = (P[f"{self.name}{part}"] for part in ("input_weights", "state_weights", "bias"))
        self.x, self.z = x, np.zeros((*x.shape[:2], len(U)), x.dtype)
        self.h = np.zeros((len(x), x.shape[1] + 1, len(U)), x.dtype)
        for t in range(x.shape[1]):
            self.z[:, t] = x[:, t] @ W + self.h[:, t] @ U + b
            self.h[:, t + 1] = self.f(self.z[:, t])
        return self.h[:, 1:] if self.every_step else self.h[:, -1]

    def backward(self, da):
        dz, dh = np.zeros_like(self.z), np.zeros_like(self.h[:, 0])
        for t in reversed(range(dz.shape[1])):
            if self.every_step or t == dz.shape[1] - 1:
                dh = dh + (da[:, t] if self.every_step else da)
            dz[:, t] = self.back(self.z[:, t], self.h[:, t + 1], dh)
            dh = dz[:, t] @ P[f"{self.name}state_weights"].T
        return recurrent_gradients(self.name, self.x, self.h, dz, dz)


def recurrent_gradients(name, x, h, dz, from_state):
    """The gradients of a recurrent layer's parameters from dL/d sums (n, T, sums); dL/dx."""
    rows = dz.reshape(-1, dz.shape[-1])
    G[f"{name}input_weights"] = x.reshape(len(rows), -1).T @ rows
    G[f"{name}state_weights"] = h[:, :-1].reshape(len(rows), -1).T @ from_state.reshape(len(rows), -1)
    G[f"{name}bias"] = rows.sum(axis=0)
    return dz @ P[f"{name}input_weights"].T


class LSTM:
    """i, f, o = sigmoid(z), g = tanh(z); c_t = f c_(t-1) + i g; h_t = o tanh(c_t)."""

    def __init__(self, name, every_step):
        self.name, self.every_step = name, every_step

    def forward(self, x, training):
        W, U, b = (P[f"{self.name}{part}"] for part in ("input_weights", "state_weights", "bias"))
        (n, steps), units = x.shape[:2], len(U)
        self.x, self.gates = x, np.zeros((n, steps, 4 * units), x.dtype)
        self.h, self.c = np.zeros((2, n, steps + 1, units), x.dtype)
        for t in range(steps):
            z = x[:, t] @ W + self.h[:, t] @ U + b
            gates = sigmoid(z)
            gates[:, 2 * units : 3 * units] = np.tanh(z[:, 2 * units : 3 * units])
            self.gates[:, t] = gates
            i, f, g, o = np.split(gates, 4, axis=1)
            self.c[:, t + 1] = f * self.c[:, t] + i * g
            self.h[:, t + 1] = o * np.tanh(self.c[:, t + 1])
        return self.h[:, 1:] if self.every_step else self.h[:, -1]

    def backward(self, da):
        dz, dh, dc = np.zeros_like(self.gates), np.zeros_like(self.h[:, 0]), np.zeros_like(self.h[:, 0])
        for t in reversed(range(dz.shape[1])):
            if self.every_step or t == dz.shape[1] - 1:
                dh = dh + (da[:, t] if self.every_step else da)
            i, f, g, o = np.split(self.gates[:, t], 4, axis=1)
            tanh_c = np.tanh(self.c[:, t + 1])
            dc = dc + dh * o * (1 - tanh_c**2)
            slopes = dc * g * i * (1 - i), dc * self.c[:, t] * f * (1 - f), dc * i * (1 - g * g)
            dz[:, t] = np.concatenate([*slopes, dh * tanh_c * o * (1 - o)], axis=1)
            dc = dc * f
            dh = dz[:, t] @ P[f"{self.name}state_weights"].T
        return recurrent_gradients(self.name, self.x, self.h, dz, dz)


class GRU:
    """r, u = sigmoid(z); n = tanh(x W + b + r (h U + s)); h_t = (1 - u) n + u h_(t-1)."""

    def __init__(self, name, every_step):
        self.name, self.every_step = name, every_step

    def forward(self, x, training):
        W, U, b, s = (
            P[f"{self.name}{part}"] for part in ("input_weights", "state_weights", "bias", "state_bias")
        )
        (n, steps), units = x.shape[:2], len(U)
        self.x, self.gates = x, np.zeros((n, steps, 4 * units), x.dtype)
        self.h = np.zeros((n, steps + 1, units), x.dtype)
        for t in range(steps):
            z, state = x[:, t] @ W + b, self.h[:, t] @ U + s
            r, u = np.split(sigmoid(z[:, : 2 * units] + state[:, : 2 * units]), 2, axis=1)
            new = np.tanh(z[:, 2 * units :] + r * state[:, 2 * units :])
            self.h[:, t + 1] = (1 - u) * new + u * self.h[:, t]
            self.gates[:, t] = np.concatenate([r, u, new, state[:, 2 * units :]], axis=1)
        return self.h[:, 1:] if self.every_step else self.h[:, -1]

    def backward(self, da):
        units = self.h.shape[2]
        dz = np.zeros((*self.gates.shape[:2], 3 * units), self.h.dtype)
        from_state, dh = np.zeros_like(dz), np.zeros_like(self.h[:, 0])
        for t in reversed(range(dz.shape[1])):
            if self.every_step or t == dz.shape[1] - 1:
                dh = dh + (da[:, t] if self.every_step else da)
            r, u, new, state = np.split(self.gates[:, t], 4, axis=1)
            dn = dh * (1 - u) * (1 - new * new)
            du = dh * (self.h[:, t] - new) * u * (1 - u)
            dr = dn * state * r * (1 - r)
            dz[:, t] = np.concatenate([dr, du, dn], axis=1)
            from_state[:, t] = np.concatenate([dr, du, dn * r], axis=1)
            dh = dh * u + from_state[:, t] @ P[f"{self.name}state_weights"].T
        G[f"{self.name}state_bias"] = from_state.sum(axis=(0, 1))
        return recurrent_gradients(self.name, self.x, self.h, dz, from_state)


class BothWays:
    """Two recurrent layers, one of which reads the sequence from its end back."""

    def __init__(self, there, back):
        self.there, self.back = there, back

    def forward(self, x, training):
        there, back = self.there.forward(x, training), self.back.forward(x[:, ::-1], training)
        return np.concatenate([there, back[:, ::-1] if back.ndim == 3 else back], axis=-1)

    def backward(self, da):
        there, back = np.split(da, 2, axis=-1)
        back = back[:, ::-1] if back.ndim == 3 else back
        return self.there.backward(there) + self.back.backward(back)[:, ::-1]


class Embedding:
    """Every symbol, which enters as a one-hot row, has a vector of its own."""

    def __init__(self, name):
        self.name = name

    def forward(self, x, training):
        self.x = x
        return x @ P[f"{self.name}.weights"]

    def backward(self, da):
        G[f"{self.name}.weights"] = self.x.reshape(-1, self.x.shape[-1]).T @ da.reshape(-1, da.shape[-1])
        return da @ P[f"{self.name}.weights"].T


class Positions:
    """Adds a vector for every step, which is learned."""

    def __init__(self, name):
        self.name = name

    def forward(self, x, training):
        return x + P[f"{self.name}.weights"]

    def backward(self, da):
        G[f"{self.name}.weights"] = da.sum(axis=0)
        return da


class SinePositions:
    """Adds sines and cosines that say which step it is."""

    def forward(self, x, training):
        step, feature = np.arange(x.shape[1])[:, None], np.arange(x.shape[2])
        angle = step / 10000 ** (feature // 2 * 2 / x.shape[2])
        return x + np.where(feature % 2 == 0, np.sin(angle), np.cos(angle)).astype(x.dtype)

    def backward(self, da):
        return da


class Attention:
    """Every step takes from the steps up to it (full: from all) what answers to what it asks for."""

    def __init__(self, name, heads, full):
        self.name, self.heads, self.full = name, heads, full

    def part(self, name, x):
        return x @ P[f"{self.name}.{name}_weights"] + P[f"{self.name}.{name}_bias"]

    def gradients(self, name, x, dz):
        rows = dz.reshape(-1, dz.shape[-1])
        G[f"{self.name}.{name}_weights"] = x.reshape(len(rows), -1).T @ rows
        G[f"{self.name}.{name}_bias"] = rows.sum(axis=0)
        return dz @ P[f"{self.name}.{name}_weights"].T

    def split(self, x):
        return x.reshape(*x.shape[:2], self.heads, -1).transpose(0, 2, 1, 3)

    def joined(self, x):
        return x.transpose(0, 2, 1, 3).reshape(len(x), x.shape[2], -1)

    def forward(self, x, training):
        self.x = x
        self.q, self.k, self.v = (self.split(self.part(name, x)) for name in ("query", "key", "value"))
        self.scale = 1 / np.sqrt(self.q.shape[-1]).item()
        scores = self.scale * (self.q @ self.k.swapaxes(2, 3))
        if not self.full:
            scores = np.where(np.tri(x.shape[1], dtype=bool), scores, -np.inf)
        self.shares = softmax(scores)
        self.mixed = self.joined(self.shares @ self.v)
        return self.part("output", self.mixed)

    def backward(self, da):
        mixed = self.split(self.gradients("output", self.mixed, da))
        d_scores = self.scale * softmax_back(None, self.shares, mixed @ self.v.swapaxes(2, 3))
        dq, dk, dv = d_scores @ self.k, d_scores.swapaxes(2, 3) @ self.q, self.shares.swapaxes(2, 3) @ mixed
        parts = zip(("query", "key", "value"), (dq, dk, dv), strict=True)
        return sum(self.gradients(name, self.x, self.joined(d)) for name, d in parts)


class Residual:
    """What enters some layers is added to what they make of it."""

    def __init__(self, layers):
        self.layers = layers

    def forward(self, x, training):
        a = x
        for layer in self.layers:
            a = layer.forward(a, training)
        return x + a

    def backward(self, da):
        d = da
        for layer in reversed(self.layers):
            d = layer.backward(d)
        return da + d


class Variational:
    """A code drawn around its means; `beta` times its divergence from N(0, 1) is added to the loss."""

    def __init__(self, name, beta):
        self.name, self.beta = name, beta

    def forward(self, x, training):
        self.x, self.added = x, 0.0
        self.mean = x @ P[f"{self.name}.weights"] + P[f"{self.name}.bias"]
        if not training:
            return self.mean
        self.spread = x @ P[f"{self.name}.spread_weights"] + P[f"{self.name}.spread_bias"]
        self.noise = drawn(MASKS.standard_normal, self.mean) * np.exp(self.spread / 2)
        return self.mean + self.noise

    def backward(self, da):
        share = self.beta / len(da)
        d_mean = da + share * self.mean
        d_spread = da * self.noise / 2 + share / 2 * (np.exp(self.spread) - 1)
        for name, d in (("", d_mean), ("spread_", d_spread)):
            G[f"{self.name}.{name}weights"] = self.x.T @ d
            G[f"{self.name}.{name}bias"] = d.sum(axis=0)
        return d_mean @ P[f"{self.name}.weights"].T + d_spread @ P[f"{self.name}.spread_weights"].T


# ---- the network


def forward(x, training=False):
    for layer in NETWORK:
        x = layer.forward(x, training)
    return x


def backward(slope):
    for layer in reversed(NETWORK):
        slope = layer.backward(slope)


def sent(network, x, training=True):
    """What one of several networks gives for x."""
    for layer in network:
        x = layer.forward(x, training)
    return x


def sent_back(network, slope):
    """dL/d of what entered that network, its gradients in G."""
    for layer in reversed(network):
        slope = layer.backward(slope)
    return slope


def taken(start):
    """The gradients of that network alone, which stand in G no more."""
    return {name: G.pop(name) for name in [*G] if name.startswith(start)}


def answers(x):
    """What the network gives for x, some samples at a time."""
    return np.concatenate([forward(x[first : first + 500]) for first in range(0, len(x), 500)])


# ---- what is done with the gradients


def hold(frozen, cut):
    """Hold these numbers of parameters; a cut edge is 0, and gets its weight back when it is cut no more."""
    for name, place in CUT.keys() - {*cut}:
        P[name].flat[place] = CUT.pop((name, place))
    for name, place in {*cut} - CUT.keys():
        CUT[name, place] = P[name].flat[place]
        P[name].flat[place] = 0
    HELD.clear()
    for name, place in cut:
        HELD.setdefault(name, []).append(place)
    for name, places in frozen.items():
        HELD[name] = slice(None) if places is None else HELD.get(name, []) + places


def without_held(update):
    """What is held has no gradient, and stays as it is to the last bit."""
    kept = {name: P[name].flat[places] for name, places in HELD.items()}
    for name, places in HELD.items():
        G[name].flat[places] = 0
    update()
    for name, places in HELD.items():
        P[name].flat[places] = kept[name]


def add_penalties(l1, l2):
    for name in WEIGHTS.keys() & G.keys():
        G[name] = G[name] + l2 * P[name] + l1 * np.sign(P[name])


def clip(limit):
    """The whole gradient scaled down to that norm, if it is longer."""
    norm = np.sqrt(sum(float(np.vdot(g, g)) for g in G.values()))
    for name in G if norm + 1e-6 > limit else ():
        G[name] = G[name] * (limit / (norm + 1e-6)).item()


def limit_norms(limit):
    """The weights that lead into a unit scaled down to that norm, if they are longer."""
    for name, axis in ((name, axis) for name, axis in WEIGHTS.items() if name in G):
        others = tuple(i for i in range(P[name].ndim) if i != axis % P[name].ndim)
        norms = np.sqrt(np.square(P[name]).sum(axis=others, keepdims=True))
        P[name] *= limit / np.maximum(norms, limit)


def move_average(average, share):
    """That share of the average stays, the rest comes from the parameters as they are."""
    for name in average:
        average[name] = share * average[name] + (1 - share) * P[name]


def averaged(average, work):
    """What ``work`` gives with the average in the place of the parameters."""
    learner = {**P}
    P.update(average)
    found = work()
    P.update(learner)
    return found


class SGD:
    def step(self, rate):
        for name in G:
            P[name] -= rate * G[name]


class Momentum:
    def __init__(self, momentum):
        self.momentum, self.v = momentum, {name: np.zeros_like(p) for name, p in P.items()}

    def step(self, rate):
        for name in G:
            self.v[name] = self.momentum * self.v[name] + G[name]
            P[name] -= rate * self.v[name]


class Nesterov:
    def __init__(self, momentum):
        self.momentum, self.v = momentum, {name: np.zeros_like(p) for name, p in P.items()}

    def step(self, rate):
        for name in G:
            self.v[name] = self.momentum * self.v[name] + G[name]
            P[name] -= rate * (self.momentum * self.v[name] + G[name])


class AdaGrad:
    def __init__(self, eps=1e-10):
        self.eps, self.s = eps, {name: np.zeros_like(p) for name, p in P.items()}

    def step(self, rate):
        for name in G:
            self.s[name] = self.s[name] + G[name] ** 2
            P[name] -= rate * (G[name] / (np.sqrt(self.s[name]) + self.eps))


class RMSProp:
    def __init__(self, alpha, eps=1e-8):
        self.alpha, self.eps, self.s = alpha, eps, {name: np.zeros_like(p) for name, p in P.items()}

    def step(self, rate):
        for name in G:
            self.s[name] = self.alpha * self.s[name] + (1 - self.alpha) * G[name] ** 2
            P[name] -= rate * (G[name] / (np.sqrt(self.s[name]) + self.eps))


class Adam:
    """With `weight_decay` it is AdamW."""

    def __init__(self, beta1, beta2, weight_decay=0.0, eps=1e-8):
        self.beta1, self.beta2, self.weight_decay, self.eps, self.steps = beta1, beta2, weight_decay, eps, 0
        self.m = {name: np.zeros_like(p) for name, p in P.items()}
        self.v = {name: np.zeros_like(p) for name, p in P.items()}

    def step(self, rate):
        self.steps += 1
        root = (1 - self.beta2**self.steps) ** 0.5
        pace = rate * root / (1 - self.beta1**self.steps)
        for name in G:
            self.m[name] = self.beta1 * self.m[name] + (1 - self.beta1) * G[name]
            self.v[name] = self.beta2 * self.v[name] + (1 - self.beta2) * G[name] ** 2
            update = pace * (self.m[name] / (np.sqrt(self.v[name]) + self.eps * root))
            P[name] -= update + rate * self.weight_decay * P[name]
