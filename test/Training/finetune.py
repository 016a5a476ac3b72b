"""finetune.py CNNC CNN-TRAIN WORK: from an ONNX model to a program, a new head on it, and a training in which the
backbone is frozen: its parameters keep the bits that the model has, the loss falls, and the new network infers."""
import json
import os
import struct
import subprocess
import sys

import numpy as np
import onnx
from onnx import numpy_helper

BACKBONE = """network backbone
input image: f32[10, 10, 1] in CHW
stem = image |> conv(8, 3, padding = same) |> batch_norm |> relu |> max_pool(2)
body = stem |> conv(16, 3, padding = same) |> batch_norm |> relu
head = body |> global_avg_pool |> dense(7)
output probability = softmax(head)
"""
TRAIN = """
label class: 3
train {
  loss = cross_entropy(head_dense, class)
  optimizer = adam(rate = 0.02)
  regularize = l2(1e-4, "head_dense.*")
  batch = 16
  epochs = 15
}
"""


def run(*words, code=0):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def read_weights(path):
    with open(path, "rb") as file:
        data = file.read()
    length = struct.unpack("<Q", data[:8])[0]
    header, data, tensors = json.loads(data[8:8 + length]), data[8 + length:], {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = entry["data_offsets"]
            tensors[name] = np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"])
    return tensors


def main():
    cnnc, cnn_train, work = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    path = lambda name: os.path.join(work, name)
    with open(path("backbone.net"), "w", encoding="utf-8") as file:
        file.write(BACKBONE)
    run(cnnc, path("backbone.net"), "--seed", "5", "--emit=onnx", "-o", path("model.onnx"))
    model = {t.name: numpy_helper.to_array(t) for t in onnx.load(path("model.onnx")).graph.initializer}

    # To a program. Its weights are the model's, under the program's names.
    run(cnnc, path("model.onnx"), "--emit=net", "-o", path("model.net"))
    weights = read_weights(path("model.safetensors"))
    assert sorted(a.tobytes() for a in weights.values()) == sorted(a.tobytes() for a in model.values())
    assert weights["stem_conv.conv.weight"].tobytes() == model["stem.conv.weight"].tobytes()

    # Another head.
    with open(path("model.net"), encoding="utf-8") as file:
        program = file.read()
    assert program.count("dense(7)") == 1 and "head_dense = " in program, program
    with open(path("tune.net"), "w", encoding="utf-8") as file:
        file.write(program.replace("dense(7)", "dense(3)") + TRAIN)
    old = ["--weights", path("model.safetensors")]
    strict = run(cnnc, path("tune.net"), *old, "--train", "-o", path("tune.so"), code=1)
    assert "2 parameters do not fit the network; with --weights-partial the 12 that do would be taken" in strict, strict
    freeze = ["--freeze", "stem_*", "--freeze", "body_*"]
    notes = run(cnnc, path("tune.net"), *old, "--weights-partial", *freeze, "--train", "-o", path("tune.so"))
    assert "remark: 12 of 14 parameters are from the file; the others keep their initial values" in notes, notes
    assert "'head_dense.dense.weight' is 7x16 in the file, expected 3x16" in notes, notes

    # Three classes of pictures: bright at the top, in the middle, at the bottom.
    random = np.random.default_rng(0)
    classes = random.integers(0, 3, 192)
    pictures = random.uniform(0, 1, (192, 10, 10, 1)).astype(np.float32)
    for i, k in enumerate(classes):
        pictures[i, 3 * k:3 * k + 4] += 2 + k
    parts = {"train": slice(0, 160), "test": slice(160, 192)}
    arrays = {f"{kind}_{part}": data[at] for part, at in parts.items() for kind, data in (("x", pictures), ("y", classes))}
    np.savez(path("data.npz"), **arrays)
    run(cnn_train, path("tune.so"), "--data", path("data.npz"), "--save", path("tuned.safetensors"),
        "--log", path("log"), "--quiet")
    with open(path("log/epochs.csv"), encoding="utf-8") as file:
        head, *lines = [line.strip().split(",") for line in file]
    losses = [float(line[head.index("loss")]) for line in lines]
    assert len(losses) == 15 and losses[-1] < 0.7 * losses[0], losses

    # What is frozen keeps its bits, averages included; the head is another one.
    tuned = read_weights(path("tuned.safetensors"))
    for name, value in tuned.items():
        if name.startswith("head_dense."):
            assert value.shape[0] == 3 and np.isfinite(value).all(), name
        else:
            assert value.tobytes() == weights[name].tobytes(), f"{name} is another"
    run(cnnc, path("tune.net"), "--weights", path("tuned.safetensors"), "-o", path("infer.so"))


main()
