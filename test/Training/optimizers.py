"""optimizers.py CNNC WORK: optimisers, regularisers and constraints beside their formulas in f64.

The gradients are drawn here and written where the library keeps them, so that nothing but the update is measured.
Formulas are those of PyTorch's optimisers. Shapes are odd: no parameter fills its vectors.
"""
import fnmatch
import os
import subprocess
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from trainer import Trainer

NETWORK = """network probe
input image: f32[5, 6, 3]
label target: f32[3]
x = image |> conv(6, 3, padding = same) |> batch_norm |> relu
up = x |> conv_transpose(10, [2, 3], groups = 2)
score = up |> depthwise(3) |> flatten |> dense(3)
output result = score
train {{
  loss = mean_squared_error(score, target)
  optimizer = {optimizer}
{rest}  batch = 2
}}
"""
STEPS = 6
LAYERS = ["x.conv", "x.batch_norm", "up.conv_transpose", "score.depthwise", "score.dense"]
NAMES = [f"{layer}.{kind}" for layer in LAYERS for kind in ("weight", "bias")]


class Formulas:
    """One step of each optimiser for the parameter w and its gradient g; `kept` is what stays from step to step."""

    def sgd(self, w, g, kept, t, rate, momentum=0, nesterov=False):
        if not momentum:
            return w - rate * g
        kept["v"] = momentum * kept.get("v", 0) + g
        return w - rate * (g + momentum * kept["v"] if nesterov else kept["v"])

    def adam(self, w, g, kept, t, rate, beta1=0.9, beta2=0.999, epsilon=1e-8):
        kept["m"] = beta1 * kept.get("m", 0) + (1 - beta1) * g
        kept["v"] = beta2 * kept.get("v", 0) + (1 - beta2) * g * g
        return w - rate * kept["m"] / (1 - beta1**t) / (np.sqrt(kept["v"] / (1 - beta2**t)) + epsilon)

    def adamw(self, w, g, kept, t, rate, decoupled=0.01, **rest):
        return self.adam(w - rate * decoupled * w, g, kept, t, rate, **rest)

    def rmsprop(self, w, g, kept, t, rate, decay=0.99, epsilon=1e-8, momentum=0):
        kept["v"] = decay * kept.get("v", 0) + (1 - decay) * g * g
        kept["b"] = momentum * kept.get("b", 0) + g / (np.sqrt(kept["v"]) + epsilon)
        return w - rate * kept["b"]

    def adagrad(self, w, g, kept, t, rate, epsilon=1e-10):
        kept["v"] = kept.get("v", 0) + g * g
        return w - rate * g / (np.sqrt(kept["v"]) + epsilon)


def filters(w, name):
    """The norms of what each output multiplies by. The transposed convolution has 2 groups of 3 inputs: c = g * 3 + i
    leads into the outputs g * 5 + o with w[c, o]."""
    if "conv_transpose" in name:
        square = (w * w).reshape(2, 3, *w.shape[1:]).sum(axis=(1, 3, 4), keepdims=True)
        return np.sqrt(np.broadcast_to(square, (2, 3, w.shape[1], 1, 1)).reshape(6, w.shape[1], 1, 1))
    return np.sqrt((w * w).sum(axis=tuple(range(1, w.ndim)), keepdims=True))


def max_norm(w, name, limit):
    return w * np.minimum(1, limit / np.maximum(filters(w, name), 1e-30))


def unit_norm(w, name):
    return w / filters(w, name)


def chosen(name, w, patterns):
    """Whom a rule is for: all weights, or of what the patterns match the weights, if there are any, or all."""
    ranks = {"conv": 4, "conv_transpose": 4, "depthwise": 4, "dense": 2}
    is_weight = lambda n: n.endswith(".weight") and n.split(".")[-2] in ranks
    assert is_weight(name) == (w.ndim > 1), name
    if patterns is None:
        return is_weight(name)
    for pattern in patterns:
        matches = [n for n in NAMES if fnmatch.fnmatchcase(n, pattern)]
        weights = [n for n in matches if is_weight(n)]
        if name in (weights or matches):
            return True
    return False


# What the program says; the rate; arguments of the formula; l1 and l2 of weights, decay_all of all parameters;
# penalties: l1 and l2 of what patterns name; clip_value; clip_norm; what becomes of weights after the step, and rules:
# the same for patterns.
CASES = [
    dict(optimizer="sgd(rate = 0.1)", rate=0.1),
    dict(optimizer="sgd(rate = 0.1, momentum = 0.9)", rate=0.1, momentum=0.9),
    dict(optimizer="sgd(rate = 0.1, momentum = 0.8, nesterov = true, weight_decay = 0.03)", rate=0.1, momentum=0.8,
         nesterov=True, decay_all=0.03),
    dict(optimizer="adam(rate = 0.02)", rate=0.02),
    dict(optimizer="adam(rate = 0.02, beta1 = 0.7, beta2 = 0.95, epsilon = 1e-3, weight_decay = 0.1)", rate=0.02,
         beta1=0.7, beta2=0.95, epsilon=1e-3, decay_all=0.1),
    dict(optimizer="adamw(rate = 0.02)", rate=0.02),
    dict(optimizer="adamw(rate = 0.05, weight_decay = 0.2)", rate=0.05, decoupled=0.2),
    dict(optimizer="rmsprop(rate = 0.01)", rate=0.01),
    dict(optimizer="rmsprop(rate = 0.01, decay = 0.9, epsilon = 1e-2, momentum = 0.7, weight_decay = 0.1)", rate=0.01,
         decay=0.9, epsilon=1e-2, momentum=0.7, decay_all=0.1),
    dict(optimizer="adagrad(rate = 0.05)", rate=0.05),
    dict(optimizer="adagrad(rate = 0.05, epsilon = 0.1, weight_decay = 0.2)", rate=0.05, epsilon=0.1, decay_all=0.2),
    dict(optimizer="sgd(rate = 0.1)", regularize="l1(0.02)", rate=0.1, l1=0.02),
    dict(optimizer="adam(rate = 0.01)", regularize="l2(0.3)", rate=0.01, l2=0.3),
    dict(optimizer="adamw(rate = 0.01)", regularize="elastic(0.02, 0.4)", rate=0.01, l1=0.02, l2=0.4),
    dict(optimizer="sgd(rate = 0.1, weight_decay = 0.1)", regularize="[l1(0.01), l2(0.2), elastic(l1 = 0.03, l2 = 0.1)]",
         rate=0.1, l1=0.04, l2=0.3, decay_all=0.1),
    dict(optimizer="sgd(rate = 0.1)", constraint="clip_value(0.4)", rate=0.1, clip_value=0.4),
    dict(optimizer="sgd(rate = 0.1, momentum = 0.9)", constraint="clip_norm(1.5)", rate=0.1, momentum=0.9,
         clip_norm=1.5),
    dict(optimizer="sgd(rate = 0.1)", constraint="clip_norm(1000)", rate=0.1, clip_norm=1000),
    dict(optimizer="adam(rate = 0.01)", regularize="l2(0.3)", constraint="[clip_norm(3), clip_value(0.2)]", rate=0.01,
         l2=0.3, clip_value=0.2, clip_norm=3),
    dict(optimizer="sgd(rate = 0.1)", constraint="max_norm(0.8)", rate=0.1, after=lambda w, n: max_norm(w, n, 0.8)),
    dict(optimizer="sgd(rate = 0.1)", constraint="unit_norm", rate=0.1, after=unit_norm),
    dict(optimizer="sgd(rate = 0.1)", constraint="non_negative", rate=0.1, after=lambda w, n: np.maximum(w, 0)),
    dict(optimizer="adam(rate = 0.1)", constraint="min_max(-0.3, 0.5)", rate=0.1,
         after=lambda w, n: np.clip(w, -0.3, 0.5)),
    dict(optimizer="sgd(rate = 0.1)", constraint="[non_negative, max_norm(1.1)]", rate=0.1,
         after=lambda w, n: max_norm(np.maximum(w, 0), n, 1.1)),
    # By pattern: with weights among what matches, without, several, one inside another.
    dict(optimizer="sgd(rate = 0.1)", regularize='l1(0.02, "x.*")', rate=0.1, penalties=[(0.02, 0, ["x.*"])]),
    dict(optimizer="adam(rate = 0.01, weight_decay = 0.1)", rate=0.01, decay_all=0.1, l2=0.3,
         regularize='[l2(0.3), l2(0.2, parameters = ["*.bias", "up*"]), elastic(0.01, 0.1, "*batch_norm*")]',
         penalties=[(0, 0.2, ["*.bias", "up*"]), (0.01, 0.1, ["*batch_norm*"])]),
    dict(optimizer="sgd(rate = 0.1)", constraint='[max_norm(0.7, "*.conv*"), unit_norm("score.d[e]*")]', rate=0.1,
         rules=[(["*.conv*"], lambda w, n: max_norm(w, n, 0.7)), (["score.d[e]*"], unit_norm)]),
    dict(optimizer="sgd(rate = 0.1)", rate=0.1,
         constraint='[non_negative("*.batch_norm.weight"), min_max(-0.2, 0.3, "*.bias"), min_max(-1, 1, "up.*")]',
         rules=[(["*.batch_norm.weight"], lambda w, n: np.maximum(w, 0)),
                (["*.bias"], lambda w, n: np.clip(w, -0.2, 0.3)),
                (["up.*"], lambda w, n: np.clip(w, -1, 1))]),
]


def compile_network(cnnc, work, name, case):
    net, so = os.path.join(work, name + ".net"), os.path.join(work, name + ".so")
    rest = "".join(f"  {key} = {case[key]}\n" for key in ("regularize", "constraint") if key in case)
    with open(net, "w", encoding="utf-8") as file:
        file.write(NETWORK.format(optimizer=case["optimizer"], rest=rest))
    subprocess.run([cnnc, net, "--train", "-o", so], check=True)
    return so


def penalize(name, w, g, case):
    """Adds the penalties' derivatives."""
    g = g + case.get("decay_all", 0) * w
    for l1, l2, patterns in [(case.get("l1", 0), case.get("l2", 0), None)] + case.get("penalties", []):
        if chosen(name, w, patterns):
            g = g + l2 * w + l1 * np.sign(w)
    return g


def constrain(name, w, case):
    for patterns, bound in [(None, case["after"])] if "after" in case else case.get("rules", []):
        if chosen(name, w, patterns):
            w = bound(w, name)
    return w


def check(so, case, seed):
    """The largest difference after all steps, relative to the largest number."""
    rng = np.random.default_rng(seed)
    trainer = Trainer(so, threads=1 + seed % 2)
    gradients, values = trainer.gradients(), trainer.parameters()
    formula = getattr(Formulas(), case["optimizer"].split("(")[0])
    known = {"momentum", "nesterov", "beta1", "beta2", "epsilon", "decay", "decoupled"}
    arguments = {key: value for key, value in case.items() if key in known}
    expected, kept = {}, {}
    assert sorted(gradients) == sorted(NAMES), list(gradients)
    for name in gradients:
        values[name][...] = rng.standard_normal(values[name].shape).astype(np.float32)
        values[name].ravel()[:1] = 0  # where the derivative of |w| is 0
        expected[name], kept[name] = values[name].astype(np.float64), {}
    rate = case["rate"]
    assert abs(trainer.lib.cnn_trainer_rate(trainer.handle) - rate) < 1e-12
    for step in range(1, STEPS + 1):
        if step == STEPS:
            rate *= 0.5
            trainer.set_rate(rate)
        drawn = {name: rng.standard_normal(w.shape).astype(np.float32) for name, w in expected.items()}
        for name, g in drawn.items():
            gradients[name][...] = g
        norm = np.sqrt(sum((g.astype(np.float64)**2).sum() for g in drawn.values()))
        trainer.update()
        for name, w in expected.items():
            g = drawn[name].astype(np.float64) * min(1, case.get("clip_norm", np.inf) / norm)
            g = np.clip(g, -case.get("clip_value", np.inf), case.get("clip_value", np.inf))
            w = formula(w, penalize(name, w, g, case), kept[name], step, rate, **arguments)
            expected[name] = constrain(name, w, case)
    worst = max((np.abs(values[name] - w).max() / np.abs(w).max(), name) for name, w in expected.items())
    trainer.close()
    return worst


def main():
    cnnc, work = sys.argv[1:]
    os.makedirs(work, exist_ok=True)
    failures = 0
    for seed, case in enumerate(CASES):
        worst, name = check(compile_network(cnnc, work, f"case{seed}", case), case, seed)
        if not worst < 3e-6:
            failures += 1
            print(f"{case}: {name} is off by {worst:.2e}")
    print(f"{len(CASES)} cases, {failures} failures")
    sys.exit(1 if failures else 0)


main()
