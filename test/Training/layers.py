"""layers.py CNNC WORK [--reference]: the gradient of every layer against central differences.

A layer stands between a convolution and a dense layer, so that the gradients of the first one's parameters go through
the layer's own gradient. For each parameter d loss / d h of loss(parameter + h * direction), measured at -h and h,
must be the product of gradient and direction. Every layer that cnnc lists must be here, with the error that says why
where it has no gradient.
"""
import os
import re
import subprocess
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from trainer import Trainer

# What becomes of x, 8 x 7 pictures of 8 channels (y: another one). Inputs of log and sqrt are above 0.
PICTURES = {
    "abs": ["abs(x)"],
    "adaptive_avg_pool": ["adaptive_avg_pool(x, [3, 4])"],
    "adaptive_max_pool": ["adaptive_max_pool(x, [3, 4])"],
    "add": ["x + y", "x + global_avg_pool(y)", "x + 2"],
    "avg_pool": ["avg_pool(x, 2)", "avg_pool(x, 3, stride = 2, padding = 1)",
                 "avg_pool(x, 3, stride = 2, padding = 1, count_padding = true)",
                 "avg_pool(x, 3, stride = 1, padding = 1, padding_mode = reflect)"],
    "batch_norm": ["batch_norm(x)", "batch_norm(global_avg_pool(x) |> dense(8))", "batch_norm(x) |> relu"],
    "celu": ["celu(x, 0.7)"],
    "channel_shuffle": ["channel_shuffle(x, 4)"],
    "clip": ["clip(x, -0.4, 0.6)"],
    "concat": ["concat(x, y)", "concat(x, y, axis = height)"],
    "constant": ["x * constant([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 8])"],
    "conv": ["conv(x, 6, 3)", "conv(x, 9, 3, padding = same, stride = 2)", "conv(x, 6, [3, 2], dilation = 2, padding = 1)",
             "conv(x, 8, 3, groups = 2, padding = 1)", "conv(x, 20, 1, bias = false)",
             "conv(x, 6, 3, padding = 1, padding_mode = reflect)", "conv(x, 6, 3, padding = 1, padding_mode = replicate)",
             "conv(x, 6, 3, padding = 1, padding_mode = circular)", "conv(x, 6, 5, padding = 2, stride = [2, 1])",
             "conv(x, 24, 3, padding = 1) |> conv(17, 3, padding = 1)", "conv(x, 6, 3, stride = 3)",
             "conv(x, 24, 5, padding = 2) |> conv(17, 5, padding = 2)"],
    "conv_transpose": ["conv_transpose(x, 5, 3, stride = 2, padding = 1, output_padding = 1)", "conv_transpose(x, 6, 2, stride = 2)",
                       "conv_transpose(x, 8, 3, groups = 4)", "conv_transpose(x, 6, 3, dilation = 2, padding = 1)"],
    "crop": ["crop(x, [1, 2])"],
    "dense": ["dense(flatten(x), 13)", "dense(global_avg_pool(x), 40)"],
    "depthwise": ["depthwise(x, 3, padding = same)", "depthwise(x, 3, padding = same, stride = 2)",
                  "depthwise(x, 5, padding = 2, multiplier = 2)"],
    "divide": ["x / (y * y + 1)", "1 / (abs(x) + 1)"],
    "dropout": ["dropout(x, 0.3)"],
    "elu": ["elu(x, 0.8)"],
    "exp": ["exp(x)"],
    "flatten": ["flatten(x) |> dense(11)"],
    "gelu": ["gelu(x)", "gelu(x, approximate = true)"],
    "global_avg_pool": ["global_avg_pool(x)"],
    "global_lp_pool": ["global_lp_pool(x, 3)"],
    "global_max_pool": ["global_max_pool(x)"],
    "group_norm": ["group_norm(x, 4)", "group_norm(x, 2, affine = false)"],
    "hard_sigmoid": ["hard_sigmoid(x)"],
    "hard_swish": ["hard_swish(x)"],
    "instance_norm": ["instance_norm(x, affine = true)"],
    "layer_norm": ["layer_norm(x)", "layer_norm(x, axes = [height, width], affine = false)"],
    "leaky_relu": ["leaky_relu(x, 0.1)"],
    "local_response_norm": ["local_response_norm(x, 3, alpha = 0.5)"],
    "log": ["log(abs(x) + 0.5)"],
    "log_softmax": ["log_softmax(x)", "log_softmax(x, axis = height)"],
    "lp_pool": ["lp_pool(x, 2)", "lp_pool(x, 3, stride = 2, p = 3)"],
    "matmul": ["matmul(x, y, transpose_b = true)", "matmul(x, y, transpose_a = true)", "matmul(x, transpose(y, [width, height, channels]))"],
    "max_pool": ["max_pool(x, 2)", "max_pool(x, 3, stride = 2, padding = 1)", "max_pool(x, 3, stride = 1, padding = 1, dilation = 1)"],
    "max_unpool": ["max_unpool(max_pool(x, 2), max_pool_indices(x, 2), [8, 7])"],
    "maximum": ["maximum(x, y)"],
    "minimum": ["minimum(x, y)"],
    "mish": ["mish(x)"],
    "multiply": ["x * y", "x * sigmoid(global_avg_pool(y))", "x * x"],
    "negate": ["-x"],
    "pad": ["pad(x, [1, 2])", "pad(x, 2, mode = reflect)", "pad(x, 1, mode = circular)", "pad(x, 2, mode = replicate)"],
    "pixel_shuffle": ["pixel_shuffle(x, 2)"],
    "pixel_unshuffle": ["pixel_unshuffle(crop(x, [0, 0, 0, 1]), 2)"],
    "power": ["power(abs(x) + 0.5, 1.5)", "x * x * x"],
    "prelu": ["prelu(x)"],
    "reduce_max": ["reduce_max(x, [height, width])"],
    "reduce_mean": ["reduce_mean(x, channels)"],
    "reduce_min": ["reduce_min(x, [height, width])"],
    "reduce_sum": ["reduce_sum(x, width)"],
    "relu": ["relu(x)"],
    "relu6": ["relu6(x + 5)"],
    "reshape": ["reshape(x, [4, 14, 8])"],
    "resize": ["resize(x, [11, 9], mode = bilinear)", "resize(x, [5, 4])", "resize(x, [9, 12], mode = bicubic)",
               "resize(x, [13, 10], mode = bilinear, align_corners = true)"],
    "scale": ["scale(x)"],
    "selu": ["selu(x)"],
    "separable_conv": ["separable_conv(x, 6, 3)"],
    "sigmoid": ["sigmoid(x)"],
    "silu": ["silu(x)"],
    "slice": ["slice(x, channels, 2, 7)", "slice(x, height, 0, 8, step = 2)"],
    "softmax": ["softmax(x)", "softmax(x, axis = width)"],
    "softplus": ["softplus(x)"],
    "softsign": ["softsign(x)"],
    "spatial_conv": ["spatial_conv(x, 6, 3)"],
    "sqrt": ["sqrt(abs(x) + 0.3)"],
    "subtract": ["x - y", "2 - x"],
    "tanh": ["tanh(x)"],
    "transpose": ["transpose(x, [width, channels, height])"],
    "upsample": ["upsample(x)", "upsample(x, 2, mode = bilinear)"],
}
# Made of others, or only for pictures of one row.
ROWS = {
    "avg_pool1d": "avg_pool1d(x, 3, stride = 2)",
    "conv1d": "conv1d(x, 6, 3, padding = same)",
    "max_pool1d": "max_pool1d(x, 2)",
}
OTHERS = {
    "split": "parts = split(x, 2)\nz = parts[0] * parts[1]",
}
# No gradient, or none that a difference could measure.
NONE = {
    "argmax": "its results are whole numbers",
    "argmin": "its results are whole numbers",
    "max_pool_indices": "its results are whole numbers",
    "normalize": "it stands before all parameters",
}
ERRORS = {
    "conv(x, 6, 3, standardize = true)": "'standardize' has no gradient",
    "prelu(x, shared = true)": "there is no gradient for a parameter that all channels share",
    "layer_norm(x, axes = [height, width])": "there is no gradient of a layer_norm whose scale and shift differ",
}

# Layers of which the second has the parameters of the first: the gradient is the sum of both. The language has no words
# for that, so that names are exchanged in the module.
SHARED = {
    "conv": "z = x |> conv(8, 3, padding = same) |> tanh |> conv(8, 3, padding = same)",
    "batch_norm": "z = x |> batch_norm |> tanh |> batch_norm |> tanh",
    "dense": "z = x |> global_avg_pool |> dense(8) |> tanh |> dense(8) |> tanh |> dense(8)",
    "depthwise": "z = x |> depthwise(3, padding = same) |> tanh |> depthwise(3, padding = same, stride = 2)",
}

NETWORK = """network probe

input image: f32[{height}, {width}, 3]
label target: f32[5]

x = image |> conv(8, {kernel}, padding = same)
y = image |> conv(8, 1)
{layer}
score = z |> flatten |> dense(5)

output result = score

train {{
  loss = mean_squared_error(score, target)
  optimizer = sgd(rate = 0.1)
  batch = 4
}}
"""


def compile_network(cnnc, work, name, layer, options, row=False):
    net, so = os.path.join(work, name + ".net"), os.path.join(work, name + ".so")
    with open(net, "w", encoding="utf-8") as file:
        file.write(NETWORK.format(layer=layer, height=1 if row else 8, width=9 if row else 7, kernel="[1, 3]" if row else 3))
    result = subprocess.run([cnnc, net, "--train", "-o", so, *options], capture_output=True, text=True, check=False)
    return so, result


def compile_shared(cnnc, work, kind, layer, options):
    """A module in which all layers of a kind have the parameters of the first one."""
    net, module, so = (os.path.join(work, f"shared-{kind}{end}") for end in (".net", ".mlir", ".so"))
    with open(net, "w", encoding="utf-8") as file:
        file.write(NETWORK.format(layer=layer, height=8, width=7, kernel=3))
    text = subprocess.run([cnnc, net, "--emit=cnn", "-o", "-"], capture_output=True, text=True, check=True).stdout
    lines = [line for line in text.splitlines() if not re.search(rf"cnn.parameter @z.{kind}[2-9]", line)]
    text, count = re.subn(rf"@z.{kind}[2-9]", f"@z.{kind}1", "\n".join(lines))
    assert count >= 2, text
    with open(module, "w", encoding="utf-8") as file:
        file.write(text)
    return so, subprocess.run([cnnc, module, "--train", "-o", so, *options], capture_output=True, text=True, check=False)


def check(so, seed, row):
    """The largest difference between a derivative and the product of gradient and direction, relative to the latter."""
    rng = np.random.default_rng(seed)
    trainer = Trainer(so, batch=4)
    trainer.set_seed(7)
    x = rng.standard_normal((4, 1, 9, 3) if row else (4, 8, 7, 3)).astype(np.float32)
    target = rng.standard_normal((4, 5)).astype(np.float32)
    for value in trainer.parameters().values():
        value += 0.1 * rng.standard_normal(value.shape).astype(np.float32)
    trainer.compute_gradients([x], [target])
    gradients = {name: gradient.astype(np.float64) for name, gradient in trainer.gradients().items()}
    worst, where = 0.0, ""
    for name, gradient in gradients.items():
        value = trainer.parameters()[name]
        kept = value.copy()
        # Along the gradient with some noise: of a random direction rounding would be most of the difference.
        norm = np.linalg.norm(gradient)
        direction = gradient / max(norm, 1e-12) + 0.3 * rng.standard_normal(gradient.shape) / np.sqrt(gradient.size)
        direction /= np.linalg.norm(direction)
        expected = float((gradient * direction).sum())
        losses = []
        step = 2e-3
        for sign in (1, -1):
            value[...] = (kept + sign * step * direction).astype(np.float32)
            losses.append(trainer.compute_gradients([x], [target]))
        value[...] = kept
        measured = (losses[0] - losses[1]) / (2 * step)
        # The loss has 24 bits.
        rounding = 4 * abs(losses[0]) * 2.0**-23 / step
        error = max(0.0, abs(measured - expected) - rounding) / max(abs(expected), 1e-3)
        if error > worst:
            worst, where = error, f"{name}: {measured:.6f} measured, {expected:.6f} expected"
    trainer.close()
    return worst, where


def main():
    cnnc, work, options = sys.argv[1], sys.argv[2], sys.argv[3:]
    os.makedirs(work, exist_ok=True)
    listed = subprocess.run([cnnc, "--list-layers"], capture_output=True, text=True, check=True).stdout
    known = set(PICTURES) | set(ROWS) | set(OTHERS) | set(NONE)
    failures = [f"{name} is not here" for name in re.findall(r"^([a-z_0-9]+)\(", listed, re.M) if name not in known]
    cases = [(f"{name}{i}", f"z = {layer}", False) for name, layers in PICTURES.items() for i, layer in enumerate(layers)]
    cases += [(name, f"z = {layer}", True) for name, layer in ROWS.items()]
    cases += [(name, layer, False) for name, layer in OTHERS.items()]
    for seed, (name, layer, row) in enumerate(cases):
        so, result = compile_network(cnnc, work, name, layer, options, row)
        if result.returncode:
            failures.append(f"{layer}: {result.stderr}")
            continue
        worst, where = check(so, seed, row)
        if not worst < 0.02:
            failures.append(f"{layer}: off by {worst:.4f}: {where}")
        os.remove(so)
    for seed, (kind, layer) in enumerate(SHARED.items()):
        so, result = compile_shared(cnnc, work, kind, layer, options)
        worst, where = check(so, seed, False) if not result.returncode else (1, result.stderr)
        if not worst < 0.02:
            failures.append(f"shared {layer}: off by {worst:.4f}: {where}")
    for i, (layer, message) in enumerate(ERRORS.items()):
        _, result = compile_network(cnnc, work, f"error{i}", f"z = {layer}", options)
        if result.returncode != 1 or message not in result.stderr or f"error{i}.net:8:" not in result.stderr:
            failures.append(f"{layer}: expected the error '{message}', got {result.returncode}: {result.stderr}")
    for failure in failures:
        print(failure)
    print(f"{len(cases) + len(SHARED)} gradients, {len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
