# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""torch_step.py NETWORK BATCH LAYOUT STEPS: training steps of PyTorch on one thread, with random pictures, as JSON.

NETWORK is one of test/Integration/networks.py, LAYOUT the memory format: `contiguous_format` or `channels_last`. A step
is forward pass, cross entropy, backward pass, SGD with momentum. Two steps do not count. peak_mib is the process's.
"""
import json
import os
import resource
import sys
import time

import torch

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "test", "Integration"))
import networks  # noqa: E402
import weights  # noqa: E402


def build(name):
    """The network as it is trained: those of the tests are for inference and have no dropout."""
    model = networks.build(name)
    if name == "mobilenetv2":
        *layers, dense = model
        model = torch.nn.Sequential(*layers, torch.nn.Dropout(0.2), dense)
    return model.train()


def main(name, batch, layout, steps):
    torch.set_num_threads(1)
    torch.manual_seed(0)
    layout = getattr(torch, layout)
    model = build(name).to(memory_format=layout)
    height, width, channels = weights.SHAPES[name]
    pictures = torch.randn(batch, channels, height, width).contiguous(memory_format=layout)
    shapes = [list(parameter.shape) for parameter in model.parameters()]
    classes = torch.randint(0, shapes[-1][0], (batch,))
    loss = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    times = []
    for _ in range(steps + 2):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss(model(pictures), classes).backward()
        optimizer.step()
        times.append((time.perf_counter() - start) * 1e3)
    times = sorted(times[2:])
    print(json.dumps({"version": torch.__version__, "shapes": shapes, "min_ms": times[0],
                      "median_ms": times[len(times) // 2],
                      "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


main(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
