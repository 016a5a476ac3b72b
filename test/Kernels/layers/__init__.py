# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The layers, group by group: what each computes in NumPy, random cases of it, and its counterpart in PyTorch.

A module of this package has

  - a class of methods that network.Value inherits, one per layer: each adds the layer to the .net file and computes its
    result in float64 from the formula in the language's manual;
  - PROPERTIES: for each layer a function of a network and a random generator that adds one case with random shapes and
    arguments, odd channel counts and extents of 1 among them, and ends in net.output(title, value, tolerance);
  - TORCH: for each layer some (title, build, compute): build(net) returns the layer's value, and compute(torch, inputs,
    parameters) what PyTorch makes of the same inputs (N x C x H x W) and parameters (by their paths, in order).
"""
