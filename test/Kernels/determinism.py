# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Checks that a network gives the same bits however the work is cut.

    determinism.py NETWORK.net --cnnc PATH --cc PATH --runtime DIR --work DIR [options of cnnc]

A batch of five pictures runs one picture at a time, at once and in pieces, on one to three threads.
"""
import argparse
import re
import sys

import numpy as np

from compare import Tools

PICTURES = 5
RUNS = ["5,1,1", "5,1,5", "5,1,2", "5,2,1", "5,2,5", "5,3,1", "5,3,5", "5,3,2", "1,1,5", "1,2,1", "1,3,1", "2,3,3"]


def make_inputs(network):
    """Random pictures for the inputs as the network declares them, by the number of elements alone."""
    random, data = np.random.default_rng(7), b""
    for element, shape in re.findall(r"^input \w+: (\w+)\[([\d, ]+)\]", network, re.MULTILINE):
        count = PICTURES * int(np.prod([int(n) for n in shape.split(",")]))
        if element == "u8":
            data += random.integers(0, 256, count, np.uint8).tobytes()
        else:
            data += random.standard_normal(count).astype(np.float32).tobytes()
    return data


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("network")
    for name in ("cnnc", "cc", "runtime", "work"):
        parser.add_argument(f"--{name}", required=True)
    arguments, options = parser.parse_known_args()
    tools = Tools(arguments, options)
    tools.build_host()
    tools.run([tools.cnnc, arguments.network, "-o", tools.path("model.so"), *options])
    with open(arguments.network) as file, open(tools.path("inputs"), "wb") as inputs:
        inputs.write(make_inputs(file.read()))

    def outputs(run):
        """Bytes of the outputs, one after the other."""
        tools.execute_raw(PICTURES, [run])
        with open(tools.path("outputs"), "rb") as file:
            return file.read()
    first = {batch: outputs(f"{batch},1,1") for batch in (1, 2, PICTURES)}
    sizes = {len(data) / batch for batch, data in first.items()}
    finite = np.isfinite(np.frombuffer(first[PICTURES], np.float32)).all()
    failures = 0 if len(sizes) == 1 and finite else 1
    for run in RUNS:
        if outputs(run) != first[int(run.split(",")[0])]:
            print(f"FAIL the run {run} (pictures, threads, pictures at once) gives other bits than one by one")
            failures += 1
    print(f"{len(RUNS)} runs, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
