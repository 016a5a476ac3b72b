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


class Excite(nn.Module):
    """Squeeze and excitation."""

    def __init__(self, channels, squeezed):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(channels, squeezed), nn.SiLU(), nn.Linear(squeezed, channels), nn.Sigmoid())

    def forward(self, x):
        return x * self.layers(x.mean((2, 3)))[:, :, None, None]


def efficientnetb0():
    layers, channels = [*conv_norm(3, 32, 3, 2), nn.SiLU()], 32
    plan = [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4),
            (6, 3, 1, 320, 1)]
    for expand, kernel, first_stride, filters, depth in plan:
        for i in range(depth):
            stride, hidden = first_stride if i == 0 else 1, expand * channels
            y = [*conv_norm(channels, hidden), nn.SiLU()] if expand > 1 else []
            y += [*conv_norm(hidden, hidden, kernel, stride, groups=hidden), nn.SiLU(), Excite(hidden, channels // 4),
                  *conv_norm(hidden, filters)]
            layers += [Sum(y)] if stride == 1 and channels == filters else y
            channels = filters
    return nn.Sequential(*layers, *conv_norm(channels, 1280), nn.SiLU(), *pooled_dense(1280, 1000))


def norm_conv(channels, filters, kernel=1):
    return [nn.BatchNorm2d(channels), nn.ReLU(), nn.Conv2d(channels, filters, kernel, padding=kernel // 2, bias=False)]


def densenet121():
    layers, channels = imagenet_stem(), 64
    for stage, depth in enumerate((6, 12, 24, 16)):
        if stage:
            layers += [*norm_conv(channels, channels // 2), nn.AvgPool2d(2)]
            channels //= 2
        for _ in range(depth):
            layers.append(Concat(nn.Identity(), nn.Sequential(*norm_conv(channels, 128), *norm_conv(128, 32, 3))))
            channels += 32
    return nn.Sequential(*layers, nn.BatchNorm2d(channels), nn.ReLU(), *pooled_dense(channels, 1000))


class Mix(nn.Module):
    """Applies a branch to the second half of the channels and shuffles."""

    def __init__(self, *branch):
        super().__init__()
        self.branch = nn.Sequential(*branch)

    def forward(self, x):
        left, right = x.chunk(2, 1)
        return nn.functional.channel_shuffle(torch.cat([left, self.branch(right)], 1), 2)


def shufflenetv2():
    def pointwise(channels, filters):
        return [*conv_norm(channels, filters), nn.ReLU()]

    layers, channels = [*conv_norm(3, 24, 3, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)], 24
    for filters, depth in ((58, 3), (116, 7), (232, 3)):
        left = nn.Sequential(*conv_norm(channels, channels, 3, 2, groups=channels), *pointwise(channels, filters))
        right = nn.Sequential(*pointwise(channels, filters), *conv_norm(filters, filters, 3, 2, groups=filters),
                              *pointwise(filters, filters))
        layers += [Concat(left, right), nn.ChannelShuffle(2)]
        for _ in range(depth):
            layers.append(Mix(*pointwise(filters, filters), *conv_norm(filters, filters, 3, 1, groups=filters),
                              *pointwise(filters, filters)))
        channels = 2 * filters
    return nn.Sequential(*layers, *pointwise(channels, 1024), *pooled_dense(1024, 1000))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()

        def pair(channels, filters):
            return nn.Sequential(nn.Conv2d(channels, filters, 3, padding=1), nn.ReLU(),
                                 nn.Conv2d(filters, filters, 3, padding=1), nn.ReLU())
        widths = (64, 128, 256, 512, 1024)
        self.down = nn.ModuleList(pair(c, f) for c, f in zip((1, *widths), widths))
        self.up = nn.ModuleList()
        for filters in widths[-2::-1]:
            self.up += [nn.ConvTranspose2d(2 * filters, filters, 2, 2), pair(2 * filters, filters)]
        self.last = nn.Conv2d(64, 2, 1)

    def forward(self, x):
        skips = []
        for level, down in enumerate(self.down):
            x = down(nn.functional.max_pool2d(x, 2) if level else x)
            skips.append(x)
        skips.pop()
        for up, pair in zip(self.up[::2], self.up[1::2]):
            x = pair(torch.cat([skips.pop(), up(x)], 1))
        return self.last(x)


def unet():
    return UNet()


class Panorama(nn.Module):
    def __init__(self):
        super().__init__()

        def unit(channels, filters, kernel=3, stride=1, dilation=1, mode="zeros"):
            conv = nn.Conv2d(channels, filters, kernel, stride, dilation * (kernel // 2), dilation, bias=False,
                             padding_mode=mode)
            return nn.Sequential(conv, nn.BatchNorm2d(filters), nn.ReLU())

        def residual(filters, dilation=1):
            conv = nn.Conv2d(filters, filters, 3, 1, dilation, dilation, bias=False)
            return Sum([unit(filters, filters, dilation=dilation), conv, nn.BatchNorm2d(filters)], (), nn.ReLU())
        self.stem = nn.Sequential(unit(3, 32, stride=2), unit(32, 64, stride=2), residual(64))
        self.deep = nn.Sequential(unit(64, 128, stride=2), residual(128), residual(128, 2), residual(128, 4))
        self.branches = nn.ModuleList([unit(128, 64, 1), unit(128, 64, dilation=3),
                                       unit(128, 64, dilation=6, mode="circular"), unit(128, 64, 1)])
        self.pyramid, self.edges = unit(256, 64, 1), unit(64, 32, 1)
        self.head = nn.Sequential(unit(96, 64), nn.Conv2d(64, 21, 1))

    def forward(self, x):
        def resize(y, size):
            return nn.functional.interpolate(y, size, mode="bilinear", align_corners=False)
        stem = self.stem(x)
        deep = self.deep(stem)
        near, middle, far, every = self.branches
        parts = [near(deep), middle(deep), far(deep), resize(every(deep.mean((2, 3), keepdim=True)), deep.shape[2:])]
        scene = resize(self.pyramid(torch.cat(parts, 1)), stem.shape[2:])
        return resize(self.head(torch.cat([scene, self.edges(stem)], 1)), x.shape[2:])


def panorama():
    return Panorama()


def dilated_block(channels, filters, stride, dilation):
    def conv(inputs, step):
        return [nn.Conv2d(inputs, filters, 3, step, dilation, dilation, bias=False), nn.BatchNorm2d(filters)]

    y = [*conv(channels, stride), nn.ReLU(), *conv(filters, 1)]
    return Sum(y, conv_norm(channels, filters, 1, stride) if channels != filters else (), nn.ReLU())


class Spread(nn.Module):
    """The mean of the picture through some layers, then everywhere."""

    def __init__(self, *layers):
        super().__init__()
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return nn.functional.interpolate(self.layers(x.mean((2, 3), keepdim=True)), x.shape[2:], mode="nearest")


def deeplab():
    def unit(channels, filters, kernel, dilation=1):
        return [nn.Conv2d(channels, filters, kernel, 1, dilation * (kernel // 2), dilation, bias=False),
                nn.BatchNorm2d(filters), nn.ReLU()]

    layers, channels = imagenet_stem(), 64
    for filters, stride, dilation in ((64, 1, 1), (128, 2, 1), (256, 1, 2), (512, 1, 4)):
        layers += [dilated_block(channels, filters, stride, dilation), dilated_block(filters, filters, 1, dilation)]
        channels = filters
    pyramid = [nn.Sequential(*unit(512, 256, 1))] + [nn.Sequential(*unit(512, 256, 3, d)) for d in (6, 12, 18)]
    return nn.Sequential(*layers, Concat(*pyramid, Spread(*unit(512, 256, 1))), *unit(1280, 256, 1), *unit(256, 256, 3),
                         nn.Conv2d(256, 21, 1), nn.Upsample(scale_factor=8, mode="bilinear", align_corners=False))


def dcgan():
    layers, channels = [nn.Unflatten(1, (100, 1, 1))], 100
    for i, filters in enumerate((512, 256, 128, 64)):
        stride, padding = (2, 1) if i else (1, 0)
        layers += [nn.ConvTranspose2d(channels, filters, 4, stride, padding, bias=False), nn.BatchNorm2d(filters), nn.ReLU()]
        channels = filters
    return nn.Sequential(*layers, nn.ConvTranspose2d(64, 3, 4, 2, 1, bias=False), nn.Tanh())


def espcn():
    return nn.Sequential(nn.Conv2d(1, 64, 5, padding=2), nn.ReLU(), nn.Conv2d(64, 64, 3, padding=1), nn.ReLU(),
                         nn.Conv2d(64, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, 9, 3, padding=1), nn.PixelShuffle(3))


def speech():
    layers, channels = [], 1
    for filters, kernel, stride in ((32, 80, 16), (32, 3, 1), (64, 3, 1), (64, 3, 1)):
        layers += [nn.Conv2d(channels, filters, (1, kernel), (1, stride)), nn.BatchNorm2d(filters), nn.ReLU(),
                   nn.MaxPool2d((1, 4))]
        channels = filters
    return nn.Sequential(*layers, *pooled_dense(64, 35), nn.LogSoftmax(1))


# Without the running statistics of the batch norms.
PARAMETER_COUNTS = {
    lenet5: 61_706, resnet20: 272_474, resnet18: 11_689_512, resnet50: 25_557_032, vgg16: 138_357_544,
    mobilenetv1: 4_231_976, mobilenetv2: 3_504_872, squeezenet11: 1_235_496, efficientnetb0: 5_288_548,
    densenet121: 7_978_856, shufflenetv2: 2_278_604, unet: 31_030_658, panorama: 1_293_493, dcgan: 3_576_704,
    espcn: 59_657, speech: 26_915, deeplab: 15_904_085,
}
NETWORKS = {make.__name__: make for make in PARAMETER_COUNTS}


def build(name):
    make = NETWORKS[name]
    model = make().eval()
    count = sum(parameter.numel() for parameter in model.parameters())
    if count != PARAMETER_COUNTS[make]:
        raise ValueError(f"{name} has {count} parameters instead of {PARAMETER_COUNTS[make]}")
    return model
