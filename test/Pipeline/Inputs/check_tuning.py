"""check_tuning.py FILE: in each layer of a file of --tune times rise, and no candidate is there twice."""
import re
import sys

with open(sys.argv[1]) as file:
    text = file.read()
layers = text.split("\nlayer ")[1:]
# Vectors of eight leave the dense layer a choice, too.
assert len(layers) == (4 if re.search(r"^target .* avx2$", text, re.M) else 3), layers
for layer in layers:
    kernels = re.findall(r"^  (\w+ \[[\d, ]*\]) (\d+) ns$", layer, re.M)
    times = [int(time) for _, time in kernels]
    assert 2 <= len(kernels) <= 6 and times == sorted(times) and times[0] > 0, layer
    assert len({kernel for kernel, _ in kernels}) == len(kernels), layer
