# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Dropout in training: the random numbers of its description, and what they are like."""
import numpy as np


MASK = np.uint64(0xffffffff)


def finalise(x):
    """MurmurHash3's of 32 bits."""
    x = np.atleast_1d(np.asarray(x, np.uint64)) & MASK
    for shift, factor in ((16, 0x85ebca6b), (13, 0xc2b2ae35)):
        x = (x ^ x >> np.uint64(shift)) * np.uint64(factor) & MASK
    return x ^ x >> np.uint64(16)


def dropout(x, control, rate, salt):
    low, high, step, first = control[8:12].astype(np.uint64)
    key = finalise(finalise(finalise(finalise(low) ^ high) ^ step) + np.uint64(salt))
    pictures = np.arange(len(x), dtype=np.uint64)
    offset = finalise(key ^ (first + pictures & MASK))
    factor = finalise(offset ^ np.uint64(0x9e3779b9)) | np.uint64(1)
    elements = np.arange(x[0].size, dtype=np.uint64)
    random = finalise(offset[:, None] + elements[None, :] * factor[:, None])
    kept = (random >= int(rate * 2**32)).reshape(x.shape)
    assert abs(kept.mean() - (1 - rate)) < 5 * np.sqrt(rate * (1 - rate) / x.size) + 1e-9
    return np.where(kept, x / (1 - rate), 0)


def add(net):
    numbers = [(0, 0, 0, 0), (1, 0, 0, 0), (0xdeadbeef, 0x7fc00001, 7, 640), (5, 6, 0xffffffff, 0xfffffffe)]
    for shape in ([10], [40], [3, 5, 7], [20, 9, 4], [16, 8, 8]):
        for (low, high, step, first), rate, salt in zip(numbers, (0.5, 0.1, 0.875, 0.0), (0, 3, 1, 2)):
            control = np.zeros((5, 16), np.uint32)
            control[0, 8:12] = low, high, step, first
            control[1:] = 0x12345
            x = net.normal(*shape)
            net.case(f"dropout {shape} {rate}", f"cnn.random_dropout {{0}} control {{1}} rate = {rate} salt = {salt}",
                     [x, control.view(np.float32)], dropout(x.astype(np.float64), control[0], rate, salt), 2e-7)
