"""make_digits.py DIR [TRAIN TEST [SIDE]]: pictures to learn from, as IDX files like MNIST's.

Each of 10 classes is a random pattern of SIDE x SIDE pixels (8) with much noise, so that a linear classifier is right
for most pictures but not for all.
"""
import gzip
import os
import struct
import sys

import numpy


def write(path, magic, array):
    with gzip.open(path, "wb") as file:
        file.write(struct.pack(">I", magic) + b"".join(struct.pack(">I", n) for n in array.shape))
        file.write(array.astype(numpy.uint8).tobytes())


def main(folder, train=2000, test=500, side=8):
    os.makedirs(folder, exist_ok=True)
    random = numpy.random.RandomState(1)
    patterns = random.uniform(90, 160, (10, side, side))
    for name, count in (("train", int(train)), ("t10k", int(test))):
        labels = random.randint(0, 10, count)
        pictures = numpy.clip(patterns[labels] + random.normal(0, 60, (count, side, side)), 0, 255)
        write(f"{folder}/{name}-images-idx3-ubyte.gz", 0x803, pictures)
        write(f"{folder}/{name}-labels-idx1-ubyte.gz", 0x801, labels)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
