# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""augment.py CNN_DATA DIR: each augmentation against NumPy with the same random numbers, and against what must hold.

The computations here are in f64, those of the library in f32.
"""
import colorsys
import sys

import numpy as np
from data import Random, Tool, philox

SEED, EPOCH = 2**40 + 12345, 3
GREY = np.array([0.299, 0.587, 0.114])
rng = np.random.default_rng(2)


class Check:
    def __init__(self, tool):
        self.tool = tool

    def run(self, items, picture, count, **request):
        """The picture augmented `count` times, and the random numbers of each time and item."""
        picture.astype(np.float32).tofile(self.tool.path("in.bin"))
        self.mixes = self.tool.run("augment", list=items, shape=list(picture.shape), seed=SEED, epoch=EPOCH, count=count,
                                   **{"in": self.tool.path("in.bin"), **request})
        return self.tool.output(picture.shape)

    def compare(self, function, expect, picture, count=24, tolerance=2e-3, vary=True, **arguments):
        """`expect(picture, random)` computes what the library should."""
        request = {"bytes": arguments.pop("bytes", True)}
        found = self.run([{"function": function, **arguments}], picture, count, **request)
        for index, result in enumerate(found):
            random = Random(SEED, EPOCH, index, Random.FIRST_AUGMENTATION)
            expected = expect(picture.astype(float), random)
            if request["bytes"]:
                expected = np.clip(expected, 0, 255)
            worst = np.abs(result - expected).max()
            assert worst <= tolerance, (function, arguments, index, worst)
        if vary:
            assert len({result.tobytes() for result in found}) > 1, function
        return found


def moved(picture, down, right):
    """Content moved, zeros come in."""
    height, width = picture.shape[:2]
    far = np.pad(picture, ((height, height), (width, width), (0, 0)))
    down, right = np.clip(down, -height, height), np.clip(right, -width, width)
    return far[height - down:2 * height - down, width - right:2 * width - right]


def sampled(picture, matrix, offset=(0, 0)):
    """Bilinear at matrix @ (x, y) + offset from the centre; zeros around."""
    height, width = picture.shape[:2]
    far = np.pad(picture, ((1, 2), (1, 2), (0, 0)))
    y, x = np.mgrid[:height, :width].astype(float)
    centre = (width - 1) / 2, (height - 1) / 2
    dx, dy = x - centre[0], y - centre[1]
    at = [row[0] * dx + row[1] * dy + offset[i] + centre[i] for i, row in enumerate(matrix)]
    x, y = np.clip(at[0], -1, width), np.clip(at[1], -1, height)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    right_share, lower_share = (x - left)[..., None], (y - top)[..., None]
    corner = lambda i, j: far[top + 1 + i, left + 1 + j]
    return ((corner(0, 0) * (1 - right_share) + corner(0, 1) * right_share) * (1 - lower_share)
            + (corner(1, 0) * (1 - right_share) + corner(1, 1) * right_share) * lower_share)


def rotation(degrees):
    angle = np.deg2rad(degrees)
    return [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]


def enlarged(picture, top, left, height, width):
    """A part scaled to the whole picture with half-pixel centres, its edges kept."""
    def weights(begin, size, count, total):
        at = np.clip((np.arange(count) + 0.5) * size / count - 0.5, 0, size - 1)
        matrix = np.zeros((count, total))
        low = np.floor(at).astype(int)
        high = np.minimum(low + 1, size - 1)
        np.add.at(matrix, (np.arange(count), begin + low), 1 - (at - low))
        np.add.at(matrix, (np.arange(count), begin + high), at - low)
        return matrix

    rows = weights(top, height, picture.shape[0], picture.shape[0])
    columns = weights(left, width, picture.shape[1], picture.shape[1])
    return np.einsum("ab,bcd,ec->aed", rows, picture, columns)


def check_positions(check, picture):
    """What moves pixels."""
    def pad_crop(x, random):
        down = random.below(2 * 3 + 1) - 3
        return moved(x, down, random.below(2 * 3 + 1) - 3)

    def shift(x, random):
        right = random.below(2 * 40 + 1) - 40
        down = random.below(2 * 40 + 1) - 40
        return moved(x, -down, -right)

    def shear(x, random):
        return sampled(x, [[1, np.tan(np.deg2rad(random.between(-35, 35)))], [0, 1]])

    def scale(x, random):
        factor = 1 / random.between(0.6, 1.7)
        return sampled(x, [[factor, 0], [0, factor]])

    def resized_crop(x, random):
        height, width = x.shape[:2]
        for _ in range(10):
            area = height * width * (0.1 + (0.9 - 0.1) * float(random.uniform()))
            ratio = np.exp(np.log(2.0) * (2 * float(random.uniform()) - 1))
            # Halves are rounded away from zero.
            w, h = (int(np.floor(np.sqrt(v) + 0.5)) for v in (area * ratio, area / ratio))
            if 1 <= w <= width and 1 <= h <= height:
                top = random.below(height - h + 1)
                return enlarged(x, top, random.below(width - w + 1), h, w)
        return x

    check.compare("pad_crop", pad_crop, picture, tolerance=0, pixels=3)
    check.compare("shift", shift, picture, tolerance=0, pixels=40)
    check.compare("rotate", lambda x, random: sampled(x, rotation(random.between(-180, 180))), picture, degrees=180)
    check.compare("shear", shear, picture, degrees=35)
    check.compare("scale", scale, picture, low=0.6, high=1.7)
    check.compare("resized_crop", resized_crop, picture, low=0.1, high=0.9, ratio=2)
    for direction, axis in (("horizontal", 1), ("vertical", 0)):
        flip = lambda x, random: np.flip(x, axis) if random.uniform() < 0.5 else x
        found = check.compare("flip", flip, picture, tolerance=0, direction=direction)
        assert len({result.tobytes() for result in found}) == 2


def check_values(check, picture):
    """What changes values; grey pictures too where that means something."""
    def factor(random, amount):
        return random.between(max(0, 1 - amount), 1 + amount)

    def grey(x):
        return x @ GREY if x.shape[-1] == 3 else x.mean(-1)

    def contrast(x, random):
        return grey(x).mean() + factor(random, 0.8) * (x - grey(x).mean())

    def saturation(x, random):
        base = grey(x)[..., None]
        return base + factor(random, 0.8) * (x - base)

    def hue(x, random):
        turns = random.between(-0.5, 0.5)
        result = np.empty_like(x)
        for at in np.ndindex(x.shape[:2]):
            h, s, v = colorsys.rgb_to_hsv(*(x[at] / 255))
            result[at] = np.array(colorsys.hsv_to_rgb((h + turns) % 1, s, v)) * 255
        return result

    def erase(x, random):
        top = random.below(x.shape[0]) - 2
        left = random.below(x.shape[1]) - 2
        result = x.copy()
        result[max(0, top):max(0, top + 5), max(0, left):max(0, left + 5)] = 0
        return result

    one = picture[..., :1]
    for x in (picture, one, picture[..., [0, 1]]):
        check.compare("brightness", lambda x, random: x * factor(random, 0.7), x, amount=0.7)
        check.compare("contrast", contrast, x, amount=0.8)
        check.compare("erase", erase, x, tolerance=0, pixels=5)
    check.compare("brightness", lambda x, random: x * factor(random, 0.7), one, amount=0.7, bytes=False)
    check.compare("saturation", saturation, picture, amount=0.8)
    check.compare("hue", hue, picture, amount=0.5)

    # Noise: its distribution rather than each of its numbers.
    flat = np.full((64, 64, 3), 128.0)
    values = check.run([{"function": "noise", "deviation": 10}], flat, 8) - 128
    assert abs(values.mean()) < 0.15 and abs(values.std() - 10) < 0.1, (values.mean(), values.std())
    assert abs((np.abs(values) < 10).mean() - 0.6827) < 0.01 and abs((values**4).mean() / 1e4 - 3) < 0.15
    rows = values.reshape(-1, 3)
    assert np.abs(np.corrcoef(rows.T) - np.eye(3)).max() < 0.03
    clamped = check.run([{"function": "noise", "deviation": 300}], flat, 1)
    assert clamped.min() == 0 and clamped.max() == 255
    free = check.run([{"function": "noise", "deviation": 300}], flat, 1, bytes=False)
    assert free.min() < -300 and free.max() > 500


def check_lists(check, picture):
    """Several in a row: geometry is done at once, each draws from numbers of its own."""
    turn, flip = {"function": "rotate", "degrees": 30}, {"function": "flip", "direction": "horizontal"}
    both = check.run([turn, {"function": "scale", "low": 1.1, "high": 1.6}, {"function": "shift", "pixels": 2}, flip],
                     picture, 12)
    for index, result in enumerate(both):
        draw = [Random(SEED, EPOCH, index, Random.FIRST_AUGMENTATION + i) for i in range(4)]
        rotate = np.array(rotation(draw[0].between(-30, 30)))
        factor = 1 / draw[1].between(1.1, 1.6)
        shift = [draw[2].below(5) - 2, draw[2].below(5) - 2]
        # From the result back: the shift, the scale, the rotation.
        expected = sampled(picture.astype(float), rotate * factor, rotate * factor @ shift)
        expected = np.flip(expected, 1) if draw[3].uniform() < 0.5 else expected
        assert np.abs(result - expected).max() < 2e-3
    # Identities give the same bits.
    for item in ({"function": "rotate", "degrees": 0}, {"function": "shift", "pixels": 0}, {"function": "noise", "deviation": 0},
                 {"function": "scale", "low": 1, "high": 1}, {"function": "shear", "degrees": 0},
                 {"function": "pad_crop", "pixels": 0}, {"function": "erase", "pixels": 0},
                 {"function": "brightness", "amount": 0}, {"function": "resized_crop", "low": 1, "high": 1, "ratio": 1},
                 {"function": "mixup", "alpha": 0.2}):
        found = check.run([item], picture, 3)
        assert all(np.array_equal(result, picture) for result in found), item
    assert np.array_equal(check.run([], picture, 1)[0], picture)
    for item in ({"function": "contrast", "amount": 0}, {"function": "saturation", "amount": 0},
                 {"function": "hue", "amount": 0}):
        assert np.abs(check.run([item], picture, 1) - picture).max() < 1e-3, item
    # The second of two equal flips draws anew: all four combinations come up, so that some cancel out.
    found = check.run([flip, {**flip, "direction": "vertical"}], picture, 40)
    assert len({result.tobytes() for result in found}) == 4
    found = check.run([flip, flip], picture, 40)
    assert {result.tobytes() for result in found} == {p.astype(np.float32).tobytes() for p in (picture, picture[:, ::-1])}


def check_mixes(check):
    """Shares follow the beta distribution, partners come from everywhere."""
    count, dot = 6000, np.zeros((1, 1, 1))
    for alpha in (0.2, 1.0, 4.0):
        check.run([{"function": "mixup", "alpha": alpha}], dot, count)
        shares, partners = np.array(check.mixes).T
        deviation = np.sqrt(1 / (4 * (2 * alpha + 1)))
        assert shares.min() >= 0 and shares.max() <= 1
        assert abs(shares.mean() - 0.5) < 4 * deviation / np.sqrt(count), (alpha, shares.mean())
        assert abs(shares.std() - deviation) < 0.01, (alpha, shares.std(), deviation)
        assert len(np.unique(partners)) > 0.6 * count and abs(partners.mean() / count - 0.5) < 0.02
    check.run([{"function": "mixup", "alpha": 1e-3}], dot, 200)
    shares = np.array(check.mixes)[:, 0]
    assert np.isfinite(shares).all() and 0.3 < shares.mean() < 0.7


def check_random(tool):
    """The published test vectors of Philox 4x32-10, and sequences."""
    ones = 0xFFFFFFFF
    vectors = [([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
               ([ones] * 4, [ones] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
               ([0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344], [0xA4093822, 0x299F31D0],
                [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1])]
    for counter, key, expected in vectors:
        found = tool.run("random", counter=counter, key=key, seed=SEED, epoch=7, index=9, purpose=5)
        assert found["philox"] == expected == philox(counter, key)
    random = Random(SEED, 7, 9, 5)
    assert found["uniform"] == [float(random.uniform()) for _ in range(9)]


def main():
    tool = Tool(*sys.argv[1:])
    check = Check(tool)
    picture = rng.integers(0, 256, (13, 18, 3))
    check_random(tool)
    check_positions(check, picture)
    check_values(check, picture)
    check_lists(check, picture)
    check_mixes(check)
    print("augmentations compute what NumPy does")


if __name__ == "__main__":
    main()
