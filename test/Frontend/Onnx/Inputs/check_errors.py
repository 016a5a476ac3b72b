# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""Gives the models of cases.py to cnnc: each has its message, exactly, and leaves nothing behind.

    check_errors.py CNNC WORK GROUP     one list of cases
    check_errors.py CNNC WORK cuts      every prefix of two models: an error or a result
    check_errors.py CNNC WORK GROUP --print   what cnnc says, to be read before it is written into cases.py
"""

import os
import shutil
import subprocess
import sys

from cases import GROUPS, cuts
from models import external, tensor, INT64

SECONDS = 60


def save(path, content):
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.SerializeToString())


def prepare(work):
    """The folder of the models, and what they point to."""
    shutil.rmtree(work, ignore_errors=True)
    os.makedirs(os.path.join(work, "models", "folder"))
    save(os.path.join(work, "outside.bin"), bytes(16))
    os.chdir(os.path.join(work, "models"))
    os.symlink("../outside.bin", "link.bin")
    save("short.bin", b"1234567")
    save("good.pb", tensor("x", [1, 4], [1, 2, 3, 4]))
    save("vector.pb", tensor("x", [4], [1, 2, 3, 4]))
    save("integers.pb", tensor("x", [1, 4], [1, 2, 3, 4], INT64))
    save("broken.pb", tensor("x", [1, 4], [1, 2, 3]))
    save("data.bin", bytes(16))
    save("apart.pb", external("x", [1, 4], location="data.bin"))
    save("large.pb", b"")
    os.truncate("large.pb", 2**31)
    os.mkfifo("pipe.pb")


def run(cnnc, name, content, options):
    """cnnc's exit code, standard output and standard error, and what it wrote."""
    path = f"{name}.onnx"
    if content is not None:
        save(path, content)
    before = set(os.listdir("."))
    output = [] if "-o" in options else ["-o", "out.so"]
    done = subprocess.run([cnnc, path, *output, *options], capture_output=True, timeout=SECONDS, check=False)
    left = set(os.listdir(".")) - before
    for file in left:
        os.remove(file)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "backslashreplace"), left


def check(cnnc, case, prefix):
    """What is wrong with a case, as lines."""
    name, content, expected, *options = case
    code, out, err, left = run(cnnc, name, content, options)
    wanted = (prefix + expected).replace("MODEL", f"{name}.onnx") + "\n"
    wrong = [] if code == 1 else [f"exit code {code}, expected 1"]
    if err != wanted:
        wrong += ["says:", err.rstrip("\n"), "expected:", wanted.rstrip("\n")]
    if out:
        wrong.append(f"writes {len(out)} bytes to standard output")
    if left:
        wrong.append(f"leaves {', '.join(sorted(left))}")
    return wrong


def check_cut(cnnc, name, content, length):
    """A prefix is an error, or it is a model; nothing else."""
    code, _, err, left = run(cnnc, f"{name}-{length}", content[:length], ["--emit=cnn"])
    if code == 0 and "out.so" in left:
        return []
    if code == 1 and not left and err.startswith("cnnc: error: ") and err.count("error: ") == 1:
        return []
    return [f"exit code {code}, leaves {sorted(left)}:", err.rstrip("\n")]


def main():
    cnnc, work, group = sys.argv[1:4]
    prepare(work)
    if sys.argv[4:] == ["--print"]:
        for name, content, _, *options in GROUPS[group]:
            code, out, err, left = run(cnnc, name, content, options)
            print(f"{name}: {code} {sorted(left)} {out[:50]!r}\n{err}", end="")
        return
    if group == "cuts":
        wrong = {f"{name}-{length}": check_cut(cnnc, name, content, length)
                 for name, content in cuts() for length in range(len(content))}
    else:
        prefix = "cnnc: error: " if group == "options" else "cnnc: error: MODEL: "
        wrong = {case[0]: check(cnnc, case, prefix) for case in GROUPS[group]}
    for name, lines in wrong.items():
        if lines:
            print(f"{name}:\n  " + "\n  ".join("\n".join(lines).split("\n")))
    print(f"{len(wrong)} cases, {sum(map(bool, wrong.values()))} wrong")
    sys.exit(any(wrong.values()))


main()
