# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""show.py MODEL.onnx: an ONNX model as text, a line for each input, output, node, parameter and function."""
import sys

import onnx

TYPES = {onnx.TensorProto.FLOAT: "f32", onnx.TensorProto.UINT8: "u8"}


def show_value(word, value):
    tensor = value.type.tensor_type
    extents = ", ".join(d.dim_param or str(d.dim_value) for d in tensor.shape.dim)
    print(f"{word} {value.name}: {TYPES[tensor.elem_type]}[{extents}]")


def main():
    model = onnx.load(sys.argv[1])
    opsets = [f"{o.domain or 'opset'} {o.version}" for o in model.opset_import]
    print(f"ir {model.ir_version}, {', '.join(opsets)}, by {model.producer_name}")
    for value in model.graph.input:
        show_value("in", value)
    for value in model.graph.output:
        show_value("out", value)
    for node in model.graph.node:
        op = f"{node.domain}.{node.op_type}" if node.domain else node.op_type
        print(f"{op} {node.name}({', '.join(node.input)}) -> {', '.join(node.output)}")
    for tensor in model.graph.initializer:
        print(f"parameter {tensor.name}: {list(tensor.dims)}")
    for function in model.functions:
        ops = [node.op_type for node in function.node if node.op_type != "Constant"]
        print(f"function {function.domain}.{function.name}: {' '.join(ops)}")


if __name__ == "__main__":
    main()
