# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_memory.py CNNC HOST NETWORK SCRATCH: peak memory of a run, against weights and the widest live set.

HOST is bench/coldstart.c, built. The widest live set is what the buffers occupy that are live at a kernel, at the kernel
where that is most, from the IR of the kernel phase; buffers in one place count once.
"""
import json
import math
import re
import subprocess
import sys

LIMIT = 1.2
BYTES = {"f32": 4, "i32": 4, "f64": 8, "i64": 8, "i8": 1, "ui8": 1, "i1": 1, "bf16": 2, "f16": 2}


def buffer_bytes(text):
    """Of a picture: channels in whole blocks, times height and width with the halo."""
    extents, kind, block, halo = re.search(
        r"memref<\?((?:x\d+)*)x([a-z]+\d+), #cnn\.layout<\w+, block = (\d+), halo = \[([^\]]*)\]", text).groups()
    channels, *space = map(int, extents[1:].split("x"))
    block, halo = int(block), list(map(int, halo.split(", ")))
    if len(space) == 2:
        space = [space[0] + halo[0] + halo[2], space[1] + halo[1] + halo[3]]
    elements = math.ceil(channels / block) * block * math.prod(space)
    return math.ceil(elements * BYTES[kind] / 64) * 64


def widest_live_set(ir):
    places, alias, uses, position = {}, {}, {}, 0
    for line in ir.splitlines():
        line = line.strip()
        if match := re.match(r"(%\d+) = kernel\.buffer offset = (\d+)", line):
            # What passes through a section has memory of its own.
            start = int(match[2]) + ("kernel.passing" in line) * (1 << 40)
            places[match[1]] = (start, start + buffer_bytes(line))
        elif match := re.match(r"(%\d+) = kernel\.(?:slice|view) (%\d+)", line):
            alias[match[1]] = match[2]
        elif line.startswith("kernel.") and not line.startswith("kernel.yield"):
            for name in re.findall(r"%\d+", line):
                while name in alias:
                    name = alias[name]
                first, _ = uses.get(name, (position, position))
                uses[name] = (first, position)
            position += 1
    widest = 0
    for now in range(position):
        live = sorted(place for name, place in places.items() if name in uses and uses[name][0] <= now <= uses[name][1])
        total, end = 0, 0
        for start, stop in live:
            total += max(0, stop - max(start, end))
            end = max(end, stop)
        widest = max(widest, total)
    return widest


def measure(cnnc, host, network, scratch):
    """What coldstart.c prints, and the widest live set."""
    path = scratch + ".so"
    subprocess.run([cnnc, network, "-o", path], check=True)
    ir = subprocess.run([cnnc, network, "--stop-after=kernel"], check=True, capture_output=True, text=True).stdout
    result = json.loads(subprocess.run([host, path], check=True, capture_output=True, text=True).stdout)
    result["live_bytes"] = widest_live_set(ir)
    # What passes through a section lies behind what is alive in the arena meanwhile.
    passing = re.findall(r"passing_bytes = array<i64: (\d+), (\d+)>", ir)
    sections = [int(start) + int(size) for start, size in passing]
    result["arena_bytes"] = max([int(re.search(r"arena_bytes = (\d+)", ir)[1])] + sections)
    result["memory_ratio"] = result["peak_bytes"] / (result["weight_bytes"] + result["live_bytes"])
    return result


def main(cnnc, host, network, scratch):
    result = measure(cnnc, host, network, scratch)
    print(result)
    assert 0 < result["live_bytes"] <= result["arena_bytes"], "the live set is not what the arena holds"
    assert result["arena_bytes"] <= LIMIT * result["live_bytes"], "the arena has holes"
    assert result["memory_ratio"] <= LIMIT, f"a run takes {result['memory_ratio']:.2f} times weights and live set"


if __name__ == "__main__":
    main(*sys.argv[1:])
