"""curve.py: a ResNet-20's loss over its first 200 steps, on pictures of Fashion-MNIST.

    curve.py LIBRARY                   compares the library, of resnet20.net with --train, with what PyTorch gave
    curve.py --store                   asks PyTorch, in f64, and stores its losses in Inputs/resnet20-curve.json

Both start from the same weights, which NumPy draws, and see the same pictures in the same order. The rate is low, since
rounding grows from step to step, whoever computes: at ten times this rate PyTorch in f32 is off from itself in f64 by
7e-3 in these steps, and the library by as much.
"""
import gzip
import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
STORED = os.path.join(HERE, "Inputs", "resnet20-curve.json")
DATA = "/usr/share/datasets/fashion-mnist"
STEPS, BATCH, RATE, MOMENTUM = 200, 32, 0.00001, 0.9


def read_idx(name, header):
    with gzip.open(os.path.join(DATA, name)) as file:
        return np.frombuffer(file.read(), np.uint8)[header:]


def batches():
    """Pictures of 28 x 28 in the middle of 32 x 32, in three equal channels, N x H x W x C; and their classes."""
    pictures = read_idx("train-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28)
    labels = read_idx("train-labels-idx1-ubyte.gz", 8)
    for step in range(STEPS):
        part = slice(step * BATCH, (step + 1) * BATCH)
        x = np.pad(pictures[part].astype(np.float32) / 255, ((0, 0), (2, 2), (2, 2)))
        x = (x - np.float32(0.286)) / np.float32(0.353)
        yield np.repeat(x[..., None], 3, axis=3), labels[part].astype(np.int32)


def draw_weights(shapes):
    """He's normal distribution for filters, ones and zeros for the normalisation; in the order of the network."""
    rng = np.random.default_rng(2015)
    weights = {}
    for name, shape in shapes.items():
        if len(shape) > 1:
            weights[name] = rng.standard_normal(shape).astype(np.float32) * np.float32(np.sqrt(2 / np.prod(shape[1:])))
        else:
            weights[name] = (np.ones if name.endswith(("weight", "var")) else np.zeros)(shape, np.float32)
    return weights


def train_ours(library):
    sys.path.insert(0, HERE)
    from trainer import Trainer
    trainer = Trainer(library, batch=BATCH)
    parameters = trainer.parameters()
    for name, value in draw_weights({name: p.shape for name, p in parameters.items()}).items():
        parameters[name][...] = value
    trainer.set_rate(RATE)
    return [trainer.step([x], [labels.reshape(-1, 1)]) for x, labels in batches()]


def train_torch():
    import torch
    import torch.nn.functional as F
    from torch import nn

    class Block(nn.Module):
        def __init__(self, inputs, filters, stride):
            super().__init__()
            self.conv1 = nn.Conv2d(inputs, filters, 3, stride, 1, bias=False)
            self.norm1 = nn.BatchNorm2d(filters)
            self.conv2 = nn.Conv2d(filters, filters, 3, 1, 1, bias=False)
            self.norm2 = nn.BatchNorm2d(filters)
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, filters, 1, stride, bias=False),
                                          nn.BatchNorm2d(filters)) if stride > 1 else nn.Identity()

        def forward(self, x):
            y = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
            return F.relu(y + self.shortcut(x))

    stages = [Block(16, 16, 1), Block(16, 16, 1), Block(16, 16, 1), Block(16, 32, 2), Block(32, 32, 1),
              Block(32, 32, 1), Block(32, 64, 2), Block(64, 64, 1), Block(64, 64, 1)]
    model = nn.Sequential(nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), *stages,
                          nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)).double().train()
    state = {name: value for name, value in model.state_dict().items() if "num_batches" not in name}
    for name, value in draw_weights({name: tuple(v.shape) for name, v in state.items()}).items():
        state[name].copy_(torch.tensor(value))
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE, momentum=MOMENTUM)
    losses = []
    for x, labels in batches():
        optimizer.zero_grad()
        loss = F.cross_entropy(model(torch.tensor(x).double().permute(0, 3, 1, 2)), torch.tensor(labels).long())
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def main():
    if sys.argv[1] == "--store":
        with open(STORED, "w", encoding="utf-8") as file:
            json.dump([round(loss, 6) for loss in train_torch()], file, indent=0)
        return
    with open(STORED, encoding="utf-8") as file:
        expected = np.array(json.load(file))
    differences = np.abs(np.array(train_ours(sys.argv[1])) - expected)
    print(f"losses from {expected[0]:.4f} to {expected[-1]:.4f}; largest difference {differences.max():.2e}, "
          f"in step {int(differences.argmax())}")
    sys.exit(int(differences.max() > 1e-3))


main()
