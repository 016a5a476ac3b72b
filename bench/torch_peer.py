# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""torch_peer.py THREADS: PyTorch as a peer; see peers.py.

    network NAME BATCH    the network of test/Integration/networks.py, traced, frozen and optimised for inference
    layer KIND C H W O KH KW STRIDE PADDING DILATION GROUPS
                          one convolution or transposed convolution, on tensors in oneDNN's layout
"""
import json
import os
import sys
import time

import torch
import torch.utils.mkldnn

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def load_network(name, batch):
    sys.path.insert(0, os.path.join(ROOT, "test", "Integration"))
    import networks
    import weights
    height, width, channels = weights.SHAPES[name]
    x = torch.randn(batch, channels, height, width)
    model = torch.jit.freeze(torch.jit.trace(networks.build(name), x))
    return torch.jit.optimize_for_inference(model), x


def load_layer(kind, *numbers):
    channels, height, width, filters, *kernel, stride, padding, dilation, groups = map(int, numbers)
    x = torch.randn(1, channels, height, width)
    if kind == "transposed":
        layer = torch.nn.ConvTranspose2d(channels, filters, kernel, stride, padding, 0, groups, True, dilation).eval()
        return torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(layer, x))), x
    layer = torch.nn.Conv2d(channels, filters, kernel, stride, padding, dilation, groups).eval()
    x = x.to_mkldnn()
    if channels >= 16:
        # Within a network a layer reads what another one wrote, in oneDNN's layout.
        x = torch.utils.mkldnn.to_mkldnn(torch.nn.Conv2d(channels, channels, 1).eval())(x)
    return torch.utils.mkldnn.to_mkldnn(layer), x


def measure(model, x, seconds):
    times, end = [], time.perf_counter() + seconds
    while len(times) < 3 or time.perf_counter() < end:
        start = time.perf_counter()
        model(x)
        times.append((time.perf_counter() - start) * 1e6)
    times.sort()
    return {"min_us": times[0], "median_us": times[len(times) // 2]}


def main(threads):
    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    model = x = None
    for line in sys.stdin:
        command, *words = line.split()
        try:
            if command == "run":
                result = measure(model, x, float(words[0]))
            else:
                model, x = load_network(words[0], int(words[1])) if command == "network" else load_layer(*words)
                for _ in range(3):
                    model(x)
                result = {"version": torch.__version__}
        except Exception as error:  # Whatever it is, it is the peer's, and ours is still measured.
            result = {"error": str(error)}
        print(json.dumps(result), flush=True)


main(int(sys.argv[1]))
