"""What the tests of cnn-train check, by means that cnn-train does not share: its files are read by hand and its
numbers computed again with NumPy. training.py CHECK ARGUMENT... exits with 1, and says why, where a check fails.
"""
import csv
import glob
import gzip
import json
import math
import os
import re
import struct
import subprocess
import sys

import numpy


def read_weights(path):
    with open(path, "rb") as file:
        data = file.read()
    length = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + length])
    metadata = header.pop("__metadata__", {})
    assert all(isinstance(value, str) for value in metadata.values())
    assert length % 8 == 0
    tensors, end = {}, 0
    for name, entry in header.items():
        begin, end_of_it = entry["data_offsets"]
        assert entry["dtype"] == "F32" and begin == end, "offsets leave gaps or overlap"
        end = end_of_it
        values = numpy.frombuffer(data[8 + length + begin:8 + length + end], "<f4")
        tensors[name] = values.reshape(entry["shape"])
    assert 8 + length + end == len(data), "bytes that belong to no tensor"
    return tensors


def read_part(folder, part):
    with gzip.open(f"{folder}/{part}-images-idx3-ubyte.gz") as file:
        images = file.read()
    with gzip.open(f"{folder}/{part}-labels-idx1-ubyte.gz") as file:
        labels = numpy.frombuffer(file.read()[8:], numpy.uint8)
    return numpy.frombuffer(images[16:], numpy.uint8).reshape(len(labels), -1).astype(float), labels


def predict(weights, pictures):
    """The scores of train_model.c."""
    x = weights["center.scale"][0] * (pictures - weights["center.mean"])
    return x @ weights["classifier.dense.weight"].T + weights["classifier.dense.bias"]


def read_csv(path):
    with open(path, newline="") as file:
        return [{key: float(value) if value else None for key, value in row.items()} for row in csv.DictReader(file)]


def close(found, expected, tolerance=1e-6):
    assert math.isclose(found, expected, rel_tol=tolerance, abs_tol=tolerance), f"{found}, expected {expected}"


def check_accuracy(weights, folder, output, least="0.8"):
    """The weights give the validation accuracy that the last epoch printed."""
    pictures, labels = read_part(folder, "t10k")
    right = float(numpy.mean(predict(read_weights(weights), pictures).argmax(1) == labels))
    with open(output) as file:
        printed = re.findall(r"validation loss [0-9.]+  accuracy ([0-9.]+)%", file.read())
    close(right * 100, float(printed[-1]), 0.006)
    assert right > float(least), f"only {right} are recognised"


def check_same(one, other, tolerance="0", *but):
    """Two weights files hold the same tensors, to a part of the largest number of each; those of `but` may differ."""
    a, b = read_weights(one), read_weights(other)
    assert a.keys() == b.keys()
    for name in a.keys() - set(but):
        error = float(abs(a[name] - b[name]).max()) / max(float(abs(a[name]).max()), 1e-30)
        assert error <= float(tolerance), f"{name}: differs by {error}"


def check_planes(pixels, planes, tolerance):
    """Weights of pictures of 6 x 5 x 3 are those of pictures in planes, in another order."""
    a, b = read_weights(pixels), read_weights(planes)
    for name in ("center.mean", "classifier.dense.weight"):
        moved = a[name].reshape(-1, 6, 5, 3).transpose(0, 3, 1, 2).reshape(b[name].shape)
        error = float(abs(moved - b[name]).max()) / float(abs(moved).max())
        assert error <= float(tolerance), f"{name}: differs by {error}"


def check_rates(log, base, formula):
    """steps.csv of --log-every 1 has the rates of a formula in t, the epochs before each step."""
    rows = read_csv(f"{log}/steps.csv")
    steps_per_epoch = round(rows[0]["step"] / rows[0]["epoch"])
    assert len(rows) > 2 * steps_per_epoch
    for i, row in enumerate(rows):
        assert row["step"] == i + 1
        close(row["rate"], float(base) * eval(formula, {"t": i / steps_per_epoch, **vars(math)}), 2e-5)


def crc32c(data):
    crc = 0xffffffff
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82f63b78 if crc & 1 else 0)
    return crc ^ 0xffffffff


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xa282ead8) & 0xffffffff


def read_records(path):
    with open(path, "rb") as file:
        data = file.read()
    while data:
        length, check = struct.unpack("<QI", data[:12])
        assert masked(data[:8]) == check, "checksum of a length"
        body, (check,) = data[12:12 + length], struct.unpack("<I", data[12 + length:16 + length])
        assert len(body) == length and masked(body) == check, "checksum of an event"
        yield body
        data = data[16 + length:]


def read_fields(message):
    """The fields of a protobuf message: [(number, value)]."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    fields = []
    while at < len(message):
        key = varint()
        kind = key & 7
        if kind == 0:
            value = varint()
        elif kind in (1, 5):
            size, code = (8, "<d") if kind == 1 else (4, "<f")
            value = struct.unpack(code, message[at:at + size])[0]
            at += size
        else:
            assert kind == 2
            size = varint()
            value = message[at:at + size]
            at += size
        fields.append((key >> 3, value))
    return fields


def read_events(log):
    """[(step, {tag: number})] of all event files, oldest first, and the steps at which a run went on."""
    events, resumed = [], []
    for path in sorted(glob.glob(f"{log}/events.out.tfevents.*")):
        first, *others = [dict(read_fields(record)) for record in read_records(path)]
        assert first[3] == b"brain.Event:2" and first[1] > 1.6e9
        for event in others:
            if 7 in event:
                assert read_fields(event[7]) == [(1, 1)]
                resumed.append(event[2])
                continue
            values = [dict(read_fields(value)) for number, value in read_fields(event[5]) if number == 1]
            events.append((event[2], {value[1].decode(): value[2] for value in values}))
    return events, resumed


def check_log(log, resumes="0"):
    """epochs.csv, steps.csv and TensorBoard's events say the same; curve.svg is a picture with all lines."""
    epochs, steps = read_csv(f"{log}/epochs.csv"), read_csv(f"{log}/steps.csv")
    events, resumed = read_events(log)
    assert len(resumed) == int(resumes), resumed
    assert epochs and steps and [row["epoch"] for row in epochs] == list(range(1, len(epochs) + 1))
    assert [row["step"] for row in steps] == sorted({row["step"] for row in steps})
    # What a later run went on before is overwritten by it.
    last = {}
    for step, values in events:
        for tag, value in values.items():
            last[tag, step] = value
    for row in epochs:
        for column, tag in (("loss", "loss/train"), ("accuracy", "accuracy/train"), ("top5", "top5/train"),
                            ("validation_loss", "loss/validation"), ("validation_accuracy", "accuracy/validation"),
                            ("validation_top5", "top5/validation"), ("rate", "rate")):
            close(last[tag, row["steps"]], row[column], 1e-5)
    for row in steps:
        close(last["step/loss", row["step"]], row["loss"], 1e-5)
        close(last["step/rate", row["step"]], row["rate"], 1e-5)
    import xml.etree.ElementTree as tree
    lines = tree.parse(f"{log}/curve.svg").getroot().findall("{http://www.w3.org/2000/svg}polyline")
    assert len(lines) == 4 and all(len(line.get("points").split()) == len(epochs) for line in lines)
    points = [tuple(map(float, point.split(","))) for point in lines[0].get("points").split()]
    falls = [b[1] > a[1] for a, b in zip(points, points[1:])]
    assert falls == [b["loss"] < a["loss"] for a, b in zip(epochs, epochs[1:])], "the curve is another one"


def check_confusion(log, weights, folder, output):
    """The confusion matrix, precision and recall are those of the weights."""
    pictures, labels = read_part(folder, "t10k")
    found = predict(read_weights(weights), pictures).argmax(1)
    matrix = numpy.zeros((10, 10))
    numpy.add.at(matrix, (labels, found), 1)
    written = numpy.loadtxt(f"{log}/confusion.csv", delimiter=",")
    assert abs(written - matrix).sum() <= 2, "another confusion matrix"  # A picture between two classes.
    with open(output) as file:
        rows = re.findall(r"^ +([0-9]) +([0-9]+) +([0-9.]+)% +([0-9.]+)%$", file.read(), re.M)
    assert len(rows) == 10
    for row in rows:
        c = int(row[0])
        assert int(row[1]) == written[c].sum()
        close(float(row[2]), 100 * written[c, c] / written[:, c].sum(), 1e-2)
        close(float(row[3]), 100 * written[c, c] / written[c].sum(), 1e-2)


def check_stop(log, patience, min_delta, output):
    """Training ended when the loss had been no better for so many epochs, and not before. Prints the best epoch."""
    losses = [row["validation_loss"] for row in read_csv(f"{log}/epochs.csv")]
    best, at = math.inf, 0
    for epoch, loss in enumerate(losses, 1):
        assert epoch == 1 or epoch - 1 - at < int(patience), f"epoch {epoch} should not have been"
        if best - loss > float(min_delta):
            best, at = loss, epoch
    assert len(losses) - at == int(patience), f"{len(losses)} epochs, the best was {at}"
    with open(output) as file:
        assert f"the weights are those of epoch {at}, the best" in file.read()
    print(at)


def check_target(log, column, value):
    """The last epoch is the first that reached the target."""
    values = [row[column] for row in read_csv(f"{log}/epochs.csv")]
    assert values[-1] >= float(value) and all(v < float(value) for v in values[:-1]), values


def damage(path, how):
    """Changes a checkpoint. `how`: flip:AT, cut:SIZE, or JSON that is merged into its header, with a right checksum."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    if how.startswith("flip:"):
        data[int(how[5:])] ^= 1
    elif how.startswith("cut:"):
        del data[int(how[4:]):]
    else:
        length = struct.unpack("<Q", data[16:24])[0]
        header = json.loads(data[24:24 + length])
        for key, value in json.loads(how).items():
            if isinstance(value, dict) and isinstance(header.get(key), dict):
                header[key].update(value)
            else:
                header[key] = value
        text = json.dumps(header).encode()
        data = data[:16] + struct.pack("<Q", len(text)) + text + data[24 + length:-4]
        data += struct.pack("<I", crc32c(data))
    with open(path + ".damaged", "wb") as file:
        file.write(data)


def check_mutations(path, count, *command):
    """Whatever a checkpoint's header says, with a right checksum: the command goes on or says what is wrong."""
    random = numpy.random.RandomState(3)
    with open(path, "rb") as file:
        good = file.read()
    length = struct.unpack("<Q", good[16:24])[0]
    refused = 0
    for _ in range(int(count)):
        data = bytearray(good[:-4])
        for at in random.randint(16, 24 + length, random.randint(1, 4)):
            # Digits and punctuation keep much of it JSON.
            data[at] = random.choice(bytearray(b'0123456789-.e"[]{},:\0\xff')) if random.rand() < 0.9 else \
                random.randint(256)
        with open(path + ".mutated", "wb") as file:
            file.write(data + struct.pack("<I", crc32c(data)))
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert run.returncode in (0, 1), f"exit code {run.returncode}\n{run.stderr}"
        if run.returncode == 1:
            assert re.fullmatch("cnn-train: error: .*\n", run.stderr), run.stderr
        refused += run.returncode
    assert 0 < refused


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
