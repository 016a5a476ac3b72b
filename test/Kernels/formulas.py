"""formulas.py MODEL.so: the network of formulas.mlir against NumPy, through the C interface."""

import ctypes
import sys

import numpy as np

library = ctypes.CDLL(sys.argv[1])
library.cnn_model_get.restype = ctypes.c_void_p
instance = ctypes.c_void_p()
assert library.cnn_instance_create(ctypes.c_void_p(library.cnn_model_get()), None, ctypes.byref(instance)) == 0

x = np.random.default_rng(5).integers(-40, 40, (2, 3, 4)).astype(np.int32)
y = np.zeros((2, 4, 3), np.float32)
z = np.full((2, 5), 7, np.uint8)
pointers = ctypes.c_void_p * 2
inputs, outputs = pointers(x.ctypes.data, None), pointers(y.ctypes.data, z.ctypes.data)
assert library.cnn_run(instance, ctypes.c_int64(2), inputs, outputs) == 0

wanted = np.maximum(x.transpose(0, 2, 1) + np.array([10, 20, 30]), 0)
sums = x.sum(axis=1)
assert (y == wanted).all(), (y, wanted)
assert (z == (sums[:, [0, 1, 2, 3, 3]] > 0)).all(), (z, sums)
