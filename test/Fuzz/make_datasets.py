# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""make_datasets.py DIR: seeds of the fuzz target `dataset`: small files of IDX, CIFAR and .npz, packed and not."""
import os
import sys

import numpy as np

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Data", "Inputs"))
from data import cifar, gz, idx  # noqa: E402


def main(folder):
    os.makedirs(folder, exist_ok=True)
    pictures, labels = np.arange(60, dtype=np.uint8).reshape(3, 4, 5), np.array([2, 0, 1])
    plane = np.arange(3072).reshape(1, 32, 32, 3) % 256
    files = {"images-idx3-ubyte": idx(pictures), "labels-idx1-ubyte": idx(labels), "images-idx3-ubyte.gz": gz(idx(pictures)),
             "labels-idx1-ubyte.gz": gz(idx(labels)), "members.gz": gz(idx(labels)[:5]) + gz(idx(labels)[5:]),
             "ten.bin": cifar(plane, [3]), "hundred.bin": cifar(plane, [3], [70])}
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    np.savez(os.path.join(folder, "stored.npz"), x=pictures, y=labels)
    np.savez_compressed(os.path.join(folder, "packed.npz"), images=pictures.astype(np.float32), labels=labels)


if __name__ == "__main__":
    main(sys.argv[1])
