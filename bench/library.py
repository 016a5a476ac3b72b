# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiled networks, through their C interface, and what the core could do at most. See runtime/abi/cnn.h."""
import ctypes
import math
import os
import re
import subprocess

import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Options(ctypes.Structure):
    """cnn_options"""
    _fields_ = [("size", ctypes.c_size_t), ("threads", ctypes.c_uint32), ("max_batch", ctypes.c_uint32),
                ("pool", ctypes.c_void_p), ("memory", ctypes.c_void_p), ("memory_bytes", ctypes.c_size_t),
                ("spin_microseconds", ctypes.c_int32)]


class StepInfo(ctypes.Structure):
    """cnn_step_info"""
    _fields_ = [("name", ctypes.c_char_p), ("kind", ctypes.c_char_p), ("location", ctypes.c_char_p),
                ("flops", ctypes.c_double), ("bytes", ctypes.c_double), ("seconds", ctypes.c_double),
                ("runs", ctypes.c_uint64)]


class TensorInfo(ctypes.Structure):
    """cnn_tensor_info"""
    _fields_ = [("name", ctypes.c_char_p), ("layout", ctypes.c_char_p), ("shape", ctypes.POINTER(ctypes.c_int64)),
                ("bytes", ctypes.c_size_t), ("rank", ctypes.c_uint32), ("type", ctypes.c_int)]


class Library:
    """An instance of the network of a library, with f32 inputs and outputs of one picture."""

    def __init__(self, path, threads=1):
        self.library = ctypes.CDLL(path)
        for function, result in (("cnn_model_get", ctypes.c_void_p), ("cnn_model_input", ctypes.POINTER(TensorInfo)),
                                 ("cnn_model_output", ctypes.POINTER(TensorInfo)),
                                 ("cnn_model_weight_bytes", ctypes.c_size_t), ("cnn_memory_bytes", ctypes.c_size_t)):
            getattr(self.library, function).restype = result
        self.model = ctypes.c_void_p(self.library.cnn_model_get())
        self.instance = ctypes.c_void_p()
        self.options = Options(size=ctypes.sizeof(Options), threads=threads)
        if self.library.cnn_instance_create(self.model, ctypes.byref(self.options), ctypes.byref(self.instance)):
            raise RuntimeError(f"{path}: no instance")
        self.input_arrays = self.make_arrays("input")
        self.output_arrays = self.make_arrays("output")
        self.inputs = (ctypes.c_void_p * len(self.input_arrays))(*(a.ctypes.data for a in self.input_arrays))
        self.outputs = (ctypes.c_void_p * len(self.output_arrays))(*(a.ctypes.data for a in self.output_arrays))

    def make_arrays(self, kind):
        infos = [getattr(self.library, f"cnn_model_{kind}")(self.model, i).contents
                 for i in range(getattr(self.library, f"cnn_model_{kind}_count")(self.model))]
        return [np.random.default_rng(1).standard_normal(info.bytes // 4, np.float32) for info in infos]

    def run(self):
        if self.library.cnn_run(self.instance, ctypes.c_int64(1), self.inputs, self.outputs):
            raise RuntimeError("a run failed")

    def profile(self):
        """The seconds of each step of one run."""
        self.library.cnn_profile_enable(self.instance, 1)
        self.run()
        return [step.seconds for step in self.steps()]

    def read_step(self, index):
        info = StepInfo()
        self.library.cnn_step_get(self.instance, ctypes.c_uint32(index), ctypes.byref(info))
        return info

    def steps(self):
        return [self.read_step(i) for i in range(self.library.cnn_step_count(self.instance))]

    def close(self):
        self.library.cnn_instance_destroy(self.instance)


def read_kernels(ir):
    """The kernels of a network in the kernel phase, in the order of its steps: kind, bytes of weights, whether there is an
    exponential in the epilogue, and FLOPs, where the step does not count those of the algorithm itself.

    Winograd's transformed weights have a value for each input, output and point, each used once a tile.
    """
    kernels = []
    for line in ir.splitlines():
        if kernels and "math.exp " in line:
            kernels[-1]["exponential"] = True
        match = re.match(r" *kernel\.(?!yield)(\w+) ", line)
        if not match:
            continue
        types = re.search(r"weights\([^:]*: ([^)]*)\)", line)
        weights = [int(count) for count in re.findall(r"memref<(\d+)xf32>", types[1])] if types else []
        flops = None
        if match[1] == "winograd_conv":
            def ints(name):
                return [int(word) for word in re.search(name + r" = array<i64: ([^>]*)>", line)[1].split(", ")]
            outputs, dilations, pool = ints("tile")[0], ints("dilations"), ints("pool")
            extents = map(int, re.search(r"outs\(.*?memref<\?x\d+x(\d+)x(\d+)xf32", line).groups())
            flops = 2.0 * weights[0]
            for extent, window, dilation in zip(extents, pool, dilations):
                flops *= math.ceil(extent * window / (outputs * dilation)) * dilation
        kernels.append({"kind": match[1], "weight_bytes": 4 * sum(weights), "exponential": False,
                        "flops": flops})
    return kernels


class NoStep(Exception):
    """A layer that is done by its neighbours, such as a slice of whole blocks, and has nothing to measure."""


class Layer:
    """A network of one layer, and the step of it that is measured: the last one that is no change of layout.

    case is a name, height, width, channels, and the layer on the input x. Where `alone` says so, x is computed by a
    kernel of its own, so that it lies in blocks like any tensor within a network.
    """

    def __init__(self, compiler, directory, index, case, flags=(), alone=False, threads=1):
        self.name, height, width, channels, expression = case
        source = os.path.join(directory, f"layer{index}.net")
        with open(source, "w") as file:
            file.write(f"network layer{index}\ninput picture: f32[{height}, {width}, {channels}]\n")
            file.write("x = picture |> max_pool(1)\noutput x\n" if alone else "x = picture\n")
            file.write(f"output y = {expression}\n")
        path = os.path.join(directory, f"layer{index}.so")
        subprocess.run([compiler, source, *flags, "-o", path], check=True)
        self.command = [compiler, source, *flags]
        self.network = Library(path, threads)
        self.network.run()
        steps = self.network.steps()
        own = [i for i, step in enumerate(steps) if step.name.startswith(b"y.")]
        if not own:
            self.network.close()
            os.remove(path)
            raise NoStep(self.name)
        self.step = max(own)
        info = steps[self.step]
        self.kind, self.flops, self.bytes = info.kind.decode(), info.flops, info.bytes
        self.writes = min(self.network.output_arrays[-1].nbytes, self.bytes)
        self.best = math.inf
        os.remove(path)

    def measure(self, runs):
        network = self.network
        for _ in range(runs):
            network.library.cnn_profile_enable(network.instance, 1)
            network.run()
            self.best = min(self.best, network.read_step(self.step).seconds)

    def own_flops(self):
        """The multiplications and additions that the chosen algorithm makes: Winograd's makes fewer than `flops`."""
        if self.kind != "winograd_conv":
            return self.flops
        text = subprocess.run(self.command + ["--stop-after=kernel"], capture_output=True, text=True, check=True).stdout
        return next(op["flops"] for op in read_kernels(text) if op["flops"])


class Limits:
    """peak.c, built for this machine."""

    def __init__(self, directory):
        path = os.path.join(directory, "peak.so")
        subprocess.run(["clang-22", "-O3", "-march=native", "-shared", "-fPIC", os.path.join(ROOT, "bench", "peak.c"),
                        "-o", path], check=True)
        self.library = ctypes.CDLL(path)
        self.library.peak_flops.restype = ctypes.c_double
        self.library.peak_flops.argtypes = [ctypes.c_int64]
        self.library.stream_bandwidth.restype = ctypes.c_double
        self.library.stream_bandwidth.argtypes = [ctypes.c_void_p, ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64,
                                                  ctypes.c_int64]
        # Written to: what is not lies in one page of zeros, which is always in the first cache.
        self.source, self.target = np.ones(256 << 20, np.uint8), np.ones(64 << 20, np.uint8)

    def peak(self):
        """FLOPs a second of one core."""
        return self.library.peak_flops(200000)

    def bandwidth(self, reads, writes):
        """Bytes a second of a loop that reads and writes as many bytes, at most 256 and 64 MB, between where they lie."""
        reads, writes = min(self.source.nbytes, int(reads)) // 4, min(self.target.nbytes, int(writes)) // 4
        passes = max(4, int(2e6 / (reads + writes)))
        return self.library.stream_bandwidth(self.source.ctypes.data, reads, self.target.ctypes.data, writes, passes)


def processor():
    with open("/proc/cpuinfo") as file:
        fields = {}
        for line in file:
            name, _, value = line.partition(":")
            fields.setdefault(name.strip(), value.strip())
    return (f"{fields.get('model name', 'an unknown processor')} (family {fields.get('cpu family', '?')}, "
            f"model {fields.get('model', '?')})")


def compile_example(name, build, work, emit="so"):
    """Compiles a network of examples/ and returns the file's path."""
    path = os.path.join(work, f"{name}.{emit}")
    subprocess.run([os.path.join(build, "bin", "cnnc"), os.path.join(ROOT, "examples", name + ".net"), f"--emit={emit}",
                    "-o", path], check=True)
    return path
