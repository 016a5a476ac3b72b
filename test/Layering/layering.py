"""layering.py ROOT: who may include whom (docs/architecture.md), and how long a file may be.

Prints each violation as file:line: message and exits with 1 if there is one. layering.py --self-test proves on a
made-up tree that violations are found.
"""
import os
import re
import sys
import tempfile

INCLUDE = re.compile(r'^\s*#\s*include\s+["<]([^">]+)[">]')
MLIR, LLVM, ONNX = ("mlir/",), ("llvm/", "llvm-c/"), ("onnx/", "google/protobuf/")
RUNTIME = ("abi/", "cnn.h", "plan.h", "runtime/abi/", "runtime/plan.h")
COMPILER = ("dialects/", "compiler/Support/")
TOOLS = ("boost/", "fmt/", "nlohmann/", "png", "jpeglib", "stb/", "zlib.h", "tools/")

# Folder: what its files may include besides the standard library and their own folder. First match wins.
RULES = [
    ("runtime/abi", ()),
    ("runtime", ("runtime/",) + RUNTIME),
    ("dialects", MLIR + LLVM + ("dialects/",)),
    ("compiler/Support", LLVM + ("compiler/Support/",)),
    ("compiler/Frontend/Onnx", MLIR + LLVM + COMPILER + ONNX),
    ("compiler/Frontend", MLIR + LLVM + COMPILER + ("zlib.h",)),
    ("compiler/Export", MLIR + LLVM + COMPILER + ONNX),
    ("compiler/Transforms", MLIR + LLVM + COMPILER),
    ("compiler/Autodiff", MLIR + LLVM + COMPILER),
    ("compiler/Kernels", MLIR + LLVM + COMPILER),
    ("compiler/Lowering", MLIR + LLVM + COMPILER + ("compiler/Kernels/",)),
    ("compiler/Codegen", MLIR + LLVM + COMPILER + RUNTIME),
    ("compiler/Pipeline", MLIR + LLVM + COMPILER + ("compiler/",)),
    ("tools/cnnc", MLIR + LLVM + ("compiler/Pipeline/", "cmake/Version.h", "tools/cnnc/") + TOOLS),
    ("tools/cnn-opt", MLIR + LLVM + ("compiler/Pipeline/",)),
    ("tools", RUNTIME + ("cmake/Version.h",) + TOOLS + ONNX),
]
# What counts as ours, as LLVM's or as ONNX's; everything else is the standard library or the system.
KNOWN = MLIR + LLVM + ONNX + RUNTIME + ("runtime/", "dialects/", "compiler/", "cmake/", "tools/")
MOST_LINES = 600


def rule_of(path):
    for folder, allowed in RULES:
        if path.startswith(folder + "/"):
            return folder, allowed
    return None


def own_folder(path):
    """The folder whose files may include each other: compiler/Frontend/Net, not compiler/Frontend."""
    parts = os.path.dirname(path).split("/")
    has_formats = parts[:2] in (["compiler", "Frontend"], ["compiler", "Export"])
    return "/".join(parts[:3] if has_formats else parts[:2]) + "/"


def check_file(root, path):
    rule = rule_of(path)
    with open(os.path.join(root, path), encoding="utf-8") as file:
        lines = file.readlines()
    if len(lines) > MOST_LINES:
        yield f"{path}:1: {len(lines)} lines; split files of more than {MOST_LINES}"
    if not rule or not path.endswith((".cpp", ".h", ".c")):
        return
    folder, allowed = rule
    for number, line in enumerate(lines, 1):
        match = INCLUDE.match(line)
        if not match or not match[1].startswith(KNOWN):
            continue
        included = match[1]
        if included.startswith(allowed) or included.startswith(own_folder(path)):
            continue
        if os.path.exists(os.path.join(root, os.path.dirname(path), included)):
            continue
        yield f"{path}:{number}: {folder} must not include {included}"


def check(root):
    found = []
    for top in ("runtime", "dialects", "compiler", "tools", "test", "bench"):
        for directory, _, files in os.walk(os.path.join(root, top)):
            for name in sorted(files):
                if name.endswith((".cpp", ".h", ".c", ".td", ".py")):
                    path = os.path.relpath(os.path.join(directory, name), root)
                    found.extend(check_file(root, path))
    return found


def self_test():
    cases = {
        "runtime/run.cpp": ('#include "mlir/IR/Builders.h"\n', 1),
        "runtime/abi/cnn.h": ('#include "plan.h"\n#include <stdint.h>\n', 1),
        "dialects/Cnn/A.cpp": ('#include "compiler/Kernels/Kernel.h"\n#include "dialects/Cnn/B.h"\n', 1),
        "compiler/Support/Target.cpp": ('#include "mlir/IR/Builders.h"\n#include "llvm/ADT/SmallVector.h"\n', 1),
        "compiler/Kernels/Pool.cpp": ('#include "compiler/Transforms/Passes.h"\n', 1),
        "compiler/Frontend/Net/Lexer.cpp": ('#include "compiler/Frontend/Weights/Weights.h"\n', 1),
        "compiler/Frontend/Net/Parser.cpp": ('#include <onnx/onnx_pb.h>\n', 1),
        "compiler/Frontend/Onnx/Ops/Conv.cpp": ('#include <onnx/onnx_pb.h>\n#include "compiler/Frontend/Onnx/Node.h"\n'
                                                '#include "compiler/Frontend/Net/Parser.h"\n', 1),
        "compiler/Export/Onnx/Code.h": ('#include <onnx/onnx_pb.h>\n#include "compiler/Frontend/Onnx/Node.h"\n', 1),
        "compiler/Pipeline/Compile.cpp": ('#include <onnx/onnx_pb.h>\n#include "compiler/Export/Onnx/Code.h"\n', 1),
        "compiler/Lowering/Plan.cpp": ('#include "compiler/Kernels/Kernel.h"\n', 0),
        "tools/cnn-run/main.cpp": ('#include "llvm/ADT/SmallVector.h"\n#include "abi/cnn.h"\n', 1),
        "compiler/Kernels/Long.cpp": ("\n" * (MOST_LINES + 1), 1),
    }
    with tempfile.TemporaryDirectory() as root:
        for path, (text, _) in cases.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w") as file:
                file.write(text)
        found = check(root)
        for path, (_, count) in cases.items():
            assert sum(v.startswith(path + ":") for v in found) == count, (path, found)
    print("self-test passed")


def main(argument):
    if argument == "--self-test":
        return self_test()
    found = check(argument)
    print("\n".join(found) or "no violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
