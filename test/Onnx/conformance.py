# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""conformance.py CNNC WORK SUITE [--cpu CPU] [--shard I/N] [--only REGEX] [-O LEVEL]

Compiles the tests of a folder of ONNX's conformance suite whose operators are
all in operators.txt, runs each with `cnn-run --compare`, which applies the
suite's own tolerances, and prints a line for each:

    PASS test | FAIL test: why | EXCLUDED test: reason

Exclusions are in exclusions.txt, as "SUITE TEST: reason". The exit code is 1
where a test fails, an excluded one passes, an exclusion names no test, or more
than one test in twenty of the suite is excluded. CNNC is the compiler; cnn-run
is taken from beside it. Files go to WORK.

Shapes, axes and the like that a model takes as inputs must be known when it is
compiled: they are given with --input-value.
"""

import argparse
import os
import re
import subprocess
import sys

import onnx

DATA = "/usr/share/libonnx-testdata/data"
HERE = os.path.dirname(os.path.abspath(__file__))
TIMEOUT = 300

# Inputs that must be known at compile time, by operator.
CONSTANT_INPUTS = {
    "Reshape": [1], "Expand": [1], "Tile": [1], "Pad": [1, 3], "Slice": [1, 2, 3, 4], "Squeeze": [1], "Unsqueeze": [1],
    "ReduceSum": [1], "Split": [1], "TopK": [1], "Resize": [1, 2, 3], "Upsample": [1], "ConstantOfShape": [0],
    "Dropout": [1, 2],
}
# What these yield does not depend on the elements that they read.
SHAPE_OPERATORS = {"Shape", "Size"}


class Failure(Exception):
    """Why a test failed, as one line."""


def constant_inputs(model):
    """Inputs of the graph that some operator needs at compile time, directly or through other nodes."""
    names = set()
    for node in reversed(model.graph.node):
        names.update(node.input[i] for i in CONSTANT_INPUTS.get(node.op_type, []) if i < len(node.input))
        if node.op_type not in SHAPE_OPERATORS and names & set(node.output):
            names.update(node.input)
    return names


def run(command):
    """Runs a program; the first line of its complaint becomes the failure."""
    name = os.path.basename(command[0])
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, errors="replace", check=False)
    except subprocess.TimeoutExpired as expired:
        raise Failure(f"{name} takes more than {TIMEOUT} s") from expired
    if done.returncode < 0:
        raise Failure(f"{name} was ended by signal {-done.returncode}")
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        lines += [line for line in done.stdout.splitlines() if "within" not in line]
        # "Operator X cannot be compiled; it occurs once:" goes on in the next line.
        count = 2 if lines and lines[0].endswith(":") else 1
        raise Failure(" ".join(line.strip() for line in lines[:count]) or f"{name} ended with {done.returncode}")


def check(options, test):
    """Compiles and runs every test set of a test."""
    folder = os.path.join(DATA, options.suite, test)
    path = os.path.join(folder, "model.onnx")
    model = onnx.load(path)
    initialized = {tensor.name for tensor in model.graph.initializer}
    inputs = [i.name for i in model.graph.input if i.name not in initialized]
    constants = constant_inputs(model)
    library = os.path.join(options.work, test + ".so")
    sets = sorted(name for name in os.listdir(folder) if name.startswith("test_data_set_"))
    if not sets:
        raise Failure("there is no test set")
    for number, name in enumerate(sets):
        files = os.path.join(folder, name)
        values = [f"{n}={files}/input_{i}.pb" for i, n in enumerate(inputs) if n in constants]
        # The constants are the set's own.
        if number == 0 or values:
            command = [options.cnnc, path, "-o", library, "-O" + options.level]
            command += ["--mcpu=" + options.cpu] if options.cpu else []
            run(command + [word for value in values for word in ("--input-value", value)])
        run([os.path.join(os.path.dirname(options.cnnc), "cnn-run"), library, "--compare", files])


def attempt(options, test):
    """'' or why the test failed."""
    try:
        check(options, test)
        return ""
    except Failure as failure:
        return str(failure)
    finally:
        library = os.path.join(options.work, test + ".so")
        if os.path.exists(library):
            os.remove(library)


def find_tests(suite):
    """The tests with only listed operators, and how many others use some listed one."""
    with open(os.path.join(HERE, "operators.txt"), encoding="utf-8") as file:
        listed = {word for line in file if not line.startswith("#") for word in line.split()}
    tests, others = [], 0
    folder = os.path.join(DATA, suite)
    for test in sorted(os.listdir(folder)):
        path = os.path.join(folder, test, "model.onnx")
        if os.path.exists(path):
            used = {node.op_type for node in onnx.load(path).graph.node}
            if used and used <= listed:
                tests.append(test)
            elif used & listed:
                others += 1
    return tests, others


def read_exclusions(suite):
    """Reasons by test."""
    found = {}
    with open(os.path.join(HERE, "exclusions.txt"), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if not line.strip() or line.startswith("#"):
                continue
            match = re.fullmatch(r"(\S+) (\S+): (\S.*)", line.rstrip("\n"))
            if not match:
                sys.exit(f"exclusions.txt:{number}: expected 'SUITE TEST: reason'")
            if match[1] == suite:
                found[match[2]] = match[3]
    return found


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cnnc")
    parser.add_argument("work")
    parser.add_argument("suite")
    parser.add_argument("--cpu", default="", help="cnnc's --mcpu")
    parser.add_argument("--shard", default="0/1", help="every Nth test, beginning with test I")
    parser.add_argument("--only", default="", help="tests whose names hold a match")
    parser.add_argument("-O", dest="level", default="1", help="cnnc's -O")
    return parser.parse_args()


def main():
    options = parse()
    os.makedirs(options.work, exist_ok=True)
    tests, others = find_tests(options.suite)
    exclusions = read_exclusions(options.suite)
    shard, shards = map(int, options.shard.split("/"))
    chosen = [test for test in tests[shard::shards] if re.search(options.only, test)]
    passed = excluded = failed = 0
    for test in chosen:
        why = attempt(options, test)
        if test in exclusions and why:
            excluded += 1
            print(f"EXCLUDED {test}: {exclusions[test]}", flush=True)
        elif why or test in exclusions:
            failed += 1
            print(f"FAIL {test}: {why or 'passes, but is in exclusions.txt'}", flush=True)
        else:
            passed += 1
            print(f"PASS {test}", flush=True)
    stale = sorted(set(exclusions) - set(tests))
    for test in stale:
        print(f"FAIL {test}: is in exclusions.txt, but is no test of this suite")
    few = 20 * len(exclusions) > len(tests)
    if few:
        print(f"FAIL: {len(exclusions)} of {len(tests)} tests are excluded, but 95 % must pass")
    print(f"{options.suite}, {options.cpu or 'native'}: {passed} passed, {excluded} excluded, {failed} failed of "
          f"{len(chosen)} here; the suite has {len(tests)} tests of the listed operators, and {others} that also use "
          "others")
    sys.exit(1 if failed or stale or few or not chosen else 0)


if __name__ == "__main__":
    main()
