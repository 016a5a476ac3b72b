"""check_network.py CNNC CNN_RUN NET SCRATCH [PRECISION]: a whole network against PyTorch's output, on AVX-512 and AVX2.

Generates the seeded weights and the input (make_weights.py), compiles examples/NET.net with them for each processor,
and compares the library's output with expected/NET.npy within 1e-4 of the largest output. Compilation must stay within
4 GB, whatever the network, and what a library has besides its weights within 1 MB. With PRECISION bf16 the output may
be off by 2^-6 of the largest one: four times what one rounding of a value is, which the roundings of all layers together
stay below since they differ in sign. The best class must be the same.
"""
import os
import re
import resource
import subprocess
import sys
import time

import numpy as np

import weights

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def run(*command):
    print("+", " ".join(map(str, command)), flush=True)
    subprocess.run(list(map(str, command)), check=True)


def targets(precision):
    if precision == "bf16":
        return ["cooperlake"]
    with open("/proc/cpuinfo") as file:
        flags = file.read()
    return (["x86-64-v4"] if "avx512vl" in flags else []) + ["x86-64-v3"]


def check_code_size(library):
    """What a library has besides its weights: code, plan, names, the runtime."""
    header = subprocess.run(["llvm-readelf", "-SW", library], check=True, capture_output=True, text=True).stdout
    weights_bytes = sum(int(size, 16) for size in re.findall(r"\.cnnc_weights +PROGBITS +\w+ +\w+ +(\w+)", header))
    code_bytes = os.path.getsize(library) - weights_bytes
    print(f"{code_bytes} bytes besides {weights_bytes} of weights")
    assert weights_bytes > 0, "no section of weights"
    assert code_bytes < 1 << 20, "the code is larger than 1 MB"


def compare(net, output, precision):
    expected = np.load(os.path.join(HERE, "expected", net + ".npy"))
    found = weights.sample(net, output)
    assert found.shape == expected.shape, f"the output is {output.shape}, of which {found.shape} is stored, not {expected.shape}"
    error = np.abs(found - expected.astype(np.float64)).max() / np.abs(expected).max()
    print(f"relative error {error:.2g}")
    assert error <= (1e-4 if precision == "f32" else 2**-6), "the output is not PyTorch's"  # NaN fails too
    assert expected.ndim != 2 or (found.argmax(1) == expected.argmax(1)).all(), "another class is the best one"


def main(cnnc, cnn_run, net, scratch, precision="f32"):
    os.makedirs(scratch, exist_ok=True)
    source = os.path.join(ROOT, "examples", net + ".net")
    paths = {name: os.path.join(scratch, name) for name in ("parameters.json", "w.safetensors", "input.npy", "output.npy", "model.so")}
    run(cnnc, source, "--emit=parameters", "-o", paths["parameters.json"])
    run(sys.executable, os.path.join(HERE, "make_weights.py"), net, paths["w.safetensors"], paths["parameters.json"],
        paths["input.npy"])
    for cpu in targets(precision):
        start = time.monotonic()
        run(cnnc, source, "--weights", paths["w.safetensors"], "--mcpu", cpu, "--precision", precision, "-o",
            paths["model.so"])
        seconds = time.monotonic() - start
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"compiled for {cpu} in {seconds:.1f} s; peak memory of any step so far {megabytes:.0f} MB")
        assert megabytes < 4096, "compilation needs more than 4 GB"
        check_code_size(paths["model.so"])
        run(cnn_run, paths["model.so"], paths["input.npy"], "-o", paths["output.npy"])
        compare(net, np.load(paths["output.npy"]), precision)
    for path in paths.values():
        os.remove(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
