#!/usr/bin/python3
"""export_torchvision.py FOLDER NAME...: torchvision's networks as ONNX files.

Writes FOLDER/NAME.onnx (opset 13, input `input`, output `output`), an input
FOLDER/NAME_in.npy and what PyTorch computes for it, FOLDER/NAME_out.npy. The
weights are random but the same on each run. Statistics of batch norms come
from forward passes in training mode, so that activations keep the scale that
they have in a trained network.
"""
import os
import sys
import warnings

import numpy as np
import torch
import torchvision

# Networks whose first dimension stays free; the others are exported for one
# picture, as many files are.
FREE_BATCH = {"resnet18", "mobilenet_v2", "densenet121", "shufflenet_v2_x1_0", "regnet_y_400mf", "convnext_tiny"}
# Arguments beside random weights: no second head, no slow initialiser.
ARGUMENTS = {"googlenet": {"aux_logits": False, "init_weights": False}}


def settle(model, size):
    """Gives all that initialisers leave at 0, 1 or 1e-6 the scale of trained weights."""
    norms = (torch.nn.BatchNorm2d, torch.nn.LayerNorm)
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, norms) and module.weight is not None:
                module.weight.uniform_(0.6, 1.4)
                module.bias.uniform_(-0.3, 0.3)
            if isinstance(module, torch.nn.BatchNorm2d):
                module.momentum = None  # the average over all passes
                module.reset_running_stats()
        for name, value in model.named_parameters():
            if name.endswith("layer_scale"):
                value.uniform_(0.3, 0.7)
        model.train()
        for _ in range(3):
            model(torch.randn(4, 3, size, size))
        model.eval()


def export(name, folder):
    torch.manual_seed(sum(name.encode()))
    model = getattr(torchvision.models, name)(weights=None, **ARGUMENTS.get(name, {}))
    size = 224
    settle(model, size)
    free = name in FREE_BATCH
    example = torch.randn(2 if free else 1, 3, size, size)
    with torch.no_grad():
        answer = model(example)
    path = os.path.join(folder, name)
    np.save(path + "_in.npy", example.numpy())
    np.save(path + "_out.npy", answer.numpy())
    dynamic = {"input": {0: "batch"}, "output": {0: "batch"}} if free else None
    # The file appears whole or not at all: its presence says that it is done.
    torch.onnx.export(model, example, path + ".onnx.part", opset_version=13, input_names=["input"],
                      output_names=["output"], dynamic_axes=dynamic)
    os.replace(path + ".onnx.part", path + ".onnx")
    print(f"{name}: {'free batch' if free else 'one picture'}, largest output {answer.abs().max():.3g}, "
          f"spread {answer.std():.3g}")


def main():
    folder, names = sys.argv[1], sys.argv[2:]
    warnings.filterwarnings("ignore")  # the tracer's, on Python values
    os.makedirs(folder, exist_ok=True)
    for name in names:
        export(name, folder)


if __name__ == "__main__":
    main()
