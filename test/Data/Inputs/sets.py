# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""sets.py CNN_DATA DIR: every format is read as it was written; every part that may be missing is."""
import os
import shutil
import subprocess
import sys
import zipfile

import numpy as np
from data import Tool, cifar, gz, idx, png

# It writes pictures, a JPEG among them.
MAKE_FILES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Runtime", "Inputs", "make_files.py")

rng = np.random.default_rng(1)


def check(tool, pictures, labels, folder, shape=None, classes=None, names=(), is_bytes=True, **request):
    shape = list(shape or pictures.shape[1:])
    found = tool.run("open", dir=tool.path(folder), shape=shape, **request)
    assert found["shape"] == list(pictures.shape[1:]), found["shape"]
    assert found["labels"] == list(labels), found["labels"]
    assert found["names"] == list(names), found["names"]
    assert found["bytes"] == is_bytes
    assert found["classes"] == (max(labels) + 1 if classes is None else classes), found["classes"]
    assert np.array_equal(tool.output(pictures.shape[1:]), pictures.astype(np.float32))


def check_idx(tool):
    train, test = rng.integers(0, 256, (7, 5, 6, 1)), rng.integers(0, 256, (3, 5, 6, 1))
    labels, test_labels = [0, 1, 2, 9, 4, 5, 6], [3, 0, 1]
    spellings = {"plain": ("-", "", bytes), "dots": (".", "", bytes), "packed": ("-", ".gz", gz),
                 "dots-packed": (".", ".gz", gz), "members": ("-", ".gz", lambda c: gz(c[:9]) + gz(c[9:]))}
    for folder, (mark, ending, pack) in spellings.items():
        for part, x, y in (("train", train, labels), ("t10k", test, test_labels)):
            tool.write(pack(idx(x[..., 0])), folder, f"{part}-images{mark}idx3-ubyte{ending}")
            tool.write(pack(idx(y)), folder, f"{part}-labels{mark}idx1-ubyte{ending}")
        check(tool, train, labels, folder)
        check(tool, test, test_labels, folder, part="test", classes=4)
    for name in ("images-idx3", "labels-idx1"):
        shutil.copy(tool.path("plain", f"train-{name}-ubyte"), tool.path("alone", f"train-{name}-ubyte"))
    check(tool, train, labels, "alone")
    assert tool.run("open", dir=tool.path("alone"), shape=[5, 6, 1], part="test") is None


def check_cifar(tool):
    pictures = rng.integers(0, 256, (10, 32, 32, 3))
    labels = [0, 9, 1, 8, 2, 7, 3, 6, 4, 5]
    for i in range(5):
        tool.write(cifar(pictures[2 * i:2 * i + 2], labels[2 * i:2 * i + 2]), "ten", f"data_batch_{i + 1}.bin")
    check(tool, pictures, labels, "ten", classes=10)
    assert tool.run("open", dir=tool.path("ten"), shape=[32, 32, 3], part="test") is None
    tool.write(cifar(pictures[:1], [7]), "ten", "test_batch.bin")
    tool.write(b"\n".join(b"class %d" % i for i in range(10)) + b"\r\n\n", "ten", "batches.meta.txt")
    check(tool, pictures[:1], [7], "ten", classes=10, part="test", names=[f"class {i}" for i in range(10)])
    # Unpacked beside other things, as the archive has it.
    shutil.copytree(tool.path("ten"), tool.path("archive", "cifar-10-batches-bin"))
    tool.write(b"", "archive", "readme.html")
    check(tool, pictures, labels, "archive", classes=10, names=[f"class {i}" for i in range(10)])
    tool.write(cifar(pictures[:3], [19, 0, 4], [99, 50, 0]), "hundred", "train.bin")
    check(tool, pictures[:3], [99, 50, 0], "hundred", classes=100)


def check_npz(tool):
    x, y = rng.integers(0, 256, (6, 4, 5, 3)), np.array([0, 1, 2, 1, 0, 2])
    np.savez(tool.path("npz-a", "set.npz"), x=x.astype(np.uint8), y=y)
    check(tool, x, y.tolist(), "npz-a")
    check(tool, x, y.tolist(), "npz-a/set.npz")
    assert tool.run("open", dir=tool.path("npz-a"), shape=[4, 5, 3], part="test") is None
    # Packed, one channel without a dimension for it, floats of each kind as they are.
    for dtype in (np.float32, np.float64, np.float16, np.int32):
        values = (rng.standard_normal((6, 4, 5, 1)) * 100).astype(dtype)
        np.savez_compressed(tool.path("npz-b", "set.npz"), images=values[..., 0], labels=y.reshape(6, 1).astype(np.uint8))
        check(tool, values, y.tolist(), "npz-b", is_bytes=False)
    # Channels first: told by what the network takes, or by their number.
    for shape in ([4, 5, 3], [7, 7, 3]):
        np.savez_compressed(tool.path("npz-c", "set.npz"), x_train=x.transpose(0, 3, 1, 2).astype(np.uint8), y_train=y,
                            x_test=x[:2].astype(np.uint8), y_test=y[:2].astype(np.float32))
        if shape[0] == 4:
            check(tool, x, y.tolist(), "npz-c", shape=shape)
    check(tool, x[:2], [0, 1], "npz-c", part="test")
    wide = rng.integers(0, 256, (2, 3, 8, 8), dtype=np.uint8)
    np.savez(tool.path("npz-d", "train.npz"), x=wide, y=y[:2])
    check(tool, wide.transpose(0, 2, 3, 1), [0, 1], "npz-d", shape=[9, 9, 3])
    assert tool.run("open", dir=tool.path("npz-d"), shape=[8, 8, 3], part="test") is None
    np.savez(tool.path("npz-d", "test.npz"), x=wide[1:], y=y[1:2])
    check(tool, wide[1:].transpose(0, 2, 3, 1), [1], "npz-d", shape=[8, 8, 3], part="test")


def check_wide_npz(tool):
    """An archive as NumPy writes it when arrays are large: with sizes and places in 64 bits (ZIP64)."""
    x, y = rng.integers(0, 256, (6, 40, 50, 1), dtype=np.uint8), np.arange(6)
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    # Sizes and places from 10 on count as large.
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 10, 1
    np.savez_compressed(tool.path("wide", "set.npz"), x=x, y=y)
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits
    with open(tool.path("wide", "set.npz"), "rb") as file:
        content = file.read()
    assert content.count(b"PK\6\6") == 1 and content.count(b"PK\1\2") == 2
    assert b"\xff" * 8 in content[content.index(b"PK\1\2"):]
    # Python writes what fits at the end nevertheless; archives that are large say there that it does not.
    end = content.rindex(b"PK\5\6")
    content = content[:end + 8] + b"\xff" * 12 + content[end + 20:]
    tool.write(content, "wide", "set.npz")
    check(tool, x, y.tolist(), "wide")
    # Without a trace of the wide directory.
    for change in (lambda c: c.replace(b"PK\6\7", b"PK\6\0"), lambda c: c.replace(b"PK\6\6", b"PK\6\0")):
        tool.write(change(content), "wide-bad", "set.npz")
        tool.check_error("open", "set.npz' is an .npz file whose directory cannot be found", dir=tool.path("wide-bad"),
                         shape=[40, 50, 1])


def check_folders(tool):
    pictures = rng.integers(0, 256, (5, 4, 6, 3), dtype=np.uint8)
    files = [("bird", "b.png"), ("bird", "c.PNG"), ("cat", "a.png"), ("dog", "0.png"), ("dog", "1.png")]
    for picture, parts in zip(pictures, files):
        tool.write(png(picture), "plain-folders", *parts)
        tool.write(png(picture), "folders", "train", *parts)
    for extra in ("notes.txt", ".hidden.png"):
        tool.write(b"no picture", "folders", "train", "cat", extra)
    names = ["bird", "cat", "dog"]
    for folder in ("plain-folders", "folders"):
        check(tool, pictures, [0, 0, 1, 2, 2], folder, names=names)
        assert tool.run("open", dir=tool.path(folder), shape=[4, 6, 3], part="test") is None
    # A test part may lack classes; the labels are those of training.
    tool.write(png(pictures[3]), "folders", "val", "dog", "7.png")
    check(tool, pictures[3:4], [2], "folders", part="test", classes=3, names=names)
    # Grey from colours, and pictures of another size: scaled to cover, the centre kept.
    luma = pictures.astype(float) @ [0.299, 0.587, 0.114]
    tool.run("open", dir=tool.path("folders"), shape=[4, 6, 1])
    assert np.abs(tool.output((4, 6)) - luma).max() <= 0.51
    blocks = np.repeat(np.repeat(rng.integers(0, 256, (4, 4, 3), dtype=np.uint8), 5, 0), 5, 1)
    tool.write(png(np.pad(blocks, ((0, 0), (10, 10), (0, 0)))), "large", "one", "x.png")
    tool.run("open", dir=tool.path("large"), shape=[20, 20, 3])
    assert np.array_equal(tool.output((20, 20, 3))[0], blocks)
    # One colour, 8x8, however it is scaled.
    subprocess.run([sys.executable, MAKE_FILES, tool.path("made")], check=True)
    shutil.copy(tool.path("made", "red.jpg"), tool.path("jpeg", "one", "x.JPeG"))
    tool.run("open", dir=tool.path("jpeg"), shape=[6, 7, 3])
    assert np.abs(tool.output((6, 7, 3)) - [200, 50, 30]).max() <= 3


def main():
    tool = Tool(*sys.argv[1:])
    check_idx(tool)
    check_cifar(tool)
    check_npz(tool)
    check_wide_npz(tool)
    check_folders(tool)
    if os.path.isdir("/usr/share/datasets/fashion-mnist"):
        found = tool.run("open", dir="/usr/share/datasets/fashion-mnist", part="test", shape=[28, 28, 1])
        assert np.bincount(found["labels"]).tolist() == [1000] * 10
    print("sets are read as written")


if __name__ == "__main__":
    main()
