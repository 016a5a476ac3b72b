# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares the reference kernels with PyTorch, for a table of cases.

    torch_table.py make GROUP...                                   writes torch/GROUP.npz; needs PyTorch
    torch_table.py check GROUP --cnnc PATH --cc PATH --runtime DIR --work DIR [options of cnnc]

The cases are the TORCH lists of layers/GROUP.py. Inputs and parameters come from a seeded generator, so that only
PyTorch's results are stored.
"""
import argparse
import importlib
import os
import sys

import numpy as np

import compare
from network import Network

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "torch")


def build(group):
    """The network of all cases; for each its title, function of PyTorch, inputs and parameters."""
    net, cases = Network(f"torch_{group}", seed=7, pictures=2), []
    for title, add, compute in importlib.import_module(f"layers.{group}").TORCH:
        inputs, parameters = len(net.inputs), set(net.parameters)
        value = add(net)
        net.output(title, value)
        cases.append((title, compute, net.inputs[inputs:], {k: v for k, v in net.parameters.items() if k not in parameters}))
    return net, cases


def make(groups):
    import torch
    for group in groups:
        results = {}
        for title, compute, inputs, parameters in build(group)[1]:
            tensors = [torch.from_numpy(x.transpose(0, 3, 1, 2) if x.ndim == 4 else x).contiguous() for _, x in inputs]
            with torch.no_grad():
                y = compute(torch, tensors, [torch.from_numpy(p) for p in parameters.values()]).float().numpy()
            assert title not in results, f"two cases are called {title}"
            results[title] = y.transpose(0, 2, 3, 1) if y.ndim == 4 else y
        os.makedirs(FOLDER, exist_ok=True)
        np.savez_compressed(os.path.join(FOLDER, f"{group}.npz"), **results)
        print(f"{group}: {len(results)} cases")


def check(group, tools):
    net, cases = build(group)
    tools.build_host()
    tools.compile(net, ["--reference"])
    found = tools.execute(net, ["2,1,2"])[0]
    stored = np.load(os.path.join(FOLDER, f"{group}.npz"))
    failures = len(set(stored.files) ^ {title for title, *_ in cases})
    if failures:
        print("FAIL the stored cases are not those of the table: run torch_table.py make")
        return failures
    for (title, *_), y in zip(cases, found):
        expected = stored[title].astype(np.float64)
        error = compare.relative_error(y, expected) if y.shape == expected.shape else np.inf
        if not error <= 1e-5:
            print(f"FAIL {title}: relative error {error:.3g} against PyTorch, shape {y.shape}, expected {expected.shape}")
            failures += 1
    print(f"{group}: {len(cases)} cases, {failures} failures")
    return failures


def main():
    if sys.argv[1] == "make":
        return make(sys.argv[2:])
    parser = argparse.ArgumentParser()
    parser.add_argument("command", choices=["check"])
    parser.add_argument("group")
    for name in ("cnnc", "cc", "runtime", "work"):
        parser.add_argument(f"--{name}", required=True)
    arguments, options = parser.parse_known_args()
    return 1 if check(arguments.group, compare.Tools(arguments, options)) else 0


if __name__ == "__main__":
    sys.exit(main())
