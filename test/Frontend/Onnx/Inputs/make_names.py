"""Writes models whose names are hostile, into the working folder."""
import onnx
from onnx import TensorProto, helper


def save(path, nodes, inputs):
    tensors = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in inputs]
    result = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 4])
    graph = helper.make_graph(nodes, "g", tensors, [result])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=7), path)


evil = "a*/ int evil; /*"
save("comment.onnx", [helper.make_node("Relu", [evil], ["y"])], [evil])
save("collide.onnx", [helper.make_node("Add", ["x.y", "x_y"], ["y"])], ["x.y", "x_y"])
save("lines.onnx", [helper.make_node("Relu", ['a\n"\x1b[2J'], ["y"])], ['a\n"\x1b[2J'])
save("escape.onnx", [helper.make_node("\x1b[2J", ["x"], ["y"], name="\x1b[31mred")], ["x"])
