"""winograd_pictures.py CNNC WORK: small pictures whose tiles Winograd's algorithm multiplies several at once.

A batch of 19 gives the same bits as its pictures one by one, on one thread and on two, and what the direct algorithm
gives up to rounding. The kernel is larger than what stays in the cache, or each picture would go by itself.
"""
import ctypes as c
import os
import subprocess
import sys

import numpy as np

NETWORK = """network pictures
input x: f32[{height}, {width}, 96]
y = x |> conv(144, 3, padding = 1) |> relu |> conv(112, 3, padding = 1)
output result = y
"""


class Options(c.Structure):
    _fields_ = [("size", c.c_size_t), ("threads", c.c_uint32), ("max_batch", c.c_uint32), ("pool", c.c_void_p),
                ("memory", c.c_void_p), ("memory_bytes", c.c_size_t), ("spin_microseconds", c.c_int32)]


def run(path, x, batches, threads):
    library = c.CDLL(path)
    library.cnn_model_get.restype = c.c_void_p
    instance = c.c_void_p()
    options = Options(size=c.sizeof(Options), threads=threads, max_batch=max(batches))
    assert library.cnn_instance_create(c.c_void_p(library.cnn_model_get()), c.byref(options), c.byref(instance)) == 0
    y = np.zeros((*x.shape[:3], 112), np.float32)
    first = 0
    for batch in batches:
        part, out = np.ascontiguousarray(x[first:first + batch]), np.zeros((batch, *y.shape[1:]), np.float32)
        assert library.cnn_run(instance, c.c_int64(batch), (c.c_void_p * 1)(part.ctypes.data),
                               (c.c_void_p * 1)(out.ctypes.data)) == 0
        y[first:first + batch] = out
        first += batch
    library.cnn_instance_destroy(instance)
    return y


def main():
    cnnc, work = sys.argv[1], sys.argv[2]
    os.makedirs(work, exist_ok=True)
    rng = np.random.default_rng(0)
    for height, width in ((7, 7), (4, 9), (14, 5), (3, 3)):
        net = os.path.join(work, "pictures.net")
        with open(net, "w", encoding="utf-8") as file:
            file.write(NETWORK.format(height=height, width=width))
        paths = {}
        for conv, batch in (("winograd", 16), ("direct", 1)):
            paths[conv] = os.path.join(work, f"{conv}-{height}x{width}.so")
            subprocess.run([cnnc, net, f"--conv={conv}", "--batch", str(batch), "-o", paths[conv]], check=True)
        x = rng.standard_normal((19, height, width, 96)).astype(np.float32)
        whole = run(paths["winograd"], x, [19], 1)
        direct = run(paths["direct"], x, [19], 1)
        error = np.abs(whole - direct).max() / np.abs(direct).max()
        assert error < 2e-5, (height, width, error)
        for batches, threads in (([1] * 19, 1), ([19], 2), ([5, 14], 2), ([8, 11], 1)):
            other = run(paths["winograd"], x, batches, threads)
            assert np.array_equal(whole, other), (height, width, batches, threads)
    print("the same bits in any batch")


main()
