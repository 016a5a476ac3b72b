# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares compiled sums over the batch, gradients of weights for the most part, with NumPy.

    gradients.py FAMILY --cnnc PATH --cc PATH --runtime DIR --work DIR [--every N] [options of cnnc]

All cases of a family are the results of one network, in the cnn dialect. It sums over batches of 1, 3 and 8
pictures, the last one on one and on two threads: a result may differ from NumPy's float64 by 1e-5 of its largest value, and
with another number of threads by nothing. Memory is as in compare.py.
"""
import argparse
import sys

import numpy as np

from compare import Tools, relative_error

BATCHES = [1, 3, 8]
TOLERANCE = 1e-5


class Conv:
    """Of channels -> outputs: x is N x C x H x W, g has `rows` x `columns` places."""

    def __init__(self, channels, outputs, size, kernel=3, stride=1, padding=None, dilation=1, groups=1, less=0):
        pair = lambda v: (v, v) if isinstance(v, int) else tuple(v)
        self.kernel, self.stride, self.dilation, self.groups = pair(kernel), pair(stride), pair(dilation), groups
        if padding is None:
            padding = [p for k, d in zip(self.kernel, self.dilation) for p in ((k - 1) * d // 2, (k - 1) * d // 2)]
        self.padding = [padding] * 4 if isinstance(padding, int) else list(padding)
        height, width = pair(size)
        extents = [(n + self.padding[2 * a] + self.padding[2 * a + 1] - self.dilation[a] * (self.kernel[a] - 1) - 1)
                   // self.stride[a] + 1 - less for a, n in enumerate((height, width))]
        self.x, self.g = (channels, height, width), (outputs, *extents)
        self.result = (outputs, channels // groups, *self.kernel)

    def write(self):
        lists = " ".join(f"{name} = {list(values)}" for name, values in
                         (("strides", self.stride), ("padding", self.padding), ("dilations", self.dilation)))
        return "conv2d_weight_gradient", f"{lists} groups = {self.groups}"

    def compute(self, x, g):
        top, bottom, left, right = self.padding
        x = np.pad(x.astype(np.float64), ((0, 0), (0, 0), (top, bottom), (left, right)))
        n, (channels, outputs) = self.groups, (x.shape[1] // self.groups, g.shape[1] // self.groups)
        x = x.reshape(x.shape[0], n, channels, *x.shape[2:])
        g = g.astype(np.float64).reshape(g.shape[0], n, outputs, *g.shape[2:])
        result = np.zeros((n, outputs, channels, *self.kernel))
        for p in range(self.kernel[0]):
            for q in range(self.kernel[1]):
                r, c = p * self.dilation[0], q * self.dilation[1]
                part = x[:, :, :, r:r + (g.shape[3] - 1) * self.stride[0] + 1:self.stride[0],
                         c:c + (g.shape[4] - 1) * self.stride[1] + 1:self.stride[1]]
                for i in range(n):
                    a, b = (v[:, i].transpose(1, 0, 2, 3).reshape(v.shape[2], -1) for v in (g, part))
                    result[i, :, :, p, q] = a @ b.T
        return result.reshape(self.result)


class Dense:
    def __init__(self, channels, outputs):
        self.x, self.g, self.result = (channels,), (outputs,), (outputs, channels)

    def write(self):
        return "dense_weight_gradient", ""

    def compute(self, x, g):
        return g.astype(np.float64).T @ x.astype(np.float64)


class Sums:
    """s + g * p + 100 * g * g * m: sums over the batch of y and of y * g and the mean of y, y being the convolution of x,
    forwards or transposed."""

    def __init__(self, channels, outputs, size, kernel=3, stride=1, padding=1, groups=1, transposed=False, more=0):
        self.channels, self.outputs, self.kernel, self.stride = channels, outputs, kernel, stride
        self.padding, self.groups, self.transposed, self.more = padding, groups, transposed, more
        extent = lambda n: ((n - 1) * stride + kernel - 2 * padding + more if transposed
                            else (n + 2 * padding - kernel) // stride + 1)
        height, width = (size, size) if isinstance(size, int) else size
        self.x, self.g = (channels, height, width), (outputs, extent(height), extent(width))
        self.result = self.g
        shape = (channels, outputs // groups) if transposed else (outputs, channels // groups)
        count = int(np.prod(shape)) * kernel * kernel
        # Of one row that repeats itself, so that the file stays short: numbers that f32 has.
        self.weight = np.resize((np.arange(37) * 11 % 37 - 18) / 32, count).reshape(*shape, kernel, kernel)

    def write(self):
        op = "cnn.conv_transpose2d" if self.transposed else "cnn.conv2d"
        more = f" output_padding = [{self.more}, {self.more}]" if self.transposed else ""
        return op, (f"strides = [{self.stride}, {self.stride}] padding = {[self.padding] * 4}{more} "
                    f"dilations = [1, 1] groups = {self.groups}")

    def text(self, i, tensor):
        x, y, w, c, r = (tensor(shape) for shape in
                         (("?", *self.x), ("?", *self.g), self.weight.shape, (self.outputs,), (3 * self.outputs,)))
        op, attributes = self.write()
        data = np.float32(self.weight).tobytes().hex().upper()
        return f"""  %k{i} = arith.constant dense<"0x{data}"> : {w}
  %y{i} = {op} %x{i}, %k{i} {attributes} : ({x}, {w}) -> {y}
  %s{i} = cnn.channel_sum %y{i}, %g{i} mean = [false, false, true] : ({y}, {y}) -> {r} {{
  ^bb0(%a: f32, %b: f32):
    %p = arith.mulf %a, %b : f32
    cnn.yield_scalars %a, %p, %a : f32, f32, f32
  }}
  %a{i} = cnn.part %s{i} at 0 : {r} -> {c}
  %b{i} = cnn.part %s{i} at 1 : {r} -> {c}
  %c{i} = cnn.part %s{i} at 2 : {r} -> {c}
  %w{i} = cnn.map %g{i}, %a{i}, %b{i}, %c{i} : ({y}, {c}, {c}, {c}) -> {y} {{
  ^bb0(%g: f32, %s: f32, %p: f32, %m: f32):
    %hundred = arith.constant 100.0 : f32
    %n = arith.mulf %m, %hundred : f32
    %q = arith.mulf %g, %n : f32
    %t = arith.addf %p, %q : f32
    %u = arith.mulf %g, %t : f32
    %r = arith.addf %s, %u : f32
    cnn.yield_scalars %r : f32
  }}"""

    def convolve(self, x):
        y, k, s, p = np.zeros((len(x), *self.g)), self.kernel, self.stride, self.padding
        wide = np.zeros((len(x), self.outputs, self.g[1] + 2 * p + k, self.g[2] + 2 * p + k))
        x = x.astype(np.float64)
        padded = np.pad(x, ((0, 0), (0, 0), (p, p + s), (p, p + s)))
        per, out = self.channels // self.groups, self.outputs // self.groups
        for n in range(self.groups):
            own, results = slice(n * per, n * per + per), slice(n * out, n * out + out)
            for r in range(k):
                for c in range(k):
                    if self.transposed:
                        part = np.einsum("nihw,io->nohw", x[:, own], self.weight[own, :, r, c])
                        wide[:, results, r:r + s * x.shape[2]:s, c:c + s * x.shape[3]:s] += part
                    else:
                        part = padded[:, own, r:r + s * self.g[1]:s, c:c + s * self.g[2]:s]
                        y[:, results] += np.einsum("nihw,oi->nohw", part, self.weight[results, :, r, c])
        return wide[:, :, p:p + self.g[1], p:p + self.g[2]] if self.transposed else y

    def compute(self, x, g):
        """Of the first picture."""
        y, g = self.convolve(x), g.astype(np.float64)
        sums, products = (v.sum(axis=(0, 2, 3))[:, None, None] for v in (y, y * g))
        means = sums / (len(x) * self.g[1] * self.g[2])
        return sums + g[0] * (products + 100 * g[0] * means)


COUNTS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 48, 64, 80]


def conv():
    for i, width in enumerate([*range(1, 18), 27, 28, 35]):
        yield Conv(COUNTS[i % len(COUNTS)], COUNTS[(7 * i + 3) % len(COUNTS)], (2 + i % 5, width))
    for i, count in enumerate(COUNTS):
        yield Conv(count, COUNTS[-i - 1], (5, 6))
        yield Conv(count, COUNTS[(5 * i) % len(COUNTS)], (6, 5), kernel=1)
        yield Conv(count, COUNTS[(3 * i + 1) % len(COUNTS)], (9, 8), kernel=1, stride=2, padding=0)
        yield Conv(count, COUNTS[(11 * i + 2) % len(COUNTS)], (9, 10), stride=2)
    for kernel in (2, 3, 4, 5, 7, 9, (1, 3), (3, 1), (5, 2), (1, 17)):
        for i, stride in enumerate((1, 2, 3, (1, 2))):
            yield Conv((20, 3, 33, 6)[i], (17, 40, 9, 16)[i], (12, 19), kernel, stride)
    for dilation in (2, 3, (1, 2), (3, 1)):
        yield Conv(20, 33, (13, 14), 3, 1, dilation=dilation)
        yield Conv(3, 19, (13, 14), 3, 2, dilation=dilation)
    for padding in (0, 4, [0, 1, 0, 1], [1, 0, 2, 0], [0, 0, 0, 3], [3, 1, 0, 2], [4, 5, 6, 7]):
        for channels in (2, 16, 21):
            yield Conv(channels, 24, (6, 7), 3, 1, padding)
            yield Conv(channels, 11, (7, 6), (1, 2), (2, 1), padding)
    # A gradient that does not reach the last places of the input.
    yield Conv(5, 16, (9, 9), 3, 2, less=1)
    yield Conv(32, 40, (9, 9), 3, 1, less=2)
    # Several chunks of rows.
    yield Conv(32, 33, (57, 61))
    yield Conv(3, 20, (75, 77), 7, 2)
    yield Conv(20, 18, (64, 66), 1)
    yield Conv(96, 144, (3, 3))


def picture():
    """With --conv=winograd: 3x3 on whole blocks of channels, whose pictures fit into the cache at all points."""
    for i, width in enumerate((*range(1, 13), 21, 32)):
        yield Conv(16 * (1 + i % 3), 16 * (1 + i // 2 % 4), (1 + (5 * i) % 14, width))
    for padding in (0, [0, 1, 0, 1], [1, 0, 2, 0], [2, 0, 0, 3], 2, [0, 4, 0, 5]):
        yield Conv(16, 32, (6, 7), padding=padding)
        yield Conv(32, 16, (9, 5), padding=padding)
    yield Conv(32, 48, (9, 9), less=1)
    yield Conv(48, 16, (9, 10), less=3)


def sums():
    """With --conv=winograd: 3x3 on whole blocks of channels, too many for a picture's own points and sums to stay in the
    cache, so that parts of the batch are summed up: some of them empty, some without the last rows of a picture."""
    for height, width in ((1, 21), (5, 12), (9, 9), (13, 14), (21, 1), (24, 3), (17, 30), (3, 85)):
        yield Conv(96, 48, (height, width))
    for padding in (0, [1, 0, 2, 0], [2, 0, 0, 3]):
        yield Conv(48, 96, (11, 13), padding=padding)
    yield Conv(64, 64, (14, 15), less=2)
    yield Conv(64, 64, (18, 17))


def outputs():
    """Sums that convolutions add up of what they write: several bands of rows, blocks that are not full, each kernel."""
    for i, count in enumerate((1, 3, 8, 9, 17, 33, 40)):
        yield Sums(count, COUNTS[(5 * i + 4) % len(COUNTS)], (5 + i, 9 - i), kernel=1, padding=0)
        yield Sums(count, COUNTS[(7 * i + 3) % len(COUNTS)], (4, 3 + 2 * i), stride=1 + i % 2)
        yield Sums(count, count, (9 + i, 7 + 2 * i), stride=1 + i % 2, groups=count)
        yield Sums(count, count, (3 + i, 5), stride=2, groups=count, transposed=True, more=i % 2)
        yield Sums(count, COUNTS[(3 * i + 5) % len(COUNTS)], (4, 3 + i), stride=2, transposed=True)
    # Winograd's algorithm: pictures that tiles fill and do not, and several pictures at once.
    for size in ((8, 8), (7, 8), (8, 10), (13, 15), 30):
        yield Sums(16, 24, size)
    yield Sums(136, 136, (4, 4))
    yield Sums(144, 280, (14, 17))
    yield Sums(24, 40, (6, 7), kernel=5, padding=2)
    # Several bands.
    yield Sums(64, 72, (60, 61), kernel=1, padding=0)
    yield Sums(20, 20, (90, 101), groups=20)
    yield Sums(9, 9, (70, 71), kernel=5, padding=2, stride=2, groups=9, transposed=True, more=1)
    yield Sums(32, 24, (60, 31), stride=2, transposed=True, more=1)
    yield Sums(64, 64, (70, 66))


def grouped():
    for groups, channels, outputs in ((2, 8, 8), (2, 32, 32), (2, 64, 32), (3, 48, 96), (4, 4, 16), (8, 64, 64), (3, 15, 21),
                                      (2, 34, 6), (4, 64, 128), (32, 128, 128), (2, 6, 40), (5, 80, 80)):
        yield Conv(channels, outputs, (6, 7), groups=groups)
        yield Conv(channels, outputs, (7, 9), 1, 2, 0, groups=groups)
        yield Conv(channels, outputs, (9, 8), (5, 2), (2, 1), [1, 2, 0, 1], groups=groups)
    for i, count in enumerate((2, 3, 5, 8, 16, 17, 31, 33, 48, 64)):
        yield Conv(count, count, (5 + i, 4 + 3 * i), groups=count)
        yield Conv(count, count, (9, 11), (3, 5, 7, 2, (1, 3), (4, 1))[i % 6], 2, groups=count)
        yield Conv(count, count, (13, 12), 3, 1 + i % 2, dilation=2, groups=count)
        yield Conv(count, 2 * count, (6, 7), groups=count)
    yield Conv(32, 32, (57, 61), groups=32)


def dense():
    for i, count in enumerate([*COUNTS, 84, 100, 120, 400]):
        yield Dense(count, COUNTS[(5 * i + 2) % len(COUNTS)])
        yield Dense(COUNTS[(7 * i + 1) % len(COUNTS)], count)
    yield Dense(84, 10)
    yield Dense(513, 100)


def write(name, cases):
    """The network, whose inputs each case has for itself."""
    arguments, results, lines, types = [], [], [], []
    tensor = lambda shape: f"tensor<{'x'.join(map(str, shape))}xf32>"
    order = lambda shape: "NCHW" if len(shape) == 4 else "NC"
    for i, case in enumerate(cases):
        kinds = [tensor(("?", *shape)) for shape in (case.x, case.g)]
        for letter, kind, shape in zip("xg", kinds, (case.x, case.g)):
            arguments.append(f'%{letter}{i}: {kind} {{cnn.name = "{letter}{i}", cnn.layout = "{order((1, *shape))}"}}')
        shape = ("?", *case.result) if isinstance(case, Sums) else case.result
        results.append(f'{tensor(shape)} {{cnn.name = "w{i}", cnn.layout = "{order(shape)}"}}')
        op, attributes = case.write()
        lines.append(case.text(i, tensor) if isinstance(case, Sums) else
                     f"  %w{i} = cnn.{op} %x{i}, %g{i} {attributes} : ({', '.join(kinds)}) -> {tensor(case.result)}")
        types.append(tensor(shape))
    values = ", ".join(f"%w{i}" for i in range(len(cases)))
    return "\n".join([f"func.func @{name}({', '.join(arguments)}) -> ({', '.join(results)}) attributes {{cnn.network}} {{",
                      *lines, f"  return {values} : {', '.join(types)}", "}", ""])


def compare(tools, name, cases):
    random = np.random.default_rng(len(cases))
    data = [[random.standard_normal((max(BATCHES), *shape)).astype(np.float32) for shape in (c.x, c.g)] for c in cases]
    with open(tools.path(f"{name}.mlir"), "w") as file:
        file.write(write(name, cases))
    with open(tools.path("inputs"), "wb") as file:
        for x, g in data:
            file.write(x.tobytes() + g.tobytes())
    tools.run([tools.cnnc, tools.path(f"{name}.mlir"), "-o", tools.path("model.so"), *tools.options])
    runs = [(batch, threads) for batch in BATCHES for threads in (1, 2)[:1 + (batch == max(BATCHES))]]
    tools.execute_raw(max(BATCHES), [f"{batch},{threads},{batch}" for batch, threads in runs])
    flat, at, failures, worst = np.fromfile(tools.path("outputs"), np.float32), 0, 0, 0.0
    first = {}
    for batch, threads in runs:
        for case, (x, g) in zip(cases, data):
            count = int(np.prod(case.result))
            # The interface has room for a result of each picture; the first one is that of the batch.
            found = flat[at:at + count].reshape(case.result)
            at += count * batch
            error = relative_error(found, case.compute(x[:batch], g[:batch]))
            worst = max(worst, error)
            title = f"{type(case).__name__} {case.x} -> {case.g}, {' '.join(case.write())}, batch {batch}"
            if not error <= TOLERANCE:
                print(f"FAIL {title}: relative error {error:.3g}")
                failures += 1
            if found.tobytes() != first.setdefault((case, batch), found.tobytes()):
                print(f"FAIL {title}: {threads} threads give other bits than one")
                failures += 1
    assert at == flat.size, "the outputs have another size than expected"
    print(f"{name}: {len(cases)} cases, {failures} failures, worst relative error {worst:.3g}")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("family", choices=["conv", "picture", "sums", "outputs", "grouped", "dense"])
    for name in ("cnnc", "cc", "runtime", "work"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--every", type=int, default=1, help="only every N-th case")
    arguments, options = parser.parse_known_args()
    tools = Tools(arguments, options)
    tools.build_host()
    cases = list(globals()[arguments.family]())[::arguments.every]
    sys.exit(1 if compare(tools, arguments.family, cases) else 0)


if __name__ == "__main__":
    main()
