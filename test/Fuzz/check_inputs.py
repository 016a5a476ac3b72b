# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""Gives hostile files to a tool: it answers in time, within memory, with 0, or with 1 and an error.

    check_inputs.py FOLDER COMMAND...     the word FILE in the command stands for each file of the folder
"""
import os
import resource
import subprocess
import sys

SECONDS, MEMORY = 30, 4 << 30  # of address space: sanitizers take terabytes, and set no limit


def limit_memory():
    if "ASAN_OPTIONS" not in os.environ:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def check(command):
    """What is wrong, or nothing."""
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, preexec_fn=limit_memory)
    except subprocess.TimeoutExpired:
        return f"no answer in {SECONDS} s"
    if done.returncode not in (0, 1):
        return f"exit code {done.returncode}: {done.stderr[-300:]}"
    if done.returncode == 1 and b"error: " not in done.stderr:
        return f"fails without an error: {done.stderr[-300:]}"
    return None


def main():
    folder, command = sys.argv[1], sys.argv[2:]
    files = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    wrong = 0
    for name in files:
        problem = check([os.path.join(folder, name) if word == "FILE" else word for word in command])
        if problem:
            wrong += 1
            print(f"{name}: {problem}")
    print(f"{len(files)} files, {wrong} wrong")
    sys.exit(wrong != 0)


main()
