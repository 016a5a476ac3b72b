# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Cases of ranges of channels, shuffles and paddings, which others read where they are or through one another."""
from case_list import Cases


def shuffle_unit(x):
    """As in ShuffleNetV2: one half of the channels goes through convolutions, then all are shuffled."""
    half = x.channels // 2
    a, b = x.slice("channels", 0, half), x.slice("channels", half)
    b = b.conv(half, 1).relu().depthwise(3, padding=1).conv(x.channels - half, 1).relu()
    return a.joined([b]).channel_shuffle(2)


def views():
    c = Cases()
    for first, second in ((16, 16), (16, 32), (32, 16), (16, 5), (48, 17), (24, 24), (58, 58), (7, 9)):
        shape = (9, 7, first + second)

        def ranges(net, shape=shape, first=first):
            x = net.input(*shape).conv(shape[2], 1).relu()
            a, b = x.slice("channels", 0, first), x.slice("channels", first)
            net.output(f"{shape} a range, conv with a border", a.conv(12, 3, padding=1))
            net.output(f"{shape} the rest, reflected", b.conv(20, 3, padding=1, mode="reflect"))
            net.output(f"{shape} a range and the whole", a.max_pool(3, 1, 1).relu().joined([x]))
            net.output(f"{shape} dense of a range", b.flatten().dense(5))
            net.output(f"{shape} a range as it is", a)
        c.add(f"ranges of {shape}", ranges)
        if first == second:
            c.chain("a shuffle unit", shape, shuffle_unit)
            c.chain("three shuffle units", shape, lambda x: shuffle_unit(shuffle_unit(shuffle_unit(x))).global_avg_pool())
    c.chain("a range of a range", (6, 5, 64), lambda x:
            x.relu().slice("channels", 16, 64).slice("channels", 16, 32).conv(8, 3, padding=1))
    c.chain("a range times the whole", (6, 5, 48), lambda x:
            (lambda y: y + y.slice("channels", 32, 33))(x.conv(48, 1)))
    c.chain("both halves of a residual", (6, 5, 32), lambda x:
            (lambda y: y.slice("channels", 0, 16) + y.slice("channels", 16))(x.conv(32, 3, padding=1)))
    c.chain("rows of a transposed range", (8, 6, 32), lambda x:
            x.relu().transpose("width", "height", "channels").slice("height", 1, 5).slice("channels", 16, 32).conv(4, 1))
    for amounts in ((1, 1, 1, 1), (0, 2, 3, 1), (2, 2, 0, 0)):
        for mode in ("zero", "reflect", "replicate", "circular"):
            c.chain(f"pad {amounts} {mode}, max_pool", (7, 6, 20), lambda x, a=amounts, m=mode:
                    x.conv(20, 1).relu().pad(*a, mode=m).max_pool(3, 2))
            c.chain(f"pad {amounts} {mode}, conv with a border", (7, 6, 20), lambda x, a=amounts, m=mode:
                    x.conv(32, 1).relu().pad(*a, mode=m).relu().conv(16, 3, padding=1))
            c.chain(f"pad {amounts} {mode} beside other readers", (7, 6, 16), lambda x, a=amounts, m=mode:
                    (lambda y: y.pad(*a, mode=m).avg_pool(2, 2).global_avg_pool() +
                     y.conv(16, 3, padding=1).global_avg_pool())(x.conv(16, 1)))
    c.chain("a pad of a pad", (5, 6, 16), lambda x: x.relu().pad(1, 0, 1, 0).pad(2, 1, 0, 1).max_pool(2, 1))
    c.chain("a pad of a range", (5, 6, 32), lambda x: x.relu().slice("channels", 16).pad(1, 1, 1, 1).max_pool(2, 1))
    c.chain("a pad with another value", (5, 6, 16), lambda x: x.relu().pad(1, 1, 1, 1, value=2).max_pool(2, 1))
    return c
