# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import numpy as np

from layers.window import PAD_MODES

AXES = {"channels": 1, "height": 2, "width": 3}


def words(axes):
    return f"[{', '.join(axes)}]"


def cubic(x, a=-0.75):
    x = np.abs(x)
    return np.where(x <= 1, (a + 2) * x**3 - (a + 3) * x**2 + 1, a * x**3 - 5 * a * x**2 + 8 * a * x - 4 * a)


def resize_matrix(n, m, mode, align_corners):
    """m x n: the weights with which the places of the input make up each of the output."""
    matrix, i = np.zeros((m, n)), np.arange(m)
    if mode == "nearest":
        matrix[i, i * n // m] = 1
        return matrix
    one, half = np.float32(1), np.float32(0.5)
    if align_corners:
        s = (np.float32(n - 1) / np.float32(m - 1) if m > 1 else 0 * one) * i.astype(np.float32)
    else:
        s = np.float32(n) / np.float32(m) * (i.astype(np.float32) + half) - half
    if mode == "bilinear":
        s = np.maximum(s, 0 * one)
    first = np.floor(s).astype(np.int64)
    fraction = (s - first.astype(np.float32)).astype(np.float64)
    taps = [(0, 1 - fraction), (1, fraction)] if mode == "bilinear" else [(k, cubic(fraction - k)) for k in (-1, 0, 1, 2)]
    for k, weight in taps:
        np.add.at(matrix, (i, np.clip(first + k, 0, n - 1)), weight)
    return matrix


class ShapeLayers:
    def joined(self, others, axis="channels"):
        values = [self, *others]
        names = ", ".join(v.name for v in values)
        return self.net.bind(f"concat({names}, axis = {axis})", np.concatenate([v.data for v in values], AXES[axis]),
                             all(v.exact for v in values))

    def split(self, parts, axis="channels"):
        """A list of values."""
        extent = self.data.shape[AXES[axis]]
        sizes = [extent // parts] * parts if isinstance(parts, int) else parts
        name = f"v{self.net.count}"
        self.net.count += 1
        self.net.lines.append(f"{name} = {self.name} |> split({parts}, axis = {axis})")
        pieces = np.split(self.data, np.cumsum(sizes)[:-1], AXES[axis])
        return [self.net.bind(f"{name}[{i}]", piece, self.exact) for i, piece in enumerate(pieces)]

    def slice(self, axis, start, end=None, step=1):
        index = [slice(None)] * self.data.ndim
        index[AXES[axis]] = slice(start, end, step)
        last = "" if end is None else f", end = {end}"
        return self.layer(f"slice({axis}, {start}{last}, step = {step})", self.data[tuple(index)], self.exact)

    def crop(self, top, bottom, left, right):
        h, w = self.size
        return self.layer(f"crop([{top}, {bottom}, {left}, {right}])", self.data[:, :, top:h - bottom, left:w - right],
                          self.exact)

    def pad(self, top, bottom, left, right, mode="zero", value=0):
        options = {"constant_values": value} if mode == "zero" else {}
        y = np.pad(self.data, ((0, 0), (0, 0), (top, bottom), (left, right)), PAD_MODES[mode], **options)
        return self.layer(f"pad([{top}, {bottom}, {left}, {right}], mode = {mode}, value = {value})", y, self.exact)

    def reshape(self, *size):
        shape = size if len(size) == 1 else (size[2], size[0], size[1])
        return self.layer(f"reshape({list(size)})", self.data.reshape(len(self.data), *shape), self.exact)

    def transpose(self, *order):
        axes = [AXES[a] for a in order]
        return self.layer(f"transpose({words(order)})", self.data.transpose(0, axes[2], axes[0], axes[1]), self.exact)

    def interpolate(self, call, size, mode, align_corners):
        rows, columns = (resize_matrix(n, m, mode, align_corners) for n, m in zip(self.size, size))
        y = rows @ self.data @ columns.T
        corners = ", align_corners = true" if align_corners else ""
        return self.layer(f"{call}, mode = {mode}{corners})", y, self.exact and mode == "nearest")

    def resize(self, height, width, mode="nearest", align_corners=False):
        return self.interpolate(f"resize([{height}, {width}]", (height, width), mode, align_corners)

    def upsample(self, scale=2, mode="nearest", align_corners=False):
        factors = (scale, scale) if isinstance(scale, int) else scale
        size = tuple(n * f for n, f in zip(self.size, factors))
        return self.interpolate(f"upsample({scale if isinstance(scale, int) else list(scale)}", size, mode, align_corners)

    def pixel_shuffle(self, f):
        n, c, h, w = self.data.shape
        y = self.data.reshape(n, c // (f * f), f, f, h, w).transpose(0, 1, 4, 2, 5, 3).reshape(n, -1, h * f, w * f)
        return self.layer(f"pixel_shuffle({f})", y, self.exact)

    def pixel_unshuffle(self, f):
        n, c, h, w = self.data.shape
        y = self.data.reshape(n, c, h // f, f, w // f, f).transpose(0, 1, 3, 5, 2, 4).reshape(n, -1, h // f, w // f)
        return self.layer(f"pixel_unshuffle({f})", y, self.exact)

    def channel_shuffle(self, groups):
        n, c = self.data.shape[:2]
        y = self.data.reshape(n, groups, c // groups, *self.size).swapaxes(1, 2).reshape(self.data.shape)
        return self.layer(f"channel_shuffle({groups})", y, self.exact)


def constant(net, values, size=None):
    """`values` in the order rows, columns, channels."""
    data = np.asarray(values, np.float32).astype(np.float64)
    shape = [1, 1, 1] if size is None else size
    data = np.broadcast_to(data, (int(np.prod(shape)),)).reshape(shape)
    logical = data if len(shape) == 1 else data.transpose(2, 0, 1)
    suffix = "" if size is None else f", size = {list(size)}"
    return net.bind(f"constant({values}{suffix})", np.broadcast_to(logical, (net.pictures, *logical.shape)), exact=True)


# ---- Random cases

CHANNELS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 36, 40, 48, 64, 65]
EXTENTS = [1, 1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 19, 21]


def pick(r, items):
    return items[r.integers(len(items))]


def random_input(net, r, vectors=False, channels=None):
    """A picture, or now and then a vector; now and then the result of a layer."""
    count = int(pick(r, CHANNELS) if channels is None else channels)
    if vectors and r.integers(4) == 0:
        return net.input(count)
    x = net.input(int(pick(r, EXTENTS)), int(pick(r, EXTENTS)), count)
    return x.relu() if r.integers(2) else x


def finish(net, r, title, value):
    """The layer by itself, or with neighbours: an activation after it, a convolution whose halo it must write."""
    kind = r.integers(4) if len(value.size) == 2 else 0
    if kind == 1:
        value = value.relu()
    if kind == 2:
        net.output(title, value)
        value = value.conv(5, 3, padding=1)
    net.output(title, value)


def random_axis(r, value):
    return pick(r, list(AXES)) if len(value.size) == 2 else "channels"


def concat_case(net, r):
    axis = pick(r, list(AXES))
    shape = [int(pick(r, EXTENTS)), int(pick(r, EXTENTS)), int(pick(r, CHANNELS))]
    at = {"height": 0, "width": 1, "channels": 2}[axis]
    parts = []
    for _ in range(r.integers(1, 5)):
        shape[at] = int(pick(r, CHANNELS if axis == "channels" else EXTENTS))
        parts.append(net.input(*shape))
        if r.integers(2):
            parts[-1] = parts[-1].relu()
    finish(net, r, f"concat {axis} {[p.data.shape[1:] for p in parts]}", parts[0].joined(parts[1:], axis))


def split_case(net, r):
    x = random_input(net, r, vectors=True)
    axis = random_axis(r, x)
    extent = x.data.shape[AXES[axis]]
    if extent < 2 or r.integers(2):
        parts = int(pick(r, [d for d in range(1, extent + 1) if extent % d == 0]))
    else:
        parts = np.diff([0, *sorted(r.choice(np.arange(1, extent), min(extent - 1, 3), replace=False)), extent]).tolist()
    pieces = x.split(parts, axis)
    for piece in pieces[:3]:
        finish(net, r, f"split {x.data.shape[1:]} {axis} {parts}", piece)


def slice_case(net, r):
    x = random_input(net, r, vectors=True)
    axis = random_axis(r, x)
    extent = x.data.shape[AXES[axis]]
    start = int(r.integers(extent))
    end = int(r.integers(start + 1, extent + 1))
    step = int(r.integers(1, 4))
    first = start - extent if r.integers(2) else start
    last = None if end == extent else end - extent if r.integers(2) else end
    finish(net, r, f"slice {x.data.shape[1:]} {axis} {first}:{last}:{step}", x.slice(axis, first, last, step))


def crop_case(net, r):
    x = random_input(net, r)
    h, w = x.size
    top, left = int(r.integers(h)), int(r.integers(w))
    bottom, right = int(r.integers(h - top)), int(r.integers(w - left))
    finish(net, r, f"crop {x.data.shape[1:]}", x.crop(top, bottom, left, right))


def pad_case(net, r):
    x = random_input(net, r)
    mode = pick(r, list(PAD_MODES))
    h, w = x.size
    most = [{"zero": 5, "replicate": 5, "reflect": n - 1, "circular": n}[mode] for n in (h, h, w, w)]
    amounts = [int(r.integers(min(m, 5) + 1)) for m in most]
    value = float(pick(r, [0, 1.5, -2])) if mode == "zero" else 0
    finish(net, r, f"pad {x.data.shape[1:]} {amounts} {mode} {value}", x.pad(*amounts, mode, value))


def reshape_case(net, r):
    x = random_input(net, r, vectors=True)
    count = x.data[0].size
    divisors = [d for d in range(1, count + 1) if count % d == 0]
    if r.integers(4) == 0:
        size = [count]
    else:
        c = x.channels if r.integers(2) else int(pick(r, divisors))
        rows = int(pick(r, [d for d in divisors if (count // c) % d == 0]))
        size = [rows, count // c // rows, c]
    finish(net, r, f"reshape {x.data.shape[1:]} {size}", x.reshape(*size))


def flatten_case(net, r):
    x = random_input(net, r, vectors=True)
    if len(x.size) == 2 and r.integers(3) == 0:
        net.output("beside a flatten", x.conv(3, 3, padding=1))
    net.output(f"flatten {x.data.shape[1:]}", x.flatten())


def transpose_case(net, r):
    x = random_input(net, r)
    order = r.permutation(list(AXES)).tolist()
    finish(net, r, f"transpose {x.data.shape[1:]} {order}", x.transpose(*order))


def resize_case(net, r):
    x = random_input(net, r)
    mode = pick(r, ["nearest", "bilinear", "bicubic"])
    size = [int(pick(r, EXTENTS)), int(pick(r, EXTENTS))]
    corners = bool(mode != "nearest" and r.integers(2))
    finish(net, r, f"resize {x.data.shape[1:]} {size} {mode} {corners}", x.resize(*size, mode, corners))


def upsample_case(net, r):
    x = random_input(net, r)
    mode = pick(r, ["nearest", "bilinear", "bicubic"])
    scale = pick(r, [1, 2, 2, 3, [1, 2], [3, 1]])
    corners = bool(mode != "nearest" and r.integers(2))
    finish(net, r, f"upsample {x.data.shape[1:]} {scale} {mode} {corners}", x.upsample(scale, mode, corners))


def pixel_shuffle_case(net, r):
    f = int(pick(r, [1, 2, 2, 3, 4, 5]))
    x = random_input(net, r, channels=f * f * int(pick(r, [1, 2, 3, 5, 8, 16, 17])))
    finish(net, r, f"pixel_shuffle {x.data.shape[1:]} {f}", x.pixel_shuffle(f))


def pixel_unshuffle_case(net, r):
    f = int(pick(r, [1, 2, 2, 3, 4, 5]))
    x = net.input(f * int(r.integers(1, 6)), f * int(r.integers(1, 20)), int(pick(r, CHANNELS)))
    finish(net, r, f"pixel_unshuffle {x.data.shape[1:]} {f}", x.pixel_unshuffle(f))


def channel_shuffle_case(net, r):
    groups = int(pick(r, [1, 2, 2, 3, 4, 8, 16, 29]))
    x = random_input(net, r, vectors=True, channels=groups * int(pick(r, [1, 2, 3, 5, 8, 16, 29])))
    finish(net, r, f"channel_shuffle {x.data.shape[1:]} {groups}", x.channel_shuffle(groups))


def constant_case(net, r):
    size = pick(r, [None, [int(pick(r, CHANNELS))], [int(n) for n in r.integers(1, 6, 3)]])
    count = 1 if size is None or r.integers(3) == 0 else int(np.prod(size))
    values = [float(v) for v in r.integers(-50, 50, count) / 8]
    if not net.inputs:
        net.input(1)
    finish(net, r, f"constant {size}", constant(net, values[0] if count == 1 else values, size))


def dropout_case(net, r):
    finish(net, r, "dropout", random_input(net, r, vectors=True).dropout())


PROPERTIES = {"concat": concat_case, "split": split_case, "slice": slice_case, "crop": crop_case, "pad": pad_case,
              "reshape": reshape_case, "flatten": flatten_case, "transpose": transpose_case, "resize": resize_case,
              "upsample": upsample_case, "pixel_shuffle": pixel_shuffle_case, "pixel_unshuffle": pixel_unshuffle_case,
              "channel_shuffle": channel_shuffle_case, "constant": constant_case, "dropout": dropout_case}


# ---- PyTorch

def torch_pad(torch, x, amounts, mode, value=0):
    top, bottom, left, right = amounts
    options = {"value": value} if mode == "zero" else {}
    return torch.nn.functional.pad(x, (left, right, top, bottom), {"zero": "constant"}.get(mode, mode), **options)


def torch_resize(torch, x, size, mode, corners):
    options = {} if mode == "nearest" else {"align_corners": corners}
    return torch.nn.functional.interpolate(x, size=size, mode=mode, **options)


TORCH = []


def case(title, shape, build, compute):
    """One layer of one input; `compute` of PyTorch and the input."""
    TORCH.append((title, lambda net: build(net.input(*shape)), lambda torch, inputs, _: compute(torch, inputs[0])))


for axis in AXES:
    shapes = [[5, 6, 7], [5, 6, 7], [5, 6, 7]]
    for part, extent in zip(shapes, (3, 4, 17)):
        part[{"height": 0, "width": 1, "channels": 2}[axis]] = extent
    TORCH.append((f"concat {axis}", lambda net, s=shapes, a=axis: (lambda x: x[0].joined(x[1:], a))([net.input(*p) for p in s]),
                  lambda torch, inputs, _, d=AXES[axis]: torch.cat(inputs, d)))
TORCH.append(("concat of vectors", lambda net: (lambda x, y: x.joined([y, x]))(net.input(5), net.input(18)),
              lambda torch, inputs, _: torch.cat([inputs[0], inputs[1], inputs[0]], 1)))
for axis, parts, index in (("channels", 3, 1), ("channels", [5, 1, 12], 2), ("height", 2, 0), ("width", [3, 4], 1)):
    case(f"split {axis} {parts}", (4, 7, 18), lambda x, a=axis, p=parts, i=index: x.split(p, a)[i],
         lambda torch, x, a=AXES[axis], p=parts, i=index: torch.tensor_split(x, p, a)[i] if isinstance(p, int) else torch.split(x, p, a)[i])
for axis, start, end, step in (("channels", 3, 17, 1), ("channels", -9, None, 2), ("height", 1, -1, 1), ("width", 0, 7, 3)):
    case(f"slice {axis} {start} {end} {step}", (5, 8, 20), lambda x, a=axis, s=start, e=end, t=step: x.slice(a, s, e, t),
         lambda torch, x, a=axis, s=start, e=end, t=step: x[(slice(None),) * AXES[a] + (slice(s, e, t),)])
for amounts in ((1, 1, 1, 1), (0, 0, 2, 3), (4, 0, 0, 0), (1, 2, 3, 4)):
    case(f"crop {amounts}", (6, 9, 17), lambda x, a=amounts: x.crop(*a),
         lambda torch, x, a=amounts: x[:, :, a[0]:x.shape[2] - a[1], a[2]:x.shape[3] - a[3]])
for mode, amounts, value in (("zero", (1, 2, 3, 4), 0), ("zero", (0, 3, 0, 1), 1.5), ("reflect", (2, 4, 5, 1), 0),
                             ("replicate", (7, 0, 1, 8), 0), ("circular", (5, 2, 6, 3), 0)):
    case(f"pad {mode} {amounts} {value}", (5, 6, 9), lambda x, m=mode, a=amounts, v=value: x.pad(*a, m, v),
         lambda torch, x, m=mode, a=amounts, v=value: torch_pad(torch, x, a, m, v))
for shape, size in (((4, 6, 10), [8, 3, 10]), ((4, 6, 10), [2, 5, 24]), ((4, 6, 10), [240]), ((96,), [4, 8, 3])):
    target = [-1] if len(size) == 1 else [size[2], size[0], size[1]]
    case(f"reshape {shape} {size}", shape, lambda x, s=size: x.reshape(*s),
         lambda torch, x, t=target: x.reshape(len(x), *t))
for shape in ((1, 1, 20), (3, 4, 5), (7, 7, 17), (1, 33, 2)):
    case(f"flatten {shape}", shape, lambda x: x.flatten(), lambda torch, x: x.flatten(1))
for order in (("width", "height", "channels"), ("channels", "height", "width"), ("height", "channels", "width"),
              ("channels", "width", "height")):
    axes = [AXES[a] for a in order]
    case(f"transpose {order}", (4, 5, 18), lambda x, o=order: x.transpose(*o),
         lambda torch, x, a=axes: x.permute(0, a[2], a[0], a[1]))
for mode in ("nearest", "bilinear", "bicubic"):
    for corners in (False, True)[:1 if mode == "nearest" else 2]:
        for size in ((3, 9), (10, 14), (5, 1), (16, 11)):
            case(f"resize {size} {mode} {corners}", (5, 7, 6), lambda x, s=size, m=mode, c=corners: x.resize(*s, m, c),
                 lambda torch, x, s=size, m=mode, c=corners: torch_resize(torch, x, s, m, c))
        for scale in (2, 3, [1, 4], [2, 1]):
            case(f"upsample {scale} {mode} {corners}", (3, 4, 5), lambda x, s=scale, m=mode, c=corners: x.upsample(s, m, c),
                 lambda torch, x, s=scale, m=mode, c=corners:
                 torch_resize(torch, x, [n * f for n, f in zip(x.shape[2:], [s, s] if isinstance(s, int) else s)], m, c))
for shape, factor in (((3, 4, 8), 2), ((2, 3, 18), 3), ((1, 5, 16), 4), ((3, 3, 17), 1)):
    case(f"pixel_shuffle {shape} {factor}", shape, lambda x, f=factor: x.pixel_shuffle(f),
         lambda torch, x, f=factor: torch.nn.functional.pixel_shuffle(x, f))
for shape, factor in (((4, 6, 3), 2), ((6, 9, 2), 3), ((4, 8, 5), 4), ((3, 3, 17), 1)):
    case(f"pixel_unshuffle {shape} {factor}", shape, lambda x, f=factor: x.pixel_unshuffle(f),
         lambda torch, x, f=factor: torch.nn.functional.pixel_unshuffle(x, f))
for shape, groups in (((2, 3, 12), 2), ((2, 3, 12), 3), ((1, 2, 20), 5), ((3, 1, 7), 7)):
    case(f"channel_shuffle {shape} {groups}", shape, lambda x, g=groups: x.channel_shuffle(g),
         lambda torch, x, g=groups: torch.nn.functional.channel_shuffle(x, g))
for values, size in ((2.5, None), ([1.0, -2.0, 3.5], [3]), ([float(i) for i in range(12)], [2, 3, 2]), (-1.25, [2, 1, 5])):
    def expected(torch, inputs, _, values=values, size=size):
        shape = size or [1, 1, 1]
        y = torch.tensor(values).expand(int(np.prod(shape))).reshape(shape)
        return (y if len(shape) == 1 else y.permute(2, 0, 1)).expand(2, *([-1] * len(shape)))
    TORCH.append((f"constant {values} {size}", lambda net, v=values, s=size: constant(net, v, s), expected))
for shape in ((5,), (2, 3, 4), (1, 1, 17), (3, 1, 16)):
    case(f"dropout {shape}", shape, lambda x: x.dropout(), lambda torch, x: torch.nn.functional.dropout(x, 0.5, training=False))
