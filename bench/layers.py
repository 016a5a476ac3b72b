# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The layers that bench/kernels measures: name, height, width, channels, and the layers on the input x.

Of a layer's steps the last one is measured that is no change of layout.
"""

RESNET18 = [
    ("7x7/2 3->64 224", 224, 224, 3, "x |> conv(64, 7, stride = 2, padding = 3) |> relu"),
    ("3x3 64->64 56", 56, 56, 64, "x |> conv(64, 3, padding = 1) |> relu"),
    ("3x3/2 64->128 56", 56, 56, 64, "x |> conv(128, 3, stride = 2, padding = 1) |> relu"),
    ("1x1/2 64->128 56", 56, 56, 64, "x |> conv(128, 1, stride = 2)"),
    ("3x3 128->128 28", 28, 28, 128, "x |> conv(128, 3, padding = 1) |> relu"),
    ("3x3/2 128->256 28", 28, 28, 128, "x |> conv(256, 3, stride = 2, padding = 1) |> relu"),
    ("1x1/2 128->256 28", 28, 28, 128, "x |> conv(256, 1, stride = 2)"),
    ("3x3 256->256 14", 14, 14, 256, "x |> conv(256, 3, padding = 1) |> relu"),
    ("3x3/2 256->512 14", 14, 14, 256, "x |> conv(512, 3, stride = 2, padding = 1) |> relu"),
    ("1x1/2 256->512 14", 14, 14, 256, "x |> conv(512, 1, stride = 2)"),
    ("3x3 512->512 7", 7, 7, 512, "x |> conv(512, 3, padding = 1) |> relu"),
]
OTHER_CONVOLUTIONS = [
    ("1x1 64->256 56", 56, 56, 64, "x |> conv(256, 1) |> relu"),
    ("1x1 256->64 56", 56, 56, 256, "x |> conv(64, 1) |> relu"),
    ("1x1 1024->256 14", 14, 14, 1024, "x |> conv(256, 1) |> relu"),
    ("3x3 dilated 2 256 28", 28, 28, 256, "x |> conv(256, 3, padding = 2, dilation = 2)"),
    ("3x3 groups 4 128 28", 28, 28, 128, "x |> conv(128, 3, padding = 1, groups = 4)"),
    ("3x3 groups of 4 128 56", 56, 56, 128, "x |> conv(128, 3, padding = 1, groups = 32)"),
    ("3x3 groups of 8 128 56", 56, 56, 128, "x |> conv(128, 3, padding = 1, groups = 16)"),
    ("5x5 64->96 28", 28, 28, 64, "x |> conv(96, 5, padding = 2) |> relu"),
    ("3x3 17 wide 96->80", 17, 17, 96, "x |> conv(80, 3, padding = 1)"),
    ("3x3 3->64 224", 224, 224, 3, "x |> conv(64, 3, padding = 1) |> relu"),
    ("5x5 1->6 28 + pool", 28, 28, 1, "x |> conv(6, 5, padding = 2) |> relu |> max_pool(2)"),
    ("spatial 7x7 64->64 28", 28, 28, 64, "x |> spatial_conv(64, 7, padding = 3)"),
    ("conv1d 9 64->128 2000", 1, 2000, 64, "x |> conv1d(128, 9, padding = 4)"),
    ("3x3 reflect 64->64 56", 56, 56, 64, "x |> conv(64, 3, padding = 1, padding_mode = reflect)"),
    ("3x3 circular 64->64 56", 56, 56, 64, "x |> conv(64, 3, padding = 1, padding_mode = circular)"),
    ("transposed 4x4/2 512->256 8", 8, 8, 512, "x |> conv_transpose(256, 4, stride = 2, padding = 1)"),
    ("transposed 2x2/2 128->64 32", 32, 32, 128, "x |> conv_transpose(64, 2, stride = 2)"),
    ("transposed 3x3/2 64->64 28", 28, 28, 64, "x |> conv_transpose(64, 3, stride = 2, padding = 1, output_padding = 1)"),
    ("matmul 8x196x64", 196, 64, 8, "matmul(x, x, transpose_b = true)"),
    ("matmul 8x196x196", 196, 196, 8, "matmul(x, x)"),
]
DEPTHWISE = [
    ("depthwise 3x3 384 14", 14, 14, 384, "x |> depthwise(3, padding = 1) |> relu6"),
    ("depthwise 3x3 96 112", 112, 112, 96, "x |> depthwise(3, padding = 1) |> relu6"),
    ("depthwise 3x3/2 96 112", 112, 112, 96, "x |> depthwise(3, stride = 2, padding = 1) |> relu6"),
    ("depthwise 5x5 240 28", 28, 28, 240, "x |> depthwise(5, padding = 2)"),
    ("depthwise 3x3 x2 96 56", 56, 56, 96, "x |> depthwise(3, padding = 1, multiplier = 2)"),
    ("depthwise 3x3 x3 33 56", 56, 56, 33, "x |> depthwise(3, padding = 1, multiplier = 3)"),
    ("depthwise 3x3 reflect 96 56", 56, 56, 96, "x |> depthwise(3, padding = 1, padding_mode = reflect)"),
]
POOLS = [
    ("dense 4096->1000", 1, 1, 4096, "x |> flatten |> dense(1000)"),
    ("max_pool 3/2 64 112", 112, 112, 64, "x |> max_pool(3, stride = 2, padding = 1)"),
    ("max_pool 2 64 56", 56, 56, 64, "x |> max_pool(2)"),
    ("max_pool 3/2 ceil 64 112", 112, 112, 64, "x |> max_pool(3, stride = 2, ceil = true)"),
    ("max_pool 5 dilated 64 56", 56, 56, 64, "x |> max_pool(3, stride = 1, padding = 2, dilation = 2)"),
    ("avg_pool 2 64 56", 56, 56, 64, "x |> avg_pool(2)"),
    ("avg_pool 3 reflect 64 56", 56, 56, 64, "x |> avg_pool(3, stride = 1, padding = 1, padding_mode = reflect)"),
    ("lp_pool 2 64 56", 56, 56, 64, "x |> lp_pool(2)"),
    ("lp_pool p=3 64 56", 56, 56, 64, "x |> lp_pool(2, p = 3)"),
    ("max_pool_indices 2 64 56", 56, 56, 64, "x |> max_pool_indices(2)"),
    ("max_unpool 2 64 28", 28, 28, 64, "max_unpool(x, x |> max_pool_indices(1), size = [56, 56])"),
    ("adaptive_avg_pool 7 64 56", 56, 56, 64, "x |> adaptive_avg_pool(7)"),
    ("adaptive_max_pool 6 64 56", 56, 56, 64, "x |> adaptive_max_pool(6)"),
    ("global_avg_pool 512 7", 7, 7, 512, "x |> global_avg_pool"),
    ("global_avg_pool 64 56", 56, 56, 64, "x |> global_avg_pool"),
    ("global_max_pool 64 56", 56, 56, 64, "x |> global_max_pool"),
    ("global_lp_pool 64 56", 56, 56, 64, "x |> global_lp_pool"),
]
NORMS = [
    ("layer_norm channels 96 56", 56, 56, 96, "x |> layer_norm"),
    ("layer_norm all 64 28", 28, 28, 64, "x |> layer_norm(axes = [channels, height, width])"),
    ("layer_norm rows 64 28", 28, 28, 64, "x |> layer_norm(axes = [height, width])"),
    ("layer_norm width 64 56", 56, 56, 64, "x |> layer_norm(axes = width)"),
    ("group_norm 8 64 56", 56, 56, 64, "x |> group_norm(8)"),
    ("group_norm 32 64 56", 56, 56, 64, "x |> group_norm(32)"),
    ("instance_norm 64 56", 56, 56, 64, "x |> instance_norm"),
    ("local_response_norm 96 27", 27, 27, 96, "x |> local_response_norm(5)"),
    ("softmax 1000", 1, 1, 1000, "x |> global_avg_pool |> softmax"),
    ("softmax 21 128", 128, 128, 21, "x |> softmax"),
    ("softmax width 8 196", 196, 196, 8, "x |> softmax(axis = width)"),
    ("log_softmax 21 128", 128, 128, 21, "x |> log_softmax"),
]
ACTIVATIONS = [(f"{name} 64 56", 56, 56, 64, f"x |> {call}") for name, call in (
    ("relu", "relu"), ("relu6", "relu6"), ("leaky_relu", "leaky_relu"), ("prelu", "prelu"), ("elu", "elu"),
    ("selu", "selu"), ("celu", "celu(2)"), ("softplus", "softplus"), ("softsign", "softsign"), ("mish", "mish"),
    ("sigmoid", "sigmoid"), ("tanh", "tanh"), ("hard_sigmoid", "hard_sigmoid"), ("hard_swish", "hard_swish"),
    ("silu", "silu"), ("gelu", "gelu"), ("gelu tanh", "gelu(approximate = true)"), ("exp", "exp"), ("log", "log"),
    ("sqrt", "sqrt"), ("abs", "abs"), ("negate", "negate"), ("clip", "clip(0, 1)"))]
ARITHMETIC = [
    ("x - x 64 56", 56, 56, 64, "x - x"),
    ("x * 2 64 56", 56, 56, 64, "x * 2"),
    ("1 / x 64 56", 56, 56, 64, "1 / x"),
    ("x * channels 64 56", 56, 56, 64, "x * global_avg_pool(x)"),
    ("x * plane 64 56", 56, 56, 64, "x * reduce_mean(x, axes = channels)"),
    ("maximum 64 56", 56, 56, 64, "maximum(x, x |> global_max_pool)"),
    ("power 2.5 64 56", 56, 56, 64, "power(x, 2.5)"),
    ("power 3 64 56", 56, 56, 64, "power(x, 3)"),
    ("scale 64 56", 56, 56, 64, "x |> scale"),
    ("reduce_mean rows 64 56", 56, 56, 64, "x |> reduce_mean(axes = [height, width])"),
    ("reduce_sum channels 64 56", 56, 56, 64, "x |> reduce_sum(axes = channels)"),
    ("reduce_max all 64 56", 56, 56, 64, "x |> reduce_max(axes = [channels, height, width])"),
    ("reduce_min width 64 56", 56, 56, 64, "x |> reduce_min(axes = width)"),
    ("argmax 21 128", 128, 128, 21, "x |> argmax"),
    ("argmax width 64 56", 56, 56, 64, "x |> argmax(axis = width)"),
]
SHAPES = [
    ("pad reflect 64 56", 56, 56, 64, "x |> pad(3, mode = reflect)"),
    ("pad circular 64 56", 56, 56, 64, "x |> pad(3, mode = circular)"),
    ("pad value 64 56", 56, 56, 64, "x |> pad(3, value = 1)"),
    ("slice rows 64 56", 56, 56, 64, "x |> slice(height, start = 4, end = 52)"),
    ("slice 16.. 64 56", 56, 56, 64, "x |> slice(channels, start = 16, end = 48)"),
    ("slice 5.. 64 56", 56, 56, 64, "x |> slice(channels, start = 5, end = 53)"),
    ("crop 64 56", 56, 56, 64, "x |> crop(4)"),
    ("transpose h w 64 56", 56, 56, 64, "x |> transpose([width, height, channels])"),
    ("transpose c 64 56", 56, 56, 64, "x |> transpose([channels, height, width])"),
    ("reshape 64 56", 56, 56, 64, "x |> reshape([112, 112, 16])"),
    ("flatten 64 56", 56, 56, 64, "x |> flatten"),
    ("pixel_shuffle 2 256 28", 28, 28, 256, "x |> pixel_shuffle(2)"),
    ("pixel_shuffle 3 36 56", 56, 56, 36, "x |> pixel_shuffle(3)"),
    ("pixel_unshuffle 2 64 56", 56, 56, 64, "x |> pixel_unshuffle(2)"),
    ("channel_shuffle 2 116 28", 28, 28, 116, "x |> channel_shuffle(2)"),
    ("channel_shuffle 8 64 56", 56, 56, 64, "x |> channel_shuffle(8)"),
    ("nearest 2 64 28", 28, 28, 64, "x |> upsample(2)"),
    ("bilinear 2 64 28", 28, 28, 64, "x |> upsample(2, mode = bilinear)"),
    ("bilinear corners 64 28", 28, 28, 64, "x |> upsample(2, mode = bilinear, align_corners = true)"),
    ("bilinear 28->45 64", 28, 28, 64, "x |> resize([45, 45], mode = bilinear)"),
    ("bicubic 2 64 28", 28, 28, 64, "x |> upsample(2, mode = bicubic)"),
    ("concat rows 64 56", 56, 56, 64, "concat(x, x |> slice(height, start = 0, end = 20), axis = height)"),
    ("concat 5+59 56", 56, 56, 64, "concat(x |> slice(channels, start = 0, end = 5), x)"),
]
GROUPS = [("ResNet-18's convolutions", RESNET18, True), ("other convolutions and products", OTHER_CONVOLUTIONS, True),
          ("depthwise convolutions", DEPTHWISE, False), ("pools and dense layers", POOLS, False),
          ("normalisation", NORMS, False), ("activations", ACTIVATIONS, False),
          ("arithmetic and reductions", ARITHMETIC, False), ("shapes", SHAPES, False)]

# Kernels whose FLOPs are multiply-adds.
MULTIPLY_ADD_KERNELS = {"direct_conv", "transposed_conv", "depthwise_conv", "dense", "matmul"}

# A layer that reaches less of its limit needs a reason.
LEAST_SHARE = 0.6

MAXIMA = "four chains of a maximum that keeps NaN: three instructions, each waiting for the last"
TRANSFORMS = "few channels: the transforms, which are not counted, take as long as the products"
PADDING = "almost all that is multiplied is padding: with dilation 12 and 18 few taps lie within a picture of 28 x 28"
LANES = "few filters fill few of the lanes of a vector"

# Why a layer stays below that share, by the start of its name.
REASONS = [
    ("3x3 16->16 32", TRANSFORMS), ("3x3 16->64 55", TRANSFORMS),
    ("3x3 64->64 224", "the transforms, and pictures of 26 MB that pass through memory between products"),
    ("3x3 128->64 128", "the transforms, and pictures of 13 MB that pass through the third cache between products"),
    ("3x3 512->256 28 dilated 12", PADDING), ("3x3 512->256 28 dilated 18", PADDING),
    ("1x1 64->2 128", LANES),
    ("depthwise 3x3 x", "each input is spread over the lanes of its outputs by a permutation, for two or three products"),
    ("5x5 1->6", "six filters fill six of sixteen lanes, and a step of the depth has one channel"),
    ("lp_pool p=3", "the root is a power in double precision, some 75 cycles a vector"),
    ("max_pool_indices", "each element is compared, and its place selected, with NaN and ties as PyTorch has them"),
    ("max_unpool", "elements go one by one to places that are data, each checked"),
    ("local_response_norm", "a root, a second one and a division for each vector: bound by the divider"),
    ("softmax", "an exponential of some six cycles a vector, and maximum and sum across lanes for each pixel"),
    ("log_softmax", "as softmax, and a logarithm"),
    ("elu", "an exponential that is exact near 0"), ("selu", "an exponential that is exact near 0"),
    ("celu", "an exponential that is exact near 0"),
    ("softplus", "an exponential, a division and a series of eight terms"),
    ("mish", "an exponential and a division"), ("sigmoid", "an exponential and a division"),
    ("silu", "an exponential and a division"), ("tanh", "a polynomial, an exponential and a division, of which one is kept"),
    ("gelu", "the error function: two polynomials and an exponential"),
    ("exp", "19 instructions a vector, good to 4 ulp over all of f32"),
    ("log", "40 instructions a vector, good to 4 ulp over all of f32"),
    ("power 2.5", "a logarithm and its product in double precision, good to 4 ulp over all of f32"),
    ("max_pool 5 dilated", "windows of nine at each pixel, three instructions a maximum that keeps NaN"),
    ("avg_pool 3 reflect", "windows of nine at each pixel: additions and loads from the first cache"),
    ("max_pool", "three instructions a maximum that keeps NaN"),
    ("adaptive_max", MAXIMA), ("global_max", MAXIMA), ("reduce_max", MAXIMA), ("reduce_min", MAXIMA),
    ("layer_norm", "three passes, for the mean, the variance about it and the result"),
    ("group_norm", "three passes, for the mean, the variance about it and the result"),
    ("instance_norm", "three passes, for the mean, the variance about it and the result"),
    ("reduce_sum channels", "a sum across the lanes for each pixel"),
    ("x * plane", "a broadcast for each vector"),
    ("slice 5", "lanes move between vectors: two loads and a shuffle for each"),
    ("concat 5", "lanes move between vectors: two loads and a shuffle for each"),
    ("transpose", "squares of 16 x 16 are transposed by shuffles"),
    ("channel_shuffle 8", "each vector is put together from eight others"),
    ("bilinear", "of each vector two others and their weights are loaded, whose places a table gives"),
    ("argmax",
     "value and place go through each comparison, NaN and ties as PyTorch has them; across channels also lane by lane"),
    ("pixel_shuffle 3", "runs of three pixels fit no vector: each is put together from several"),
    ("bicubic", "of each vector four others and their weights are loaded, whose places a table gives"),
]


def find_reason(name):
    return next((reason for start, reason in REASONS if name.startswith(start)), "")


EVICTED = ("what it writes to, and its weights, have left the caches since the last run: as slow alone, after 128 MB of "
           "other data")
SMALL_WEIGHTS = "its weights, some KB, come from memory, which is slow to begin: alone and warm it takes half the time"
READ_ONCE = "its weights are read once in a run and have left the third cache by the next one"
EXPONENTIAL = "an exponential and a division for each element of the result: some six cycles a vector"

# The same for steps of whole networks: network or "", kernel, what the step's name contains.
STEP_REASONS = [
    ("lenet5", "direct_conv", "conv1", find_reason("5x5 1->6")),
    ("resnet20", "winograd_conv", "", TRANSFORMS), ("squeezenet11", "winograd_conv", "", TRANSFORMS),
    ("deeplab", "winograd_conv", "scene.unit", PADDING), ("deeplab", "direct_conv", "scene.unit", PADDING),
    ("", "winograd_conv", "",
     "transforms, which are not counted, and weights and pictures that pass through memory between products"),
    ("unet", "direct_conv", "logits.conv", LANES), ("deeplab", "direct_conv", "logits.conv", LANES),
    ("", "elementwise", "output", "values of few channels are gathered from blocks of a vector each"),
    ("", "pool", "", EVICTED), ("", "global_pool", "", EVICTED), ("", "reduce", "", EVICTED),
    ("", "depthwise_conv", "stage1.", EVICTED), ("", "depthwise_conv", "stage2.", EVICTED),
    ("", "depthwise_conv", "", SMALL_WEIGHTS), ("", "dense", "", READ_ONCE),
    ("deeplab", "resize", "scene.",
     "one pixel becomes all: each vector of it is loaded again, from a place that a table gives"),
    ("", "resize", "", find_reason("bilinear")),
]


def find_step_reason(network, step):
    if step["exponential"] and step["kernel"] != "dense":
        return EXPONENTIAL
    return next((reason for name, kernel, text, reason in STEP_REASONS
                 if name in ("", network) and kernel == step["kernel"] and text in step["step"]), "")
