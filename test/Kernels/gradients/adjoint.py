# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Gradients of layers with respect to their input, against central differences of the layers."""
import itertools

import numpy as np

from gradients.numeric import picture_differences

SHAPES = [(3, 7, 6), (20, 5, 9), (16, 8, 8)]


def add_layer(net, title, op, options, x, layer, value=None, tolerance=3e-6, vector=False,
              channels=True):
    """`layer` computes the result of x, by default each channel by itself; `value` is what the gradient reads besides
    the gradient."""
    shape = layer(x.astype(np.float64)).shape
    g = net.normal(*shape[1:])
    keep = shape[:2] if channels else shape[:1]
    expected = picture_differences(lambda v: (layer(v) * g).reshape(*keep, -1).sum(axis=-1), x)
    inputs = [g.reshape(g.shape[:2]) if vector else g]
    if value is not None:
        inputs.append(value.astype(np.float32))
    kind, _, rest = options.partition("|")
    operands = "{0}, {1}" if len(inputs) == 2 else "{0}"
    net.case(f"{title} {list(x.shape[1:])} {options}", f"cnn.{op} {kind} {operands} {rest}", inputs, expected, tolerance)


#===--- Pooling ---------------------------------------------------------------------------------------------------===#


def map_index(i, n, mode):
    """Where position i of an axis of n elements is; -1: nowhere."""
    if mode == "reflect":
        i = abs(i)
        return n - 1 - abs(i - (n - 1)) if i > n - 1 else i
    if mode == "replicate":
        return min(max(i, 0), n - 1)
    if mode == "circular":
        return i % n
    return i if 0 <= i < n else -1


def windows(n, kernel, stride, before, after, dilation, ceil, mode):
    """For each output the elements of its taps, and how many taps are not beyond the padding."""
    room = n + before + after - dilation * (kernel - 1) - 1
    count = (-(-room // stride) if ceil else room // stride) + 1
    if ceil and (count - 1) * stride >= n + before:
        count -= 1
    starts = [i * stride - before for i in range(count)]
    taps = [[map_index(s + k * dilation, n, mode) for k in range(kernel)] for s in starts]
    padded = [sum(s + k * dilation < n + after for k in range(kernel)) for s in starts]
    return taps, padded


def pool(x, kind, rows, columns, include_pad=False, p=2):
    h, w = (np.array([taps + [-1] * (max(map(len, axis[0])) - len(taps)) for taps in axis[0]]) for axis in (rows, columns))
    inside = (h >= 0)[:, None, :, None] & (w >= 0)[None, :, None, :]
    window = x[:, :, h[:, None, :, None], w[None, :, None, :]]
    if kind == "max":
        return np.where(inside, window, -np.inf).max(axis=(-2, -1))
    window = np.where(inside, window, 0)
    if kind == "avg":
        count = np.outer(rows[1], columns[1]) if include_pad else inside.sum(axis=(-2, -1))
        return window.sum(axis=(-2, -1)) / count
    return (np.abs(window) ** p).sum(axis=(-2, -1)) ** (1 / p)


def distinct(net, *shape):
    """Numbers that are far from each other, so that differences see one maximum."""
    data = net.normal(*shape)
    ranks = data.reshape(len(data), -1).argsort(axis=1).argsort(axis=1).reshape(data.shape)
    return (ranks * 0.01 - 1.37).astype(np.float32)


def add_pools(net):
    options = [((2, 2), (2, 2), (0, 0, 0, 0), (1, 1), False), ((3, 3), (2, 2), (1, 1, 1, 1), (1, 1), False),
               ((3, 3), (1, 1), (1, 1, 1, 1), (1, 1), False), ((3, 2), (2, 3), (1, 2, 0, 1), (1, 1), True),
               ((2, 3), (1, 2), (1, 0, 2, 2), (2, 2), False), ((3, 3), (2, 2), (0, 0, 0, 0), (1, 1), True),
               ((2, 2), (3, 3), (0, 0, 0, 0), (1, 1), False), ((1, 1), (2, 2), (0, 0, 0, 0), (1, 1), False)]
    modes = ["zero", "reflect", "replicate", "circular"]
    for shape, kind, (k, s, p, d, ceil) in itertools.product(SHAPES, ("max", "avg", "pad", "lp", "lp3"), options):
        for mode in modes if shape == SHAPES[0] and any(p) and not ceil else modes[:1]:
            if mode != "zero" and kind == "pad":
                continue
            x = distinct(net, *shape)
            base = {"pad": "avg", "lp3": "lp"}.get(kind, kind)
            norm = 3 if kind == "lp3" else 2
            rows = windows(shape[1], k[0], s[0], p[0], p[1], d[0], ceil, mode)
            columns = windows(shape[2], k[1], s[1], p[2], p[3], d[1], ceil, mode)
            text = f"{base}|kernel = {list(k)} strides = {list(s)} padding = {list(p)} dilations = {list(d)}"
            text += " count_include_pad" if kind == "pad" else ""
            text += " ceil" if ceil else ""
            text += f" mode = {mode}" if mode != "zero" else ""
            text += f" p = {norm}.0" if base == "lp" else ""
            add_layer(net, "pool", "pool_gradient", text, x,
                      lambda v: pool(v, base, rows, columns, kind == "pad", norm), None if base == "avg" else x)


def add_global_pools(net):
    for shape, kind in itertools.product(SHAPES + [(10, 1, 1)], ("max", "avg", "lp")):
        x = distinct(net, *shape)
        all_of = [([list(range(n))], [n]) for n in shape[1:]]
        text = f"{kind}|kernel = {list(shape[1:])} strides = [1, 1] padding = [0, 0, 0, 0]" + " p = 2.0" * (kind == "lp")
        add_layer(net, "global", "pool_gradient", text, x, lambda v: pool(v, kind, *all_of),
                  None if kind == "avg" else x, vector=True)
    for shape, kind, size in itertools.product(SHAPES, ("max", "avg"), ((1, 1), (3, 4), (7, 11))):
        x = distinct(net, *shape)
        cells = [([list(range(i * n // m, -(-(i + 1) * n // m))) for i in range(m)], None)
                 for n, m in zip(shape[1:], size)]
        add_layer(net, "adaptive", "adaptive_pool_gradient", f"{kind}|size = {list(size)}", x,
                  lambda v: pool(v, kind, *cells), None if kind == "avg" else x)


def add_ties(net):
    """Of equals the first counts, and NaN is the greatest."""
    x = np.zeros((5, 4, 4, 4), np.float32)
    x[1, :, 1, 2], x[2, :, 3, 3], x[3, :, 2, 0], x[3, :, 0, 1] = np.nan, 5, np.nan, np.inf
    g, expected = net.normal(4, 2, 2), np.zeros(x.shape)
    for n, i, j in itertools.product(range(5), range(2), range(2)):
        window = x[n, 0, 2 * i:2 * i + 2, 2 * j:2 * j + 2].ravel()
        at = int(np.isnan(window).argmax() if np.isnan(window).any() else window.argmax())
        expected[n, :, 2 * i + at // 2, 2 * j + at % 2] = g[n, :, i, j]
    net.case("ties and NaN", "cnn.pool_gradient max {0}, {1} kernel = [2, 2] strides = [2, 2] padding = [0, 0, 0, 0]",
             [g, x], expected, 0)


def unpool(x, indices, size):
    y = np.zeros((*x.shape[:2], size[0] * size[1]))
    for n, c in np.ndindex(x.shape[:2]):
        for value, at in zip(x[n, c].ravel(), indices[n, c].ravel()):
            if 0 <= at < y.shape[2]:
                y[n, c, int(at)] = value
    return y.reshape(*x.shape[:2], *size)


def add_unpools(net):
    for shape in SHAPES:
        size = (shape[1] + 1, shape[2] + 2)
        x = net.normal(*shape)
        indices = net.random.integers(-2, size[0] * size[1] + 2, x.shape).astype(np.float32)
        add_layer(net, "unpool", "unpool_gradient", f"|size = {list(size)}", x, lambda v: unpool(v, indices, size), indices)


#===--- Shapes ----------------------------------------------------------------------------------------------------===#


def add_slices(net):
    cases = [((3, 7, 6), (0, 1, 2), (3, 2, 2), (1, 3, 2)), ((20, 5, 9), (3, 0, 0), (4, 5, 9), (4, 1, 1)),
             ((48, 4, 3), (16, 0, 1), (16, 4, 2), (1, 1, 1)), ((40, 4, 3), (16, 1, 0), (24, 2, 3), (1, 2, 1)),
             ((40, 2, 2), (5, 0, 0), (17, 2, 2), (2, 1, 1)), ((37,), (4,), (11,), (3,)), ((16,), (0,), (16,), (1,))]
    for shape, starts, sizes, steps in cases:
        part = tuple(slice(a, a + (n - 1) * s + 1, s) for a, n, s in zip(starts, sizes, steps))
        text = f"|starts = {list(starts)} sizes = {list(sizes)} steps = {list(steps)}"
        add_layer(net, "slice", "slice_gradient", text, net.normal(*shape), lambda v: v[(slice(None), *part)],
                  channels=False)


def add_pads(net):
    for shape, mode in itertools.product(SHAPES, ("zero", "reflect", "replicate", "circular")):
        for padding in ((1, 2, 3, 0), (4, 4, 5, 5), (0, 0, 0, 1)):
            h = [map_index(i - padding[0], shape[1], mode) for i in range(shape[1] + padding[0] + padding[1])]
            w = [map_index(i - padding[2], shape[2], mode) for i in range(shape[2] + padding[2] + padding[3])]
            inside = np.outer(np.array(h) >= 0, np.array(w) >= 0)
            text = f"|padding = {list(padding)}" + (f" mode = {mode}" if mode != "zero" else "")
            add_layer(net, "pad", "pad_gradient", text, net.normal(*shape), lambda v: v[:, :, h][:, :, :, w] * inside)


def resize_matrix(n, m, mode, corners):
    matrix = np.zeros((m, n))
    for i in range(m):
        if mode == "nearest":
            matrix[i, i * n // m] = 1
            continue
        s = i * ((n - 1) / (m - 1) if m > 1 else 0) if corners else (i + 0.5) * n / m - 0.5
        s = max(s, 0) if mode == "bilinear" else s
        first = int(np.floor(s))
        for k in range(first - 1, first + 3):
            d = abs(s - k)
            if mode == "bilinear":
                weight = max(1 - d, 0)
            else:
                a = -0.75
                weight = (a + 2) * d**3 - (a + 3) * d**2 + 1 if d <= 1 else a * (d**3 - 5 * d**2 + 8 * d - 4)
                weight = weight if d < 2 else 0
            matrix[i, min(max(k, 0), n - 1)] += weight
    return matrix


def add_resizes(net):
    for shape, mode, corners in itertools.product(SHAPES, ("nearest", "bilinear", "bicubic"), (False, True)):
        if mode == "nearest" and corners:
            continue
        for size in ((2 * shape[1], 2 * shape[2]), (3, 13), (1, 1)):
            h, w = (resize_matrix(n, m, mode, corners) for n, m in zip(shape[1:], size))
            text = f"{mode}|size = {list(size)}" + " align_corners" * corners
            add_layer(net, "resize", "resize_gradient", text, net.normal(*shape), lambda v: h @ v @ w.T)


def add_reductions(net):
    functions = {"sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min}
    for shape, (kind, function) in itertools.product(SHAPES, functions.items()):
        for axes in ([1], [2], [3], [1, 2], [2, 3], [1, 3], [1, 2, 3]):
            x = distinct(net, *shape)
            add_layer(net, "reduce", "reduce_gradient", f"{kind}|axes = {axes}", x,
                      lambda v: function(v, axis=tuple(axes), keepdims=True), x if kind in ("max", "min") else None,
                      channels=False)
    for kind, function in functions.items():
        x = distinct(net, 21)
        add_layer(net, "reduce", "reduce_gradient", f"{kind}|axes = [1]", x,
                  lambda v: function(v, axis=1, keepdims=True), x if kind in ("max", "min") else None,
                      channels=False)


#===--- Normalisation ---------------------------------------------------------------------------------------------===#


def softmax(x, axis, log):
    below = x - x.max(axis=axis, keepdims=True)
    sums = np.exp(below).sum(axis=axis, keepdims=True)
    return below - np.log(sums) if log else np.exp(below) / sums


def layer_norm(x, axes, epsilon):
    centred = x - x.mean(axis=axes, keepdims=True)
    return centred / np.sqrt((centred ** 2).mean(axis=axes, keepdims=True) + epsilon)


def local_response_norm(x, size, alpha, beta, k):
    offset = np.arange(x.shape[1])[None, :] - np.arange(x.shape[1])[:, None] + size // 2
    sums = np.einsum("cd,nd...->nc...", ((offset >= 0) & (offset < size)).astype(float), x ** 2)
    return x / (k + alpha / size * sums) ** beta


def add_norms(net):
    for shape in [*SHAPES, (10,), (33,)]:
        for axis, log in itertools.product(range(1, len(shape) + 1), (False, True)):
            x = net.normal(*shape)
            add_layer(net, "softmax", "softmax_gradient", f"|axis = {axis}" + " log" * log, x,
                      lambda v: softmax(v, axis, log), softmax(x.astype(np.float64), axis, log), channels=axis > 1)
        for axes in [[1]] if len(shape) == 1 else [[1], [2], [3], [2, 3], [1, 2, 3]]:
            x = net.normal(*shape) * 2 + 1
            add_layer(net, "layer norm", "layer_norm_gradient", f"|axes = {axes} epsilon = 1.0e-3", x.astype(np.float32),
                      lambda v: layer_norm(v, tuple(axes), 1e-3), x, channels=1 not in axes)
        for size, alpha, beta in ((5, 0.5, 0.75), (4, 1.0, 0.5), (3, 0.7, 1.0), (41, 2.0, 0.6)):
            x = net.normal(*shape)
            text = f"|size = {size} alpha = {alpha} beta = {beta} k = 1.5"
            add_layer(net, "local response norm", "local_response_norm_gradient", text, x,
                      lambda v: local_response_norm(v, size, alpha, beta, 1.5), x, channels=False)


def add(net):
    add_pools(net)
    add_global_pools(net)
    add_ties(net)
    add_unpools(net)
    add_slices(net)
    add_pads(net)
    add_resizes(net)
    add_reductions(net)
    add_norms(net)
