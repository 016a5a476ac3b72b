# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Finds vector registers that innermost loops keep on the stack.

    check_spills.py FILE.s [--at-least LOOPS]

An innermost loop is a block that ends in a conditional jump to its own label. Those that multiply and add vectors are
the kernels' hot loops; none of their vector instructions may touch the stack. Assembly of x86-64 (AT&T) and AArch64.
"""
import argparse
import re
import sys

LABEL = re.compile(r"^([.\w$]+):")
BRANCH = re.compile(r"^\s*(?:j(?!mp)\w+|b\.\w+|cbn?z\s+\w+,|tbn?z\s+\w+,[^,]*,)\s+([.\w$]+)\s*$")
MULTIPLY_ADD = re.compile(r"^\s*(?:vfn?m(?:add|sub)\w*ps|vdpbf16ps|fml[as]|fmadd)\s")
# A vector register (or, in a store or load of AArch64, a SIMD one) and an address on the stack in one instruction.
# The frame pointer is an ordinary register here: functions have none.
SPILLS = (re.compile(r"^\s*v\w+\s(?=.*%[xyz]mm\d).*\(%rsp\b"),
          re.compile(r"^\s*(?:st|ld)\w+\s+(?:\{ *)?[qdsv]\d.*\[sp\b"))
COMMENT = re.compile(r"\s*(?:(?:^|\s)#\s|//).*")


def innermost_loops(lines):
    """(label, first line, lines) of each loop."""
    label, start = None, 0
    for number, line in enumerate(lines):
        if match := LABEL.match(line):
            label, start = match.group(1), number + 1
        elif (match := BRANCH.match(line)) and match.group(1) == label:
            yield label, start, lines[start:number]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--at-least", type=int, default=1, help="the least loops with multiply-adds that there must be")
    arguments = parser.parse_args()
    with open(arguments.file) as file:
        lines = [COMMENT.sub("", line.rstrip("\n")) for line in file]
    loops = spilling = 0
    for label, start, body in innermost_loops(lines):
        if not any(MULTIPLY_ADD.match(line) for line in body):
            continue
        loops += 1
        found = [(start + i + 1, " ".join(line.split())) for i, line in enumerate(body) if any(s.match(line) for s in SPILLS)]
        spilling += bool(found)
        for number, text in found:
            print(f"{arguments.file}:{number}: loop {label}: {text}")
    print(f"{loops} innermost loops with multiply-adds, {spilling} with spills")
    if loops < arguments.at_least:
        print(f"expected at least {arguments.at_least} loops")
    sys.exit(1 if spilling or loops < arguments.at_least else 0)


if __name__ == "__main__":
    main()
