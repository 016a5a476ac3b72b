# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of Winograd's algorithm."""
from case_list import Cases


def winograd():
    """Compiled with --conv=winograd: 3x3 and 5x5, stride 1, from a vector's channels on."""
    c = Cases()
    channels = [16, 17, 31, 32, 33, 48, 64, 80]
    filters = [16, 17, 32, 33, 47, 48, 49, 65, 97, 100]
    for i, width in enumerate([*range(1, 21), 27, 28, 35, 55, 56]):
        c.single((3 + 2 * (i % 4), width, channels[i % len(channels)]), "conv", filters[i % len(filters)], 3, padding=1)
    for i, height in enumerate((*range(1, 17), 29, 61)):
        c.single((height, 9, channels[i % len(channels)]), "conv", filters[(3 * i) % len(filters)], 3, padding="same")
    # Few tiles and many channels: two outputs along an axis instead of four.
    for height, width in ((2, 2), (3, 3), (6, 6), (7, 7), (2, 13)):
        c.single((height, width, 96), "conv", 144, 3, padding=1)
    # Rows that are cut into parts.
    c.single((9, 250, 64), "conv", 16, 3, padding=1)
    c.single((12, 33, 300), "conv", 32, 3, padding=1)
    # Groups of blocks that go through the points together, the runs of them not all of the same length: of one band, of
    # several, of bands that are cut into parts, and dilated.
    c.single((14, 20, 256), "conv", 270, 3, padding=1)
    c.single((29, 19, 140), "conv", 267, 3, padding=1)
    c.single((5, 150, 130), "conv", 267, 3, padding=1)
    c.single((13, 18, 160), "conv", 260, 3, padding="same", dilation=2)
    c.single((11, 12, 200), "conv", 272, 5, padding=2)
    c.chain("conv of many channels, relu, max_pool 2", (16, 18, 200), lambda x:
            x.conv(260, 3, padding=1).relu().max_pool(2))
    for padding in ("valid", [0, 1, 0, 1], [1, 0, 2, 0], [0, 0, 0, 3], [3, 1, 0, 2], [2, 2], 4):
        c.single((6, 7, 16), "conv", 17, 3, padding=padding)
        c.single((13, 12, 20), "conv", 32, 3, padding=padding, bias=False)
    for dilation in (2, 3, 4, [1, 2], [3, 1], [5, 2]):
        c.single((13, 14, 16), "conv", 32, 3, dilation=dilation)
        c.single((13, 15, 20), "conv", 24, 3, dilation=dilation, padding="same")
    for pool in (2, [1, 2], [2, 1]):
        for height, width in ((8, 8), (9, 11), (14, 7)):
            c.chain(f"conv, relu, max_pool {pool}", (height, width, 32), lambda x, p=pool:
                    x.conv(33, 3, padding=1).relu().max_pool(p))
            c.chain(f"conv, avg_pool {pool}", (height, width, 17), lambda x, p=pool: x.conv(48, 3, padding=1).avg_pool(p))
    # 5x5: tiles of two outputs, from the same six inputs as four of 3x3.
    for i, width in enumerate((*range(1, 12), 27, 56)):
        c.single((1 + i % 6, width, channels[i % len(channels)]), "conv", filters[i % len(filters)], 5, padding=2)
    for padding in ("valid", [0, 1, 0, 1], [1, 0, 2, 0], [0, 0, 0, 3], [3, 1, 0, 2], 4):
        c.single((8, 9, 20), "conv", 33, 5, padding=padding, bias=False)
    for dilation in (2, 3, [1, 2], [3, 1]):
        c.single((17, 15, 17), "conv", 24, 5, dilation=dilation, padding="same")
    for pool in (2, [1, 2], [2, 1]):
        c.chain(f"5x5, relu, max_pool {pool}", (9, 10, 20), lambda x, p=pool:
                x.conv(33, 5, padding=2).relu().max_pool(p))
    c.chain("two in a row, and a residual", (11, 10, 32), lambda x:
            (x.conv(32, 3, padding=1).relu().conv(32, 3, padding=1) + x).relu())
    c.chain("with a border that repeats", (11, 10, 32), lambda x:
            x.conv(32, 3, padding=1).relu().conv(16, 5, padding=2, mode="reflect"))
    c.chain("with a border that repeats, dilated", (13, 22, 32), lambda x:
            x.conv(32, 3, padding=2, dilation=2).relu().conv(16, 5, padding=2, mode="replicate"))
    return c
