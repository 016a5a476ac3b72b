# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""Short ways to write small ONNX models, broken ones too: nothing here checks anything."""

import copy

from onnx import AttributeProto, FunctionProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto
from onnx import ValueInfoProto, helper

FLOAT, INT64, STRING = TensorProto.FLOAT, TensorProto.INT64, TensorProto.STRING


def value(name, shape, kind=FLOAT):
    """An input or output; None as shape leaves the rank open, a string an extent."""
    return helper.make_tensor_value_info(name, kind, shape)


def tensor(name, dims, numbers=None, kind=FLOAT, **fields):
    """An initialiser whose dims and data need not fit."""
    result = TensorProto(name=name, dims=dims, data_type=kind, **fields)
    if numbers is not None:
        (result.int64_data if kind == INT64 else result.float_data).extend(numbers)
    return result


def external(name, dims, **entries):
    """An initialiser whose data is in another file."""
    result = TensorProto(name=name, dims=dims, data_type=FLOAT, data_location=TensorProto.EXTERNAL)
    for key, text in entries.items():
        result.external_data.add(key=key, value=text)
    return result


def node(op, inputs="x", outputs="y", name="", domain="", **attributes):
    """A node; inputs and outputs are names between spaces, a dash for one left out."""
    result = NodeProto(op_type=op, name=name, domain=domain)
    result.input.extend("" if word == "-" else word for word in inputs.split())
    result.output.extend(outputs.split())
    for key, content in attributes.items():
        isProto = isinstance(content, AttributeProto)
        result.attribute.append(content if isProto else helper.make_attribute(key, content))
    return result


def graph(nodes, inputs=(("x", [1, 4]),), outputs=("y",), constants=()):
    """A graph; inputs are (name, shape[, type]), outputs names."""
    return GraphProto(name="g", node=nodes, initializer=constants, input=[value(*each) for each in inputs],
                      output=[ValueInfoProto(name=name) if name == "" else value(name, None) for name in outputs])


def model(nodes=None, *args, opset=17, ir=8, functions=(), domains=(), body=None, **more):
    """A model of one graph; by default y = Relu(x)."""
    result = ModelProto(ir_version=ir, functions=functions)
    for domain, version in [("", opset)] + [(domain, 1) for domain in domains]:
        if version is not None:
            result.opset_import.add(domain=domain, version=version)
    result.graph.CopyFrom(body or graph([node("Relu")] if nodes is None else nodes, *args, **more))
    return result


def function(name, nodes, inputs="a", outputs="b", opset=17):
    """A function of the domain `own`."""
    return FunctionProto(name=name, domain="own", input=inputs.split(), output=outputs.split(), node=nodes,
                         opset_import=[OperatorSetIdProto(domain="", version=opset),
                                       OperatorSetIdProto(domain="own", version=1)])


def attribute(name, kind, **fields):
    """An attribute whose type and fields need not fit."""
    return AttributeProto(name=name, type=getattr(AttributeProto, kind), **fields)


def sparse(result, name):
    """The model with a sparse initialiser."""
    result.graph.sparse_initializer.add(values=tensor(name, [1], [1]), indices=tensor("", [1], [0], INT64), dims=[4])
    return result


def without(proto, *fields):
    """A copy of a message that lacks some fields."""
    result = copy.deepcopy(proto)
    for field in fields:
        result.ClearField(field)
    return result
