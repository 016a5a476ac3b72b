# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that NaN and infinity come through layers as PyTorch and NumPy have them.

    nan.py --cnnc PATH --cc PATH --runtime DIR --work DIR [options of cnnc]
"""
import argparse
import sys

import numpy as np

from compare import Tools
from network import Network, Value


def poison(net, x):
    """The input with a few elements that are no ordinary numbers."""
    name, data = net.inputs[-1]
    flat = data.reshape(-1)
    for i, value in enumerate((np.nan, np.inf, -np.inf)):
        flat[i + 3::41 + 2 * i] = value
    return Value(net, name, (data.transpose(0, 3, 1, 2) if data.ndim == 4 else data).astype(np.float64), exact=True)


def build():
    net = Network("special", seed=5)
    for channels in (3, 16, 33):
        picture = lambda: poison(net, net.input(9, 20, channels))
        net.output("relu", picture().relu())
        net.output("relu6", picture().relu6())
        net.output("tanh", picture().tanh())
        net.output("sigmoid", picture().sigmoid())
        net.output("add", picture() + picture())
        net.output("max_pool", picture().max_pool(2))
        net.output("overlapping max_pool", picture().max_pool(3, 2, 1))
        net.output("global_max_pool", picture().global_max_pool())
        net.output("avg_pool", picture().avg_pool(3, 2, 1))
        net.output("flatten", picture().flatten())
        net.output("concat", net.concat(picture(), picture()))
        net.output("conv", picture().conv(17, 1).relu())
        net.output("conv, max_pool", picture().conv(17, 3, padding=1).relu().max_pool(2))
        net.output("depthwise", picture().depthwise(3, padding=1).relu6())
        net.output("conv after depthwise", picture().depthwise(3).conv(5, 1))
        net.output("dense", poison(net, net.input(3 * channels)).dense(9))
        net.output("softmax", poison(net, net.input(5, 8, channels)).softmax())
    return net


def same(found, expected):
    finite = np.isfinite(expected)
    if not (np.isfinite(found) == finite).all() or not np.array_equal(found[~finite], expected[~finite], equal_nan=True):
        return False
    return np.allclose(found[finite], expected[finite], rtol=1e-4, atol=1e-5)


def main():
    parser = argparse.ArgumentParser()
    for name in ("cnnc", "cc", "runtime", "work"):
        parser.add_argument(f"--{name}", required=True)
    arguments, options = parser.parse_known_args()
    tools = Tools(arguments, options)
    tools.build_host()
    np.seterr(all="ignore")
    net = build()
    tools.compile(net)
    outputs, failures = tools.execute(net, ["7,1,7"])[0], 0
    for found, (name, title, expected, _) in zip(outputs, net.outputs):
        if not same(found, expected):
            print(f"FAIL {name} ({title}, {expected.shape[-1]} channels): NaN and infinity differ")
            failures += 1
    print(f"{len(outputs)} cases, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
