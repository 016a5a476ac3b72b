# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares kernels of losses and of gradients with central differences.

    compare_gradients.py FAMILY --cnnc PATH --cc PATH --runtime DIR --work DIR [options of cnnc]

All cases of a family (a module of the folder gradients) are one network of ops written as IR. What is expected comes
from a layer's formula in NumPy's float64: for a gradient, from central differences of it. The network runs on one, two
and three threads, whose results must have the same bits, with working memory that starts as NaN.
"""
import argparse
import importlib
import sys

import numpy as np

import compare

PICTURES = 5
TYPES = {np.dtype(np.float32): "f32", np.dtype(np.int32): "i32"}


def tensor(data):
    return f"tensor<{'x'.join(['?', *map(str, data.shape[1:])])}x{TYPES[data.dtype]}>"


class Cases:
    """A network that is written as IR: inputs and outputs of all cases."""

    def __init__(self, name):
        self.name, self.pictures, self.parameters = name, PICTURES, {}
        self.random = np.random.default_rng(3)
        self.inputs, self.outputs, self.lines = [], [], []

    def normal(self, *shape, scale=1.0):
        return (self.random.standard_normal((PICTURES, *shape)) * scale).astype(np.float32)

    def input(self, data):
        name = f"%i{len(self.inputs)}"
        self.inputs.append((name, data))
        return name

    def case(self, title, op, inputs, expected, tolerance=2e-6):
        """`op` has {0}, {1} ... where its operands stand, before the types."""
        names = [self.input(data) for data in inputs]
        types = ", ".join(map(tensor, inputs))
        result = tensor(expected.astype(np.float32))
        self.lines.append(f"  %o{len(self.outputs)} = {op.format(*names)} : ({types}) -> {result}")
        self.outputs.append((f"o{len(self.outputs)}", title, expected, tolerance))

    def write(self):
        def layout(data):
            return f"cnn.layout = \"{'NCHW'[:data.ndim]}\""
        arguments = ", ".join(f"{name}: {tensor(data)} {{cnn.name = \"{name[1:]}\", {layout(data)}}}"
                              for name, data in self.inputs)
        types = [tensor(expected.astype(np.float32)) for _, _, expected, _ in self.outputs]
        results = ", ".join(f"{type} {{cnn.name = \"{name}\", {layout(expected)}}}"
                            for type, (name, _, expected, _) in zip(types, self.outputs))
        values = ", ".join(f"%{name}" for name, *_ in self.outputs)
        return "\n".join([f"func.func @net({arguments}) -> ({results}) attributes {{cnn.network}} {{", *self.lines,
                          f"  return {values} : {', '.join(types)}", "}", ""])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("family")
    for name in ("cnnc", "cc", "runtime", "work"):
        parser.add_argument(f"--{name}", required=True)
    arguments, options = parser.parse_known_args()
    tools = compare.Tools(arguments, options)
    tools.build_host()
    net = Cases(arguments.family)
    importlib.import_module(f"gradients.{arguments.family}").add(net)
    with open(tools.path("net.mlir"), "w") as file:
        file.write(net.write())
    tools.run([tools.cnnc, tools.path("net.mlir"), "-o", tools.path("model.so"), *options])
    runs = [f"{PICTURES},{threads},{PICTURES}" for threads in (1, 2, 3)]
    sys.exit(1 if compare.compare(net, tools.execute(net, runs), runs) else 0)


if __name__ == "__main__":
    main()
