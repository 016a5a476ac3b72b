# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import math

import numpy as np

erf = np.vectorize(math.erf, otypes=[float])


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def unary(call, function, exact=False):
    """A method that adds a layer without arguments."""
    def add(self):
        return self.layer(call, function(self.data), exact and self.exact)
    return add


class ActivationLayers:
    silu = unary("silu", lambda x: x * sigmoid(x))
    selu = unary("selu", lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(np.minimum(x, 0))))
    softsign = unary("softsign", lambda x: x / (1 + np.abs(x)))
    mish = unary("mish", lambda x: x * np.tanh(softplus(x)))
    hard_sigmoid = unary("hard_sigmoid", lambda x: np.clip(x + 3, 0, 6) / 6)
    hard_swish = unary("hard_swish", lambda x: x * np.clip(x + 3, 0, 6) / 6)
    exp = unary("exp", np.exp)
    log = unary("log", np.log)
    sqrt = unary("sqrt", np.sqrt)
    abs = unary("abs", np.abs, exact=True)
    negate = unary("negate", np.negative, exact=True)

    def leaky_relu(self, slope=0.01):
        return self.layer(f"leaky_relu({slope})", np.where(self.data > 0, self.data, slope * self.data))

    def prelu(self, shared=False):
        slope = self.net.parameter(f"v{self.net.count}.prelu.weight", 1 if shared else self.channels, -1, 1)
        y = np.where(self.data > 0, self.data, self.per_channel(slope) * self.data)
        return self.layer("prelu(shared = true)" if shared else "prelu", y)

    def elu(self, alpha=1):
        return self.layer(f"elu({alpha})", np.where(self.data > 0, self.data, alpha * np.expm1(np.minimum(self.data, 0))))

    def celu(self, alpha=1):
        below = alpha * np.expm1(np.where(self.data > 0, 0, self.data) / alpha)
        return self.layer(f"celu({alpha})", np.where(self.data > 0, self.data, below))

    def softplus(self, beta=1, threshold=20):
        y = np.where(self.data * beta > threshold, self.data, softplus(self.data * beta) / beta)
        return self.layer(f"softplus({beta}, {threshold})", y)

    def gelu(self, approximate=False):
        x = self.data
        if approximate:
            y = x / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))
        else:
            y = x / 2 * (1 + erf(x / math.sqrt(2)))
        return self.layer("gelu(approximate = true)" if approximate else "gelu", y)

    def clip(self, low, high):
        return self.layer(f"clip({low}, {high})", np.clip(self.data, low, high), self.exact)


# ---- Random cases

CHANNELS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 65]
EXTENTS = [1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 17]


def pick(r, items):
    return items[r.integers(len(items))]


def random_value(net, r):
    """Small and large numbers, alone or where a convolution or a pool takes the activation in."""
    channels, scale = int(pick(r, CHANNELS)), float(pick(r, [0.01, 1, 1, 3, 30]))
    if r.integers(4) == 0:
        return net.input(channels, scale=scale)
    x = net.input(int(pick(r, EXTENTS)), int(pick(r, EXTENTS)), channels, scale=scale)
    which = r.integers(5)
    if which == 0:
        return x.conv(int(pick(r, CHANNELS)), 1)
    if which == 1:
        return x.depthwise(3, padding=1)
    return x.global_avg_pool() if which == 2 else x


def layer_case(name, arguments=lambda r: (), prepare=lambda x: x):
    def add(net, r):
        x, chosen = prepare(random_value(net, r)), arguments(r)
        y = getattr(x, name)(*chosen)
        # What a convolution has rounded, a steep function enlarges.
        tolerance = 1e-5 if x.exact else 1e-4
        net.output(f"{name}{chosen} {x.data.shape[1:]}", y, tolerance)
        if r.integers(3) == 0:
            net.output(f"{name}{chosen} beside its input {x.data.shape[1:]}", y + x, tolerance)
    return add


def some(*values):
    return lambda r: (pick(r, values),)


PROPERTIES = {name: layer_case(name) for name in
              ("relu", "relu6", "selu", "softsign", "mish", "sigmoid", "tanh", "hard_sigmoid", "hard_swish", "silu", "abs", "negate")}
PROPERTIES |= {
    "leaky_relu": layer_case("leaky_relu", some(0.01, 0.2, 0, 1.5, -0.5)),
    "prelu": layer_case("prelu", some(False, True)),
    "elu": layer_case("elu", some(1, 0.5, 2, -1)),
    "celu": layer_case("celu", some(1, 0.5, 2)),
    "softplus": layer_case("softplus", lambda r: (pick(r, [1, 2, 0.5]), pick(r, [20, 5]))),
    "gelu": layer_case("gelu", some(False, True)),
    "clip": layer_case("clip", lambda r: pick(r, [(-1, 1), (0, 0.5), (-2.5, -1), (0.25, 0.25)])),
    # Where the functions are defined, and neither too large nor too near a zero.
    "exp": layer_case("exp", prepare=lambda x: x.clip(-20, 3)),
    "log": layer_case("log", prepare=lambda x: x.abs().clip(0.1, 1e6)),
    "sqrt": layer_case("sqrt", prepare=lambda x: x.abs()),
}

# ---- PyTorch

TORCH = []


def case(name, arguments, shape, compute, scale=2.0, prepare=lambda x: x):
    TORCH.append((f"{name}{arguments} {shape}", lambda net: getattr(prepare(net.input(*shape, scale=scale)), name)(*arguments),
                  lambda torch, inputs, parameters: compute(torch, torch.nn.functional, inputs[0], parameters)))


def table(name, compute, arguments=((),)):
    """At least four cases of a layer; `compute` takes the arguments after PyTorch's modules and the input."""
    shapes = [(5,), (3, 4, 7), (1, 1, 17), (2, 5, 16)]
    for i in range(max(len(shapes), len(arguments))):
        chosen = arguments[i % len(arguments)]
        case(name, chosen, shapes[i % len(shapes)], lambda torch, F, x, p, a=chosen: compute(torch, F, x, *a),
             scale=(2.0, 20.0, 0.1, 5.0)[i % 4])


table("relu", lambda torch, F, x: F.relu(x))
table("relu6", lambda torch, F, x: F.relu6(x))
table("selu", lambda torch, F, x: F.selu(x))
table("softsign", lambda torch, F, x: F.softsign(x))
table("mish", lambda torch, F, x: F.mish(x))
table("sigmoid", lambda torch, F, x: torch.sigmoid(x))
table("tanh", lambda torch, F, x: torch.tanh(x))
table("hard_sigmoid", lambda torch, F, x: F.hardsigmoid(x))
table("hard_swish", lambda torch, F, x: F.hardswish(x))
table("silu", lambda torch, F, x: F.silu(x))
table("abs", lambda torch, F, x: x.abs())
table("negate", lambda torch, F, x: -x)
table("leaky_relu", lambda torch, F, x, slope: F.leaky_relu(x, slope), ((0.01,), (0.2,), (0,), (-0.5,)))
table("elu", lambda torch, F, x, alpha: F.elu(x, alpha), ((1,), (0.5,), (2,), (1.25,)))
table("celu", lambda torch, F, x, alpha: F.celu(x, alpha), ((1,), (0.5,), (2,), (1.25,)))
table("softplus", lambda torch, F, x, *a: F.softplus(x, *a), ((1, 20), (2, 5), (0.5, 10), (1, 1)))
table("gelu", lambda torch, F, x, by_tanh: F.gelu(x, approximate="tanh" if by_tanh else "none"), ((False,), (True,)))
table("clip", lambda torch, F, x, low, high: x.clamp(low, high), ((-1, 1), (0, 0.5), (-2.5, -1), (0.25, 0.25)))
for shape in ((5,), (3, 4, 7), (1, 1, 17), (2, 5, 16)):
    for shared in (False, True):
        case("prelu", (shared,), shape, lambda torch, F, x, p: F.prelu(x, p[0]))
    case("exp", (), shape, lambda torch, F, x, p: x.exp())
    case("log", (), shape, lambda torch, F, x, p: x.abs().log(), prepare=lambda x: x.abs())
    case("sqrt", (), shape, lambda torch, F, x, p: x.abs().sqrt(), prepare=lambda x: x.abs())
