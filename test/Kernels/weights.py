# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the same random parameters as .npz and .safetensors.

    weights.py PARAMETERS.json BASE      PARAMETERS.json is what cnnc --emit=parameters prints
"""
import json
import struct
import sys

import numpy as np


def main():
    with open(sys.argv[1]) as file:
        parameters = json.load(file)
    random = np.random.default_rng(3)
    arrays = {p["name"]: random.uniform(0.1, 0.4, p["shape"]).astype(np.float32) for p in parameters}
    np.savez(sys.argv[2] + ".npz", **arrays)
    # In another order than in the .npz file.
    header, data = {}, b""
    for name, array in reversed(arrays.items()):
        end = len(data) + array.nbytes
        header[name] = {"dtype": "F32", "shape": array.shape, "data_offsets": [len(data), end]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(sys.argv[2] + ".safetensors", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    main()
