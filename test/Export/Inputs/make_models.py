"""make_models.py FOLDER: models for --emit=net, with names as exporters give them."""
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

folder = sys.argv[1]
random = np.random.default_rng(0)


def write(name, nodes, inputs, outputs, tensors):
    value = lambda n, shape: helper.make_tensor_value_info(n, TensorProto.FLOAT, ["batch", *shape])
    graph = helper.make_graph(nodes, "main graph", [value(*i) for i in inputs], [value(*o) for o in outputs],
                              [numpy_helper.from_array(a.astype(np.float32), n) for n, a in tensors.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    model.ir_version = 8
    onnx.save(model, os.path.join(folder, name))


draw = random.standard_normal
norm = {f"layer.0.bn.{n}": np.abs(draw(4)) for n in ("weight", "bias", "running_mean", "running_var")}
# Both convolutions have the bias of the first, as equal tensors are shared; the second weight has no path. The momentum
# of a batch norm is 0 in inference. Names of values are words of the language, or no names in it.
write("model.onnx", [
    helper.make_node("Conv", ["input", "layer.0.conv.weight", "layer.0.conv.bias"], ["a"], pads=[1, 1, 1, 1]),
    helper.make_node("BatchNormalization", ["a", *norm], ["b"], momentum=0.0),
    helper.make_node("Relu", ["b"], ["c"]),
    helper.make_node("Conv", ["c", "onnx::Conv_7", "layer.0.conv.bias"], ["d"], group=4, strides=[2, 2],
                     pads=[0, 1, 1, 0]),
    helper.make_node("Add", ["d", "half"], ["e"]),
    helper.make_node("GlobalAveragePool", ["e"], ["f"]),
    helper.make_node("Flatten", ["f"], ["g"]),
    helper.make_node("Gemm", ["g", "if.weight", "if.bias"], ["h"], transB=1),
    helper.make_node("Softmax", ["h"], ["output"], axis=1),
], [("input", [3, 6, 6])], [("output", [2]), ("c", [4, 6, 6])], {
    "layer.0.conv.weight": draw((4, 3, 3, 3)),
    "layer.0.conv.bias": draw(4),
    "onnx::Conv_7": draw((4, 1, 3, 3)),
    "half": np.array(0.5),
    "if.weight": draw((2, 4)),
    "if.bias": draw(2),
    **norm
})
write("formula.onnx", [helper.make_node("Relu", ["x"], ["a"]),
                       helper.make_node("CumSum", ["a", "axis"], ["y"], name="sums"),
                       helper.make_node("Constant", [], ["axis"], value=numpy_helper.from_array(np.array(1)))][::-1],
      [("x", [4])], [("y", [4])], {})
