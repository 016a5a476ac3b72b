"""The networks of examples/*.net as PyTorch modules.

Modules are registered in the order in which the .net files write their layers, so that state_dict() and the compiler's
list of parameters match entry by entry. Only make_expected.py uses this file; the tests need no PyTorch.
"""
import torch
import torch.nn as nn


def conv_norm(channels, filters, kernel=1, stride=1, groups=1):
    return [nn.Conv2d(channels, filters, kernel, stride, kernel // 2, groups=groups, bias=False),
            nn.BatchNorm2d(filters)]


def pooled_dense(channels, classes):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, classes)]


class Sum(nn.Module):
    """y(x) + shortcut(x), then an activation."""

    def __init__(self, y, shortcut=(), activation=None):
        super().__init__()
        self.y, self.shortcut = nn.Sequential(*y), nn.Sequential(*shortcut)
        self.activation = activation or nn.Identity()

    def forward(self, x):
        return self.activation(self.y(x) + self.shortcut(x))


class Concat(nn.Module):
    """Applies every branch to x and joins the results along the channels."""

    def __init__(self, *branches):
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def lenet5():
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))


def basic_block(channels, filters, stride):
    y = [*conv_norm(channels, filters, 3, stride), nn.ReLU(), *conv_norm(filters, filters, 3)]
    return Sum(y, conv_norm(channels, filters, 1, stride) if stride > 1 else (), nn.ReLU())


def basic_stages(channels, depth, filters):
    layers = []
    for stage, width in enumerate(filters):
        for i in range(depth):
            layers.append(basic_block(channels, width, 2 if stage and i == 0 else 1))
            channels = width
    return layers


def resnet20():
    return nn.Sequential(*conv_norm(3, 16, 3), nn.ReLU(), *basic_stages(16, 3, (16, 32, 64)), *pooled_dense(64, 10))


def imagenet_stem():
    return [*conv_norm(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]


def resnet18():
    return nn.Sequential(*imagenet_stem(), *basic_stages(64, 2, (64, 128, 256, 512)), *pooled_dense(512, 1000))


def resnet50():
    layers, channels = imagenet_stem(), 64
    for filters, depth in ((64, 3), (128, 4), (256, 6), (512, 3)):
        for i in range(depth):
            stride = 2 if filters > 64 and i == 0 else 1
            y = [*conv_norm(channels, filters), nn.ReLU(), *conv_norm(filters, filters, 3, stride), nn.ReLU(),
                 *conv_norm(filters, 4 * filters)]
            layers.append(Sum(y, conv_norm(channels, 4 * filters, 1, stride) if i == 0 else (), nn.ReLU()))
            channels = 4 * filters
    return nn.Sequential(*layers, *pooled_dense(2048, 1000))


def vgg16():
    layers, channels = [], 3
    for filters, depth in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(depth):
            layers += [nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU()]
            channels = filters
        layers.append(nn.MaxPool2d(2))
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(25088, 4096), nn.ReLU(), nn.Linear(4096, 4096), nn.ReLU(),
                         nn.Linear(4096, 1000))


def mobilenetv1():
    layers, channels = [*conv_norm(3, 32, 3, 2), nn.ReLU()], 32
    plan = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + [(512, 1)] * 5 + [(1024, 2), (1024, 1)]
    for filters, stride in plan:
        layers += [*conv_norm(channels, channels, 3, stride, groups=channels), nn.ReLU(),
                   *conv_norm(channels, filters), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, *pooled_dense(1024, 1000))


def mobilenetv2():
    layers, channels = [*conv_norm(3, 32, 3, 2), nn.ReLU6()], 32
    plan = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]
    for expand, filters, depth, first_stride in plan:
        for i in range(depth):
            stride, hidden = first_stride if i == 0 else 1, expand * channels
            y = [*conv_norm(channels, hidden), nn.ReLU6()] if expand > 1 else []
            y += [*conv_norm(hidden, hidden, 3, stride, groups=hidden), nn.ReLU6(), *conv_norm(hidden, filters)]
            layers += [Sum(y)] if stride == 1 and channels == filters else y
            channels = filters
    return nn.Sequential(*layers, *conv_norm(channels, 1280), nn.ReLU6(), *pooled_dense(1280, 1000))


def squeezenet11():
    def fire(channels, squeeze, expand):
        return [nn.Conv2d(channels, squeeze, 1), nn.ReLU(),
                Concat(nn.Sequential(nn.Conv2d(squeeze, expand, 1), nn.ReLU()),
                       nn.Sequential(nn.Conv2d(squeeze, expand, 3, padding=1), nn.ReLU()))]

    pool = [nn.MaxPool2d(3, 2)]
    return nn.Sequential(
        nn.Conv2d(3, 64, 3, 2), nn.ReLU(), *pool, *fire(64, 16, 64), *fire(128, 16, 64), *pool,
        *fire(128, 32, 128), *fire(256, 32, 128), *pool, *fire(256, 48, 192), *fire(384, 48, 192), *fire(384, 64, 256),
        *fire(512, 64, 256), nn.Conv2d(512, 1000, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())


# Without the running statistics of the batch norms.
PARAMETER_COUNTS = {
    lenet5: 61_706, resnet20: 272_474, resnet18: 11_689_512, resnet50: 25_557_032, vgg16: 138_357_544,
    mobilenetv1: 4_231_976, mobilenetv2: 3_504_872, squeezenet11: 1_235_496,
}
NETWORKS = {make.__name__: make for make in PARAMETER_COUNTS}


def build(name):
    make = NETWORKS[name]
    model = make().eval()
    count = sum(parameter.numel() for parameter in model.parameters())
    if count != PARAMETER_COUNTS[make]:
        raise ValueError(f"{name} has {count} parameters instead of {PARAMETER_COUNTS[make]}")
    return model
