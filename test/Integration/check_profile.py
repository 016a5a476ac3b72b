"""check_profile.py EXPLANATION PROFILE [BATCH]: the predicted times are the explanation's cycles at one clock."""
import json
import sys

with open(sys.argv[1]) as file:
    layers = [layer for layer in json.load(file)["layers"] if layer["step"]]
with open(sys.argv[2]) as file:
    rows = [line.split() for line in file.readlines()[1:]]
batch = int(sys.argv[3]) if len(sys.argv) > 3 else 1
assert len(rows) == len(layers) + 1 and rows[-1][0] == "total", rows
clocks, total = [], 0
for layer, (name, kernel, location, _, predicted, *_) in zip(layers, rows):
    assert (name, kernel, location) == (layer["name"], layer["kernel"], layer["location"]), (layer, name)
    assert (predicted == "-") == (layer["cycles"] == 0), layer
    if predicted != "-":
        total += float(predicted)
        clocks.append((layer["cycles"], float(predicted)))
ghz = 1e-3 * batch * sum(cycles for cycles, _ in clocks) / sum(us for _, us in clocks)
assert 0.3 < ghz < 10, ghz
for cycles, us in clocks:
    assert abs(1e-3 * batch * cycles / ghz - us) < 0.03 + 0.01 * us, (cycles, us, ghz)
assert abs(float(rows[-1][2]) - total) < 0.1, (rows[-1], total)
