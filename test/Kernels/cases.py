# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The cases of each family of kernels: shapes at which loops have tails.

A case is a title and a function that adds inputs, layers and outputs to a network.
"""
import importlib

import numpy as np

from case_list import Cases
from network import Network
from view_cases import views
from winograd_cases import winograd

CASES_PER_NETWORK = 60


def direct_conv():
    c = Cases()
    channels = [5, 6, 7, 8, 15, 16, 17, 24, 31, 32, 33, 48, 64, 80]
    filters = [1, 3, 5, 7, 9, 16, 17, 31, 32, 33, 47, 48, 49, 64, 65, 80, 97, 100]
    for i, width in enumerate([*range(1, 21), 27, 28, 35, 55, 56]):
        height = 3 + 2 * (i % 4)
        c.single((height, width, channels[i % len(channels)]), "conv", filters[i % len(filters)], 3, padding=1)
    for i, count in enumerate(channels):
        c.single((7, 9, count), "conv", filters[(5 * i) % len(filters)], 3, padding="same")
    for i, count in enumerate(filters):
        c.single((5, 6, channels[(3 * i + 1) % len(channels)]), "conv", count, 2)
    for kernel in (2, 3, 4, 5, 7, [1, 3], [3, 1], [5, 2]):
        for stride in (1, 2, 3, [1, 2]):
            c.single((11, 13, 17), "conv", 33, kernel, stride=stride, padding="same")
        c.single((11, 12, 8), "conv", 19, kernel)
    for dilation in (2, 3, [1, 2], [3, 1]):
        c.single((13, 14, 16), "conv", 32, 3, dilation=dilation)
        c.single((13, 15, 20), "conv", 24, 3, dilation=dilation, padding="same", stride=2)
    for padding in ([0, 1, 0, 1], [1, 0, 2, 0], [0, 0, 0, 3], [3, 1, 0, 2], [2, 2], [4, 5, 6, 7], 4):
        c.single((6, 7, 16), "conv", 17, 3, padding=padding)
        c.single((7, 6, 9), "conv", 32, [1, 2], padding=padding, stride=[2, 1], bias=False)
    c.single((1, 1, 64), "conv", 100, 3, padding=1)
    c.single((1, 40, 16), "conv", 16, [1, 7], padding="same")
    c.single((40, 1, 16), "conv", 16, [7, 1], padding="same")
    c.single((56, 56, 16), "conv", 16, 3, padding=1)
    c.single((19, 19, 80), "conv", 100, 3, padding=1)
    # Depths of several parts, the last of which has a tail; see DepthParts.
    c.single((9, 11, 77), "conv", 57, 3, padding=1)
    c.single((8, 10, 100), "conv", 33, 3, padding="same", stride=2)
    c.single((14, 14, 203), "conv", 70, 1)
    c.single((7, 7, 520), "conv", 49, 1)
    c.single((13, 7, 331), "conv", 24, [1, 2], padding="same")
    c.single((15, 14, 192), "conv", 96, 3, padding=6, dilation=6, groups=2)
    c.chain("conv(40, 3) |> max_pool(2)", (12, 14, 101), lambda x: x.conv(40, 3, padding=1).max_pool(2))
    # Inputs that are gathered first; see CompactInputs.
    c.single((61, 59, 72), "conv", 256, 1, stride=2)
    c.single((80, 33, 70), "conv", 256, 1, stride=[3, 1])
    return c


def border():
    """Convolutions many of whose taps see nothing but the padding."""
    c = Cases()
    for dilation in (4, 5, 9, 12, 13, 20, [2, 11], [12, 1], [1, 13]):
        for height, width in ((13, 13), (12, 28), (7, 15)):
            c.single((height, width, 20), "conv", 37, 3, padding="same", dilation=dilation)
    for padding in (9, [0, 9], [9, 0], [5, 0, 0, 5], [0, 5, 5, 0], [11, 2, 3, 12]):
        c.single((6, 11, 16), "conv", 33, 3, padding=padding)
        c.single((11, 6, 17), "conv", 16, [5, 4], padding=padding, stride=[2, 3])
        c.single((9, 10, 3), "conv", 24, 5, padding=padding, stride=2)
    for stride in (1, 2, 3):
        c.single((14, 29, 32), "conv", 64, 5, padding="same", dilation=[3, 6], stride=stride, groups=2)
        c.single((5, 3, 16), "conv", 16, 7, padding=3, stride=stride)
        c.single((1, 1, 16), "conv", 16, 7, padding=3, stride=stride)
    # Borders that repeat the picture have no such taps.
    c.single((13, 15, 16), "conv", 32, 3, padding=12, dilation=12, mode="reflect")
    c.single((13, 15, 16), "conv", 32, 3, padding=12, dilation=12, mode="circular")
    for pool in (2, [1, 2], [2, 1]):
        c.chain(f"conv, max_pool {pool}", (15, 14, 32), lambda x, p=pool:
                x.conv(33, 3, padding=10, dilation=10).relu().max_pool(p))
    c.chain("residual", (14, 14, 32), lambda x: (x.conv(32, 3, padding=12, dilation=12) + x).relu())
    return c


def first_layer():
    c = Cases()
    for channels in (1, 2, 3, 4):
        for kernel, stride, padding in ((3, 1, 1), (3, 2, "same"), (5, 1, "valid"), (7, 2, 3), ([5, 2], [1, 2], [0, 2, 1, 0]),
                                        (1, 1, "valid"), (4, 3, 5)):
            c.single((17, 19, channels), "conv", 8 * channels + 3, kernel, stride=stride, padding=padding)
    for width in (*range(1, 18), 31, 32, 33, 35):
        c.single((5, width, 3), "conv", 32, 3, padding=1)
    c.single((13, 29, 3), "conv", 64, 3, padding="same", dilation=2)
    c.single((11, 23, 2), "conv", 5, 2, stride=2)
    c.single((61, 67, 3), "conv", 64, 7, stride=2, padding=3)
    for channels in (1, 3, 4):
        c.chain("u8 normalize, conv", (15, 21, channels), u8=True, apply=lambda x, n=channels:
                x.normalize([0.4 + 0.1 * i for i in range(n)], [0.2 + 0.05 * i for i in range(n)])
                .conv(17, 3, padding=1).relu())
        c.chain("u8 normalize, conv without padding", (12, 35, channels), u8=True,
                apply=lambda x: x.normalize([0.5], [0.25]).conv(16, 3, stride=2))
        c.chain("conv, max_pool", (14, 18, channels), apply=lambda x: x.conv(24, 3, padding=1).relu().max_pool(2))
    # What the caller passes, converted by the convolution itself.
    for u8 in (False, True):
        for planes in (False, True):
            for channels in (1, 2, 3, 4):
                for width in (5, 16, 19, 35):
                    c.add("order", lambda net, w=width, n=channels, u=u8, p=planes: picture_conv(
                        net, (11, w, n), u, p, lambda x: x.conv(19, 3, padding=[1, 0, 2, 1]).relu()))
            for mode in ("reflect", "replicate", "circular"):
                for padding in (2, [3, 0, 1, 4]):
                    c.add("border", lambda net, m=mode, q=padding, u=u8, p=planes: picture_conv(
                        net, (9, 18, 3), u, p, lambda x: x.conv(20, 5, padding=q, mode=m)))
            # Several items, with rows that two of them convert; the last one is lower.
            c.add("items", lambda net, u=u8, p=planes: picture_conv(
                net, (123, 61, 3), u, p, lambda x: x.conv(40, 7, stride=2, padding=3).relu().max_pool(2)))
            c.add("tall", lambda net, u=u8, p=planes: picture_conv(
                net, (90, 33, 2), u, p, lambda x: x.conv(70, 3, padding=1, dilation=3)))
    c.add("two readers", lambda net: picture_convs(net, also=False))
    c.add("a reader of blocks", lambda net: picture_convs(net, also=True))
    return c


def picture_conv(net, shape, u8, planes, apply):
    x = net.input(*shape, u8=u8, planes=planes)
    y = x.normalize([0.1 * i for i in range(1, shape[2] + 1)], [0.5]) if u8 else x
    net.output(f"{shape} u8 {u8} planes {planes}", apply(y), planes=planes)


def picture_convs(net, also):
    x = net.input(9, 17, 3, u8=True).normalize([0.5], [0.25])
    net.output("two convs, first", x.conv(8, 3, padding=1))
    net.output("two convs, second", x.conv(17, 5, stride=2, padding=2))
    if also:
        net.output("beside a pool", x.max_pool(2))


def conv_1x1():
    c = Cases()
    channels = [1, 2, 3, 5, 8, 15, 16, 17, 31, 32, 33, 48, 64, 80]
    for i, width in enumerate([*range(1, 21), 27, 28, 35, 55, 56]):
        c.single((1 + 2 * (i % 3), width, channels[(3 * i) % len(channels)]), "conv", 1 + (13 * i) % 100, 1)
    for i, count in enumerate(channels):
        c.single((3, 7, count), "conv", channels[-i - 1], 1)
        c.single((7, 5, count), "conv", 32, 1, stride=2)
    c.single((9, 10, 16), "conv", 33, 1, stride=3)
    c.single((9, 10, 16), "conv", 33, 1, stride=[1, 2])
    c.single((5, 6, 16), "conv", 33, 1, padding=[1, 0, 2, 3])
    c.single((1, 1, 80), "conv", 97, 1)
    return c


def depthwise():
    c = Cases()
    channels = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 24, 31, 32, 33, 48, 64, 80]
    for i, width in enumerate([*range(1, 21), 27, 28, 35, 55, 56]):
        c.single((1 + 2 * (i % 4), width, channels[i % len(channels)]), "depthwise", 3, padding=1)
    for i, kernel in enumerate((1, 2, 3, 4, 5, 7, [1, 3], [3, 1], [5, 2])):
        for j, stride in enumerate((1, 2, 3, [1, 2])):
            c.single((11, 13, channels[(4 * i + j) % len(channels)]), "depthwise", kernel, stride=stride, padding="same")
    for padding in ([0, 1, 0, 1], [3, 1, 0, 2], [2, 2], 4):
        c.single((6, 7, 17), "depthwise", 3, padding=padding, bias=False)
    for dilation in (2, 3, [1, 2]):
        c.single((13, 14, 20), "depthwise", 3, dilation=dilation)
        c.single((9, 35, 16), "depthwise", 3, dilation=dilation, padding="same", stride=2)
    for count, multiplier in ((1, 3), (3, 2), (8, 2), (16, 3), (5, 4)):
        c.single((6, 9, count), "depthwise", 3, multiplier=multiplier, padding=1)
    c.single((4, 40, 3), "depthwise", [1, 33])
    # Sums of each channel come with the convolution, from one item or several.
    for height, width, channels in ((1, 1, 3), (7, 7, 33), (9, 20, 16), (56, 55, 20), (113, 31, 8)):
        c.add("depthwise, average", lambda net, h=height, w=width, n=channels: depthwise_average(net, h, w, n))
    c.chain("depthwise, depthwise", (9, 10, 24), lambda x: x.depthwise(3, padding=1).relu6().depthwise(5, 2, "same"))
    return c


def depthwise_average(net, height, width, channels):
    y = net.input(height, width, channels).depthwise(3, padding=1).relu()
    net.output(f"average of {height}x{width}x{channels}", y.global_avg_pool().relu())
    net.output(f"what it is of, {height}x{width}x{channels}", y.conv(5, 1))
    z = y.depthwise(3, stride=2, padding=1)
    net.output(f"average of every second, {height}x{width}x{channels}", z.global_avg_pool())
    net.output(f"maximum beside an average, {height}x{width}x{channels}", z.global_max_pool())


def grouped():
    c = Cases()
    for groups in (2, 3, 4, 8):
        for size in (1, 2, 3, 4, 8, 12, 16):
            c.single((5, 7, groups * size), "conv", groups * (1 + (size + groups) % 5), 3, groups=groups, padding=1)
    for groups, inputs, outputs in ((2, 16, 16), (2, 8, 24), (4, 4, 16), (3, 16, 32), (2, 40, 5), (8, 2, 12), (5, 7, 9),
                                    (16, 4, 4), (32, 4, 4), (2, 1, 33), (33, 2, 1), (4, 20, 20)):
        c.single((6, 9, groups * inputs), "conv", groups * outputs, 3, groups=groups, padding="same", stride=2)
        c.single((5, 6, groups * inputs), "conv", groups * outputs, 1, groups=groups)
    c.single((9, 11, 12), "conv", 24, 3, groups=4, dilation=2, padding=[1, 0, 2, 3])
    c.chain("conv, grouped, add", (7, 8, 16), lambda x: (lambda y: y.conv(64, 3, padding=1, groups=8).relu() + y)(x.conv(64, 1)))
    c.chain("grouped, max_pool", (8, 8, 8), lambda x: x.conv(16, 3, padding=1, groups=2).relu().max_pool(2))
    return c


def dense():
    c = Cases()
    sizes = [1, 2, 3, 5, 8, 15, 16, 17, 24, 31, 33, 48, 64, 80, 100, 257]
    for i, inputs in enumerate(sizes):
        for j in range(2):
            c.single((inputs,), "dense", sizes[(3 * i + 5 * j + 2) % len(sizes)], bias=j == 0)
    for units in (127, 128, 129, 1000):
        c.single((33,), "dense", units)
    for shape in ((3, 4, 5), (1, 1, 16), (4, 5, 16), (3, 3, 17), (7, 7, 32), (2, 9, 1), (5, 1, 40)):
        c.chain("flatten, dense", shape, lambda x: x.flatten().dense(21))
        c.chain("conv, flatten, dense", shape, lambda x: x.conv(18, 3, padding=1).relu().flatten().dense(10).relu())
    c.chain("dense, relu, dense", (40,), lambda x: x.dense(33).relu().dense(17).tanh().dense(5))
    c.chain("residual", (24,), lambda x: x.dense(24).relu() + x)
    c.add("a picture with a halo is flattened", flatten_beside_conv)
    return c


def flatten_beside_conv(net):
    x = net.input(6, 5, 7).conv(20, 1).relu()
    net.output("dense beside a padded conv", x.flatten().dense(9))
    net.output("padded conv beside a dense", x.conv(12, 3, padding=[2, 1, 0, 3]))


def pool():
    c = Cases()
    channels = [1, 3, 4, 5, 8, 15, 16, 17, 32, 33, 48]
    for name in ("max_pool", "avg_pool"):
        for i, width in enumerate([*range(2, 13), 16, 17, 20, 27, 28, 35]):
            c.single((2 + i % 4, width, channels[i % len(channels)]), name, 2)
        for i, (kernel, stride, padding) in enumerate((
                (3, 2, 1), (3, 2, "valid"), (3, 1, 1), (3, 3, "same"), (2, 1, "same"), ([1, 3], None, "valid"),
                ([3, 1], [1, 2], [2, 0, 0, 0]), (5, 2, [4, 3, 2, 1]), (3, 5, 2), (1, 2, "valid"), (7, 1, 3), ([5, 2], 2, "same"))):
            c.single((9, 11, channels[(3 * i) % len(channels)]), name, kernel, stride=stride, padding=padding)
    for kernel, stride, padding in ((3, 2, 1), (3, 1, "same"), (5, 2, [4, 3, 2, 1]), ([2, 3], 1, [1, 0, 2, 0]), (2, 2, "valid")):
        c.single((9, 10, 19), "avg_pool", kernel, stride=stride, padding=padding, count_padding=True)
    c.chain("max_pool, relu", (8, 9, 17), lambda x: x.max_pool(3, 2, 1).relu())
    c.chain("avg_pool, add", (8, 9, 17), lambda x: x.avg_pool(3, 1, 1) + x)
    c.chain("max_pool of max_pool", (16, 16, 20), lambda x: x.max_pool(2).max_pool(3, 1, "same"))
    c.chain("max_pool, conv", (12, 13, 20), lambda x: x.max_pool(2).conv(9, 3, padding=1))
    return c


def global_pool():
    c = Cases()
    for name in ("global_avg_pool", "global_max_pool"):
        for shape in ((1, 1, 1), (1, 1, 17), (3, 5, 1), (7, 7, 3), (7, 7, 16), (5, 4, 33), (1, 9, 48), (9, 1, 80), (13, 11, 5)):
            c.single(shape, name)
        c.chain(f"conv, {name}, dense", (8, 7, 6), lambda x, n=name: getattr(x.conv(40, 3, padding=1).relu(), n)().dense(10))
        c.chain(f"{name}, relu", (8, 7, 6), lambda x, n=name: getattr(x, n)().relu())
    return c


def softmax():
    c = Cases()
    for count in (1, 2, 3, 4, 5, 7, 8, 9, 10, 15, 16, 17, 31, 32, 33, 100, 1000):
        c.chain("softmax", (count,), lambda x: x.softmax(), scale=3)
    for shape in ((3, 4, 1), (1, 1, 16), (5, 3, 3), (2, 7, 4), (4, 5, 17), (3, 3, 33), (7, 1, 64)):
        c.chain("softmax", shape, lambda x: x.softmax(), scale=3)
    c.chain("softmax of large numbers", (21,), lambda x: x.softmax(), scale=1e4)
    c.chain("softmax of tiny numbers", (21,), lambda x: x.softmax(), scale=1e-6)
    c.chain("conv, softmax, conv", (5, 6, 7), lambda x: x.conv(21, 1).softmax().conv(5, 3, padding=1))
    c.chain("dense, softmax", (30,), lambda x: x.dense(10).softmax())
    return c


WIDTHS = [1, 2, 3, 4, 5, 16, 33]


def elementwise():
    c = Cases()
    for channels in WIDTHS:
        for name in ("relu", "relu6", "sigmoid", "tanh", "dropout"):
            c.chain(name, (3, 5 + channels, channels), lambda x, n=name: getattr(x, n)(), scale=4)
            c.chain(f"conv, {name}", (3, 4, 5), lambda x, n=name, f=channels: getattr(x.conv(f, 1).max_pool(1), n)(), scale=4)
        for name in ("relu", "sigmoid"):
            c.chain(name, (channels,), lambda x, n=name: getattr(x, n)(), scale=4)
        for width in (4, 7, 15, 16, 17, 33, 50):
            if width in (7, 16, 33) or channels <= 4:
                mean, std = [0.1 * i for i in range(1, channels + 1)], [0.2 + 0.1 * i for i in range(channels)]
                c.chain("u8 normalize", (3, width, channels), u8=True, apply=lambda x, m=mean, s=std: x.normalize(m, s))
                c.chain("f32 normalize", (3, width, channels), apply=lambda x, m=mean, s=std: x.normalize(m, s))
        c.chain("u8 normalize, relu, conv", (5, 18, channels), u8=True,
                apply=lambda x: x.normalize([0.5], [0.25]).relu().conv(6, 3, padding=1))
        c.add("sum of inputs", lambda net, n=channels: net.output(
            f"sum of inputs of {n} channels", net.input(4, 9, n) + net.input(4, 9, n)))
    c.chain("x + x", (4, 9, 20), lambda x: x + x)
    c.chain("tanh of tanh", (4, 9, 20), lambda x: x.tanh().tanh().relu())
    c.chain("unused lanes stay finite", (4, 9, 3), lambda x: x.conv(5, 1).sigmoid().avg_pool(2).conv(18, 1))
    return c


def layouts():
    """Element-wise layers whose tensors lie in different orders: planes, pictures and blocks (what a pool reads)."""
    c = Cases()

    def build(net, height, width, channels, in_planes, out_planes):
        x = net.input(height, width, channels, planes=in_planes)
        z = net.input(height, width, channels, planes=not in_planes)
        title = f"{[height, width, channels]} planes {in_planes}, {out_planes}"
        net.output(f"{title}: unchanged", x, planes=out_planes)
        net.output(f"{title}: relu", x.relu(), planes=out_planes)
        net.output(f"{title}: from blocks", x.max_pool(1), planes=out_planes)
        net.output(f"{title}: to padded blocks", x.max_pool(3, 1, 1), planes=out_planes)
        net.output(f"{title}: sum", (x + z).relu(), planes=out_planes)
        net.output(f"{title}: sum with blocks", x + z.max_pool(1), planes=out_planes)
        net.output(f"{title}: batch_norm", x.batch_norm(), planes=out_planes)
        net.output(f"{title}: tanh, padded conv", x.tanh().conv(3, 3, padding=1), planes=out_planes)

    shapes = [(1, 1), (1, 37), (7, 7), (5, 3), (4, 16), (3, 33), (2, 50), (9, 8), (6, 1)]
    for i, channels in enumerate((1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 40)):
        for j in range(3):
            for out_planes in (False, True):
                shape = shapes[(3 * i + j) % len(shapes)]
                c.add("layouts", lambda net, s=shape, n=channels, p=(i + j) % 2 == 0, q=out_planes: build(net, *s, n, p, q))
    # More than one item.
    c.add("layouts", lambda net: build(net, 35, 67, 40, True, True))
    c.add("layouts", lambda net: build(net, 49, 48, 33, False, True))
    for width in (5, 16, 21):
        for channels in (1, 3, 5, 18):
            c.add("u8 planes", lambda net, w=width, n=channels: net.output(
                f"u8 planes {[4, w, n]}", net.input(4, w, n, u8=True, planes=True).normalize([0.5], [0.25]).max_pool(1)))
    return c


def concat():
    c = Cases()

    def of_convs(*filters, also=False):
        def build(net):
            x = net.input(5, 6, 8)
            parts = [x.conv(f, 1 + 2 * (i % 2), padding=i % 2).relu() for i, f in enumerate(filters)]
            y = net.concat(*parts)
            net.output(f"concat of convs to {filters}", y)
            if also:
                net.output("conv of the concat", y.conv(9, 3, padding=1))
                net.output("an input of the concat", parts[0])
                net.output("conv of an input of the concat", parts[-1].conv(4, 3, padding=2))
        c.add(f"concat of {filters}", build)

    for filters in ((16, 16), (16, 32, 5), (8, 8), (4, 4, 4), (5, 16), (3, 2, 1), (16, 1), (17, 15), (33, 31), (64, 64), (16,)):
        of_convs(*filters)
        of_convs(*filters, also=True)

    def then_conv(net):
        x = net.input(6, 7, 16)
        a, b = x.conv(16, 3, padding=1).relu(), x.conv(32, 1)
        net.output("concat, padded conv", net.concat(a, b).conv(20, 3, padding=1))
    c.add("then conv", then_conv)

    def nested(net, first, second, third):
        x = net.input(4, 5, 6)
        a, b, d = x.conv(first, 1), x.conv(second, 1), x.conv(third, 1).relu()
        inner = net.concat(a, b)
        net.output(f"nested {first, second, third}", net.concat(inner, d).conv(7, 3, padding=1))
        net.output(f"nested, other way {first, second, third}", net.concat(d, inner).global_avg_pool())
        net.output("inner", inner.conv(8, 1))
    for sizes in ((16, 16, 16), (5, 16, 3), (16, 5, 16), (32, 16, 1)):
        c.add(f"nested {sizes}", lambda net, s=sizes: nested(net, *s))

    def dense_block(net):
        x = net.input(6, 6, 16).conv(16, 1)
        for _ in range(4):
            x = net.concat(x, x.batch_norm().relu().conv(16, 3, padding=1))
        net.output("a DenseNet's block", x)
        net.output("and its pool", x.avg_pool(2).flatten().dense(5))
    c.add("dense block", dense_block)

    def twice(net, filters):
        x = net.input(4, 4, 3).conv(filters, 1)
        net.output("a tensor with itself", net.concat(x, x, x.relu(), x).conv(6, 3, padding=1))
    for filters in (5, 16):
        c.add("twice", lambda net, f=filters: twice(net, f))

    def of_inputs(net):
        net.output("concat of inputs", net.concat(net.input(3, 4, 2), net.input(3, 4, 5), net.input(3, 4, 16)))
        net.output("concat of vectors", net.concat(net.input(5), net.input(16), net.input(33)))
        v = net.input(9).dense(16).relu()
        net.output("concat of a vector, dense", net.concat(v, v.dense(32), v.dense(7)).dense(11))
        x = net.input(5, 5, 16)
        net.output("concat of pools", net.concat(x.max_pool(3, 1, 1), x.avg_pool(3, 1, 1), x.relu()).flatten().dense(3))
        net.output("concat of one", net.concat(net.input(3, 4, 2)))
        y = x.conv(16, 3, padding=1)
        net.output("concat, dense beside conv", net.concat(y, y.conv(16, 3, padding=2).max_pool(3, 1)).flatten().dense(4))
        net.output("dense of an input of a concat", y.flatten().dense(4))
    c.add("of inputs", of_inputs)
    return c


def flatten():
    c = Cases()
    for shape in ((1, 1, 1), (1, 1, 17), (3, 4, 1), (3, 4, 5), (5, 2, 16), (2, 3, 33), (1, 7, 4), (19,)):
        c.single(shape, "flatten")
        c.chain("flatten, relu", shape, lambda x: x.flatten().relu())
    c.chain("conv, flatten", (4, 5, 6), lambda x: x.conv(19, 3, padding=1).flatten())
    c.chain("max_pool, flatten", (4, 5, 6), lambda x: x.max_pool(2).flatten())
    c.chain("flatten, softmax", (4, 5, 6), lambda x: x.flatten().softmax())
    return c


def batch_norm():
    c = Cases()
    for channels in WIDTHS:
        c.chain("batch_norm", (3, 17, channels), lambda x: x.batch_norm())
        c.chain("conv, batch_norm", (5, 6, 4), lambda x, f=channels: x.conv(f, 3, padding=1).batch_norm())
        c.chain("conv without bias, batch_norm, relu", (5, 6, 4), lambda x, f=channels: x.conv(f, 3, bias=False).batch_norm().relu())
        c.chain("batch_norm, conv", (5, 6, channels), lambda x: x.batch_norm().conv(6, 3))
        c.chain("batch_norm, padded conv", (5, 6, channels), lambda x: x.batch_norm().conv(6, 3, padding=1))
        c.chain("depthwise, batch_norm, relu6", (5, 6, channels), lambda x: x.depthwise(3, padding=1).batch_norm().relu6())
        c.chain("batch_norm, flatten, dense, batch_norm", (3, 2, channels), lambda x: x.batch_norm().flatten().dense(9).batch_norm())
    c.chain("dense, batch_norm", (7,), lambda x: x.dense(19).batch_norm())
    c.chain("batch_norm, dense", (7,), lambda x: x.batch_norm().dense(19))
    c.chain("batch_norm of a vector", (35,), lambda x: x.batch_norm().relu())
    c.chain("grouped conv between batch_norms", (4, 5, 12), lambda x: x.batch_norm().conv(24, 3, groups=4).batch_norm(0.01))
    c.chain("batch_norm, relu, conv", (6, 7, 20), lambda x: x.conv(20, 1).batch_norm().relu().batch_norm().conv(8, 3, padding=1))
    c.chain("batch_norm twice", (6, 7, 20), lambda x: x.conv(20, 1).batch_norm().batch_norm())
    c.chain("max_pool, batch_norm", (6, 7, 20), lambda x: x.max_pool(2).batch_norm())
    return c


def fused():
    c = Cases()

    def residual(net, channels, kernel):
        x = net.input(6, 9, channels)
        y = x.conv(channels, kernel, padding="same").batch_norm().relu()
        z = y.conv(channels, kernel, padding="same").batch_norm()
        net.output(f"residual block, {channels} channels", (z + x).relu())
        w = x.conv(channels, kernel, padding="same")
        net.output("residual of the conv's own input", (w + x).relu())
        net.output("the other way round", x + y.conv(channels, 1).relu6())
    for i, channels in enumerate((1, 3, 4, 5, 8, 16, 17, 33, 48)):
        c.add(f"residual {channels}", lambda net, n=channels, k=1 + 2 * (i % 2): residual(net, n, k))

    def stages(net, channels):
        x = net.input(12, 11, 3).conv(channels, 3, padding=1).relu()
        for _ in range(3):
            x = (x.conv(channels, 3, padding=1).batch_norm().relu().conv(channels, 3, padding=1).batch_norm() + x).relu()
        y = x.conv(2 * channels, 3, 2, padding=1).relu().conv(2 * channels, 3, padding=1)
        x = (y + x.conv(2 * channels, 1, 2)).relu()
        net.output("a small ResNet", x.global_avg_pool().dense(10))
        net.output("its last stage", x)
    for channels in (8, 16, 20):
        c.add(f"stages {channels}", lambda net, n=channels: stages(net, n))

    for kernel in (2, 3, [1, 2], [2, 1], [3, 2], [2, 4], 1):
        c.chain(f"conv, relu, max_pool({kernel})", (13, 14, 5), lambda x, k=kernel: x.conv(24, 3, padding=1).relu().max_pool(k))
        c.chain(f"conv, avg_pool({kernel})", (12, 17, 16), lambda x, k=kernel: x.conv(33, 1).avg_pool(k))
        c.chain(f"conv, max_pool({kernel}), relu", (9, 7, 16), lambda x, k=kernel: x.conv(5, 3, padding=1).max_pool(k).relu())
    for width in (2, 3, 5, 8, 15, 28, 29, 31):
        c.chain("conv, tanh, max_pool, conv", (7, width, 3), lambda x: x.conv(40, 3, padding=1).tanh().max_pool(2).conv(9, 3, padding=1))
    c.chain("residual, then pool", (8, 10, 16), lambda x: (x.conv(16, 3, padding=1) + x).relu().max_pool(2))
    c.chain("pool that overlaps", (9, 10, 6), lambda x: x.conv(16, 3, padding=1).relu().max_pool(3, 2, 1))
    c.chain("conv, x + x", (5, 6, 7), lambda x: (lambda y: y + y)(x.conv(18, 3)))
    c.chain("depthwise, x + x, relu", (5, 6, 7), lambda x: (lambda y: (y + y).relu())(x.depthwise(3)))
    c.chain("dense, x + x", (15,), lambda x: (lambda y: y + y)(x.dense(18)))
    c.chain("mobile block", (9, 9, 24), lambda x: x.conv(144, 1).batch_norm().relu6().depthwise(3, padding=1).batch_norm()
            .relu6().conv(24, 1).batch_norm() + x)
    c.chain("both sides are convs", (7, 6, 9), lambda x: x.conv(20, 1).relu() + x.conv(20, 3, padding=1).sigmoid())
    c.chain("three sides", (7, 6, 9), lambda x: (x.conv(9, 1) + x.conv(9, 3, padding=1).relu()) + x)
    c.chain("sum of sums", (7, 6, 16), lambda x: (lambda a, b: (a + b) + (b + a).relu())(x.conv(16, 1), x.conv(16, 3, padding=1)))

    def shared(net):
        x = net.input(7, 8, 16)
        y = x.conv(24, 3, padding=1).batch_norm()
        net.output("shared, itself", y)
        net.output("shared, relu", y.relu())
        net.output("shared, relu again", y.relu())
        net.output("shared, pool", y.max_pool(2))
        net.output("shared, padded conv", y.conv(8, 5, padding=2))
        net.output("shared, sum", y + y.conv(24, 1))
        net.output("the input itself", x.relu())
        z = x + x
        net.output("x + x of the input", z)
        net.output("and on", z.conv(3, 1) + x.conv(3, 1))
        net.output("the input through add", x.conv(16, 1) + x)
        net.output("returned twice", y)
    c.add("shared", shared)

    def same_input_twice(net):
        x = net.input(6, 7, 3)
        net.output("first", x.conv(8, 3, padding=1))
        net.output("second", x.conv(8, 5, padding=2).relu())
        net.output("third", x.conv(3, 3, padding=1) + x)
        net.output("returned unchanged", x)
    c.add("same input twice", same_input_twice)
    return c


def random_network(net, seed):
    """A random graph of layers; every tensor that nothing reads is an output."""
    r = np.random.default_rng(1000 + seed)
    pick = lambda *items: items[r.integers(len(items))]
    size = pick(1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 24, 31, 33)
    pool = [net.input(int(r.integers(3, 21)), int(r.integers(1, 21)), size)]
    used = set()
    title = f"random {seed}"
    for _ in range(r.integers(2, 7)):
        x = pool[r.integers(max(0, len(pool) - 3), len(pool))]
        used.add(x.name)
        kind = pick("conv", "conv", "conv", "depthwise", "pool", "add", "concat", "activation", "batch_norm")
        title += f" {kind}"
        h, w = x.size
        kernel = [int(min(r.integers(1, 6), h)), int(min(r.integers(1, 6), w))]
        stride = pick(1, 1, 1, 2, [1, 2], [2, 1])
        padding = pick("valid", "same", "same", [int(p) for p in r.integers(0, 4, 4)])
        if kind == "conv":
            groups = pick(1, 1, 1, *[g for g in (2, 3, 4, 8) if x.channels % g == 0])
            dilation = pick(1, 1, 2) if padding == "same" else 1
            y = x.conv(groups * int(r.integers(1, 100 // groups)), kernel, stride, padding, dilation, groups, bool(r.integers(2)))
        elif kind == "depthwise":
            y = x.depthwise(kernel, stride, padding, pick(1, 1, 2))
        elif kind == "pool":
            padding = pick("valid", "same")
            y = pick(x.max_pool, x.avg_pool)(kernel, pick(None, 1, 2), padding)
        elif kind == "activation":
            y = pick(x.relu, x.relu6, x.tanh, x.sigmoid)()
        elif kind == "batch_norm":
            y = x.batch_norm()
        else:
            others = [v for v in pool if v.size == x.size and (kind == "concat" or v.channels == x.channels)]
            other = pick(*others)
            used.add(other.name)
            y = x + other if kind == "add" else net.concat(x, other)
        pool.append(y)
        if r.integers(2) and kind in ("conv", "add", "depthwise"):
            pool.append(pick(y.relu, y.relu6)())
            used.add(y.name)
    if len(pool[-1].size) == 2 and r.integers(3) == 0:
        used.add(pool[-1].name)
        pool.append(pick(pool[-1].global_avg_pool, lambda: pool[-1].flatten().dense(7))())
    for value in pool:
        if value.name not in used:
            net.output(f"{title}: {value.name}", value)


def random():
    c = Cases()
    for seed in range(80):
        c.add(f"random {seed}", lambda net, s=seed: random_network(net, s))
    return c


def property_cases(group, count):
    """`count` random cases for each layer of a group; the seed of a case is its layer and number."""
    c = Cases()
    for name, add in importlib.import_module(f"layers.{group}").PROPERTIES.items():
        for i in range(count):
            c.add(name, lambda net, n=name, a=add, s=i: a(net, np.random.default_rng([s, *n.encode()])))
    return c


def build(family, every, count=20, bf16=False):
    prefix, _, group = family.partition("-")
    cases = property_cases(group, count) if prefix == "property" else globals()[family]()
    cases = cases[::every]
    family = family.replace("-", "_")
    for first in range(0, len(cases), CASES_PER_NETWORK):
        net = Network(f"{family}{first // CASES_PER_NETWORK}", seed=first, mix_orders=prefix == "property", bf16=bf16)
        for _, add in cases[first:first + CASES_PER_NETWORK]:
            add(net)
        yield net
