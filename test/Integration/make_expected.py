#!/usr/bin/env python3
"""Writes expected/NET.npy, PyTorch's answer for the weights and the picture of weights.py, and scales.json.

    python3 make_expected.py [NET ...]

Needs PyTorch; the results are in the repository, so only a change of a network needs this script. The answers are
computed in float64. `difference` is how far PyTorch's own float32 is from that, relative to the largest output.
"""
import json
import os
import sys

import numpy as np
import torch
import torch.nn as nn

import networks
import weights


def tensor_entries(model):
    return [(name, tensor) for name, tensor in model.state_dict().items() if not name.endswith("num_batches_tracked")]


def load(network, model, scales):
    entries = tensor_entries(model)
    values = weights.parameters(network, [(name, tensor.shape) for name, tensor in entries], scales)
    for (_, tensor), value in zip(entries, values, strict=True):
        tensor.copy_(torch.from_numpy(value))


def measure_scales(network, model, x):
    """One pass in which every batch norm gets its statistics when x reaches it."""
    norms = [module for module in model.modules() if isinstance(module, nn.BatchNorm2d)]
    load(network, model, [1.0] * len(norms))
    scales = []

    def measure(norm, inputs):
        scale = float(f"{inputs[0].double().square().mean().sqrt().item():.4g}")
        norm.running_mean *= scale
        norm.running_var *= scale * scale
        scales.append((norm, scale))

    hooks = [norm.register_forward_pre_hook(measure) for norm in norms]
    model(x)
    for hook in hooks:
        hook.remove()
    by_norm = dict(scales)
    return [by_norm[norm] for norm in norms]


def make(network):
    model = networks.build(network)
    x = weights.picture(network)
    x = torch.from_numpy(x.transpose(0, 3, 1, 2).copy() if x.ndim == 4 else x)
    scales = measure_scales(network, model, x)
    load(network, model, scales)
    single = model(x).double().numpy()
    expected = model.double()(x.double()).numpy()
    shifted = model(torch.roll(x, 1, -1).double()).numpy()
    print(f"{network:13} mean {expected.mean():7.4f}  std {expected.std():.4f}  difference "
          f"{np.abs(single - expected).max() / np.abs(expected).max():.1e}  of the picture shifted by a pixel "
          f"{np.abs(shifted - expected).max() / np.abs(expected).max():.1e}", flush=True)
    if expected.ndim == 4:
        expected = expected.transpose(0, 2, 3, 1)
    np.save(os.path.join(weights.HERE, "expected", network + ".npy"), weights.sample(network, expected).astype(np.float32))
    return scales


def main(names):
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    os.makedirs(os.path.join(weights.HERE, "expected"), exist_ok=True)
    path = os.path.join(weights.HERE, "scales.json")
    scales = {}
    if os.path.exists(path):
        with open(path) as file:
            scales = json.load(file)
    for name in names or weights.SHAPES:
        scales[name] = make(name)
    with open(path, "w") as file:
        lines = [f"{json.dumps(name)}: {json.dumps(scales[name])}" for name in weights.SHAPES if scales.get(name)]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
