"""candidates.py CNNC CNN_RUN NET WORK [OPTION...]: every offer of every kernel computes what the reference kernels do.

A tuning file names for each layer all its candidates; in round i the i-th is first, and --stop-after tells that it was
taken. The times in it are made up.
"""
import json
import os
import re
import subprocess
import sys

import numpy as np


def run(words):
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


def write_tuning(path, report, turn):
    """Each layer's kernels from the `turn`-th on, and around. Returns those that are first."""
    target = report["target"]
    precision = " bf16" if target["precision"] == "bf16" else ""
    lines = ["cnnc-tuning 1", f"target {target['arch']} {target['cpu']} {target['isa']}{precision}"]
    first = []
    for layer in report["layers"]:
        offers = layer["candidates"]
        if not offers:
            continue
        turned = [offers[(turn + i) % len(offers)] for i in range(len(offers))]
        first.append((turned[0]["kernel"], turned[0]["tile"]))
        lines.append("layer " + layer["signature"])
        lines += [f"  {offer['kernel']} {offer['tile']} 1000 ns" for offer in turned]
    with open(path, "w") as file:
        file.write("\n".join(lines) + "\n")
    return first


def find_choices(ir):
    """Kernels and tiles in program order."""
    found = re.findall(r"^ *kernel\.(\w+) ins.*?(?:tile = array<i64: ([\d, ]+)>.*)?$", ir, re.M)
    return [(kernel, json.loads(f"[{tile}]")) for kernel, tile in found if kernel != "elementwise"]


def main(cnnc, cnn_run, net, work, *options):
    tuning, library = os.path.join(work, "all.tuning"), os.path.join(work, "all.so")
    report = json.loads(run([cnnc, net, "--explain=json", *options]))
    rounds = max(len(layer["candidates"]) for layer in report["layers"])
    # The most layers in a row are six; each may be off by 2^-8 in bf16, inputs and parameters by as much again.
    tolerance = "3e-2" if report["target"]["precision"] == "bf16" else "2e-5"
    random = np.random.default_rng(0)
    inputs = []
    for name, shape in ("picture", (3, 19, 23, 5)), ("vectors", (3, 70)):
        np.save(os.path.join(work, name + ".npy"), random.standard_normal(shape).astype(np.float32))
        inputs += ["--input", f"{name}={work}/{name}.npy"]
    names = ["map", "groups", "scores", "product"]
    run([cnnc, net, "--reference", "-o", library])
    run([cnn_run, library] + inputs + [word for n in names for word in ("--output", f"{n}={work}/{n}.npy")])
    for turn in range(rounds):
        first = write_tuning(tuning, report, turn)
        words = [cnnc, net, "--tuning", tuning, *options]
        choices = find_choices(run(words + ["--stop-after=kernel"]))
        wanted = [choice for choice in first if choice[0] != "elementwise"]
        assert sorted(choices) == sorted(wanted), (turn, choices, wanted)
        run(words + ["-o", library])
        run([cnn_run, library, "--tolerance", tolerance] + inputs + [w for n in names for w in ("--expect", f"{n}={work}/{n}.npy")])
    print(f"{rounds} rounds")


main(*sys.argv[1:])
