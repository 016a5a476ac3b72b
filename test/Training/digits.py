"""digits.py PYTHON SCRIPT CNNC CNN-TRAIN NET FOLDER: what scripts/test-models trains LeNet-5 with, on digits made up.

The IDX files hold every digit once, with its class and to the bit, the same bytes each time; malformed digits are one
message; and cnn-train takes network and files.
"""
import filecmp
import gzip
import json
import os
import shutil
import subprocess
import sys

import numpy as np

python, script, cnnc, cnn_train, net, folder = sys.argv[1:]
PART = {"train": 240, "t10k": 60}


def write_digits(path, change=None):
    """30 pictures of each digit, written as the package's, with three decimals; all of them, as bytes."""
    os.makedirs(path)
    random = np.random.RandomState(3)
    pictures = random.randint(0, 256, (10, 30, 784))
    for digit in range(10):
        values = [round(value, 3) for value in (pictures[digit].reshape(-1) / 255).tolist()]
        if change and digit == 7:
            values = change(values)
        with open(f"{path}/{digit}.json", "w", encoding="utf-8") as file:
            json.dump({"data": values}, file)
    return pictures


def convert(digits, data, held_out=PART["t10k"]):
    return subprocess.run([python, script, digits, data, "--held-out", str(held_out)], capture_output=True, text=True,
                          check=False)


def read(name, part):
    with gzip.open(f"{folder}/data/{part}-{name}-ubyte.gz") as file:
        return file.read()


def check_files(pictures):
    expected = {(digit, pictures[digit, i].astype(np.uint8).tobytes()) for digit in range(10) for i in range(30)}
    found = []
    for part, count in PART.items():
        data, classes = read("images-idx3", part), read("labels-idx1", part)
        assert data[:16] == b"".join(n.to_bytes(4, "big") for n in (0x803, count, 28, 28)), data[:16]
        assert classes[:8] == b"".join(n.to_bytes(4, "big") for n in (0x801, count)), classes[:8]
        assert len(data) == 16 + 784 * count and set(classes[8:]) == set(range(10))
        assert list(classes[8:]) != sorted(classes[8:]), "not shuffled"
        found += [(classes[8 + i], data[16 + 784 * i:800 + 784 * i]) for i in range(count)]
    assert len(found) == 300 and set(found) == expected


def check_mistakes():
    mistakes = [("short", lambda values: values[:-1], "7.json' has 23519 numbers, expected a multiple of 784"),
                ("empty", lambda values: [], "7.json' has 0 numbers, expected a multiple of 784"),
                ("large", lambda values: values[:-1] + [1.5], "7.json' has numbers from 0 to 1.5, expected 0 to 1"),
                ("text", lambda values: "digits", "7.json' is no file of digits: could not convert")]
    for name, change, message in mistakes:
        write_digits(f"{folder}/{name}", change)
        result = convert(f"{folder}/{name}", f"{folder}/none")
        assert result.returncode == 1 and message in result.stderr and result.stderr.count("\n") == 1, result.stderr
    for held_out, message in ((300, "cannot hold out 300 of 300 digits"), (5, "among the 5 of 't10k'")):
        result = convert(f"{folder}/digits", f"{folder}/none", held_out)
        assert result.returncode == 1 and message in result.stderr, result.stderr


shutil.rmtree(folder, ignore_errors=True)
made = write_digits(f"{folder}/digits")
for name in ("data", "again"):
    result = convert(f"{folder}/digits", f"{folder}/{name}")
    assert result.returncode == 0, result.stderr
check_files(made)
files = os.listdir(f"{folder}/data")
assert len(files) == 4 and filecmp.cmpfiles(f"{folder}/data", f"{folder}/again", files, False)[0] == files
check_mistakes()
subprocess.run([cnnc, net, "--train", "-o", f"{folder}/train.so"], check=True)
subprocess.run([cnn_train, f"{folder}/train.so", "--data", f"{folder}/data", "--epochs", "1", "--quiet"], check=True)
