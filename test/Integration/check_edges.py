# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""check_edges.py OUTPUT.npy: what examples/edges.net made of examples/clothes.png against PyTorch (make_edges.py)."""
import os
import sys

import numpy as np

expected = np.load(os.path.join(os.path.dirname(os.path.abspath(__file__)), "expected", "edges.npy"))
found = np.load(sys.argv[1])
assert found.shape == (1, 112, 112, 1), f"the output's shape is {found.shape}"
error = np.abs(found[:, 2::4, 2::4] - expected.astype(np.float64)).max() / expected.max()
print(f"relative error {error:.2g}, steepest {expected.max():.3g}")
assert error <= 1e-5 and expected.max() > 1, "the output is not PyTorch's"
