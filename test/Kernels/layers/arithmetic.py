# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import numpy as np

AXES = {"channels": 1, "height": 2, "width": 3}
BINARY = {"add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide, "maximum": np.maximum,
          "minimum": np.minimum, "power": np.power}
SYMBOLS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
REDUCTIONS = {"mean": np.mean, "sum": np.sum, "max": np.max, "min": np.min}


def as_picture(data):
    """A vector stands beside a picture as its channels."""
    return data[:, :, None, None] if data.ndim == 2 else data


class ArithmeticLayers:
    def binary(self, name, other, symbol=False, swapped=False):
        """`other` is a value or a number."""
        left, right = (other, self) if swapped else (self, other)
        a, b = (v.data if hasattr(v, "data") and not isinstance(v, float) else np.float64(np.float32(v)) for v in (left, right))
        if np.ndim(a) == 4 or np.ndim(b) == 4:
            a, b = (as_picture(v) if np.ndim(v) else v for v in (a, b))
        y = BINARY[name](a, b)
        exact = name in ("maximum", "minimum") and all(getattr(v, "exact", True) for v in (left, right))
        texts = [v.name if hasattr(v, "name") else repr(v) for v in (left, right)]
        call = f"({texts[0]}) {SYMBOLS[name]} ({texts[1]})" if symbol else f"{name}({texts[0]}, {texts[1]})"
        return self.net.bind(call, y, exact)

    def scale(self):
        factors = self.net.parameter(f"v{self.net.count}.scale.weight", self.channels)
        return self.layer("scale", self.data * self.per_channel(factors))

    def reduced(self, kind, axes):
        dims = tuple(AXES[a] for a in axes)
        y = REDUCTIONS[kind](self.data, axis=dims, keepdims=True)
        return self.layer(f"reduce_{kind}([{', '.join(axes)}])", y, self.exact and kind in ("max", "min"))

    def argmax(self, axis="channels", smallest=False):
        find = np.argmin if smallest else np.argmax
        y = np.expand_dims(find(self.data, AXES[axis]), AXES[axis]).astype(np.float64)
        return self.layer(f"{'argmin' if smallest else 'argmax'}({axis})", y, self.exact)

    def matmul(self, other, transpose_a=False, transpose_b=False):
        a = self.data.swapaxes(2, 3) if transpose_a else self.data
        b = other.data.swapaxes(2, 3) if transpose_b else other.data
        options = f", transpose_a = {str(transpose_a).lower()}, transpose_b = {str(transpose_b).lower()}"
        return self.net.bind(f"matmul({self.name}, {other.name}{options})", a @ b)


# ---- Random cases

CHANNELS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 65]
EXTENTS = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 17]


def pick(r, items):
    return items[r.integers(len(items))]


def random_shape(r):
    return [int(pick(r, EXTENTS)), int(pick(r, EXTENTS)), int(pick(r, CHANNELS))]


def finish(net, r, title, value):
    kind = r.integers(4) if len(value.size) == 2 else r.integers(2)
    if kind == 1:
        value = value.relu()
    if kind == 2:
        value = value.conv(5, 3, padding=1)
    net.output(title, value)


def positive(x):
    """Away from 0, where quotients and powers are well-conditioned."""
    return x.abs().clip(0.25, 3)


def binary_case(name):
    prepare = positive if name in ("divide", "power") else lambda x: x

    def add(net, r):
        shape, kind = random_shape(r), r.integers(6)
        symbol, swapped = bool(r.integers(2)) and name in SYMBOLS, bool(r.integers(2))
        if kind == 0:
            x, y = net.input(shape[2]), net.input(shape[2])
        elif kind == 1:
            x, y = net.input(*shape), round(float(r.uniform(0.5, 3)), 3)
        elif kind == 2:
            x, y = net.input(*shape), net.input(shape[2])
        elif kind == 3:
            x, y = net.input(*shape), net.input(*shape)
        else:
            # Each extent of either side may be 1.
            other = [1 if r.integers(2) else n for n in shape]
            shape = [1 if n != o or r.integers(4) == 0 else n for n, o in zip(shape, other)] if kind == 5 else shape
            x, y = net.input(*shape), net.input(*other)
        x = prepare(x)
        y = y if isinstance(y, float) else prepare(y)
        value = x.binary(name, y, symbol, swapped)
        described = y if isinstance(y, float) else y.data.shape[1:]
        finish(net, r, f"{name} {x.data.shape[1:]} {described} {swapped}", value)
    return add


def scale_case(net, r):
    x = net.input(int(pick(r, CHANNELS))) if r.integers(4) == 0 else net.input(*random_shape(r))
    finish(net, r, f"scale {x.data.shape[1:]}", x.scale())


def reduce_case(kind):
    def add(net, r):
        x = net.input(int(pick(r, CHANNELS))) if r.integers(6) == 0 else net.input(*random_shape(r))
        names = list(AXES)[:1 if len(x.size) == 0 else 3]
        axes = sorted(r.choice(names, int(r.integers(1, len(names) + 1)), replace=False).tolist(), key=AXES.get)
        finish(net, r, f"reduce_{kind} {axes} {x.data.shape[1:]}", x.reduced(kind, axes))
    return add


def argmax_case(smallest):
    def add(net, r):
        x = net.input(int(pick(r, CHANNELS))) if r.integers(6) == 0 else net.input(*random_shape(r))
        axis = pick(r, list(AXES)) if len(x.size) == 2 else "channels"
        # Half of the time many elements are equal, and the first counts.
        x = x.clip(-0.5, 0.5) if r.integers(2) else x
        finish(net, r, f"argmax {axis} {smallest} {x.data.shape[1:]}", x.argmax(axis, smallest))
    return add


def matmul_case(net, r):
    m, k, n = (int(pick(r, [1, 2, 3, 5, 8, 13, 16, 17, 32, 33, 40, 300])) for _ in range(3))
    channels = int(pick(r, [1, 2, 3, 8, 17]))
    a_channels, b_channels = pick(r, [(channels, channels), (1, channels), (channels, 1)])
    ta, tb = bool(r.integers(2)), bool(r.integers(2))
    a = net.input(*((k, m) if ta else (m, k)), a_channels)
    b = net.input(*((n, k) if tb else (k, n)), b_channels)
    finish(net, r, f"matmul {m} {k} {n} {a_channels} {b_channels} {ta} {tb}", a.matmul(b, ta, tb))


PROPERTIES = {name: binary_case(name) for name in BINARY}
PROPERTIES |= {f"reduce_{kind}": reduce_case(kind) for kind in REDUCTIONS}
PROPERTIES |= {"scale": scale_case, "argmax": argmax_case(False), "argmin": argmax_case(True), "matmul": matmul_case}

# ---- PyTorch

TORCH = []


def two(title, shapes, build, compute):
    TORCH.append((title, lambda net: build(*[net.input(*s) for s in shapes]),
                  lambda torch, inputs, _: compute(torch, *inputs)))


OPS = {"add": "add", "subtract": "sub", "multiply": "mul", "divide": "div", "maximum": "maximum", "minimum": "minimum",
       "power": "pow"}
for name, op in OPS.items():
    ready = positive if name in ("divide", "power") else lambda x: x
    torch_ready = (lambda x: x.abs().clamp(0.25, 3)) if name in ("divide", "power") else lambda x: x
    for shapes in (((3, 4, 17), (3, 4, 17)), ((3, 4, 17), (1, 1, 17)), ((1, 4, 5), (3, 1, 5)), ((3, 4, 5), (1, 4, 1)), ((9,), (9,))):
        two(f"{name} {shapes}", shapes, lambda x, y, n=name, f=ready: f(x).binary(n, f(y)),
            lambda torch, x, y, o=op, f=torch_ready: getattr(torch, o)(f(x), f(y)))
    two(f"{name} with a vector", ((3, 4, 17), (17,)), lambda x, y, n=name, f=ready: f(x).binary(n, f(y)),
        lambda torch, x, y, o=op, f=torch_ready: getattr(torch, o)(f(x), f(y)[:, :, None, None]))
    two(f"{name} with a number", ((3, 4, 17),), lambda x, n=name, f=ready: f(x).binary(n, 1.75),
        lambda torch, x, o=op, f=torch_ready: getattr(torch, o)(f(x), torch.tensor(1.75)))
for shape in ((3, 4, 5), (17,), (1, 1, 16), (2, 2, 33)):
    TORCH.append((f"scale {shape}", lambda net, s=shape: net.input(*s).scale(),
                  lambda torch, inputs, p: inputs[0] * p[0].view(-1, *[1] * (inputs[0].dim() - 2))))
for kind, op in (("mean", "mean"), ("sum", "sum"), ("max", "amax"), ("min", "amin")):
    for axes in (["channels"], ["height", "width"], ["channels", "height", "width"], ["width"], ["channels", "height"]):
        two(f"reduce_{kind} {axes}", ((5, 6, 19),), lambda x, k=kind, a=axes: x.reduced(k, a),
            lambda torch, x, o=op, a=axes: getattr(torch, o)(x, dim=[AXES[n] for n in a], keepdim=True))
for axis in AXES:
    for smallest in (False, True):
        for limit in (10.0, 0.5):
            two(f"argmax {axis} {smallest} {limit}", ((5, 6, 35),),
                lambda x, a=axis, s=smallest, l=limit: x.clip(-l, l).argmax(a, s),
                lambda torch, x, a=axis, s=smallest, l=limit:
                (torch.argmin if s else torch.argmax)(x.clamp(-l, l), AXES[a], keepdim=True))
for ta in (False, True):
    for tb in (False, True):
        two(f"matmul {ta} {tb}", (((6, 5) if ta else (5, 6)) + (3,), ((7, 6) if tb else (6, 7)) + (3,)),
            lambda a, b, ta=ta, tb=tb: a.matmul(b, ta, tb),
            lambda torch, a, b, ta=ta, tb=tb: (a.transpose(2, 3) if ta else a) @ (b.transpose(2, 3) if tb else b))
two("matmul with one channel", ((5, 6, 1), (6, 4, 17)), lambda a, b: a.matmul(b), lambda torch, a, b: a @ b)
