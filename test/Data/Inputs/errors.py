# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""errors.py CNN_DATA DIR: broken data sets give one error, which names the file and what is wrong with it."""
import itertools
import struct
import sys

import numpy as np
from data import Tool, cifar, gz, idx, png

counter = itertools.count()


class Case:
    """A data set made of the files given, which is opened."""

    def __init__(self, tool):
        self.tool = tool

    def __call__(self, files, expected, shape=(28, 28, 1), **request):
        folder = f"case-{next(counter)}"
        for name, content in files.items():
            self.tool.write(content, folder, *name.split("/"))
        self.tool.path(folder, "x")
        self.tool.check_error("open", expected, dir=self.tool.path(folder), shape=list(shape), **request)


def check_idx(case):
    images, labels = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
    x, y = idx(np.arange(24).reshape(2, 3, 4)), idx([1, 2])

    def check(image_bytes, label_bytes, expected, **request):
        case({images: image_bytes, labels: label_bytes}, expected, **request)

    check(x[:-1], y, f"{images}' says that it holds [2, 3, 4] = 24 bytes, but has 23 after its header")
    check(x + b"\0", y, f"{images}' says that it holds [2, 3, 4] = 24 bytes, but has more")
    check(x[:15], y, f"{images}' has 15 bytes, expected an IDX file with a header of 16")
    check(b"", y, f"{images}' has 0 bytes")
    check(y, x, f"{labels}' starts with 00000803, expected 00000801 (IDX, bytes, 1 dimension)")
    check(b"\0\0\x0d\3" + x[4:], y, f"{images}' starts with 00000d03, expected 00000803 (IDX, bytes, 3 dimensions)")
    check(x, idx([1, 2, 3]), f"{labels}' has 3 labels, but '")
    check(idx(np.zeros((0, 3, 4))), y, f"{images}' says that it holds [0, 3, 4] bytes, expected from 1")
    huge = struct.pack(">IIII", 0x803, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    check(huge, y, "says that it holds [4294967295, 4294967295, 4294967295] bytes, expected from 1 to")
    check(x, idx([1, 12]), f"{labels}' has the label 12 for picture 1, expected one from 0 to 9", classes=10)
    case({images: x}, "has IDX files, but no train-labels-idx1-ubyte or train-labels-idx1-ubyte.gz")
    case({labels: y}, "has IDX files, but no train-images-idx3-ubyte")

    packed = gz(x)
    check(packed[:-9], y, f"{images}' ends within its compressed data")
    check(packed[:12], y, f"{images}' ends within its compressed data")
    check(gz(x[:-1]), y, f"{images}' says that it holds [2, 3, 4] = 24 bytes, but has 23")
    check(gz(x + bytes(10**6)), y, "= 24 bytes, but has more")
    check(packed[:-8] + b"abcd" + packed[-4:], y, f"{images}' has corrupt compressed data: incorrect data check")
    check(packed[:10] + b"\xff" * 20, y, f"{images}' has corrupt compressed data: invalid")
    check(packed + b"rest", y, f"{images}' has corrupt compressed data: incorrect header check")


def check_cifar(case):
    picture = np.zeros((1, 32, 32, 3))
    good = {f"data_batch_{i}.bin": cifar(picture, [1]) for i in range(1, 6)}
    case({**good, "data_batch_3.bin": cifar(picture, [1])[:-1]},
         "data_batch_3.bin' has 3072 bytes, expected a multiple of 3073: a label and 3 x 32 x 32 bytes")
    case({**good, "data_batch_2.bin": b""}, "data_batch_2.bin' has 0 bytes")
    case({**good, "data_batch_5.bin": cifar(picture, [10])},
         "data_batch_5.bin' has the label 10 for picture 0, expected one from 0 to 9")
    case({k: v for k, v in good.items() if "4" not in k}, "has files of CIFAR-10, but no 'data_batch_4.bin'")
    case({**good, "batches.meta.txt": b"cat\ndog\n"}, "batches.meta.txt' has 2 names of classes, expected 10")
    case(good, "has pictures of 10 classes, but the network knows 4", classes=4)
    case({"train.bin": cifar(picture, [1])}, "train.bin' has 3073 bytes, expected a multiple of 3074: 2 labels")
    case({"train.bin": cifar(picture, [1], [100])}, "has the label 100 for picture 0, expected one from 0 to 99")


def npz(tool, pack=np.savez, **arrays):
    path = tool.path("made.npz")
    pack(path, **arrays)
    with open(path, "rb") as file:
        return file.read()


def check_npz(case):
    x, y = np.zeros((4, 5, 6), np.uint8), np.arange(4)

    def check(expected, pack=np.savez, change=bytes, shape=(5, 6, 1), **arrays):
        request = {"classes": arrays.pop("classes", 0), "part": arrays.pop("part", "train")}
        case({"set.npz": change(npz(case.tool, pack, **arrays))}, expected, shape, **request)

    check("set.npz' has the arrays a, b, expected x and y, images and labels, or x_train and y_train", a=x, b=y)
    check("set.npz' has the arrays a, expected x and y, images and labels, or x_test and y_test", part="test", a=x)
    check("set.npz' has an array 'x' but no 'y'", x=x)
    check("set.npz' has an array 'labels' but no 'images'", labels=y)
    check("set.npz:y' has the shape [3], expected [4]: one label for each picture", x=x, y=y[:3])
    check("set.npz:y' has the shape [4, 10], expected [4]", x=x, y=np.eye(10)[:4])
    check("set.npz:x' has the shape [4, 5], expected pictures as [N, H, W], [N, H, W, C] or [N, C, H, W]", x=x[..., 0],
          y=y)
    check("set.npz:x' has the shape [0, 5, 6]", x=x[:0], y=y[:0])
    check("set.npz:y' has the label -1 for picture 1, expected a whole number from 0", x=x, y=np.array([0, -1, 1, 1]))
    check("set.npz:y' has the label 0.5 for picture 0", x=x, y=y + 0.5)
    check("set.npz:y' has the label nan for picture 2", x=x, y=np.array([0, 1, np.nan, 3]))
    check("set.npz:y' has the label 3 for picture 3, expected one from 0 to 2", x=x, y=y, classes=3)
    bad = np.zeros((4, 5, 6), np.float32)
    bad[2, 1, 3] = np.inf
    check("set.npz:x' has the value inf at [2, 1, 3], expected numbers that are finite in f32", x=bad, y=y)
    bad = np.zeros((4, 5, 6))
    bad[0, 0, 1] = 1e39
    check("set.npz:x' has the value 1e+39 at [0, 0, 1]", x=bad, y=y)
    check("set.npz:x' is in Fortran order", x=np.asfortranarray(x), y=y)
    check("set.npz:x' holds elements of type '<c8'", x=x.astype(np.complex64), y=y)

    for pack in (np.savez, np.savez_compressed):
        check("set.npz' is no .npz file, or one that was cut off", pack, lambda b: b[:-30], x=x, y=y)
        check("set.npz' is no .npz file: it has 10 bytes", pack, lambda b: b[:10], x=x, y=y)
        check("set.npz:x' is not where the directory says", pack, lambda b: b"XX" + b[2:], x=x, y=y)
    check("set.npz:x' has a wrong checksum", np.savez, lambda b: b.replace(bytes(100), bytes(99) + b"\1", 1), x=x, y=y)
    check("set.npz' is an .npz file with a corrupt directory", np.savez,
          lambda b: b.replace(b"PK\1\2", b"PK\1\3", 1), x=x, y=y)

    def lie(content):
        """The directory says that the first array is one byte shorter."""
        at = content.index(b"PK\1\2") + 24
        size = struct.unpack_from("<I", content, at)[0]
        return content[:at] + struct.pack("<I", size - 1) + content[at + 4:]

    check("set.npz:x' expands to more than the", np.savez_compressed, lie, x=x, y=y)
    check("set.npz:x' has 248 bytes, but the directory says 247", np.savez, lie, x=x, y=y)
    good = npz(case.tool, x=x, y=y)
    case({"one.npz": good, "two.npz": good}, "has 2 .npz files, one.npz and two.npz among them, expected one")


def check_folders(case):
    good = png(np.zeros((8, 8, 3), np.uint8))
    shape = (8, 8, 3)
    case({"a/1.png": good, "b/2.jpg": b"plain text"},
         "b/2.jpg' is no picture: it has 10 bytes that start like neither a PNG nor a JPEG file", shape)
    case({"a/1.png": good[:60]}, "a/1.png'", shape)
    case({"a/1.jpeg": b"\xff\xd8\xff\xe0 nothing"}, "a/1.jpeg'", shape)
    case({"a/1.png": b""}, "a/1.png' is no picture: it has 0 bytes", shape)
    case({"a/1.png": good, "b/notes.txt": b""}, "b' has no pictures, expected files that end in .png, .jpg or .jpeg",
         shape)
    case({"a/1.png": good}, "but the network takes 8x8 pixels of 2 channels, expected 1 or 3", (8, 8, 2))
    case({"a/1.png": good, "b/1.png": good}, "has 2 sub-folders, but the network knows 1 classes", shape, classes=1)
    case({"train/a/1.png": good, "test/c/1.png": good}, "test/c' is no class: '", shape, part="test")
    case({"train/1.png": good}, "train' has no sub-folders, expected one for each class", shape)
    case({"1.png": good, "2.png": good}, "holds no data set. Found 2 entries: '1.png', '2.png'; expected IDX files",
         shape)
    case({}, "holds no data set. Found 0 entries; expected IDX files", shape)
    tool = case.tool
    tool.check_error("open", "cannot read the folder '", dir=tool.path("missing", "x"), shape=list(shape))
    # The same message whichever thread meets it; of several pictures, the first.
    for name in ("a/0.png", "a/1.png"):
        tool.write(good, "late", *name.split("/"))
    for number in range(2, 40):
        tool.write(b"text", "late", "a", f"{number:02}.png")
    for threads in (0, 1, 2, 3):
        tool.check_error("load", "02.png' is no picture", dir=tool.path("late"), shape=list(shape), batch=40,
                         threads=threads, starts=[[0, 0]])


def check_augmentations(case):
    def check(item, expected, shape=(8, 8, 3)):
        case.tool.check_error("augment", expected, list=item, shape=list(shape), seed=0, epoch=0, count=0, **{"in": "/dev/null"})

    check([{"function": "swirl"}], 'unknown augmentation {"function":"swirl"}')
    check([{"function": "hue", "amount": 0.1}], "`hue` changes colours, but the pictures have 1 channel, expected 3",
          (8, 8, 1))
    check([{"function": "noise"}], "`noise` lacks the number 'deviation'")
    check([{"function": "noise", "deviation": "a"}], "`noise` lacks the number 'deviation'")
    check([{"function": "flip"}], "`flip` lacks the direction, horizontal or vertical")
    check([{"function": "erase", "pixels": -1}], "`erase` has the argument 'pixels' = -1, expected one from 0")
    check([{"function": "scale", "low": 2, "high": 1}], "`scale` goes from 2 to 1, expected 0 < low <= high")
    check([{"function": "resized_crop", "low": 0.5, "high": 2, "ratio": 1}], "expected high <= 1 and ratio >= 1")
    check([{"function": "mixup", "alpha": 1}] * 2, "`mixup` is given twice")


def main():
    case = Case(Tool(*sys.argv[1:]))
    check_idx(case)
    check_cifar(case)
    check_npz(case)
    check_folders(case)
    check_augmentations(case)
    print("broken sets are refused")


if __name__ == "__main__":
    main()
