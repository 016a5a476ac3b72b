#!/usr/bin/env python3
# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes examples/clothes.png, 16 pictures of Fashion-MNIST (Zalando SE, MIT licence), and expected/edges.npy, the
steepness that PyTorch finds in it with Sobel's kernels, of one pixel of four rows and columns.

Needs PyTorch, Pillow and Debian's package dataset-fashion-mnist; the results are in the repository.
"""
import gzip
import os

import numpy as np
import torch
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
STEP = 4


def main():
    with gzip.open("/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz") as file:
        pictures = np.frombuffer(file.read()[16:16 + 16 * 784], np.uint8).reshape(4, 4, 28, 28)
    picture = pictures.transpose(0, 2, 1, 3).reshape(112, 112)
    Image.fromarray(picture).save(os.path.join(HERE, "..", "..", "examples", "clothes.png"), optimize=True)
    x = torch.from_numpy(picture.astype(np.float64) / 255)[None, None]
    sobel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]], dtype=torch.float64)
    padded = torch.nn.functional.pad(x, (1, 1, 1, 1), mode="replicate")
    slopes = torch.nn.functional.conv2d(padded, torch.stack([sobel, sobel.T])[:, None])
    steepness = slopes.square().sum(1).sqrt()[:, :, :, None].numpy()
    np.save(os.path.join(HERE, "expected", "edges.npy"), steepness[:, STEP // 2::STEP, STEP // 2::STEP].astype(np.float32))


if __name__ == "__main__":
    main()
