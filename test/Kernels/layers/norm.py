# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import numpy as np

AXES = {"channels": 1, "height": 2, "width": 3}


class NormLayers:
    def affine(self, layer, shape):
        """Scale and shift, random."""
        name = f"v{self.net.count}.{layer}"
        return self.net.parameter(f"{name}.weight", shape, 0.5, 1.5), self.net.parameter(f"{name}.bias", shape, -1, 1)

    def standardized(self, axes, epsilon):
        mean = self.data.mean(axes, keepdims=True)
        return (self.data - mean) / np.sqrt(((self.data - mean) ** 2).mean(axes, keepdims=True) + epsilon)

    def layer_norm(self, axes=("channels",), epsilon=1e-5, affine=True):
        dims = tuple(sorted(AXES[a] for a in axes))
        y = self.standardized(dims, epsilon)
        if affine:
            scale, shift = self.affine("layer_norm", [self.data.shape[d] for d in dims])
            full = [n if d in dims else 1 for d, n in enumerate(self.data.shape)]
            y = y * scale.reshape(full) + shift.reshape(full)
        call = f"layer_norm([{', '.join(axes)}], epsilon = {epsilon}, affine = {str(affine).lower()})"
        return self.layer(call, y)

    def grouped(self, groups, epsilon):
        n, c = self.data.shape[:2]
        x = self.data.reshape(n, groups, -1)
        mean = x.mean(2, keepdims=True)
        y = (x - mean) / np.sqrt(((x - mean) ** 2).mean(2, keepdims=True) + epsilon)
        return y.reshape(self.data.shape)

    def group_norm(self, groups, epsilon=1e-5, affine=True):
        y = self.grouped(groups, epsilon)
        if affine:
            scale, shift = self.affine("group_norm", self.channels)
            y = y * self.per_channel(scale) + self.per_channel(shift)
        return self.layer(f"group_norm({groups}, epsilon = {epsilon}, affine = {str(affine).lower()})", y)

    def instance_norm(self, epsilon=1e-5, affine=False):
        y = self.grouped(self.channels, epsilon)
        if affine:
            scale, shift = self.affine("instance_norm", self.channels)
            y = y * self.per_channel(scale) + self.per_channel(shift)
        return self.layer(f"instance_norm(epsilon = {epsilon}, affine = {str(affine).lower()})", y)

    def local_response_norm(self, size, alpha=1e-4, beta=0.75, k=1.0):
        squares = np.zeros_like(self.data)
        for c in range(self.channels):
            first, last = max(c - size // 2, 0), c + (size - 1) // 2 + 1
            squares[:, c] = (self.data[:, first:last] ** 2).sum(1)
        y = self.data / (k + alpha / size * squares) ** beta
        return self.layer(f"local_response_norm({size}, alpha = {alpha}, beta = {beta}, k = {k})", y)

    def exponentials(self, axis):
        x = self.data - self.data.max(AXES[axis], keepdims=True)
        return x, np.exp(x).sum(AXES[axis], keepdims=True)

    def softmax(self, axis="channels"):
        x, total = self.exponentials(axis)
        return self.layer(f"softmax({axis})", np.exp(x) / total)

    def log_softmax(self, axis="channels"):
        x, total = self.exponentials(axis)
        return self.layer(f"log_softmax({axis})", x - np.log(total))


# ---- Random cases

CHANNELS = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 36, 48, 64, 65]
EXTENTS = [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 17]


def pick(r, items):
    return items[r.integers(len(items))]


def random_value(net, r, vectors=True, channels=None):
    channels = int(pick(r, CHANNELS) if channels is None else channels)
    if vectors and r.integers(5) == 0:
        return net.input(channels)
    return net.input(int(pick(r, EXTENTS)), int(pick(r, EXTENTS)), channels, scale=float(pick(r, [0.5, 1, 4])))


def random_axes(r, value):
    if len(value.size) == 0:
        return ["channels"]
    return pick(r, [["channels"], ["height"], ["width"], ["height", "width"], ["channels", "height", "width"],
                    ["channels", "width"], ["channels", "height"]])


def finish(net, r, title, value):
    """By itself, with an activation, or before a convolution whose halo it must write."""
    kind = r.integers(4) if len(value.size) == 2 else r.integers(2)
    if kind == 1:
        value = value.relu()
    if kind == 2:
        value = value.conv(5, 3, padding=1)
    # A deviation near 0 enlarges what rounding the mean has lost.
    net.output(title, value, tolerance=1e-4)


def layer_norm_case(net, r):
    x = random_value(net, r)
    axes, affine, epsilon = random_axes(r, x), bool(r.integers(3)), pick(r, [1e-5, 1e-3, 0.5])
    finish(net, r, f"layer_norm {axes} {x.data.shape[1:]}", x.layer_norm(axes, epsilon, affine))


def group_norm_case(net, r):
    groups, size = int(pick(r, [1, 2, 3, 4, 5, 8, 16])), int(pick(r, [1, 2, 3, 4, 5, 8, 11, 16, 17]))
    x = random_value(net, r, channels=groups * size)
    finish(net, r, f"group_norm {groups} {x.data.shape[1:]}", x.group_norm(groups, pick(r, [1e-5, 1e-3]), bool(r.integers(3))))


def instance_norm_case(net, r):
    x = random_value(net, r, vectors=False)
    finish(net, r, f"instance_norm {x.data.shape[1:]}", x.instance_norm(pick(r, [1e-5, 1e-2]), bool(r.integers(2))))


def local_response_norm_case(net, r):
    x = random_value(net, r)
    size, beta = int(pick(r, [1, 2, 3, 4, 5, 9, 30, 100])), float(pick(r, [0.75, 0.5, 1, 0.6, 2]))
    alpha, k = float(pick(r, [1e-4, 0.1, 1])), float(pick(r, [1, 2, 0.5]))
    finish(net, r, f"local_response_norm {size} {beta} {x.data.shape[1:]}", x.local_response_norm(size, alpha, beta, k))


def softmax_case(name):
    def add(net, r):
        x = random_value(net, r)
        axis = pick(r, list(AXES)) if len(x.size) == 2 else "channels"
        finish(net, r, f"{name} {axis} {x.data.shape[1:]}", getattr(x, name)(axis))
    return add


def batch_norm_case(net, r):
    x = random_value(net, r)
    finish(net, r, f"batch_norm {x.data.shape[1:]}", x.batch_norm(pick(r, [1e-5, 1e-3])))


def normalize_case(net, r):
    channels, u8 = int(pick(r, [1, 2, 3, 4, 5, 17])), bool(r.integers(3))
    x = net.input(int(pick(r, EXTENTS)), int(pick(r, EXTENTS)), channels, u8=u8)
    count = channels if r.integers(2) else 1
    mean, std = [round(float(v), 3) for v in r.uniform(-1, 1, count)], [round(float(v), 3) for v in r.uniform(0.2, 2, count)]
    low, high = pick(r, [(0, 1), (-1, 1), (-2, 3)])
    finish(net, r, f"normalize {u8} {count} {low} {high}", x.normalize(mean, std, low, high))


PROPERTIES = {"layer_norm": layer_norm_case, "group_norm": group_norm_case, "instance_norm": instance_norm_case,
              "local_response_norm": local_response_norm_case, "softmax": softmax_case("softmax"),
              "log_softmax": softmax_case("log_softmax"), "batch_norm": batch_norm_case, "normalize": normalize_case}

# ---- PyTorch

TORCH = []


def case(title, shape, build, compute, scale=1.0):
    TORCH.append((title, lambda net: build(net.input(*shape, scale=scale)),
                  lambda torch, inputs, parameters: compute(torch.nn.functional, inputs[0], parameters)))


def last_axes(F, x, axes, parameters, epsilon):
    """PyTorch normalises the last axes; others come from moving them there."""
    dims = sorted(AXES[a] for a in axes)
    kept = [d for d in range(x.dim()) if d not in dims]
    moved = x.permute(*kept, *dims)
    y = F.layer_norm(moved, moved.shape[len(kept):], *(parameters or [None, None]), epsilon)
    return y.permute(*[(kept + dims).index(d) for d in range(x.dim())])


for axes in (["channels"], ["height", "width"], ["channels", "height", "width"], ["width"], ["height"],
             ["channels", "width"]):
    for affine in (True, False):
        case(f"layer_norm {axes} {affine}", (4, 5, 18), lambda x, a=axes, f=affine: x.layer_norm(a, 1e-4, f),
             lambda F, x, p, a=axes: last_axes(F, x, a, p, 1e-4))
case("layer_norm of a vector", (33,), lambda x: x.layer_norm(), lambda F, x, p: F.layer_norm(x, [33], *p, 1e-5))
for groups, channels, affine in ((1, 6, True), (2, 34, True), (3, 12, False), (8, 32, True), (17, 17, False)):
    case(f"group_norm {groups} {channels} {affine}", (3, 4, channels), lambda x, g=groups, f=affine: x.group_norm(g, 1e-5, f),
         lambda F, x, p, g=groups: F.group_norm(x, g, *(p or [None, None]), 1e-5))
for shape, affine in (((3, 5, 4), False), ((7, 2, 17), True), ((4, 4, 16), True), ((2, 1, 1), False)):
    case(f"instance_norm {shape} {affine}", shape, lambda x, f=affine: x.instance_norm(1e-3, f),
         lambda F, x, p: F.instance_norm(x, None, None, *(p or [None, None]), eps=1e-3))
for size, alpha, beta, k in ((5, 1e-4, 0.75, 1.0), (3, 0.5, 0.5, 2.0), (4, 1.0, 1.0, 1.0), (1, 0.1, 0.6, 0.5), (60, 1.0, 2.0, 1.0)):
    case(f"local_response_norm {size} {beta}", (3, 2, 21), lambda x, a=(size, alpha, beta, k): x.local_response_norm(*a),
         lambda F, x, p, a=(size, alpha, beta, k): F.local_response_norm(x, *a), scale=3.0)
for axis in AXES:
    for shape in ((3, 4, 18), (1, 1, 1), (6, 1, 16)):
        case(f"softmax {axis} {shape}", shape, lambda x, a=axis: x.softmax(a),
             lambda F, x, p, a=axis: F.softmax(x, AXES[a]), scale=4.0)
        case(f"log_softmax {axis} {shape}", shape, lambda x, a=axis: x.log_softmax(a),
             lambda F, x, p, a=axis: F.log_softmax(x, AXES[a]), scale=4.0)
case("softmax of a vector", (37,), lambda x: x.softmax(), lambda F, x, p: F.softmax(x, 1), scale=20.0)
for shape in ((3, 4, 5), (17,), (1, 1, 33), (2, 7, 16)):
    # The parameters come in the order scale, shift, mean, variance.
    case(f"batch_norm {shape}", shape, lambda x: x.batch_norm(1e-3),
         lambda F, x, p: F.batch_norm(x, p[2], p[3], p[0], p[1], eps=1e-3))
for low, high in ((0, 1), (-1, 1)):
    for mean, std in (([0.5, 0.25, 0.125], [0.5, 2.0, 4.0]), ([0.5], [0.25])):
        case(f"normalize {low} {high} {mean}", (3, 4, 3), lambda x, a=(mean, std, low, high): x.normalize(*a),
             lambda F, x, p, m=mean, s=std, l=low, h=high:
             ((x * (h - l) + l) - x.new_tensor(m).view(-1, 1, 1)) / x.new_tensor(s).view(-1, 1, 1))
