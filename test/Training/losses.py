"""losses.py CNNC WORK: each loss of the language, its weight, and sums of several, beside NumPy in f64.

Compared are the loss of a batch, trained and evaluated, and the gradients of the dense layers that predict.
"""
import os
import subprocess
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from trainer import Trainer

NETWORK = """network probe
input x: f32[9]
label class: 5
label soft: f32[5]
label value: f32[5]
a = x |> dense(5)
b = x |> dense(5)
p = sigmoid(b)
output one = a
output two = b
output three = p
train {{
  loss = {loss}
  optimizer = sgd
  batch = 7
}}
"""
BATCH = 7
WEIGHTS = np.array([0.5, 0, 2, 1.25, 3])


def log_softmax(z):
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def cross_entropy(z, label, smoothing=0, weights=np.ones(5)):
    """The loss and its gradient; both divided by the sum of the classes' weights."""
    target = (1 - smoothing) * np.eye(5)[label] + smoothing / 5
    share = target * weights
    total = weights[label].sum()
    gradient = np.exp(log_softmax(z)) * share.sum(axis=1, keepdims=True) - share
    return -(share * log_softmax(z)).sum() / total, gradient / total


def soft_cross_entropy(z, target):
    gradient = np.exp(log_softmax(z)) * target.sum(axis=1, keepdims=True) - target
    return -(target * log_softmax(z)).sum() / BATCH, gradient / BATCH


def mean_of(loss, slope):
    return loss.mean(), slope / slope.size


def squared(z, t):
    return mean_of((z - t)**2, 2 * (z - t))


def absolute(z, t):
    return mean_of(np.abs(z - t), np.sign(z - t))


def huber(z, t, delta):
    d = z - t
    near = np.abs(d) <= delta
    return mean_of(np.where(near, d * d / 2, delta * (np.abs(d) - delta / 2)), np.clip(d, -delta, delta))


def binary(z, t):
    """Of logits; sigmoid and its loss in one."""
    return mean_of(np.maximum(z, 0) - z * t + np.log1p(np.exp(-np.abs(z))), (1 + np.tanh(z / 2)) / 2 - t)


# What the program says; weights, terms and what they are of (0: a, 1: b); the logits' size.
CASES = [
    ("cross_entropy(a, class)", [(1, lambda z, l: cross_entropy(z, l[0]), 0)]),
    ("cross_entropy(a, class, smoothing = 0.2, weight = 0.25)", [(0.25, lambda z, l: cross_entropy(z, l[0], 0.2), 0)]),
    ("cross_entropy(a, class, class_weights = [0.5, 0, 2, 1.25, 3])",
     [(1, lambda z, l: cross_entropy(z, l[0], 0, WEIGHTS), 0)]),
    ("cross_entropy(a, class, 0.1, [0.5, 0, 2, 1.25, 3], weight = 3)",
     [(3, lambda z, l: cross_entropy(z, l[0], 0.1, WEIGHTS), 0)]),
    ("soft_cross_entropy(a, soft, weight = 2)", [(2, lambda z, l: soft_cross_entropy(z, l[1]), 0)]),
    ("mean_squared_error(a, value, weight = 0.5)", [(0.5, lambda z, l: squared(z, l[2]), 0)]),
    ("mean_absolute_error(a, value, weight = 0.5)", [(0.5, lambda z, l: absolute(z, l[2]), 0)]),
    ("huber(a, value, delta = 0.7, weight = 1.5)", [(1.5, lambda z, l: huber(z, l[2], 0.7), 0)]),
    ("binary_cross_entropy(p, soft, weight = 2)", [(2, lambda z, l: binary(z, l[1]), 1)]),
    ("binary_cross_entropy_with_logits(b, soft, weight = 2)", [(2, lambda z, l: binary(z, l[1]), 1)]),
    ("[cross_entropy(a, class), mean_squared_error(b, value, 0.3)]",
     [(1, lambda z, l: cross_entropy(z, l[0]), 0), (0.3, lambda z, l: squared(z, l[2]), 1)]),
    ("[huber(a, value), soft_cross_entropy(a, soft, weight = 0.5), binary_cross_entropy_with_logits(b, soft)]",
     [(1, lambda z, l: huber(z, l[2], 1), 0), (0.5, lambda z, l: soft_cross_entropy(z, l[1]), 0),
      (1, lambda z, l: binary(z, l[1]), 1)]),
]
# Sizes for which the exponential of a logit is no f32.
LARGE = {0, 3, 4, 9}


def check(so, terms, size, seed):
    rng = np.random.default_rng(seed)
    trainer = Trainer(so, batch=BATCH)
    values = trainer.parameters()
    for value in values.values():
        value[...] = size * rng.standard_normal(value.shape)
    x = rng.standard_normal((BATCH, 9)).astype(np.float32)
    soft = rng.dirichlet(np.ones(5), BATCH).astype(np.float32)
    labels = rng.integers(0, 5, BATCH), soft, rng.standard_normal((BATCH, 5)).astype(np.float32)
    targets = [labels[0].astype(np.int32).reshape(-1, 1), *labels[1:]]
    trained = trainer.compute_gradients([x], targets)
    evaluated, _ = trainer.evaluate([x], targets)
    loss, slopes = 0.0, [np.zeros((BATCH, 5)), np.zeros((BATCH, 5))]
    for weight, term, which in terms:
        name = "ab"[which] + ".dense"
        z = x.astype(np.float64) @ values[name + ".weight"].astype(np.float64).T + values[name + ".bias"]
        value, slope = term(z, labels)
        loss += weight * value
        slopes[which] += weight * slope
    errors = [abs(found - loss) / abs(loss) for found in (trained, evaluated)]
    for name, gradient in trainer.gradients().items():
        slope = slopes["ab".index(name[0])]
        expected = slope.T @ x if name.endswith("weight") else slope.sum(axis=0)
        errors.append(np.abs(gradient - expected).max() / max(np.abs(expected).max(), 1e-9))
    trainer.close()
    return max(errors)


def main():
    cnnc, work = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    failures = 0
    for i, (loss, terms) in enumerate(CASES):
        net, so = os.path.join(work, f"loss{i}.net"), os.path.join(work, f"loss{i}.so")
        with open(net, "w", encoding="utf-8") as file:
            file.write(NETWORK.format(loss=loss))
        subprocess.run([cnnc, net, "--train", "-o", so], check=True)
        for size in [0.5] + ([3000] if i in LARGE else []):
            error = check(so, terms, size, i)
            if not error < 1e-5:
                failures += 1
                print(f"{loss}, parameters of {size}: off by {error:.2e}")
    print(f"{len(CASES)} losses, {failures} failures")
    sys.exit(1 if failures else 0)


main()
