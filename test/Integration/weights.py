"""Reproducible weights and pictures for the networks of examples/*.net, with numpy alone.

make_expected.py (with PyTorch) and make_weights.py (without) must draw the same numbers, so both take them from here.
Numbers come from one PCG64 stream per network, parameter by parameter in the order of the .net file:

  weight of rank 2 or 4   normal, variance 2 / fan-in (He)
  bias                    normal, deviation 0.05 (0.1 in a batch norm)
  batch norm's weight     uniform in [0.7, 1.3)
  running_mean            s * normal, deviation 0.1
  running_var             s^2 * uniform in [0.7, 1.4)

where s is the root mean square of what reaches that batch norm, as make_expected.py measured it. Without it residual
networks would double their activations from block to block. The figures are in scales.json, one list per network.
"""
import json
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 20240229
SHAPES = {  # height, width, channels; or the length of a vector
    "lenet5": (28, 28, 1), "resnet20": (32, 32, 3), "resnet18": (224, 224, 3), "resnet50": (224, 224, 3),
    "vgg16": (224, 224, 3), "mobilenetv1": (224, 224, 3), "mobilenetv2": (224, 224, 3), "squeezenet11": (224, 224, 3),
    "efficientnetb0": (224, 224, 3), "densenet121": (224, 224, 3), "shufflenetv2": (224, 224, 3), "unet": (128, 128, 1),
    "panorama": (96, 192, 3), "dcgan": (100,), "espcn": (72, 72, 1), "speech": (1, 8000, 1), "deeplab": (224, 224, 3),
}
# The numbers of a network's streams: a new network takes the next one, so that those of the others stay.
STREAMS = {
    "lenet5": 0, "mobilenetv1": 1, "mobilenetv2": 2, "resnet18": 3, "resnet20": 4, "resnet50": 5, "squeezenet11": 6,
    "vgg16": 7, "efficientnetb0": 8, "densenet121": 9, "shufflenetv2": 10, "unet": 11, "panorama": 12, "dcgan": 13,
    "espcn": 14, "speech": 15, "deeplab": 16,
}
# Of pictures that a network makes, one pixel of so many rows and columns is stored.
SAMPLED = {"unet": 8, "panorama": 12, "dcgan": 4, "espcn": 9, "deeplab": 14}


def stream(network, purpose):
    """Each network, and within it each purpose, has numbers of its own."""
    return np.random.Generator(np.random.PCG64([SEED, purpose, STREAMS[network]]))


def picture(network):
    """float32 [1, H, W, C]: 4 x 4 fields of random colours with noise on them, so that no two places look alike."""
    rng = stream(network, 0)
    if len(SHAPES[network]) == 1:
        return rng.standard_normal((1, *SHAPES[network]), dtype=np.float32)
    height, width, channels = SHAPES[network]
    fields = rng.standard_normal((1, min(height, 4), 4, channels), dtype=np.float32)
    noise = rng.standard_normal((1, height, width, channels), dtype=np.float32)
    return fields.repeat(height // fields.shape[1], 1).repeat(width // 4, 2) + np.float32(0.5) * noise


def sample(network, result):
    """What is stored of a result [1, H, W, C] or [1, C]."""
    step = SAMPLED.get(network)
    return result[:, step // 2::step, step // 2::step] if step else result


def load_scales(network):
    with open(os.path.join(HERE, "scales.json")) as file:
        return json.load(file).get(network, [])


def parameters(network, entries, scales):
    """Yields one float32 array for each (name, shape) of entries.

    Of a name only the part behind the last dot counts: weight, bias, running_mean or running_var. scales gives s for
    each batch norm; it may be an iterator that learns the next s only when running_mean is asked for.
    """
    rng, scales, scale, in_norm = stream(network, 1), iter(scales), None, False
    for name, shape in entries:
        kind, shape = name.rsplit(".", 1)[-1], tuple(shape)
        if kind == "weight" and len(shape) > 1:
            in_norm = False
            value = rng.standard_normal(shape, dtype=np.float32)
            value *= np.float32((2.0 / np.prod(shape[1:])) ** 0.5)
        elif kind == "weight":
            in_norm = True
            value = np.float32(0.7) + np.float32(0.6) * rng.random(shape, dtype=np.float32)
        elif kind == "bias":
            value = np.float32(0.1 if in_norm else 0.05) * rng.standard_normal(shape, dtype=np.float32)
        elif kind == "running_mean":
            scale = next(scales, None)
            if scale is None:
                raise ValueError(f"{network}: {name} is one batch norm more than scales.json knows")
            value = np.float32(0.1 * scale) * rng.standard_normal(shape, dtype=np.float32)
        elif kind == "running_var":
            value = np.float32(0.7) + np.float32(0.7) * rng.random(shape, dtype=np.float32)
            value *= np.float32(scale * scale)
        else:
            raise ValueError(f"{network}: {name} is no weight, bias, running_mean or running_var")
        yield value
    if next(scales, None) is not None:
        raise ValueError(f"{network}: fewer batch norms than scales.json knows")
