# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import numpy as np

from layers.window import PAD_MODES, maybe_pad, pair, resolve_padding, text, window_extent


def correlate(x, w, stride, padding, dilation, groups, mode="zero"):
    """x [N, C, H, W], w [O, C/groups, KH, KW], padding ((top, bottom), (left, right))."""
    filters, per_group, *kernel = w.shape
    rows, columns = (window_extent(n, k, s, d, *p) for n, k, s, d, p in zip(x.shape[2:], kernel, stride, dilation, padding))
    x = np.pad(x, ((0, 0), (0, 0), *padding), PAD_MODES[mode])
    y = np.zeros((len(x), groups, filters // groups, rows * columns))
    for kh in range(kernel[0]):
        for kw in range(kernel[1]):
            h, v = kh * dilation[0], kw * dilation[1]
            tap = x[:, :, h:h + (rows - 1) * stride[0] + 1:stride[0], v:v + (columns - 1) * stride[1] + 1:stride[1]]
            tap = tap.reshape(len(x), groups, per_group, rows * columns)
            y += w[:, :, kh, kw].reshape(groups, filters // groups, per_group) @ tap
    return y.reshape(len(x), filters, rows, columns)


def scatter(x, w, stride, padding, output_padding, dilation, groups):
    """x [N, C, H, W], w [C, O/groups, KH, KW]: each input adds a kernel to the output."""
    n, c, h, v = x.shape
    _, per_group, *kernel = w.shape
    full = [(m - 1) * s + d * (k - 1) + 1 + e for m, s, d, k, e in zip((h, v), stride, dilation, kernel, output_padding)]
    y = np.zeros((n, groups, per_group, *full))
    for kh in range(kernel[0]):
        for kw in range(kernel[1]):
            taps = w[:, :, kh, kw].reshape(groups, c // groups, per_group).transpose(0, 2, 1)
            part = (taps @ x.reshape(n, groups, c // groups, h * v)).reshape(n, groups, per_group, h, v)
            top, left = kh * dilation[0], kw * dilation[1]
            y[..., top:top + (h - 1) * stride[0] + 1:stride[0], left:left + (v - 1) * stride[1] + 1:stride[1]] += part
    (top, bottom), (left, right) = padding
    return y.reshape(n, groups * per_group, *full)[:, :, top:full[0] - bottom, left:full[1] - right]


class ConvLayers:
    def weight(self, name, filters, per_group, kernel):
        return self.net.parameter(name, (filters, per_group, *kernel), deviation=(per_group * kernel[0] * kernel[1])**-0.5)

    def add_bias(self, name, y):
        return y + self.net.parameter(name, (y.shape[1],), deviation=0.5)[:, None, None]

    def convolve(self, layer, call, filters, kernel, stride, padding, dilation, groups, bias, mode="zero", standardize=False):
        kernel, stride, dilation = pair(kernel), pair(stride), pair(dilation)
        before = resolve_padding(padding, self.size, kernel, stride, dilation)
        name = f"v{self.net.count}.{layer}"
        w = self.weight(f"{name}.weight", filters, self.channels // groups, kernel)
        if standardize:
            centred = w - w.mean((1, 2, 3), keepdims=True)
            w = centred / np.sqrt((centred**2).mean((1, 2, 3), keepdims=True) + 1e-5)
        y = correlate(self.data, w, stride, before, dilation, groups, mode)
        if bias:
            y = self.add_bias(f"{name}.bias", y)
        options = f"{text(kernel)}, stride = {text(stride)}, padding = {text(padding)}, dilation = {text(dilation)}"
        if layer == "conv1d":
            left, right = before[1]
            options = f"{kernel[1]}, stride = {stride[1]}, padding = [{left}, {right}], dilation = {dilation[1]}"
        extra = ("" if mode == "zero" else f", padding_mode = {mode}") + (", standardize = true" if standardize else "")
        return self.layer(f"{layer}({call}{options}, bias = {text(bias)}{extra})", y)

    def conv(self, filters, kernel, stride=1, padding="valid", dilation=1, groups=1, bias=True, mode="zero", standardize=False):
        call = f"{filters}, groups = {groups}, kernel = "
        return self.convolve("conv", call, filters, kernel, stride, padding, dilation, groups, bias, mode, standardize)

    def conv1d(self, filters, kernel, stride=1, padding=(0, 0), dilation=1, groups=1, bias=True, mode="zero"):
        call = f"{filters}, groups = {groups}, kernel = "
        return self.convolve("conv1d", call, filters, (1, kernel), (1, stride), (0, 0, *padding), (1, dilation), groups, bias,
                             mode)

    def depthwise(self, kernel, stride=1, padding="valid", multiplier=1, dilation=1, bias=True, mode="zero"):
        filters = self.channels * multiplier
        call = f"multiplier = {multiplier}, kernel = "
        return self.convolve("depthwise", call, filters, kernel, stride, padding, dilation, self.channels, bias, mode)

    def separable_conv(self, filters, kernel, stride=1, padding="valid", multiplier=1, dilation=1, bias=True, mode="zero"):
        name, middle = f"v{self.net.count}.separable_conv", self.channels * multiplier
        before = resolve_padding(padding, self.size, pair(kernel), pair(stride), pair(dilation))
        w = self.weight(f"{name}.depthwise.weight", middle, 1, pair(kernel))
        y = correlate(self.data, w, pair(stride), before, pair(dilation), self.channels, mode)
        y = correlate(y, self.weight(f"{name}.pointwise.weight", filters, middle, (1, 1)), (1, 1), ((0, 0),) * 2, (1, 1), 1)
        if bias:
            y = self.add_bias(f"{name}.pointwise.bias", y)
        return self.layer(f"separable_conv({filters}, {text(pair(kernel))}, stride = {text(pair(stride))}, padding = "
                          f"{text(padding)}, multiplier = {multiplier}, dilation = {text(pair(dilation))}, "
                          f"bias = {text(bias)}, padding_mode = {mode})", y)

    def spatial_conv(self, filters, kernel, stride=1, padding="valid", dilation=1, bias=True, mode="zero"):
        name, kernel, stride, dilation = f"v{self.net.count}.spatial_conv", pair(kernel), pair(stride), pair(dilation)
        rows, columns = resolve_padding(padding, self.size, kernel, stride, dilation)
        w = self.weight(f"{name}.vertical.weight", filters, self.channels, (kernel[0], 1))
        y = correlate(self.data, w, (stride[0], 1), (rows, (0, 0)), (dilation[0], 1), 1, mode)
        w = self.weight(f"{name}.horizontal.weight", filters, filters, (1, kernel[1]))
        y = correlate(y, w, (1, stride[1]), ((0, 0), columns), (1, dilation[1]), 1, mode)
        if bias:
            y = self.add_bias(f"{name}.horizontal.bias", y)
        return self.layer(f"spatial_conv({filters}, {text(kernel)}, stride = {text(stride)}, padding = {text(padding)}, "
                          f"dilation = {text(dilation)}, bias = {text(bias)}, padding_mode = {mode})", y)

    def conv_transpose(self, filters, kernel, stride=1, padding=0, output_padding=0, dilation=1, groups=1, bias=True):
        name, kernel, stride, dilation = f"v{self.net.count}.conv_transpose", pair(kernel), pair(stride), pair(dilation)
        amounts = resolve_padding(padding, self.size, kernel, stride, dilation)
        w = self.net.parameter(f"{name}.weight", (self.channels, filters // groups, *kernel),
                               deviation=(self.channels // groups * kernel[0] * kernel[1])**-0.5)
        y = scatter(self.data, w, stride, amounts, pair(output_padding), dilation, groups)
        if bias:
            y = self.add_bias(f"{name}.bias", y)
        return self.layer(f"conv_transpose({filters}, {text(kernel)}, stride = {text(stride)}, padding = {text(padding)}, "
                          f"output_padding = {text(pair(output_padding))}, dilation = {text(dilation)}, groups = {groups}, "
                          f"bias = {text(bias)})", y)

    def dense(self, units, bias=True):
        name, inputs = f"v{self.net.count}.dense", self.channels
        w = self.net.parameter(f"{name}.weight", (units, inputs), deviation=inputs**-0.5)
        y = self.data @ w.T
        if bias:
            y = y + self.net.parameter(f"{name}.bias", (units,), deviation=0.5)
        return self.layer(f"dense({units}, bias = {text(bias)})", y)


# ---- Random cases

CHANNELS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 48, 65]
EXTENTS = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17, 21, 29]


def pick(r, items):
    return items[r.integers(len(items))]


def integer(r, items):
    return int(pick(r, items))


def random_picture(net, r, channels=None, height=None):
    x = net.input(integer(r, EXTENTS) if height is None else height, integer(r, EXTENTS),
                  integer(r, CHANNELS) if channels is None else channels)
    return maybe_pad(x.relu() if r.integers(3) == 0 else x, r) if height is None else x


def fits(n, k, s, d, before, after, mode):
    most = {"zero": 10**9, "replicate": 10**9, "reflect": n - 1, "circular": n}[mode]
    return window_extent(n, k, s, d, before, after) >= 1 and max(before, after) <= most


def random_window(r, size, one_dimensional=False):
    """Arguments that fit; there always are some: a window of one element."""
    while True:
        k, s, d = ([integer(r, [1, 1, 2, 3, 3, 4, 5, 7]) for _ in (0, 1)], [integer(r, [1, 1, 2, 2, 3]) for _ in (0, 1)],
                   [integer(r, [1, 1, 1, 2, 3]) for _ in (0, 1)])
        kind = r.integers(4)
        padding = "valid" if kind == 0 else "same" if kind == 1 else integer(r, [1, 2, 3]) if kind == 2 \
            else [int(p) for p in r.integers(0, 4, 4)]
        mode = pick(r, list(PAD_MODES))
        if one_dimensional:
            k[0], s[0], d[0], padding = 1, 1, 1, [0, 0, *(int(p) for p in r.integers(0, 5, 2))]
        pads = resolve_padding(padding, size, k, s, d)
        if all(fits(size[a], k[a], s[a], d[a], *pads[a], mode) for a in (0, 1)):
            return dict(kernel=k, stride=s, padding=padding, dilation=d, mode=mode)


def finish(net, r, title, value):
    """By itself, with an activation, a residual, or before a convolution whose halo it must write."""
    kind = r.integers(5)
    if kind == 1:
        value = value.relu()
    if kind == 2:
        value = value + net.input(*value.size, value.channels)
    if kind == 3:
        value = value.conv(5, 3, padding=1)
    if kind == 4 and min(value.size) > 1:
        # A sigmoid squeezes large values, but not their errors: the bound would no longer be one of the sum.
        value = (value.sigmoid() if np.abs(value.data).max() <= 4 else value.leaky_relu()).max_pool(2)
    net.output(title, value)


def random_groups(r):
    """Inputs, filters and groups."""
    groups = integer(r, [2, 3, 4, 5, 8, 16])
    return groups * integer(r, [1, 2, 3, 4, 8, 16, 17]), groups * integer(r, [1, 2, 3, 5, 8, 16]), groups


def conv_case(net, r):
    x = random_picture(net, r)
    w, filters, s = random_window(r, x.size), integer(r, CHANNELS), bool(r.integers(4) == 0)
    if x.channels * w["kernel"][0] * w["kernel"][1] == 1:
        s = False  # The variance of one element is 0.
    finish(net, r, f"conv {x.data.shape[1:]} {filters} {w} {s}", x.conv(filters, bias=bool(r.integers(2)), standardize=s, **w))


def grouped_case(net, r):
    inputs, filters, groups = random_groups(r)
    x = random_picture(net, r, inputs)
    w = random_window(r, x.size)
    finish(net, r, f"grouped {x.data.shape[1:]} {filters} {groups} {w}", x.conv(filters, groups=groups, **w))


def conv1d_case(net, r):
    x = random_picture(net, r, height=1)
    w = random_window(r, x.size, one_dimensional=True)
    options = dict(kernel=w["kernel"][1], stride=w["stride"][1], padding=w["padding"][2:], dilation=w["dilation"][1], mode=w["mode"])
    filters = integer(r, CHANNELS)
    finish(net, r, f"conv1d {x.data.shape[1:]} {filters} {options}", x.conv1d(filters, **options))


def depthwise_case(net, r):
    x = random_picture(net, r)
    w, m = random_window(r, x.size), integer(r, [1, 1, 2, 3])
    finish(net, r, f"depthwise {x.data.shape[1:]} {m} {w}", x.depthwise(multiplier=m, bias=bool(r.integers(2)), **w))


def separable_case(net, r):
    x = random_picture(net, r)
    w, m, filters = random_window(r, x.size), integer(r, [1, 1, 2]), integer(r, CHANNELS)
    finish(net, r, f"separable {x.data.shape[1:]} {filters} {m} {w}", x.separable_conv(filters, multiplier=m, **w))


def spatial_case(net, r):
    x = random_picture(net, r)
    w, filters = random_window(r, x.size), integer(r, CHANNELS)
    finish(net, r, f"spatial {x.data.shape[1:]} {filters} {w}", x.spatial_conv(filters, **w))


def transpose_case(net, r):
    inputs, filters, groups = random_groups(r) if r.integers(3) == 0 else (integer(r, CHANNELS), integer(r, CHANNELS), 1)
    x = random_picture(net, r, inputs)
    while True:
        k, s = [integer(r, [1, 2, 3, 4, 5, 7]) for _ in (0, 1)], [integer(r, [1, 2, 2, 3, 4, 9]) for _ in (0, 1)]
        d = [integer(r, [1, 1, 1, 2, 3]) if v < 9 else 1 for v in s]
        extra = [int(r.integers(max(v, w))) if r.integers(2) else 0 for v, w in zip(s, d)]
        padding = [int(p) for p in r.integers(0, 4, 4)] if r.integers(2) else 0
        pads = resolve_padding(padding, x.size, k, s, d)
        if all((x.size[a] - 1) * s[a] - sum(pads[a]) + d[a] * (k[a] - 1) + extra[a] >= 0 for a in (0, 1)):
            break
    value = x.conv_transpose(filters, k, s, padding, extra, d, groups, bias=bool(r.integers(2)))
    finish(net, r, f"conv_transpose {x.data.shape[1:]} {filters} {k} {s} {padding} {extra} {d} {groups}", value)


def dense_case(net, r):
    x = net.input(integer(r, [*CHANNELS, 100, 257])) if r.integers(2) else random_picture(net, r).flatten()
    value = x.dense(integer(r, [*CHANNELS, 100, 129]), bool(r.integers(2)))
    net.output(f"dense {x.data.shape[1:]}", value.relu() if r.integers(2) else value)


PROPERTIES = {"conv": conv_case, "grouped conv": grouped_case, "conv1d": conv1d_case, "depthwise": depthwise_case,
              "separable_conv": separable_case, "spatial_conv": spatial_case, "conv_transpose": transpose_case,
              "dense": dense_case}

# ---- PyTorch

TORCH = []


def case(title, shape, build, compute):
    TORCH.append((f"{title} {shape}", lambda net: build(net.input(*shape)),
                  lambda torch, inputs, parameters: compute(torch, torch.nn.functional, inputs[0], parameters)))


def torch_pad(F, x, padding, mode):
    """padding: top, bottom, left, right."""
    top, bottom, left, right = padding
    return F.pad(x, (left, right, top, bottom), "constant" if mode == "zero" else mode)


# filters, kernel, stride, padding, dilation, groups
WINDOWS = [(8, 3, 1, (1, 1, 1, 1), 1, 1), (5, (2, 3), (2, 1), (0, 1, 2, 0), 1, 1), (6, 3, 1, (2, 2, 2, 2), 2, 1),
           (12, 3, 2, (1, 1, 1, 1), 1, 3), (4, 1, 2, (0, 0, 0, 0), 1, 2), (6, 3, 1, (1, 1, 1, 1), (2, 1), 6)]
for filters, k, s, p, d, g in WINDOWS:
    case(f"conv {filters} {k} {s} {p} {d} {g}", (9, 10, 6),
         lambda x, a=(filters, k, s, p, d, g): x.conv(*a),
         lambda torch, F, x, w, a=(s, p, d, g): F.conv2d(torch_pad(F, x, a[1], "zero"), *w, a[0], 0, a[2], a[3]))
for mode in ("reflect", "replicate", "circular"):
    for p in ((1, 1, 1, 1), (2, 0, 3, 1)):
        case(f"conv {mode} {p}", (6, 7, 5), lambda x, m=mode, p=p: x.conv(7, 3, padding=p, mode=m),
             lambda torch, F, x, w, m=mode, p=p: F.conv2d(torch_pad(F, x, p, m), *w))
    case(f"depthwise {mode}", (6, 7, 5), lambda x, m=mode: x.depthwise(5, 2, 2, mode=m),
         lambda torch, F, x, w, m=mode: F.conv2d(torch_pad(F, x, (2, 2, 2, 2), m), *w, 2, 0, 1, 5))


def torch_standardized(torch, F, x, w):
    mean, variance = w[0].mean((1, 2, 3), keepdim=True), w[0].var((1, 2, 3), unbiased=False, keepdim=True)
    return F.conv2d(x, (w[0] - mean) / torch.sqrt(variance + 1e-5), w[1], padding=1)


for shape in ((5, 6, 3), (4, 4, 17), (3, 8, 1), (7, 5, 2)):
    case("conv standardize", shape, lambda x: x.conv(6, 3, padding=1, standardize=True), torch_standardized)
for k, s, p, d, g in ((3, 1, 1, 1, 1), (5, 2, 2, 1, 1), (3, 1, 4, 2, 2), (1, 3, 0, 1, 4)):
    case(f"conv1d {k} {s} {p} {d} {g}", (1, 23, 4), lambda x, a=(k, s, p, d, g): x.conv1d(8, a[0], a[1], (a[2],) * 2, a[3], a[4]),
         lambda torch, F, x, w, a=(s, p, d, g): F.conv1d(x[:, :, 0], w[0][:, :, 0], w[1], *a)[:, :, None])
for k, s, p, m, d in ((3, 1, 1, 1, 1), (3, 2, 1, 2, 1), (5, 1, 4, 1, 2), ((1, 4), (2, 1), 0, 3, 1)):
    case(f"depthwise {k} {s} {p} {m} {d}", (8, 9, 5), lambda x, a=(k, s, p, m, d): x.depthwise(*a),
         lambda torch, F, x, w, a=(s, p, d): F.conv2d(x, *w, *a, groups=5))
    case(f"separable_conv {k} {s} {p} {m} {d}", (8, 9, 5), lambda x, a=(k, s, p, m, d): x.separable_conv(7, *a),
         lambda torch, F, x, w, a=(s, p, d): F.conv2d(F.conv2d(x, w[0], None, *a, groups=5), w[1], w[2]))
for k, s, p, d in ((3, 1, 1, 1), ((5, 3), (2, 1), (2, 1), 1), (3, 2, 2, 2), ((1, 4), 1, 0, 1)):
    case(f"spatial_conv {k} {s} {p} {d}", (9, 8, 5), lambda x, a=(k, s, p, d): x.spatial_conv(6, *a),
         lambda torch, F, x, w, s=pair(s), p=pair(p), d=pair(d):
         F.conv2d(F.conv2d(x, w[0], None, (s[0], 1), (p[0], 0), (d[0], 1)), w[1], w[2], (1, s[1]), (0, p[1]), (1, d[1])))
# filters, kernel, stride, padding, output_padding, dilation, groups
for a in ((5, 4, 2, 1, 0, 1, 1), (4, 2, 2, 0, 0, 1, 1), (6, 3, 2, 1, 1, 1, 1), (8, 3, (3, 1), (0, 2), (2, 0), 1, 2),
          (5, 3, 2, 2, 1, 2, 1), (4, (1, 5), 1, (0, 2), 0, (1, 3), 4), (3, 2, 5, 0, 3, 1, 1), (6, 5, 3, 4, 2, 2, 2)):
    case(f"conv_transpose {a}", (4, 5, 4), lambda x, a=a: x.conv_transpose(*a),
         lambda torch, F, x, w, a=a: F.conv_transpose2d(x, *w, a[2], a[3], a[4], a[6], a[5]))
# The field's definition: 4x4 with a kernel of 4, stride 2 and padding 1 gives 8x8.
case("conv_transpose 4 -> 8", (4, 4, 3), lambda x: x.conv_transpose(2, 4, 2, 1),
     lambda torch, F, x, w: F.conv_transpose2d(x, *w, 2, 1))
for inputs, units in ((5, 3), (33, 17), (1, 40), (100, 1)):
    case(f"dense {units}", (inputs,), lambda x, u=units: x.dense(u), lambda torch, F, x, w: F.linear(x, *w))
