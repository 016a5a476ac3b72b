"""How lit runs the tests: suffixes, tools, features. See docs/architecture.md."""
import os
import shutil

import lit.formats

config.name = "cnnc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".net", ".test", ".c"]
config.excludes = ["Inputs", "expected"]
config.test_source_root = os.path.join(config.cnnc_source, "test")
config.test_exec_root = os.path.join(config.cnnc_build, "test")

binaries = os.path.join(config.cnnc_build, "bin")
config.environment["PATH"] = os.pathsep.join([config.llvm_tools, os.environ["PATH"]])
config.environment["PYTHONDONTWRITEBYTECODE"] = "1"
for variable in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "CNNC_PROPERTY_COUNT"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]

# Longer names first: lit substitutes in order.
config.substitutions += [
    ("%cnn-data", os.path.join(binaries, "cnn-data")),
    ("%cnn-opt", os.path.join(binaries, "cnn-opt")),
    ("%cnn-train", os.path.join(binaries, "cnn-train")),
    ("%cnn-run", os.path.join(binaries, "cnn-run")),
    ("%cnnc", os.path.join(binaries, "cnnc")),
    ("%runtime_lib", os.path.join(config.cnnc_build, "lib", "cnnc", "x86_64", "libcnnc_runtime.a")),
    ("%build_dir", config.cnnc_build),
    ("%python", config.python),
    ("%root", config.cnnc_source),
    ("%cc", config.c_compiler),
]

with open("/proc/cpuinfo") as file:
    flags = file.read()
if all(flag in flags for flag in ("avx512f", "avx512bw", "avx512dq", "avx512vl")):
    config.available_features.add("avx512")
    if "avx512_bf16" in flags:
        config.available_features.add("avx512-bf16")
if shutil.which("qemu-aarch64") and os.path.exists(
        os.path.join(config.cnnc_build, "lib", "cnnc", "aarch64", "libcnnc_runtime.a")):
    config.available_features.add("qemu-aarch64")
if config.sanitize in ("ON", "1", "TRUE"):
    config.available_features.add("asan")
if shutil.which("mpirun") and os.path.exists(os.path.join(config.cnnc_build, "lib", "cnnc", "cnn-train-mpi.so")):
    config.available_features.add("mpi")
if os.path.isdir("/usr/share/datasets/fashion-mnist"):
    config.available_features.add("fashion-mnist")
