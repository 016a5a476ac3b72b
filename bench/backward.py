# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Share of the FMA peak that the convolutions of a backward pass reach.

Compiled with --conv=direct, so that operations are those that are computed. Each step's profile is read by itself, in
turn with the peak, and a layer's time is the least of all steps.
"""
import os
import sys

import numpy as np

import library

sys.path.append(os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "test", "Training"))
from trainer import Trainer  # noqa: E402

DATA, WEIGHTS = ("direct_conv", "transposed_conv"), ("conv_weight_gradient",)


def measure(path, shape, classes, batch, steps, work):
    """{"data": [share of each layer], "weights": [...]} of a library that trains on pictures of `shape`."""
    random = np.random.default_rng(0)
    inputs = [random.random((batch, *shape), dtype=np.float32)]
    targets = [random.integers(0, classes, batch).astype(np.int32)]
    trainer = Trainer(path, batch)
    trainer.set_rate(1e-6)
    limits = library.Limits(work)
    trainer.step(inputs, targets)
    best, peak = [], 0
    for _ in range(steps):
        trainer.enable_profile()
        trainer.compute_gradients(inputs, targets)
        seconds = [step[4] for step in trainer.profile()]
        best = [min(pair) for pair in zip(best, seconds)] if best else seconds
        peak = max(peak, limits.peak())
    profile = trainer.profile()
    kinds = [step[1] for step in profile]
    after = kinds.index("loss")
    shares = {"data": [], "weights": []}
    for i, (_, kind, flops, _, _) in enumerate(profile):
        side = "data" if kind in DATA else "weights" if kind in WEIGHTS else None
        if side and i > after and best[i] > 0:
            shares[side].append(flops * batch / best[i] / peak)
    return shares


def geometric_mean(shares):
    return float(np.exp(np.mean(np.log(shares))))
