# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""rounding.py input INPUT.npy: writes f32 of every kind, ties, the largest numbers, infinities, NaN and zeros among them.
rounding.py check INPUT.npy OUTPUT.npy: the output must be the input as bf16 holds it, subnormal numbers as zero."""
import sys

import numpy as np

SHAPE = (1, 16, 16, 20)


def make():
    random, count = np.random.default_rng(3), int(np.prod(SHAPE))
    bits = random.integers(0, 2**32, count, dtype=np.uint64).astype(np.uint32)
    bits[:1000] = bits[:1000] & 0xffff0000 | 0x8000  # halfway between two
    bits[1000:1200] = bits[1000:1200] & 0x807fffff  # subnormal
    bits[1200:1210] = [0, 1 << 31, 0x7f800000, 0xff800000, 0x7f7fffff, 0xff7fffff, 0x7fc00000, 0x7f7f7fff, 0x7f7f8000, 0x3f808000]
    return bits.view(np.float32).reshape(SHAPE)


def round_to_bf16(values):
    bits = values.view(np.uint32).astype(np.uint64)
    rounded = ((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000).astype(np.uint32).view(np.float32).copy()
    rounded[np.isnan(values)] = np.nan
    rounded[np.abs(values) < np.finfo(np.float32).tiny] = 0
    return rounded


if sys.argv[1] == "input":
    np.save(sys.argv[2], make())
else:
    values, found = np.load(sys.argv[2]), np.load(sys.argv[3])
    expected = round_to_bf16(values)
    wrong = ~((found == expected) | (np.isnan(found) & np.isnan(expected)))
    for at in np.argwhere(wrong)[:10]:
        print(f"{values[tuple(at)]!r}: expected {expected[tuple(at)]!r}, found {found[tuple(at)]!r}")
    print(f"{found.size} numbers, {wrong.sum()} wrong")
    sys.exit(1 if wrong.any() else 0)
