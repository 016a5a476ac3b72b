# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The pictures of docs/performance: SVG by matplotlib, the same bytes for the same figures."""
import os
import sys

COLOURS = {"ours": "#4477aa", "ONNX Runtime": "#cc6677", "PyTorch": "#ddaa33", "oneDNN": "#228833"}
KIND_COLOURS = {"direct_conv": "#4477aa", "winograd_conv": "#aa3377", "depthwise_conv": "#228833",
                "transposed_conv": "#ddaa33"}


def load():
    """pyplot, or None where matplotlib is missing, which has been reported."""
    try:
        import matplotlib
    except ImportError:
        print("no charts: python3-matplotlib is not installed", file=sys.stderr)
        return None
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "cnnc", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot
    return pyplot


def save(pyplot, figure, axes, path):
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)
    print(f"wrote {os.path.relpath(path)}")


def ratios(path, labels, series):
    """Bars of time of a peer / ours; series is a list of (peer, ratios), None where it was not measured."""
    pyplot = load()
    if not pyplot:
        return
    figure, axes = pyplot.subplots(figsize=(8, 0.8 + 0.17 * len(labels) * len(series) + 0.1 * len(labels)))
    height = 0.8 / len(series)
    for number, (peer, values) in enumerate(series):
        places = [i + (number - (len(series) - 1) / 2) * height for i in range(len(labels))]
        # From 1 on, where both are as fast.
        axes.barh(places, [(value or 1) - 1 for value in values], height, 1, label=peer, color=COLOURS[peer])
        for value, place in zip(values, places):
            if value:
                axes.annotate(f"{value:.2f}", (max(value, 1), place), (3, 0), textcoords="offset points", va="center",
                              fontsize=8)
    axes.axvline(1, color="#333333", linewidth=0.8)
    axes.set_xscale("log")
    axes.set_xticks([0.5, 1, 2, 4, 8, 16], ["0.5", "1", "2", "4", "8", "16"])
    axes.set_xticks([], minor=True)
    known = [value for _, values in series for value in values if value]
    axes.set_xlim(0.95 * min(known + [0.95]), 1.3 * max(known + [1]))
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlabel("time of the peer / ours")
    axes.legend(frameon=False, loc="lower right")
    save(pyplot, figure, axes, path)


def speeds(path, labels, series):
    """GFLOP/s of each layer: ours as bars, peers as marks."""
    pyplot = load()
    if not pyplot:
        return
    figure, axes = pyplot.subplots(figsize=(8, 1 + 0.16 * len(labels)))
    for who, values in series:
        if who == "ours":
            axes.barh(range(len(labels)), values, 0.75, label=who, color=COLOURS[who], alpha=0.75)
        else:
            shown = [(value, i) for i, value in enumerate(values) if value]
            axes.scatter([x for x, _ in shown], [y for _, y in shown], 10, label=who, color=COLOURS[who], zorder=3)
    axes.set_yticks(range(len(labels)), labels, fontsize=7)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlabel("GFLOP/s, counted as those of the direct algorithm")
    axes.legend(frameon=False, loc="lower right")
    save(pyplot, figure, axes, path)


def roofline(path, points, peak, bandwidths):
    """points: (FLOPs per byte, GFLOP/s, kernel); bandwidths: (name, GB/s). Both axes are logarithmic."""
    pyplot = load()
    if not pyplot:
        return
    figure, axes = pyplot.subplots(figsize=(8, 5.5))
    left = 0.8 * min(x for x, _, _ in points)
    right = 1.25 * max(x for x, _, _ in points)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(0.45 * left, 1.1 * right)
    for name, bandwidth in bandwidths:
        ridge = peak / bandwidth
        axes.plot([left, ridge, right], [left * bandwidth, peak, peak], color="#888888", linewidth=0.9)
        axes.text(left, left * bandwidth, f"{name}, {bandwidth:.0f} GB/s  ", fontsize=8, ha="right", va="center")
    axes.annotate(f"FMA peak, {peak:.0f} GFLOP/s", (right, peak * 1.05), fontsize=8, ha="right")
    for kind, colour in KIND_COLOURS.items():
        shown = [(x, y) for x, y, k in points if k == kind]
        if shown:
            axes.scatter([x for x, _ in shown], [y for _, y in shown], 14, label=kind, color=colour, zorder=3)
    axes.set_xlabel("FLOPs of the algorithm / bytes read and written")
    axes.set_ylabel("GFLOP/s")
    axes.legend(frameon=False, loc="lower right")
    save(pyplot, figure, axes, path)
