# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""Writes the files that the tests of cnn-run read.

    make_files.py DIR

Good pictures and arrays, and under bad-* what a broken or hostile file could
look like. PNG is written by hand, to reach every colour type and every fault.
"""

import base64
import os
import struct
import sys
import zlib

import numpy as np

GREY, RGB, PALETTE, GREY_ALPHA, RGB_ALPHA = 0, 2, 3, 4, 6

# 8x8 pixels of (200, 50, 30), quality 90.
JPEG = base64.b64decode("""
/9j/2wBDAAMCAgMCAgMDAwMEAwMEBQgFBQQEBQoHBwYIDAoMDAsKCwsNDhIQDQ4RDgsLEBYQERMU
FRUVDA8XGBYUGBIUFRT/2wBDAQMEBAUEBQkFBQkUDQsNFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU
FBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBT/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAA
AAAAAAAAAAAAAAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFQEBAQAAAAAAAAAAAAAAAAAABwj/
xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwCRACJZr//Z""")


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(pixels, color, bits=8, palette=b"", size=None):
    """A PNG of an array [height, width, samples]; `size` lies about the size."""
    height, width = size or pixels.shape[:2]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0))
            + (chunk(b"PLTE", palette) if palette else b"")
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def npy(header, data, version=(1, 0)):
    length = struct.pack("<H" if version[0] == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes(version) + length + header + data


def header(descr="|u1", order="False", shape="(4, 4, 3)"):
    return f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()


# 9x9 pixels in ten scans, the first of which may come again and again.
PROGRESSIVE = base64.b64decode("""
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19i
Z2hnPk1xeXBkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2Nj
Y2NjY2NjY2P/wgARCAAJAAkDASIAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABQIE/8QAFQEBAQAAAAAAAAAAAAAAAAAAAQP/
2gAMAwEAAhADEAAAAYQxKRP/xAAZEAABBQAAAAAAAAAAAAAAAAACAAEQEjH/2gAIAQEAAQUCwasij//EABYRAQEBAAAAAAAAAAAA
AAAAABEAAf/aAAgBAwEBPwEcv//EABgRAAIDAAAAAAAAAAAAAAAAAAEDABFB/9oACAECAQE/AXOK6I2f/8QAGBAAAgMAAAAAAAAA
AAAAAAAAEGERwfD/2gAIAQEABj8ChUMh/8QAGhAAAgIDAAAAAAAAAAAAAAAAAREQMXGx8P/aAAgBAQABPyEAMpcbisMR/9oADAMB
AAIAAwAAABDT/8QAGBEAAgMAAAAAAAAAAAAAAAAAAAERcZH/2gAIAQMBAT8QgpusP//EABgRAAIDAAAAAAAAAAAAAAAAAAABESFB
/9oACAECAQE/EIMrVn//xAAcEAEAAgEFAAAAAAAAAAAAAAABABHwEDFhkaH/2gAIAQEAAT8QRAFW91ah7XqZVMbjR//Z""")


def good_files():
    rgb = np.arange(48, dtype=np.uint8).reshape(4, 4, 3) * 5
    grey = np.arange(16, dtype=np.uint8).reshape(4, 4, 1) * 16
    alpha = np.full((4, 4, 1), 7, np.uint8)
    # Left half black, middle white, right half black: cropping keeps the white.
    wide = np.zeros((4, 12, 3), np.uint8)
    wide[:, 4:8] = 255
    yield "rgb.png", png(rgb, RGB)
    yield "rgba.png", png(np.concatenate([rgb, alpha], 2), RGB_ALPHA)
    yield "rgb16.png", png((rgb.astype(">u2") * 257).view(np.uint8), RGB, bits=16)
    yield "grey.png", png(grey, GREY)
    yield "grey-alpha.png", png(np.concatenate([grey, alpha], 2), GREY_ALPHA)
    yield "palette.png", png(np.arange(16, dtype=np.uint8).reshape(4, 4, 1), PALETTE,
                             palette=bytes(range(48)))
    yield "wide.png", png(wide, RGB)
    yield "tall.png", png(wide.transpose(1, 0, 2).copy(), RGB)
    yield "red.jpg", JPEG
    yield "progressive.jpg", PROGRESSIVE
    yield "rgb.bin", rgb.tobytes()
    yield "two.bin", rgb.tobytes() * 2
    yield "v2.npy", npy(header(), rgb.tobytes(), (2, 0))


def bad_files():
    rgb = np.zeros((4, 4, 3), np.uint8)
    good = png(rgb, RGB)
    yield "bad-empty.png", b""
    yield "bad-signature.png", b"\x89PNG\r\n\x1a\n"
    yield "bad-truncated.png", good[:-30]
    yield "bad-crc.png", good[:45] + b"\xff" + good[46:]
    yield "bad-huge.png", png(rgb, RGB, size=(0x7fffffff, 0x7fffffff))
    yield "bad-many.png", png(rgb, RGB, size=(900000, 900000))
    yield "bad-zero.png", png(rgb, RGB, size=(0, 4))
    yield "bad-short.png", png(rgb, RGB, size=(400, 4))
    yield "bad-truncated.jpg", JPEG[:-20]
    yield "bad-header.jpg", JPEG[:30]
    begin = PROGRESSIVE.index(b"\xff\xda")
    end = PROGRESSIVE.index(b"\xff\xc4", begin)
    yield "bad-scans.jpg", PROGRESSIVE[:begin] + PROGRESSIVE[begin:end] * 100 + PROGRESSIVE[end:]
    yield "bad-claim.jpg", JPEG.replace(struct.pack(">HH", 8, 8), struct.pack(">HH", 9999, 9999), 1)
    # A small file of 10^8 pixels, and one of a shape that no network takes.
    yield "bad-claim.png", png(rgb, RGB, size=(10000, 10000))
    yield "bad-narrow.png", png(np.zeros((1, 900000), np.uint8), GREY)
    yield "bad-text.txt", b"not a picture"
    data = bytes(48)
    yield "bad-magic.npy", b"\x93NUMPY"
    yield "bad-length.npy", npy(header(), data)[:8] + b"\xff\xff" + header() + data
    yield "bad-v2-length.npy", b"\x93NUMPY\2\0\xff\xff\xff\xff" + header() + data
    yield "bad-dictionary.npy", npy(b"{'descr': __import__('os')}", data)
    yield "bad-missing.npy", npy(b"{'descr': '|u1'}", data)
    yield "bad-quote.npy", npy(b"{'descr': '|u1", data)
    yield "bad-order.npy", npy(header(order="True"), data)
    yield "bad-endian.npy", npy(header(descr=">f4", shape="(12,)"), data)
    yield "bad-control.npy", npy(header(descr="\033[2J"), data)
    yield "bad-object.npy", npy(header(descr="|O"), data)
    yield "bad-less.npy", npy(header(), data[:-1])
    yield "bad-more.npy", npy(header(), data + b"\0")
    yield "bad-overflow.npy", npy(header(shape="(4294967296, 4294967296, 3)"), data)
    yield "bad-digits.npy", npy(header(shape="(99999999999999999999999, 4, 3)"), data)
    yield "bad-negative.npy", npy(header(shape="(-1, 4, 3)"), data)
    yield "bad-rank.npy", npy(header(shape="(" + "1, " * 40 + ")"), b"\0")
    yield "bad-none.npy", npy(header(shape="(0, 4, 4, 3)"), b"")
    yield "bad-shape.npy", npy(header(shape="(4, 12)"), data)
    yield "bad-size.bin", data[:-1]
    yield "bad-empty.bin", b""


def main():
    directory = sys.argv[1]
    os.makedirs(directory, exist_ok=True)
    for files in good_files(), bad_files():
        for name, data in files:
            with open(os.path.join(directory, name), "wb") as file:
                file.write(data)
    # What would be read for ever, or into all of the memory.
    for name in ("bad-device.npy", "bad-device.bin"):
        os.path.lexists(path := os.path.join(directory, name)) or os.symlink("/dev/zero", path)
    os.path.exists(path := os.path.join(directory, "bad-pipe.png")) or os.mkfifo(path)
    for name, start in (("bad-sparse.npy", npy(header(), b"")), ("bad-sparse.png", png(np.zeros((4, 4, 1), np.uint8), GREY))):
        with open(os.path.join(directory, name), "wb") as file:
            file.write(start)
            file.truncate(1 << 33)


main()
