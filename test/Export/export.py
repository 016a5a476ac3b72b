# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of --emit=onnx.

    export.py check MODEL.onnx...          the ONNX checker takes the files, and their names are the network's
    export.py examples FOLDER [--skip N]   each .net file there: checked, compiled again, the same bits
    export.py layers GROUP [--count N]     random cases of each layer of a group (test/Kernels/layers), without those
                                           of --skip: the same

With --to-program the ONNX model is written as a program again (--emit=net), and that compiled with its weights.

with --cnnc PATH, --cnn-run PATH and --work DIR for the last two. Inputs are random; "the same bits" are those of the
library that was compiled from the .net file.
"""
import argparse
import glob
import importlib
import os
import subprocess
import sys

import numpy as np
import onnx

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Kernels"))
# Several networks for a group, so that an error leaves others.
CASES_PER_NETWORK = 40


def check(path):
    """The problems of a file; none if it is fine."""
    model = onnx.load(path)
    try:
        onnx.checker.check_model(model, full_check=True)
    except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
        return [str(error)]
    problems = []
    opsets = {o.domain: o.version for o in model.opset_import}
    if (model.ir_version, model.producer_name, opsets[""]) != (8, "cnnc", 17):
        problems.append(f"is of IR version {model.ir_version} by {model.producer_name}, opsets {opsets}")
    names = [node.name for node in model.graph.node]
    if "" in names or len(set(names)) != len(names):
        problems.append("has nodes without a name of their own")
    functions = [(f.domain, f.name) for f in model.functions]
    if len(set(functions)) != len(functions):
        problems.append("defines a function twice")
    for node in model.graph.node:
        if node.domain and (node.domain, node.op_type) not in functions:
            problems.append(f"calls {node.op_type}, which it does not define")
    for value in [*model.graph.input, *model.graph.output]:
        if value.type.tensor_type.shape.dim[0].dim_param != "batch":
            problems.append(f"{value.name} has no free batch")
    return problems


class Tools:
    def __init__(self, arguments):
        self.cnnc, self.cnn_run, self.work = arguments.cnnc, arguments.cnn_run, arguments.work
        self.to_program = arguments.to_program
        os.makedirs(self.work, exist_ok=True)

    def path(self, name):
        return os.path.join(self.work, name)

    def run(self, command):
        """The messages of a program that failed."""
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        return f"{' '.join(command)[:200]}\nexit code {done.returncode}\n{done.stderr}" if done.returncode else None

    def outputs(self, library, inputs, names):
        words = [self.cnn_run, self.path(library)]
        for name, data in inputs:
            np.save(self.path(f"{name}.npy"), np.ascontiguousarray(data))
            words += ["--input", f"{name}={self.path(name)}.npy"]
        for name in names:
            words += ["-o", f"{name}={self.path(library)}.{name}.npy"]
        error = self.run(words)
        return error, None if error else [np.load(f"{self.path(library)}.{name}.npy") for name in names]

    def export(self, net, weights=()):
        return self.run([self.cnnc, "--emit=onnx", net, "-o", self.path("model.onnx"), *weights]) or "\n".join(
            check(self.path("model.onnx")))

    def compile_again(self):
        model, second = self.path("model.onnx"), ["-o", self.path("second.so")]
        if not self.to_program:
            return self.run([self.cnnc, model, *second])
        program, weights = self.path("model.net"), self.path("model.safetensors")
        return self.run([self.cnnc, model, "--emit=net", "-o", program]) or self.run(
            [self.cnnc, program, "--weights", weights, *second])

    def round_trip(self, net, inputs, names, weights=()):
        """Problems of a network: (of an output, or None; what it is)."""
        error = self.export(net, weights) or self.run(
            [self.cnnc, net, "-o", self.path("first.so"), *weights]) or self.compile_again()
        if error:
            return [(None, error)]
        error, first = self.outputs("first.so", inputs, names)
        if not error:
            error, second = self.outputs("second.so", inputs, names)
        if error:
            return [(None, error)]
        problems = []
        for name, a, b in zip(names, first, second):
            if a.shape != b.shape or a.dtype != b.dtype:
                problems.append((name, f"is {b.dtype}{b.shape}, was {a.dtype}{a.shape}"))
            elif a.tobytes() != b.tobytes():
                problems.append((name, f"differs by {np.abs(a - b).max():.3g} of {np.abs(a).max():.3g}"))
        return problems


def random_inputs(path, pictures=2):
    """Arrays for the inputs of a model whose batch is free."""
    graph, random, inputs = onnx.load(path).graph, np.random.default_rng(0), []
    for value in graph.input:
        tensor = value.type.tensor_type
        shape = [d.dim_value or pictures for d in tensor.shape.dim]
        data = random.standard_normal(shape).astype(np.float32)
        if tensor.elem_type == onnx.TensorProto.UINT8:
            data = random.integers(0, 256, shape, np.uint8)
        inputs.append((value.name, data))
    return inputs, [output.name for output in graph.output]


def examples(tools, folder, skip, exports_only):
    failures = 0
    for net in sorted(glob.glob(os.path.join(folder, "*.net"))):
        name = os.path.splitext(os.path.basename(net))[0]
        if name in skip:
            continue
        error = tools.export(net)
        problems = [(None, error)] if error else []
        if not error and not exports_only:
            problems = tools.round_trip(net, *random_inputs(tools.path("model.onnx")))
        for output, problem in problems:
            print(f"FAIL {name}: {output or ''} {problem}")
        failures += bool(problems)
        print(f"{name}: {len(problems)} problems", flush=True)
    return failures


def layers(tools, group, count, skip):
    import cases
    cases.CASES_PER_NETWORK = CASES_PER_NETWORK
    properties = importlib.import_module(f"layers.{group}").PROPERTIES
    for name in set(skip) & set(properties):
        del properties[name]
    failures = 0
    for net in cases.build(f"property-{group}", 1, count):
        path = tools.path(f"{net.name}.net")
        with open(path, "w") as file:
            file.write(net.write())
        weights = []
        if net.parameters:
            np.savez(tools.path("weights.npz"), **net.parameters)
            weights = ["--weights", tools.path("weights.npz")]
        titles = {name: title for name, title, _, _ in net.outputs}
        problems = tools.round_trip(path, net.inputs, list(titles), weights)
        for output, problem in problems:
            print(f"FAIL {net.name}: {output or ''} {titles.get(output, '')} {problem}")
        failures += len(problems)
        print(f"{net.name}: {len(titles)} cases, {len(problems)} problems", flush=True)
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=["check", "examples", "layers"])
    parser.add_argument("what", nargs="+")
    for name in ("cnnc", "cnn-run", "work"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--skip", action="append", default=[])
    parser.add_argument("--exports-only", action="store_true")
    parser.add_argument("--to-program", action="store_true")
    parser.add_argument("--count", type=int, default=4)
    arguments = parser.parse_args()
    if arguments.mode == "check":
        problems = [f"{path}: {problem}" for path in arguments.what for problem in check(path)]
        print("\n".join(problems), end="")
        sys.exit(1 if problems else 0)
    tools = Tools(arguments)
    if arguments.mode == "examples":
        failures = examples(tools, arguments.what[0], arguments.skip, arguments.exports_only)
    else:
        failures = sum(layers(tools, group, arguments.count, arguments.skip) for group in arguments.what)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
