# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""Drives cnn-data, writes data sets, and draws the random numbers that it draws."""
import gzip
import json
import os
import struct
import subprocess
import zlib

import numpy as np


class Tool:
    """cnn-data, and a folder for files."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        os.makedirs(folder, exist_ok=True)

    def path(self, *parts):
        path = os.path.join(self.folder, *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return path

    def write(self, content, *parts):
        with open(self.path(*parts), "wb") as file:
            file.write(content)

    def start(self, what, **request):
        request = {"what": what, "out": self.path("out.bin"), **request}
        return subprocess.run([self.program, json.dumps(request)], capture_output=True, text=True, timeout=60)

    def run(self, what, **request):
        done = self.start(what, **request)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def output(self, shape, dtype=np.float32):
        return np.fromfile(self.path("out.bin"), dtype).reshape(-1, *shape)

    def check_error(self, what, expected, **request):
        """One line, which has the expected text; no crash."""
        done = self.start(what, **request)
        assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
        assert done.stderr.startswith("error: ") and done.stderr.count("\n") == 1, done.stderr
        assert expected in done.stderr, (expected, done.stderr)


def idx(array):
    array = np.asarray(array, np.uint8)
    return struct.pack(">HBB", 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def cifar(pictures, *labels):
    """Records of labels, then planes."""
    planes = np.asarray(pictures, np.uint8).transpose(0, 3, 1, 2).reshape(len(pictures), -1)
    return np.concatenate([np.asarray(labels, np.uint8).T, planes], axis=1).tobytes()


def png(picture):
    """An 8-bit PNG of an array [height, width, 1 or 3]."""
    height, width, channels = picture.shape

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + row.tobytes() for row in picture)
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def gz(content):
    return gzip.compress(content, mtime=0)


def philox(counter, key):
    counter, key = list(counter), list(key)
    for _ in range(10):
        even, odd = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [(odd >> 32) ^ counter[1] ^ key[0], odd & 0xFFFFFFFF, (even >> 32) ^ counter[3] ^ key[1],
                   even & 0xFFFFFFFF]
        key = [(key[0] + 0x9E3779B9) & 0xFFFFFFFF, (key[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return counter


class Random:
    """The sequence of one picture and one purpose."""
    SHUFFLING, MIXING, FIRST_AUGMENTATION = 1, 2, 16

    def __init__(self, seed, epoch, index, purpose):
        self.key = seed & 0xFFFFFFFF, seed >> 32
        self.counter = [0, purpose, index, epoch]
        self.block = []

    def bits(self):
        if not self.block:
            self.block = philox(self.counter, self.key)
            self.counter[0] += 1
        return self.block.pop(0)

    def uniform(self):
        return np.float32(self.bits() >> 8) * np.float32(2.0**-24)

    def between(self, low, high):
        return float(np.float32(low) + (np.float32(high) - np.float32(low)) * self.uniform())

    def below(self, count):
        return (self.bits() * count) >> 32
