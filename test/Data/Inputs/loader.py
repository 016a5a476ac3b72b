# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""loader.py CNN_DATA DIR: batches hold the right pictures in an order of (seed, epoch), whatever threads and ranks do."""
import sys

import numpy as np
from data import Random, Tool, idx

PICTURES, SHAPE = 103, [5, 4, 1]
AUGMENTATIONS = [{"function": "pad_crop", "pixels": 1}, {"function": "rotate", "degrees": 20},
                 {"function": "noise", "deviation": 3}]


class Load:
    def __init__(self, tool, x, y):
        self.tool, self.x, self.y = tool, x, y

    def __call__(self, starts=((0, 0),), dtype=np.float32, **request):
        """[[batch]] of (pictures, labels, labels2, mix), for each start, and the number of batches of an epoch."""
        found = self.tool.run("load", dir=self.tool.path("set"), shape=SHAPE, starts=[list(s) for s in starts], **request)
        pictures, at, epochs = self.tool.output(SHAPE, dtype), 0, []
        for epoch in found["epochs"]:
            epochs.append([])
            for batch in epoch:
                end = at + batch["size"]
                assert len(batch["labels"]) == batch["size"]
                epochs[-1].append((pictures[at:end], batch["labels"], batch["labels2"], batch["mix"]))
                at = end
        assert at == len(pictures)
        return epochs, found["batches"]


def same(one, other):
    return len(one) == len(other) and all(
        np.array_equal(a[0], b[0]) and a[1:] == b[1:] for a, b in zip(one, other))


def order_of(seed, epoch, indices):
    order, random = list(indices), Random(seed, epoch, 0, Random.SHUFFLING)
    for i in range(len(order), 1, -1):
        j = random.below(i)
        order[i - 1], order[j] = order[j], order[i - 1]
    return order


def check_order(load):
    """Without augmentation the batches are the pictures, in order or shuffled."""
    for shuffle in (False, True):
        for drop in (False, True):
            starts = [(0, 0), (1, 0), (0, 0), (7, 3), (7, 99)]
            epochs, batches = load(starts, batch=10, seed=2**33 + 5, shuffle=shuffle, drop_last=drop, threads=2)
            assert batches == (10 if drop else 11)
            for (epoch, first), found in zip(starts, epochs):
                order = order_of(2**33 + 5, epoch, range(PICTURES)) if shuffle else list(range(PICTURES))
                assert len(found) == max(0, batches - first)
                for i, (pictures, labels, labels2, mix) in enumerate(found, first):
                    part = order[10 * i:10 * i + 10]
                    assert np.array_equal(pictures, load.x[part]) and labels == load.y[part].tolist()
                    assert not labels2 and not mix
    # Some pictures only, in batches of more than there are.
    indices = [50, 3, 77]
    epochs, batches = load(batch=16, indices=indices, threads=1)
    assert batches == 1 and np.array_equal(epochs[0][0][0], load.x[indices])
    assert load(batch=16, indices=indices, drop_last=True)[1] == 0
    assert load(batch=16, indices=[])[0] == [[]]


def check_threads(load, mixup):
    """The same bits for any number of threads, when an epoch is continued, and when one is given up."""
    request = dict(batch=8, seed=11, shuffle=True, list=AUGMENTATIONS + mixup)
    (one, two), _ = load([(4, 0), (5, 0)], threads=0, **request)
    assert not same(one, two)
    for threads in (1, 2, 5):
        (again, *rest), _ = load([(4, 0), (5, 0), (4, 6), (5, 12)], threads=threads, **request)
        assert same(again, one) and same(rest[0], two) and same(rest[1], one[6:]) and same(rest[2], two[12:])
        left, _ = load([(4, 0), (5, 0), (4, 3)], threads=threads, leave=2, **request)
        assert same(left[0], one[:2]) and same(left[1], two[:2]) and same(left[2], one[3:5])
    other, _ = load([(4, 0)], threads=2, **{**request, "seed": 12})
    assert not same(other[0], one)
    # Given up over and over while pictures are in the making.
    starts = [(epoch, 0) for epoch in range(40)]
    hasty, _ = load(starts, threads=7, leave=1, **request)
    calm, _ = load(starts, threads=0, leave=1, **request)
    assert all(same(a, b) for a, b in zip(hasty, calm))
    # Without shuffling, the epochs still differ in how pictures are changed.
    (first, second), _ = load([(0, 0), (1, 0)], batch=8, list=AUGMENTATIONS)
    assert [batch[1] for batch in first] == [batch[1] for batch in second]
    assert not any(np.array_equal(a, b) for x, y in zip(first, second) for a, b in zip(x[0], y[0]))
    # In bytes: the same, rounded.
    for_bytes, _ = load([(4, 0)], np.uint8, threads=2, as_bytes=True, **request)
    for (found, *labels), (expected, *expected_labels) in zip(for_bytes[0], one):
        assert labels == expected_labels
        assert np.array_equal(found, np.floor(np.clip(expected, 0, 255) + np.float32(0.5)))


def check_ranks(load, mixup):
    """Ranks together have what one has with their batches together."""
    for drop in (False, True):
        request = dict(seed=3, shuffle=True, drop_last=drop, list=AUGMENTATIONS + mixup)
        (whole,), count = load(batch=24, **request)
        for ranks in (2, 3, 4):
            parts = [load(batch=24 // ranks, rank=rank, ranks=ranks, **request) for rank in range(ranks)]
            assert all(part[1] == count for part in parts)
            for i, expected in enumerate(whole):
                pieces = [part[0][0][i] for part in parts]
                assert np.array_equal(np.concatenate([piece[0] for piece in pieces]), expected[0])
                assert all(sum((piece[k] for piece in pieces), []) == expected[k] for k in (1, 2, 3))
                sizes = [len(piece[1]) for piece in pieces]
                assert max(sizes) - min(sizes) <= 1
    # The last batch may have fewer pictures than there are ranks.
    parts = [load(batch=17, rank=rank, ranks=3, threads=2)[0][0] for rank in range(3)]
    assert [len(part[2][1]) for part in parts] == [0, 0, 1]


def check_mixup(load):
    """Mixed pictures are sums of two, each augmented as it would be by itself."""
    for augment in ([], AUGMENTATIONS):
        request = dict(batch=PICTURES, seed=9)
        (((alone, labels, _, _),),), _ = load(list=augment, **request)
        (((mixed, mixed_labels, labels2, mix),),), _ = load(list=augment + [{"function": "mixup", "alpha": 0.7}], **request)
        assert labels == mixed_labels
        for i in range(PICTURES):
            partner = Random(9, 0, i, Random.MIXING).below(PICTURES)
            share = np.float32(mix[i])
            assert labels2[i] == labels[partner]
            assert np.abs(mixed[i] - (share * alone[i] + (1 - share) * alone[partner])).max() < 1e-3


def main():
    tool = Tool(*sys.argv[1:])
    rng = np.random.default_rng(3)
    x, y = rng.integers(0, 256, (PICTURES, *SHAPE)), rng.integers(0, 10, PICTURES)
    tool.write(idx(x[..., 0]), "set", "train-images-idx3-ubyte")
    tool.write(idx(y), "set", "train-labels-idx1-ubyte")
    load = Load(tool, x, y)
    check_order(load)
    for mixup in ([], [{"function": "mixup", "alpha": 0.7}]):
        check_threads(load, mixup)
        check_ranks(load, mixup)
    check_mixup(load)
    print("batches are the same for any number of threads and ranks")


if __name__ == "__main__":
    main()
