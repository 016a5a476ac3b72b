# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares compiled layers with NumPy.

    compare.py FAMILY --cnnc PATH --cc PATH --runtime DIR --work DIR [--every N] [options of cnnc]

All cases of a family (see cases.py, or one of the files that it imports; `property-GROUP` has random cases of each layer of a group, see layers/) are one network with many outputs. It runs as a batch and again as smaller batches,
on more threads and in pieces: an output may differ from NumPy's float64 by what its case allows, and from the other
runs by nothing. Working memory starts as NaN, and beyond every buffer lies a page that cannot be touched.
"""
import argparse
import os
import subprocess
import sys

import numpy as np

import cases

RUNS = ["7,1,7", "1,1,1", "2,1,2", "3,2,3", "7,3,4"]


class Tools:
    def __init__(self, arguments, options):
        self.cnnc, self.cc, self.runtime = arguments.cnnc, arguments.cc, arguments.runtime
        self.options, self.work = options, arguments.work
        self.aarch64 = any(o.startswith("--mtriple=aarch64") for o in options)
        os.makedirs(self.work, exist_ok=True)

    def path(self, name):
        return os.path.join(self.work, name)

    def run(self, command):
        done = subprocess.run(command, stderr=subprocess.PIPE, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)}\nexit code {done.returncode}\n{done.stderr}")

    def build_host(self):
        source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Inputs", "host.c")
        compiler = [self.cc]
        if self.aarch64:
            compiler = ["clang-22", "--target=aarch64-linux-gnu", "-fuse-ld=lld"]
        self.run([*compiler, "-O1", "-Wall", "-Werror", "-Wno-comment", f"-I{self.runtime}", source, "-ldl", "-o",
                  self.path("host")])

    def compile(self, net, options=()):
        with open(self.path(f"{net.name}.net"), "w") as file:
            file.write(net.write())
        if net.parameters:
            np.savez(self.path("weights.npz"), **net.parameters)
        weights = ["--weights", self.path("weights.npz")] if net.parameters else []
        self.run([self.cnnc, self.path(f"{net.name}.net"), "-o", self.path("model.so"), *weights, *self.options, *options])

    def execute_raw(self, pictures, runs):
        emulator = ["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"] if self.aarch64 else []
        self.run([*emulator, self.path("host"), self.path("model.so"), self.path("inputs"), self.path("outputs"),
                  str(pictures), *runs])

    def execute(self, net, runs):
        """For each run the outputs, in order."""
        with open(self.path("inputs"), "wb") as file:
            for _, data in net.inputs:
                file.write(data.tobytes())
        self.execute_raw(net.pictures, runs)
        flat, results, at = np.fromfile(self.path("outputs"), np.float32), [], 0
        for run in runs:
            batch, outputs = int(run.split(",")[0]), []
            for _, _, expected, _ in net.outputs:
                count = batch * expected[0].size
                outputs.append(flat[at:at + count].reshape(batch, *expected.shape[1:]))
                at += count
            results.append(outputs)
        assert at == flat.size, "the outputs have another size than expected"
        return results


def relative_error(found, expected):
    if not np.isfinite(found).all():
        return np.inf
    largest = np.abs(expected).max()
    difference = np.abs(found - expected).max()
    return difference / largest if largest else difference


def compare(net, results, runs):
    failures, worst, worst_title = 0, 0.0, "none"
    for i, (name, title, expected, tolerance) in enumerate(net.outputs):
        error = relative_error(results[0][i], expected)
        if error > worst:
            worst, worst_title = error, title
        if not error <= tolerance:
            found = np.nan_to_num(results[0][i].astype(np.float64), nan=np.inf)
            at = np.unravel_index(np.abs(found - expected).argmax(), expected.shape)
            print(f"FAIL {name} ({title}): relative error {error:.3g}, allowed {tolerance:.3g}; at {list(map(int, at))} "
                  f"found {results[0][i][at]:.9g}, expected {expected[at]:.9g}")
            failures += 1
        for run, outputs in zip(runs[1:], results[1:]):
            first = results[0][i][:len(outputs[i])]
            if first.tobytes() != outputs[i].tobytes():
                print(f"FAIL {name} ({title}): the run {run} gives other bits than the run {runs[0]}")
                failures += 1
    print(f"{net.name}: {len(net.outputs)} cases, {failures} failures, worst relative error {worst:.3g} ({worst_title})")
    return failures


def compare_with_reference(net, results, references):
    failures = 0
    for (name, title, _, tolerance), found, expected in zip(net.outputs, results, references):
        error = relative_error(found, expected.astype(np.float64))
        if not error <= tolerance:
            print(f"FAIL {name} ({title}): differs from the reference kernel by {error:.3g}, allowed {tolerance:.3g}")
            failures += 1
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("family")
    for name in ("cnnc", "cc", "runtime", "work"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--every", type=int, default=1, help="only every N-th case")
    parser.add_argument("--count", type=int, default=int(os.environ.get("CNNC_PROPERTY_COUNT", 20)),
                        help="random cases per layer, of a family property-GROUP")
    arguments, options = parser.parse_known_args()
    tools = Tools(arguments, options)
    tools.build_host()
    failures = 0
    is_property = arguments.family.startswith("property-")
    bf16 = "--precision=bf16" in options
    # Reference kernels know f32 only.
    reference = Tools(arguments, [option for option in options if option != "--precision=bf16"])
    for net in cases.build(arguments.family, arguments.every, arguments.count, bf16):
        tools.compile(net)
        runs = RUNS if arguments.every == 1 and not is_property else [RUNS[0], RUNS[3]]
        results = tools.execute(net, runs)
        failures += compare(net, results, runs)
        if is_property and "--reference" not in options:
            reference.compile(net, ["--reference"])
            failures += compare_with_reference(net, results[0], reference.execute(net, runs[:1])[0])
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
