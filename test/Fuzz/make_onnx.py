# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""make_onnx.py DIR: the seeds of the target onnx, small models that together have every operator.

What no other node reads is an output. A value w or v is an initialiser, i one of integers.
"""

import os
import sys

sys.dont_write_bytecode = True  # Beside the sources.
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "Frontend", "Onnx", "Inputs"))
from models import INT64, function, model, node, tensor  # noqa: E402  (the path is needed first)

FLOAT16, BOOL, UINT8, INT8, INT32 = 10, 9, 2, 3, 6
PICTURE = [("x", [1, 2, 4, 4])]
BATCH = [("x", ["N", 2, 4, 4])]
MATRIX = [("x", [2, 3])]
PAIR = MATRIX + [("z", [2, 3])]


def weights(name, *shape, kind=1):
    """Numbers that are all different, in any type."""
    count = 1
    for extent in shape:
        count *= extent
    if kind == 1:
        return tensor(name, shape, [i / count - 0.25 for i in range(count)])
    return tensor(name, shape, kind=kind, int32_data=[i % 2 for i in range(count)])


def integers(name, *numbers):
    return tensor(name, [len(numbers)], numbers, INT64)


def number(name, value, kind=1):
    if kind == 1:
        return tensor(name, [], [value])
    return tensor(name, [], [value], INT64) if kind == INT64 else tensor(name, [], kind=kind, int32_data=[value])


def chain(*ops, start="x"):
    """Operators of one input, one after the other; (name, {attributes}) where there are some."""
    nodes = []
    for i, each in enumerate(ops):
        op, attributes = each if isinstance(each, tuple) else (each, {})
        nodes.append(node(op, nodes[-1].output[0] if nodes else start, f"{op}{i}", **attributes))
    return nodes


def seed(inputs, nodes, *constants, **more):
    read = {name for each in nodes for name in each.input}
    outputs = [name for each in nodes for name in each.output if name not in read]
    return model(nodes, inputs, outputs, constants, **more)


SEEDS = {
    "activation": seed(BATCH, chain("Relu", ("LeakyRelu", {"alpha": 0.1}), ("Elu", {"alpha": 2.0}), "Selu", "Celu",
                                    "ThresholdedRelu", "Softplus", "Softsign", "Mish", "Sigmoid", "Tanh",
                                    "HardSigmoid", "HardSwish"), opset=18),
    "activation-2": seed(BATCH, [node("PRelu", "x w", "a"), node("Clip", "a n m", "b"), node("Gelu", "b", "c"),
                                 node("Gelu", "c", "d", approximate="tanh"), node("Clip", "d - m", "e")],
                         weights("w", 2, 1, 1), number("n", 0), number("m", 6), opset=20),
    "math": seed(MATRIX, chain("Exp", "Log", "Sqrt", "Erf", "Abs", "Neg", "Reciprocal", "Floor", "Ceil", "Round",
                               "Identity")),
    "binary": seed(PAIR, [node("Add", "x z", "a"), node("Sub", "a w", "b"), node("Mul", "b a", "c"),
                          node("Div", "c z", "d"), node("Pow", "d w", "e"), node("Min", "a b c", "f"),
                          node("Max", "e f", "g"), node("Mean", "a g", "h"), node("Sum", "h g x", "y")],
                   weights("w", 3)),
    "compare": seed(PAIR, [node("Equal", "x z", "a"), node("Greater", "x z", "b"), node("Less", "x w", "c"),
                           node("GreaterOrEqual", "x z", "d"), node("LessOrEqual", "x z", "e"),
                           node("Where", "a x z", "f"), node("Where", "b f w", "g"), node("Cast", "c", "h", to=1)],
                    weights("w", 1)),
    "integers": seed([("x", [2, 3], INT32), ("z", [3], INT32)],
                     [node("Add", "x z", "a"), node("Div", "a z", "b"), node("Mul", "b b", "c"),
                      node("Cast", "c", "d", to=1), node("Cast", "d", "e", to=UINT8), node("Max", "x z", "f"),
                      node("ReduceSum", "f", "g", keepdims=0)]),
    "halves": seed([("x", [2, 3], FLOAT16)], [node("Add", "x x", "a"), node("Softmax", "a", "b"),
                                              node("Cast", "b", "c", to=16), node("Cast", "c", "d", to=11),
                                              node("ReduceMean", "a", "e", axes=[1])]),
    "conv": seed(PICTURE, [node("Conv", "x w v", "a", kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 1]),
                           node("Relu", "a", "b"), node("Conv", "b u", "c", group=2, dilations=[1, 2],
                                                        auto_pad="SAME_UPPER")],
                 weights("w", 2, 2, 3, 3), weights("v", 2), weights("u", 2, 1, 2, 2)),
    "conv-1": seed([("x", [1, 2, 5])], [node("Conv", "x w", "a")], weights("w", 2, 2, 3)),
    "conv-3": seed([("x", [1, 1, 3, 3, 3])], [node("Conv", "x w", "a"), node("Flatten", "a", "b")],
                   weights("w", 1, 1, 2, 2, 2)),
    "transpose-conv": seed(PICTURE, [node("ConvTranspose", "x w", "a", strides=[2, 2], output_padding=[1, 1]),
                                     node("ConvTranspose", "a v", "b", pads=[1, 1, 1, 1], group=2,
                                          output_shape=[8, 8])],
                           weights("w", 2, 2, 2, 2), weights("v", 2, 1, 3, 3)),
    "pool": seed(BATCH, [node("MaxPool", "x", "a", kernel_shape=[2, 2], strides=[1, 1], pads=[0, 0, 1, 1]),
                         node("AveragePool", "a", "b", kernel_shape=[2, 2], ceil_mode=1, count_include_pad=1),
                         node("LpPool", "x", "c", kernel_shape=[2, 3], p=2), node("GlobalAveragePool", "b", "d"),
                         node("GlobalMaxPool", "c", "e"), node("GlobalLpPool", "c", "f")]),
    "pool-indices": seed(PICTURE, [node("MaxPool", "x", "a i", kernel_shape=[2, 2], dilations=[2, 1])]),
    "norm": seed(PICTURE, [node("BatchNormalization", "x w v w u", "a", epsilon=0.01),
                           node("InstanceNormalization", "a w v", "b"), node("LRN", "b", "c", size=3),
                           node("LayerNormalization", "c t", "d", axis=-1)],
                 weights("w", 2), weights("v", 2), weights("u", 2), weights("t", 4)),
    "norm-group": seed(PICTURE, [node("GroupNormalization", "x w v", "a", num_groups=2)], weights("w", 2),
                       weights("v", 2), opset=21),
    "softmax": seed(MATRIX, [node("Softmax", "x", "a", axis=0), node("LogSoftmax", "a", "b")]),
    "softmax-flat": seed(PICTURE, [node("Softmax", "x", "a", axis=2), node("LogSoftmax", "a", "b", axis=1)], opset=11),
    "dense": seed([("x", ["N", 3])], [node("Gemm", "x w v", "a", transB=1, alpha=0.5, beta=2.0), node("Relu", "a", "b"),
                                      node("MatMul", "b u", "c"), node("Add", "c t", "d")],
                  weights("w", 4, 3), weights("v", 4), weights("u", 4, 2), weights("t", 2)),
    "matmul": seed([("x", [2, 2, 3]), ("z", [3, 2])], [node("MatMul", "x z", "a"), node("MatMul", "z x", "b"),
                                                       node("Gemm", "z z", "c", transA=1)]),
    "reshape": seed(BATCH, [node("Shape", "x", "s"), node("Gather", "s i", "n", axis=0), node("Unsqueeze", "n j", "m"),
                            node("Concat", "m k", "t", axis=0), node("Reshape", "x t", "y")],
                    number("i", 0, INT64), integers("j", 0), integers("k", -1)),
    "views": seed(MATRIX, [node("Unsqueeze", "x i", "a"), node("Transpose", "a", "b", perm=[2, 0, 1]),
                           node("Squeeze", "b j", "c"), node("Flatten", "c", "d", axis=0),
                           node("Reshape", "d k", "e"), node("Expand", "e l", "f"), node("Tile", "e m", "g")],
                  integers("i", 0), integers("j", 1), integers("k", 0, 3, -1), integers("l", 2, 3, 2),
                  integers("m", 1, 2, 1)),
    "slices": seed(PICTURE, [node("Slice", "x i j k l", "a"), node("Split", "x m", "b c", axis=2),
                             node("Concat", "b c a", "d", axis=2), node("Gather", "x n", "e", axis=3)],
                   integers("i", 0, -1), integers("j", 4, -9), integers("k", 2, 3), integers("l", 2, -1),
                   integers("m", 3, 1), integers("n", 3, 0, -1)),
    "slices-old": seed(PICTURE, [node("Slice", "x", "a", starts=[1], ends=[3], axes=[3]),
                                 node("Split", "a", "b c", axis=1, split=[1, 1]), node("Squeeze", "b", "d", axes=[0]),
                                 node("Unsqueeze", "d", "e", axes=[0, 2]), node("Pad", "c", "f", pads=[0] * 6 + [1, 1]),
                                 node("Upsample", "c i", "g"), node("Dropout", "g", "h", ratio=0.5)],
                       tensor("i", [4], [1, 1, 2, 2]), opset=9),
    "pad": seed(PICTURE, [node("Pad", "x i v", "a"), node("Pad", "x i", "b", mode="reflect"),
                          node("Pad", "x i", "c", mode="edge")], integers("i", 0, 0, 1, 1, 0, 0, 2, 1), number("v", 1)),
    "resize": seed(PICTURE, [node("Resize", "x - i", "a", mode="linear"), node("Resize", "x - - j", "b", mode="nearest",
                                                                             nearest_mode="floor"),
                             node("Resize", "x - i", "c", mode="cubic",
                                  coordinate_transformation_mode="align_corners")],
                   tensor("i", [4], [1, 1, 1.5, 2]), integers("j", 1, 2, 3, 5)),
    "depth": seed([("x", [1, 4, 2, 2])], [node("DepthToSpace", "x", "a", blocksize=2, mode="CRD"),
                                          node("SpaceToDepth", "a", "b", blocksize=2)]),
    "reduce": seed(PICTURE, [node(f"Reduce{kind}", "x", kind, axes=axes, keepdims=keep) for kind, axes, keep in (
        ("Mean", [2, 3], 1), ("Max", [1], 0), ("Min", [-1], 1), ("L2", [0, 1], 1), ("Prod", [3], 0))]
                   + [node("ReduceSum", "x i", "s"), node("ReduceSum", "x", "t", noop_with_empty_axes=1)],
                   integers("i", 2, 3)),
    "choose": seed(MATRIX, [node("ArgMax", "x", "a", axis=1), node("ArgMin", "x", "b", keepdims=0),
                            node("TopK", "x i", "c d", largest=0)], integers("i", 2)),
    "constants": seed(MATRIX, [node("Constant", "", "a", value=weights("", 2, 1)),
                               node("Constant", "", "b", value_ints=[2, 3]), node("Constant", "", "c", value_float=0.5),
                               node("ConstantOfShape", "b", "d", value=weights("", 1)), node("Add", "x a", "e"),
                               node("Mul", "e c", "f"), node("Sub", "f d", "g"), node("Size", "x", "h"),
                               node("Cast", "h", "i", to=1), node("Div", "g i", "j")]),
    "shapes": seed(MATRIX, [node("Shape", "x", "s"), node("Mul", "s i", "t"), node("ConstantOfShape", "t", "u"),
                            node("Concat", "x u", "z", axis=0)], integers("i", 2, 1)),
    "quantize": seed(MATRIX, [node("QuantizeLinear", "x s p", "a"), node("DequantizeLinear", "a s p", "b")],
                     number("s", 0.5), number("p", 3, UINT8)),
    "quantized-conv": seed([("x", [1, 1, 3, 3], UINT8)],
                           [node("QLinearConv", "x s p w s p s p", "a"), node("ConvInteger", "x w p", "b")],
                           number("s", 0.5), number("p", 1, UINT8), weights("w", 1, 1, 2, 2, kind=UINT8)),
    "loss": seed([("x", [2, 3]), ("t", [2], INT64)],
                 [node("SoftmaxCrossEntropyLoss", "x t w", "a b", reduction="mean", ignore_index=1),
                  node("NegativeLogLikelihoodLoss", "x t", "c", reduction="none")], weights("w", 3)),
    "training": seed([("r", []), ("t", [], INT64), ("x", [2]), ("g", [2]), ("v", [2]), ("h", [2])],
                     [node("Adagrad", "r t x g h", "a b", domain="ai.onnx.preview.training", decay_factor=0.1),
                      node("Momentum", "r t x g v", "c d", domain="ai.onnx.preview.training", mode="nesterov",
                           alpha=0.9, beta=1.0, norm_coefficient=0.01),
                      node("Adam", "r t x g v h", "e f i", domain="ai.onnx.preview.training")],
                     domains=["ai.onnx.preview.training"]),
    "function": seed(MATRIX, [node("F", "x x", "a", domain="own", slope=0.5), node("F", "a x", "b", domain="own")],
                     functions=[function("F", [node("G", "a", "t", domain="own"), node("Add", "t c", "b")], "a c"),
                                function("G", [node("Softmax", "a", "b", axis=0)])], domains=["own"]),
    "order": seed(MATRIX, [node("Relu", "a", "b"), node("Tanh", "x", "a")]),
    "unsupported": seed(MATRIX, [node("Gizmo", "x", "a", "g"), node("Relu", "a", "b"), node("Widget", "b x", "c")]),
    "external": seed(MATRIX, [node("Add", "x w", "a")], tensor("w", [3], data_location=1)),
}


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    for name, content in SEEDS.items():
        with open(os.path.join(folder, f"{name}.onnx"), "wb") as file:
            file.write(content.SerializeToString())


main()
