# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Networks that are written and computed at the same time.

Each call of a layer adds a line to the .net file and computes its result with NumPy in float64, from the formulas of
the language's manual and from nothing of the compiler's. Parameters are random and go into an .npz file.

    net = Network("example", seed=1)
    x = net.input(28, 28, 3)
    net.output("conv", x.conv(8, 3, padding="same").relu())
"""
import re

import numpy as np

from layers.activation import ActivationLayers
from layers.arithmetic import ArithmeticLayers
from layers.conv import ConvLayers
from layers.norm import NormLayers
from layers.pool import PoolLayers
from layers.shape import ShapeLayers
from layers.window import pair, resolve_padding, text, window_extent


def round_to_bf16(values):
    """f32 values to the nearest bf16, ties to even."""
    bits = values.astype(np.float32).view(np.uint32)
    return ((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000).view(np.float32)


class Network:
    """With `mix_orders`, pictures of the interface are planes or not at random.

    With `bf16` inputs and parameters are numbers of bf16, so that one layer by itself, whose result only the caller reads,
    is as exact as ever. A result of several layers may be off by what each of them rounds: half a unit of bf16's 8 bits,
    2^-9, of the largest value; twice that is allowed, since fusing and folding move the roundings about."""

    def __init__(self, name, seed, pictures=7, mix_orders=False, bf16=False):
        self.name, self.pictures, self.bf16 = name, pictures, bf16
        self.orders = np.random.default_rng(seed) if mix_orders else None
        self.depth = {}  # of a value: the most layers between it and an input
        self.read = set()  # values that layers read
        self.random = np.random.default_rng(seed)
        self.header, self.lines, self.count = [], [], 0
        self.inputs, self.results, self.parameters = [], [], {}

    def choose_order(self, planes, is_picture):
        return is_picture and (bool(self.orders.integers(2)) if self.orders is not None else planes)

    def input(self, height, width=None, channels=None, u8=False, scale=1.0, planes=False):
        """A picture, or (one extent) a vector; with `planes` its channels follow each other in memory."""
        shape = [height] if width is None else [height, width, channels]
        if u8:
            data = self.random.integers(0, 256, (self.pictures, *shape), np.uint8)
        else:
            data = self.round((self.random.standard_normal((self.pictures, *shape)) * scale).astype(np.float32))
        name = f"i{len(self.inputs)}"
        planes = self.choose_order(planes, width is not None)
        logical = data if width is None else data.transpose(0, 3, 1, 2)
        self.header.append(f"input {name}: {'u8' if u8 else 'f32'}{shape}{' in CHW' if planes else ''}")
        self.inputs.append((name, logical if planes else data))
        return Value(self, name, logical.astype(np.float64), exact=True)

    def round(self, data):
        return round_to_bf16(data) if self.bf16 else data

    def parameter(self, name, shape, low=None, high=None, deviation=1.0):
        if low is None:
            data = self.random.standard_normal(shape) * deviation
        else:
            data = self.random.uniform(low, high, shape)
        self.parameters[name] = self.round(data.astype(np.float32))
        return self.parameters[name].astype(np.float64)

    def bind(self, expression, data, exact=False):
        name = f"v{self.count}"
        self.count += 1
        self.lines.append(f"{name} = {expression}")
        parts = re.findall(r"\b[iv]\d+\b", expression)
        layers = 2 if re.search(r"\b(separable|spatial)_conv\(", expression) else 1
        self.depth[name] = layers + max([self.depth.get(part, 0) for part in parts], default=0)
        self.read.update(parts)
        return Value(self, name, data, exact)

    def output(self, title, value, tolerance=1e-5, planes=False):
        """The largest error that the output may have is `tolerance` of its largest value; 0 where it is exact."""
        name = f"o{len(self.results)}"
        planes = self.choose_order(planes, value.data.ndim == 4)
        self.lines.append(f"{name} = {value.name}\noutput {name} in CHW" if planes else f"output {name} = {value.name}")
        data = value.data.transpose(0, 2, 3, 1) if value.data.ndim == 4 and not planes else value.data
        self.results.append((name, title, data, 0.0 if value.exact else tolerance, value.name))

    @property
    def outputs(self):
        """(name, title, expected, tolerance) of each output."""
        return [(name, title, data, self.allow(tolerance, value)) for name, title, data, tolerance, value in self.results]

    def allow(self, tolerance, value):
        depth = self.depth.get(value, 0)
        is_rounded = self.bf16 and (depth > 1 or (depth == 1 and value in self.read))
        return max(tolerance, depth * 2.0**-8) if is_rounded else tolerance

    def concat(self, *values):
        names = ", ".join(v.name for v in values)
        return self.bind(f"concat({names})", np.concatenate([v.data for v in values], 1), all(v.exact for v in values))

    def write(self):
        return "\n".join([f"network {self.name}", *self.header, *self.lines, ""])


class Value(ActivationLayers, ArithmeticLayers, ConvLayers, NormLayers, PoolLayers, ShapeLayers):
    """A tensor [pictures, channels, height, width] or [pictures, channels]; `exact` if f32 arithmetic gives these bits."""

    def __init__(self, net, name, data, exact):
        self.net, self.name, self.data, self.exact = net, name, data, exact

    @property
    def channels(self):
        return self.data.shape[1]

    @property
    def size(self):
        return self.data.shape[2:]

    def layer(self, call, data, exact=False):
        return self.net.bind(f"{self.name} |> {call}", data, exact)

    # ---- Pools

    def pool(self, call, kernel, stride, padding, reduce, **options):
        kernel, stride = pair(kernel), pair(kernel if stride is None else stride)
        before = resolve_padding(padding, self.size, kernel, stride, (1, 1))
        (top, bottom), (left, right) = before
        rows, columns = (window_extent(n, k, s, 1, *p) for n, k, s, p in zip(self.size, kernel, stride, before))
        y = np.empty((*self.data.shape[:2], rows, columns))
        for r in range(rows):
            for c in range(columns):
                h, w = r * stride[0] - top, c * stride[1] - left
                y[:, :, r, c] = reduce(self.data[:, :, max(h, 0):h + kernel[0], max(w, 0):w + kernel[1]])
        arguments = "".join(f", {k} = {text(v)}" for k, v in options.items())
        return self.layer(f"{call}({text(kernel)}, stride = {text(stride)}, padding = {text(padding)}{arguments})", y,
                          exact=self.exact and call == "max_pool")

    def max_pool(self, kernel, stride=None, padding="valid"):
        return self.pool("max_pool", kernel, stride, padding, lambda x: x.max((2, 3)))

    def avg_pool(self, kernel, stride=None, padding="valid", count_padding=False):
        area = pair(kernel)[0] * pair(kernel)[1]
        reduce = (lambda x: x.sum((2, 3)) / area) if count_padding else (lambda x: x.mean((2, 3)))
        return self.pool("avg_pool", kernel, stride, padding, reduce, count_padding=count_padding)

    def global_avg_pool(self):
        return self.layer("global_avg_pool", self.data.mean((2, 3)))

    def global_max_pool(self):
        return self.layer("global_max_pool", self.data.max((2, 3)), self.exact)

    # ---- The rest

    def relu(self):
        return self.layer("relu", np.maximum(self.data, 0), self.exact)

    def relu6(self):
        return self.layer("relu6", np.clip(self.data, 0, 6), self.exact)

    def sigmoid(self):
        return self.layer("sigmoid", 1 / (1 + np.exp(-self.data)))

    def tanh(self):
        return self.layer("tanh", np.tanh(self.data))

    def dropout(self):
        return self.layer("dropout(0.5)", self.data, self.exact)

    def flatten(self):
        return self.layer("flatten", self.data.reshape(len(self.data), -1), self.exact)

    def per_channel(self, values):
        return values.reshape(-1, *[1] * len(self.size))

    def batch_norm(self, epsilon=1e-5):
        name = f"v{self.net.count}.batch_norm"
        make = lambda suffix, *bounds: self.per_channel(self.net.parameter(f"{name}.{suffix}", self.channels, *bounds))
        scale, shift = make("weight", 0.5, 1.5), make("bias", -1, 1)
        mean, variance = make("running_mean", -1, 1), make("running_var", 0.5, 2)
        y = (self.data - mean) / np.sqrt(variance + epsilon) * scale + shift
        return self.layer(f"batch_norm(epsilon = {epsilon})", y)

    def normalize(self, mean, std, low=0, high=1):
        data = self.data / 255 if dict(self.net.inputs)[self.name].dtype == np.uint8 else self.data
        m, s = (self.per_channel(np.array(v, float)) for v in (mean, std))
        extra = "" if (low, high) == (0, 1) else f", low = {low}, high = {high}"
        return self.layer(f"normalize(mean = {text(mean)}, std = {text(std)}{extra})", (data * (high - low) + low - m) / s)

    def __add__(self, other):
        exact = self.exact and other.exact
        y = self.data + other.data
        return self.net.bind(f"{self.name} + {other.name}", y.astype(np.float32).astype(np.float64) if exact else y, exact)
