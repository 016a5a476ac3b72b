# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""A compilation whose disk is full, after more and more bytes: it fails, and leaves what was there and nothing else.

    check_full_disk.py CNNC NET FOLDER     FOLDER is made anew

A limit on the size of files stands for the disk, and /dev/full for that of standard output.
"""
import os
import resource
import shutil
import subprocess
import sys

KINDS = ["cnn", "kernel", "llvm", "asm", "obj", "so", "header", "dot", "parameters"]
BEFORE = b"before"


def run(command, limit=None, stdout=subprocess.DEVNULL):
    def set_limit():
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, preexec_fn=set_limit, timeout=60)
    return done.returncode, done.stderr.decode(errors="replace")


def check(cnnc, net, kind, limit):
    with open("out", "wb") as file:
        file.write(BEFORE)
    code, said = run([cnnc, net, f"--emit={kind}", "-o", "out"], limit)
    with open("out", "rb") as file:
        kept = file.read() == BEFORE
    left = sorted(set(os.listdir(".")) - {"out"})
    if code != 1 or "error: " not in said or "LLVM ERROR" in said or not kept or left:
        return [f"{kind}, {limit} bytes: exit code {code}, {said!r}, output kept: {kept}, left: {left}"]
    return []


def main():
    cnnc, net, folder = sys.argv[1:]
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    wrong = []
    for kind in KINDS:
        run([cnnc, net, f"--emit={kind}", "-o", "out"])
        # The last byte that is missing is the hardest; a library also has an object and parameters beside it.
        largest = max(os.path.getsize(name) for name in os.listdir("."))
        for name in os.listdir("."):
            os.remove(name)
        for limit in (0, 1, largest // 2, largest - 1):
            wrong += check(cnnc, net, kind, limit)
    code, said = run([cnnc, net, "--dump-ir=dump", "-o", "model.so"], limit=100)
    if code != 1 or "error: cannot write" not in said or os.listdir("dump"):
        wrong.append(f"dump: exit code {code}, {said!r}, left: {os.listdir('dump')}")
    for kind in ("cnn", "asm", "header", "dot", "parameters"):
        with open("/dev/full", "wb") as full:
            code, said = run([cnnc, net, f"--emit={kind}", "-o", "-"], stdout=full)
        if code != 1 or "error: cannot write to standard output: No space left on device" not in said:
            wrong.append(f"{kind} to /dev/full: exit code {code}, {said!r}")
    print("\n".join(wrong))
    sys.exit(bool(wrong))


main()
