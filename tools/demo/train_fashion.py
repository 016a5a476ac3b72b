#!/usr/bin/env python3
"""Trains the network of examples/fashion.net with PyTorch and writes its weights.

    python3 tools/demo/train_fashion.py --output examples/fashion.safetensors

The architecture and the recipe are those of examples/fashion.net and its train block. Needs PyTorch and Debian's
dataset-fashion-mnist. Seeded: the same versions on the same processor give the same weights.

The tensors are named as cnnc names the parameters of fashion.net: `stage1.0.conv.weight`, `stage1.0.batch_norm.weight`
(.bias, .running_mean, .running_var), ..., `logits.dense.weight`, `logits.dense.bias`. With `--names FILE`, the list that
`cnnc --emit=parameters examples/fashion.net` prints, they take the names of that list, by order. With `--rename WEIGHTS`
nothing is trained: the tensors of that file, which must be in our order, are written again under the names.

The test set is looked at once, after the last epoch.
"""
import argparse
import gzip
import json
import os
import struct
import sys
import time

import numpy as np

DATA = "/usr/share/datasets/fashion-mnist"
MEAN, STD = 0.286, 0.353
STAGES = (16, 32, 64)


def read_idx(path):
    with gzip.open(path, "rb") as file:
        rank = struct.unpack(">I", file.read(4))[0] & 0xFF
        shape = struct.unpack(f">{rank}I", file.read(4 * rank))
        return np.frombuffer(file.read(), np.uint8).reshape(shape)


def read_set(folder, stem):
    return (read_idx(os.path.join(folder, f"{stem}-images-idx3-ubyte.gz")),
            read_idx(os.path.join(folder, f"{stem}-labels-idx1-ubyte.gz")))


def default_names():
    norm = [f"batch_norm.{part}" for part in ("weight", "bias", "running_mean", "running_var")]
    return [f"stage{stage}.{i}.{part}" for stage in range(1, len(STAGES) + 1) for i in range(2)
            for part in ["conv.weight"] + norm] + ["logits.dense.weight", "logits.dense.bias"]


def write_safetensors(path, tensors):
    """tensors: a list of (name, float32 array)."""
    header, offset = {}, 0
    for name, array in tensors:
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for _, array in tensors:
            file.write(np.ascontiguousarray(array, "<f4").tobytes())


def read_safetensors(path):
    """The float32 tensors of a file in the order in which they lie in it."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    header.pop("__metadata__", None)
    arrays = []
    for entry in sorted(header.values(), key=lambda entry: entry["data_offsets"]):
        begin, end = entry["data_offsets"]
        assert entry["dtype"] == "F32"
        arrays.append(np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"]))
    return arrays


def read_names(path):
    """Names and shapes from a JSON array, or from one JSON object a line."""
    with open(path) as file:
        text = file.read()
    try:
        entries = json.loads(text)
        entries = entries if isinstance(entries, list) else [entries]
    except json.JSONDecodeError:
        entries = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [(entry["name"], tuple(entry["shape"])) for entry in entries]


def named(arrays, names_file):
    if not names_file:
        return list(zip(default_names(), arrays))
    names = read_names(names_file)
    if [shape for _, shape in names] != [array.shape for array in arrays]:
        sys.exit(f"{names_file}: these are not the parameters of fashion.net in order")
    return [(name, array) for (name, _), array in zip(names, arrays)]


def make_network(nn):
    layers, channels = [], 1
    for i, filters in enumerate(STAGES):
        for _ in range(2):
            layers += [nn.Conv2d(channels, filters, 3, padding=1, bias=False), nn.BatchNorm2d(filters),
                       nn.ReLU(inplace=True)]
            channels = filters
        if i + 1 < len(STAGES):
            layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 10))


def augment(pictures, rng, margin=2):
    """pad_crop(margin) and flip(horizontal), a choice of its own for each picture."""
    count, height, width = pictures.shape
    padded = np.pad(pictures, ((0, 0), (margin, margin), (margin, margin)))
    rows = rng.integers(0, 2 * margin + 1, (count, 1)) + np.arange(height)
    columns = rng.integers(0, 2 * margin + 1, (count, 1)) + np.arange(width)
    flip = rng.random(count) < 0.5
    columns[flip] = columns[flip, ::-1]
    return padded[np.arange(count)[:, None, None], rows[:, :, None], columns[:, None, :]]


def train(options):
    import torch
    import torch.nn as nn
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    rng = np.random.default_rng(options.seed)

    def to_input(pictures):
        x = torch.from_numpy((pictures.astype(np.float32) / 255 - MEAN) / STD).unsqueeze(1)
        return x.to(memory_format=torch.channels_last)

    pictures, labels = read_set(options.data, "train")
    network = make_network(nn).to(memory_format=torch.channels_last)
    print(f"{sum(p.numel() for p in network.parameters())} trainable parameters", flush=True)
    optimizer = torch.optim.SGD(network.parameters(), lr=options.rate, momentum=0.9, weight_decay=5e-4)
    steps = len(pictures) // options.batch
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, options.epochs * steps)
    start = time.time()
    for epoch in range(options.epochs):
        network.train()
        order, loss_sum, right = rng.permutation(len(pictures)), 0.0, 0
        for step in range(steps):
            index = order[step * options.batch:(step + 1) * options.batch]
            target = torch.from_numpy(labels[index].astype(np.int64))
            scores = network(to_input(augment(pictures[index], rng)))
            loss = nn.functional.cross_entropy(scores, target)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            loss_sum += loss.item()
            right += (scores.argmax(1) == target).sum().item()
        print(f"epoch {epoch + 1}: loss {loss_sum / steps:.4f}, accuracy {right / steps / options.batch:.4f} "
              f"({time.time() - start:.0f} s)", flush=True)

    network.eval()
    pictures, labels = read_set(options.data, "t10k")
    with torch.no_grad():
        scores = torch.cat([network(to_input(pictures[i:i + 500])) for i in range(0, len(pictures), 500)])
    print(f"test accuracy {np.mean(scores.argmax(1).numpy() == labels):.4f}")
    return [value.detach().contiguous().numpy() for name, value in network.state_dict().items()
            if not name.endswith("num_batches_tracked")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=DATA, help="folder of the IDX files (default: %(default)s)")
    parser.add_argument("--output", default="fashion.safetensors")
    parser.add_argument("--names", help="JSON list of the parameters, from cnnc --emit=parameters")
    parser.add_argument("--rename", metavar="WEIGHTS", help="do not train; take the tensors of this file")
    parser.add_argument("--epochs", type=int, default=18)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    arrays = read_safetensors(options.rename) if options.rename else train(options)
    write_safetensors(options.output, named(arrays, options.names))
    print(f"{options.output}: {os.path.getsize(options.output)} bytes")


if __name__ == "__main__":
    main()
