# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What layers with a sliding window have in common."""
import math

PAD_MODES = {"zero": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def pair(value):
    return (value, value) if isinstance(value, int) else tuple(value)


def window_extent(n, kernel, stride, dilation, before, after):
    return (n + before + after - dilation * (kernel - 1) - 1) // stride + 1


def resolve_padding(padding, size, kernel, stride, dilation):
    """((top, bottom), (left, right))."""
    if padding == "valid":
        return (0, 0), (0, 0)
    if padding == "same":
        result = []
        for n, k, s, d in zip(size, kernel, stride, dilation):
            total = max(0, (math.ceil(n / s) - 1) * s + d * (k - 1) + 1 - n)
            result.append((total // 2, total - total // 2))
        return tuple(result)
    if isinstance(padding, int):
        return (padding, padding), (padding, padding)
    if len(padding) == 2:
        return (padding[0], padding[0]), (padding[1], padding[1])
    return tuple(padding[:2]), tuple(padding[2:])


def maybe_pad(x, r):
    """The picture, or now and then one with a border, which a layer with a window may take as its padding."""
    if r.integers(4):
        return x
    mode = list(PAD_MODES)[r.integers(4)]
    most = [{"zero": 3, "replicate": 3, "reflect": n - 1, "circular": n}[mode] for n in (x.size[0], x.size[0], x.size[1], x.size[1])]
    return x.pad(*(int(r.integers(min(m, 3) + 1)) for m in most), mode)


def text(value):
    """A value as the language writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(list(value)) if isinstance(value, (list, tuple)) else str(value)
