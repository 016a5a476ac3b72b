"""make_npz.py BYTES FLOATS: the same pictures of 6 x 5 x 3 as bytes and as floats from 0 to 1."""
import sys

import numpy

random = numpy.random.RandomState(2)
arrays = {}
patterns = random.uniform(50, 200, (10, 6, 5, 3))
for part, count in (("train", 320), ("test", 50)):
    labels = random.randint(0, 10, count)
    arrays["y_" + part] = labels.astype(numpy.int64)
    arrays["x_" + part] = numpy.clip(patterns[labels] + random.normal(0, 30, (count, 6, 5, 3)), 0, 255).astype(numpy.uint8)
numpy.savez(sys.argv[1], **arrays)
for part in ("train", "test"):
    arrays["x_" + part] = arrays["x_" + part].astype(numpy.float32) * numpy.float32(1 / 255)
numpy.savez_compressed(sys.argv[2], **arrays)
