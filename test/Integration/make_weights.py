#!/usr/bin/env python3
"""Writes the weights and the input picture that belong to expected/NET.npy. Needs numpy only.

    python3 make_weights.py NET OUT.safetensors PARAMS.json INPUT.npy

PARAMS.json is what `cnnc --emit=parameters NET.net` prints: objects with "name" and "shape", as a JSON array or one
object a line, in the order of the .net file. The picture is float32 [1, H, W, C].
"""
import json
import struct
import sys

import numpy as np

import weights


def read_parameters(path):
    with open(path) as file:
        text = file.read()
    try:
        entries = json.loads(text)
        entries = entries if isinstance(entries, list) else [entries]
    except json.JSONDecodeError:
        entries = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [(entry["name"], tuple(entry["shape"])) for entry in entries]


def write_safetensors(path, entries, arrays):
    """Writes tensor after tensor, so that no more than one of them is in memory."""
    header, offset = {}, 0
    for name, shape in entries:
        end = offset + 4 * int(np.prod(shape))
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [offset, end]}
        offset = end
    if len(header) != len(entries):
        raise ValueError("two parameters have the same name")
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays:
            file.write(np.ascontiguousarray(array, "<f4").data)


def main(network, output, parameters, picture):
    if network not in weights.SHAPES:
        sys.exit(f"no network {network}; there are {', '.join(weights.SHAPES)}")
    entries = read_parameters(parameters)
    write_safetensors(output, entries, weights.parameters(network, entries, weights.load_scales(network)))
    np.save(picture, weights.picture(network))


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
