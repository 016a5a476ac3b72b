# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""coverage.py CNNC: each layer of the language has random cases against its reference kernel, and cases against PyTorch.

The networks of the property tests and of the tables are written as those tests write them, and their calls counted.
"""
import collections
import re
import subprocess
import sys

import cases
import torch_table

GROUPS = ["activation", "arithmetic", "conv", "norm", "pool", "shape"]
OPERATORS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
CASES, TABLE = 20, 4


def count_calls(text):
    counts = collections.Counter()
    for line in text.splitlines():
        if line.startswith("input"):
            continue
        code = line.partition("=")[2] if line.startswith("output") else line
        names = re.findall(r"\b([a-z_]\w*)\b", code)
        counts.update(set(names))
        counts.update(OPERATORS[o] for o in set(re.findall(r" ([-+*/]) ", code)))
    return counts


def main(cnnc):
    listed = subprocess.run([cnnc, "--list-layers"], capture_output=True, text=True, check=True).stdout
    layers = [line.partition("(")[0] for line in listed.splitlines()]
    properties, table = collections.Counter(), collections.Counter()
    for group in GROUPS:
        for net in cases.build(f"property-{group}", 1, CASES):
            properties.update(count_calls(net.write()))
        table.update(count_calls(torch_table.build(group)[0].write()))
    failures = 0
    for layer in layers:
        if properties[layer] < CASES or table[layer] < TABLE:
            print(f"FAIL {layer}: {properties[layer]} random cases, {table[layer]} against PyTorch; expected {CASES} and {TABLE}")
            failures += 1
    print(f"{len(layers)} layers, {failures} failures")
    return 1 if failures or not layers else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
