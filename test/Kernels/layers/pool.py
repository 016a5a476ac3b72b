# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import numpy as np

from layers.window import PAD_MODES, maybe_pad, pair


def pool_extent(n, kernel, stride, dilation, before, after, ceil):
    room = n + before + after - dilation * (kernel - 1) - 1
    out = (-(-room // stride) if ceil else room // stride) + 1
    return out - 1 if ceil and (out - 1) * stride >= n + before else out


class PoolLayers:
    def windowed(self, call, reduce, kernel, stride=None, padding=(0, 0, 0, 0), dilation=1, ceil=False, mode="zero",
                 extra="", one_dimensional=False, exact=False):
        """`reduce` takes the elements of a window [pictures, C, n], their places, and the count with padding."""
        kernel, dilation = pair(kernel), pair(dilation)
        stride = kernel if stride is None else pair(stride)
        data, (top, bottom, left, right) = self.data, padding
        h, w = self.size
        shift = (top, left)
        if mode != "zero":
            data = np.pad(data, ((0, 0), (0, 0), (top, bottom), (left, right)), PAD_MODES[mode])
            shift = (0, 0)
        ends = (h + top + bottom, w + left + right) if mode == "zero" else data.shape[2:]
        rows = pool_extent(h, kernel[0], stride[0], dilation[0], top, bottom, ceil)
        columns = pool_extent(w, kernel[1], stride[1], dilation[1], left, right, ceil)
        y = np.empty((*data.shape[:2], rows, columns))

        def taps(i, axis):
            places = i * stride[axis] - shift[axis] + np.arange(kernel[axis]) * dilation[axis]
            padded = (places + shift[axis] < ends[axis]).sum()
            return places[(places >= 0) & (places < data.shape[2 + axis])], padded

        for r in range(rows):
            hs, padded_rows = taps(r, 0)
            for c in range(columns):
                ws, padded_columns = taps(c, 1)
                window = data[:, :, hs[:, None], ws[None, :]].reshape(*data.shape[:2], -1)
                y[:, :, r, c] = reduce(window, (hs[:, None] * w + ws[None, :]).ravel(), padded_rows * padded_columns)
        if one_dimensional:
            arguments = f"{kernel[1]}, stride = {stride[1]}, padding = [{left}, {right}], dilation = {dilation[1]}"
        else:
            arguments = f"{list(kernel)}, stride = {list(stride)}, padding = {list(padding)}, dilation = {list(dilation)}"
        arguments += f", ceil = {str(ceil).lower()}" + ("" if mode is None else f", padding_mode = {mode}") + extra
        return self.layer(f"{call}({arguments})", y, self.exact and exact)

    def max_window(self, *args, **options):
        call = "max_pool1d" if options.get("one_dimensional") else "max_pool"
        return self.windowed(call, lambda x, *_: x.max(2), *args, exact=True, **options)

    def avg_window(self, *args, count_padding=False, **options):
        call = "avg_pool1d" if options.get("one_dimensional") else "avg_pool"
        return self.windowed(call, lambda x, _, n: x.sum(2) / (n if count_padding else x.shape[2]), *args,
                             extra=f", count_padding = {str(count_padding).lower()}", **options)

    def lp_window(self, *args, p=2.0, **options):
        return self.windowed("lp_pool", lambda x, *_: (np.abs(x) ** p).sum(2) ** (1 / p), *args, extra=f", p = {p}", **options)

    def max_pool_indices(self, kernel, stride, padding, dilation, ceil):
        def first(x, places, _):
            order = np.argsort(places, kind="stable")
            return places[order][x[:, :, order].argmax(2)]
        name = self.windowed("max_pool_indices", first, kernel, stride, padding, dilation, ceil, exact=True)
        # There is no mode to choose.
        self.net.lines[-1] = self.net.lines[-1].replace(", padding_mode = zero", "")
        return name

    def max_unpool(self, indices, size):
        n, c = self.data.shape[:2]
        y = np.zeros((n, c, size[0] * size[1]))
        for b in range(n):
            for k in range(c):
                y[b, k, indices.data[b, k].ravel().astype(int)] = self.data[b, k].ravel()
        call = f"max_unpool({self.name}, {indices.name}, {list(size)})"
        return self.net.bind(call, y.reshape(n, c, *size), self.exact)

    def adaptive_pool(self, kind, size):
        h, w = self.size
        y = np.empty((*self.data.shape[:2], *size))
        for r in range(size[0]):
            for c in range(size[1]):
                window = self.data[:, :, r * h // size[0]:-(-(r + 1) * h // size[0]), c * w // size[1]:-(-(c + 1) * w // size[1])]
                y[:, :, r, c] = window.max((2, 3)) if kind == "max" else window.mean((2, 3))
        return self.layer(f"adaptive_{kind}_pool({list(size)})", y, self.exact and kind == "max")

    def global_lp_pool(self, p=2.0):
        return self.layer(f"global_lp_pool({p})", (np.abs(self.data) ** p).sum((2, 3)) ** (1 / p))


# ---- Random cases

CHANNELS = [1, 2, 3, 5, 8, 9, 15, 16, 17, 24, 31, 33, 48]
EXTENTS = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 21, 30]


def pick(r, items):
    return items[r.integers(len(items))]


def random_picture(net, r, height=None):
    x = net.input(int(pick(r, EXTENTS)) if height is None else height, int(pick(r, EXTENTS)), int(pick(r, CHANNELS)))
    return maybe_pad(x.relu() if r.integers(3) == 0 else x, r) if height is None else x


def is_fit(n, k, s, d, before, after, ceil, mode):
    if n + before + after < d * (k - 1) + 1 or max(before, after) > d * (k - 1):
        return False
    if mode == "reflect" and max(before, after) >= n or mode == "circular" and max(before, after) > n:
        return False
    starts = np.arange(pool_extent(n, k, s, d, before, after, ceil)) * s - before
    places = starts[:, None] + np.arange(k) * d
    return len(starts) > 0 and (mode != "zero" or ((places >= 0) & (places < n)).any(1).all())


def random_window(r, size, modes=("zero", "reflect", "replicate", "circular"), one_dimensional=False):
    """Arguments that fit; there always are some: a window of one element."""
    while True:
        k, s, d = ([int(v) for v in r.choice([1, 2, 2, 3, 3, 4, 5, 7], 2)], [int(v) for v in r.choice([1, 2, 2, 3], 2)],
                   [int(v) for v in r.choice([1, 1, 1, 2, 3], 2)])
        p = [int(v) for v in r.integers(0, 3, 4)] if r.integers(2) else [0] * 4
        mode = pick(r, modes) if any(p) else "zero"
        ceil = bool(r.integers(2)) and mode == "zero"
        if one_dimensional:
            k[0], s[0], d[0], p[0], p[1] = 1, 1, 1, 0, 0
        if all(is_fit(size[a], k[a], s[a], d[a], p[2 * a], p[2 * a + 1], ceil, mode) for a in (0, 1)):
            return dict(kernel=k, stride=s, padding=p, dilation=d, ceil=ceil, mode=mode)


def finish(net, r, title, value, tolerance=1e-5):
    kind = r.integers(4) if len(value.size) == 2 else r.integers(2)
    if kind == 1:
        value = value.sigmoid()
    if kind == 2:
        value = value.conv(5, 3, padding=1)
    if kind == 3:
        value = net.concat(value, value.relu())
    net.output(title, value, tolerance)


def window_case(name, one_dimensional=False):
    def add(net, r):
        x = random_picture(net, r, 1 if one_dimensional else None)
        options = random_window(r, x.size, one_dimensional=one_dimensional)
        title = f"{name} {x.data.shape[1:]} {options}"
        if one_dimensional:
            options["one_dimensional"] = True
        if name == "avg":
            options["count_padding"] = bool(r.integers(2))
        if name == "lp":
            options["p"] = float(pick(r, [2, 1, 3, 1.5]))
        finish(net, r, title, getattr(x, f"{name}_window")(**options))
    return add


def indices_case(net, r):
    x = random_picture(net, r)
    options = random_window(r, x.size, modes=("zero",))
    title = f"max_pool_indices {x.data.shape[1:]} {options}"
    del options["mode"]
    finish(net, r, title, x.max_pool_indices(**options))


def unpool_case(net, r):
    x = random_picture(net, r)
    k = [int(min(pick(r, [1, 2, 3]), n)) for n in x.size]
    indices, y = x.max_pool_indices(k, k, (0, 0, 0, 0), 1, False), x.max_window(k)
    grown = [int(n + r.integers(3)) if r.integers(2) else n for n in x.size]
    # Places count in rows of the new width; only without more columns are they the old ones.
    grown[1] = x.size[1]
    y = y.relu() if r.integers(2) else y
    finish(net, r, f"max_unpool {x.data.shape[1:]} {k}", y.max_unpool(indices, grown))


def adaptive_case(kind):
    def add(net, r):
        x = random_picture(net, r)
        size = [int(pick(r, [1, 1, 2, 3, 4, 7])), int(pick(r, [1, 1, 2, 3, 4, 7, 9]))]
        finish(net, r, f"adaptive_{kind} {x.data.shape[1:]} {size}", x.adaptive_pool(kind, size))
    return add


def global_case(kind):
    def add(net, r):
        x = random_picture(net, r)
        y = x.global_lp_pool(float(pick(r, [2, 1, 3]))) if kind == "lp" else getattr(x, f"global_{kind}_pool")()
        finish(net, r, f"global_{kind}_pool {x.data.shape[1:]}", y)
    return add


PROPERTIES = {"max_pool": window_case("max"), "avg_pool": window_case("avg"), "lp_pool": window_case("lp"),
              "max_pool1d": window_case("max", True), "avg_pool1d": window_case("avg", True),
              "max_pool_indices": indices_case, "max_unpool": unpool_case,
              "adaptive_avg_pool": adaptive_case("avg"), "adaptive_max_pool": adaptive_case("max"),
              "global_avg_pool": global_case("avg"), "global_max_pool": global_case("max"), "global_lp_pool": global_case("lp")}

# ---- PyTorch

TORCH = []


def case(title, shape, build, compute):
    TORCH.append((title, lambda net: build(net.input(*shape)),
                  lambda torch, inputs, _: compute(torch, torch.nn.functional, inputs[0])))


# kernel, stride, padding (height, width), dilation, ceil
WINDOWS = [(2, 2, (0, 0), 1, False), (3, 2, (1, 1), 1, False), (3, 2, (1, 1), 1, True), ((2, 3), (1, 2), (0, 1), 1, True),
           (3, 1, (1, 1), 2, False), ((3, 2), (3, 1), (1, 0), (1, 3), True)]
for k, s, p, d, ceil in WINDOWS:
    four = (p[0], p[0], p[1], p[1])
    options = dict(kernel=k, stride=s, padding=four, dilation=d, ceil=ceil)
    case(f"max_pool {k} {s} {p} {d} {ceil}", (7, 10, 5), lambda x, o=options: x.max_window(**o),
         lambda torch, F, x, a=(k, s, p, d, ceil): F.max_pool2d(x, *a))
    case(f"max_pool_indices {k} {s} {p} {d} {ceil}", (7, 10, 5), lambda x, o=options: x.max_pool_indices(**o),
         lambda torch, F, x, a=(k, s, p, d, ceil): F.max_pool2d(x, *a, return_indices=True)[1].float())
    if d == 1:
        for count in (False, True):
            case(f"avg_pool {k} {s} {p} {ceil} {count}", (7, 10, 5),
                 lambda x, o=options, c=count: x.avg_window(count_padding=c, **o),
                 lambda torch, F, x, a=(k, s, p, ceil), c=count: F.avg_pool2d(x, *a, count_include_pad=c))
for mode in ("reflect", "replicate", "circular"):
    case(f"max_pool {mode}", (6, 5, 9), lambda x, m=mode: x.max_window(3, 2, (1, 2, 2, 0), mode=m),
         lambda torch, F, x, m=mode: F.max_pool2d(F.pad(x, (2, 0, 1, 2), m), 3, 2))
    case(f"avg_pool {mode}", (6, 5, 9), lambda x, m=mode: x.avg_window(4, 1, (3, 2, 2, 1), mode=m),
         lambda torch, F, x, m=mode: F.avg_pool2d(F.pad(x, (2, 1, 3, 2), m), 4, 1))
# PyTorch's norm takes powers of the elements, not of what they amount to.
for p, k, s in ((2.0, 2, 2), (2.0, (3, 2), (1, 2)), (3.0, 3, 2), (1.0, 2, 1)):
    case(f"lp_pool {p} {k} {s}", (7, 8, 5), lambda x, a=(k, s), p=p: x.lp_window(*a, p=p),
         lambda torch, F, x, p=p, k=k, s=s: F.lp_pool2d(x.abs(), p, k, s))
for k, s, p, d, ceil in ((2, 2, 0, 1, False), (3, 2, 1, 1, True), (3, 1, 1, 2, False), (5, 4, 2, 1, False)):
    options = dict(kernel=(1, k), stride=(1, s), padding=(0, 0, p, p), dilation=(1, d), ceil=ceil, one_dimensional=True)
    case(f"max_pool1d {k} {s}", (1, 19, 5), lambda x, o=options: x.max_window(**o),
         lambda torch, F, x, a=(k, s, p, d, ceil): F.max_pool1d(x[:, :, 0], *a)[:, :, None])
    options = options | {"dilation": (1, 1)}
    case(f"avg_pool1d {k} {s}", (1, 19, 5), lambda x, o=options: x.avg_window(count_padding=True, **o),
         lambda torch, F, x, a=(k, s, p, ceil): F.avg_pool1d(x[:, :, 0], *a)[:, :, None])
for shape, k in (((6, 8, 5), 2), ((7, 7, 17), (2, 3)), ((9, 6, 3), 3), ((4, 4, 16), 1)):
    def unpooled(x, k=pair(k), size=shape[:2]):
        return x.max_window(k).max_unpool(x.max_pool_indices(k, k, (0, 0, 0, 0), 1, False), size)

    def torch_unpooled(torch, F, x, k=k, size=shape[:2]):
        y, i = F.max_pool2d(x, k, return_indices=True)
        return F.max_unpool2d(y, i, k, output_size=size)
    case(f"max_unpool {shape} {k}", shape, unpooled, torch_unpooled)
for size in ((1, 1), (2, 3), (7, 7), (10, 4)):
    for kind in ("avg", "max"):
        case(f"adaptive_{kind}_pool {size}", (7, 10, 5), lambda x, k=kind, s=size: x.adaptive_pool(k, s),
             lambda torch, F, x, k=kind, s=size: getattr(F, f"adaptive_{k}_pool2d")(x, s))
for shape in ((7, 10, 5), (1, 1, 17), (4, 1, 16), (2, 3, 33)):
    case(f"global_avg_pool {shape}", shape, lambda x: x.global_avg_pool(), lambda torch, F, x: x.mean((2, 3)))
    case(f"global_max_pool {shape}", shape, lambda x: x.global_max_pool(), lambda torch, F, x: x.amax((2, 3)))
    for p in (2.0, 3.0):
        case(f"global_lp_pool {p} {shape}", shape, lambda x, p=p: x.global_lp_pool(p),
             lambda torch, F, x, p=p: torch.linalg.vector_norm(x, p, (2, 3)))
