# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Losses: one number for each picture, and the gradient of their mean."""
import numpy as np

from gradients.numeric import differences


def log_softmax(x):
    below = x - x.max(axis=1, keepdims=True)
    return below - np.log(np.exp(below).sum(axis=1, keepdims=True))


def mean_of_places(values):
    return values.reshape(len(values), -1).mean(axis=1)


def cross_entropy(x, label, smoothing, weights):
    """Losses of the pictures, as PyTorch's CrossEntropyLoss averages them."""
    classes = x.shape[1]
    w = np.ones(classes) if weights is None else np.array(weights)
    counts = (label >= 0) & (label < classes)
    safe = np.where(counts, label, 0)[:, 0]
    log_p = np.moveaxis(log_softmax(x), 1, -1)
    own = w[safe] * np.take_along_axis(log_p, safe[..., None], -1)[..., 0]
    losses = -(1 - smoothing) * own - smoothing / classes * (log_p * w).sum(axis=-1)
    losses = mean_of_places(np.where(counts[:, 0], losses, 0))
    if weights is None:
        return losses
    mean = np.where(counts[:, 0], w[safe], 0).mean()
    return losses / mean if mean else losses * 0


def difference(kind, x, t, delta):
    d = x - t
    if kind == "squared":
        return d * d
    if kind == "absolute":
        return np.abs(d)
    if kind == "huber":
        return np.where(np.abs(d) <= delta, d * d / 2, delta * (np.abs(d) - delta / 2))
    if kind == "binary":
        with np.errstate(divide="ignore"):
            return -t * np.maximum(np.log(x), -100) - (1 - t) * np.maximum(np.log(1 - x), -100)
    return np.maximum(x, 0) - x * t + np.log1p(np.exp(-np.abs(x)))


def add_pair(net, title, op, inputs, options, losses, tolerance=3e-6, scale=0.75):
    """The loss, and its gradient against differences."""
    x = inputs[0]
    net.case(title, f"cnn.{op} {options}", inputs, losses(x.astype(np.float64))[:, None], tolerance)
    name, rest = op.split(" ", 1) if " " in op else (op, "")
    expected = scale * differences(lambda v: losses(v).mean(), x)
    net.case(f"gradient of {title}", f"cnn.{name}_gradient {rest} {options} scale = {scale}", inputs, expected, tolerance)


def add_classes(net):
    for shape in ([10], [3], [16], [37], [5, 3, 6], [19, 2, 5]):
        for smoothing in (0.0, 0.1):
            for weighted in (False, True):
                x = net.normal(*shape, scale=3)
                label = net.random.integers(0, shape[0], (len(x), 1, *shape[1:])).astype(np.int32)
                if shape != [3]:
                    label.flat[1], label.flat[2] = -1, shape[0]
                if shape == [16]:
                    label.flat[3], label.flat[4] = -2**31, 2**31 - 1
                weights = list(net.random.uniform(0.25, 2, shape[0]).astype(np.float32)) if weighted else None
                options = f"{{0}}, {{1}} smoothing = {smoothing}"
                if weighted:
                    options += " class_weights = [" + ", ".join(f"{w:.17e}" for w in map(float, weights)) + "]"
                add_pair(net, f"classes {shape}, smoothing {smoothing}, weighted {weighted}", "cross_entropy", [x, label],
                         options, lambda v: cross_entropy(v, label, smoothing, weights))
    # Far beyond what an exponential holds; a probability is 0 or 1.
    x = np.zeros((5, 10), np.float32)
    x[np.arange(5), [1, 2, 3, 4, 5]] = [1e4, -1e4, 3e38, -3e38, 88]
    label = np.array([[1], [2], [0], [4], [5]], np.int32)
    net.case("huge logits", "cnn.cross_entropy {0}, {1} smoothing = 0.0", [x, label],
             cross_entropy(x.astype(np.float64), label, 0.0, None)[:, None])
    p = np.exp(log_softmax(x.astype(np.float64)))
    p[np.arange(5), label[:, 0]] -= 1
    net.case("gradient of huge logits", "cnn.cross_entropy_gradient {0}, {1} smoothing = 0.0 scale = 1.0", [x, label],
             p / 5)
    # All ignored: no loss, and no division by the sum of no weights.
    x, label = net.normal(4), np.full((5, 1), 7, np.int32)
    weights = "class_weights = [1.0, 2.0, 3.0, 4.0]"
    net.case("all ignored", f"cnn.cross_entropy {{0}}, {{1}} smoothing = 0.0 {weights}", [x, label], np.zeros((5, 1)), 0)
    net.case("gradient of all ignored",
             f"cnn.cross_entropy_gradient {{0}}, {{1}} smoothing = 0.0 {weights} scale = 1.0", [x, label],
             np.zeros((5, 4)), 0)


def add_probabilities(net):
    for shape in ([10], [33], [16, 3, 5], [5, 4, 4]):
        x = net.normal(*shape, scale=2)
        target = net.random.dirichlet(np.ones(shape[0]), (len(x), *shape[1:]))
        target = np.moveaxis(target, -1, 1).astype(np.float32) * np.float32(0.9)
        add_pair(net, f"probabilities {shape}", "soft_cross_entropy", [x, target], "{0}, {1}",
                 lambda v: mean_of_places(-(target * log_softmax(v)).sum(axis=1)))


def add_differences(net):
    for kind in ("squared", "absolute", "huber", "binary", "binary_logits"):
        for shape in ([7], [16], [5, 3, 4], [20, 2, 3]):
            x, t = net.normal(*shape, scale=2), net.normal(*shape)
            if kind.startswith("binary"):
                t = net.random.uniform(0, 1, t.shape).astype(np.float32)
            if kind == "binary":
                x = net.random.uniform(0.05, 0.95, x.shape).astype(np.float32)
            add_pair(net, f"{kind} {shape}", f'difference_loss "{kind}"', [x, t], "{0}, {1} delta = 0.75",
                     lambda v: mean_of_places(difference(kind, v, t, 0.75)))
    x = np.array([[0.0, 1.0, 0.0, 1.0]] * 5, np.float32)
    t = np.array([[0.0, 1.0, 1.0, 0.0]] * 5, np.float32)
    net.case("binary at 0 and 1", 'cnn.difference_loss "binary" {0}, {1} delta = 1.0', [x, t], np.full((5, 1), 50.0))
    x = np.array([[1e4, -1e4, 3e38, -3e38]] * 5, np.float32)
    t = np.array([[1.0, 0.0, 1.0, 1.0]] * 5, np.float32)
    net.case("gradient of huge binary logits",
             'cnn.difference_loss_gradient "binary_logits" {0}, {1} delta = 1.0 scale = 20.0', [x, t],
             np.array([[0.0, 0, 0, -1]] * 5))
    x = net.normal(6)
    net.case("gradient of no difference", 'cnn.difference_loss_gradient "absolute" {0}, {1} delta = 1.0 scale = 1.0',
             [x, x.copy()], np.zeros((5, 6)), 0)


def add(net):
    add_classes(net)
    add_probabilities(net)
    add_differences(net)
