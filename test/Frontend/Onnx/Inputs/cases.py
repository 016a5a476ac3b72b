# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
"""The broken and unsupported models, with what cnnc has to say to each.

A case is a name, a model or the bytes of a file (None for a file that is not
there), the whole text after `error: ` and the file's name, and options of cnnc.
MODEL in a text is the file's name. GROUPS has the lists of cases by name.
"""

import random

from onnx import helper

from models import (FLOAT, INT64, STRING, GraphProto, external, function, graph, model, node, sparse, tensor, value,
                    without)

relu = node("Relu")
whole = model().SerializeToString()


def constant(shape, name="c"):
    count = 1
    for extent in shape:
        count *= extent
    return tensor(name, shape, [1] * count)


def integers(numbers, name="s"):
    return tensor(name, [len(numbers)], numbers, INT64)


def with_constant(what, op="Add", **more):
    """x and one initialiser c, which may be broken."""
    return model([node(op, "x c", **more)], constants=[what])


def twice(proto):
    """The node with its attributes repeated."""
    proto.attribute.extend(list(proto.attribute))
    return proto


def takes(op, inputs, *shapes, name="n", constants=(), opset=17, **attributes):
    """One node n whose inputs a, b, c ... have these shapes."""
    given = [(letter, shape) for letter, shape in zip("abc", shapes)]
    return model([node(op, inputs, name=name, **attributes)], given, constants=constants, opset=opset)


NOT_PROTOBUF = "the file is no ONNX model, or it is cut off: its protobuf cannot be read"

FILE = [
    ("empty", b"", "the file is no ONNX model: it has no IR version"),
    ("random", random.Random(1).randbytes(500), NOT_PROTOBUF),
    ("text", b"network n\n", NOT_PROTOBUF),
    ("cut", whole[:-1], NOT_PROTOBUF),
    ("no-ir", without(model(), "ir_version"), "the file is no ONNX model: it has no IR version"),
    ("ir-2", model(ir=2), "IR version 2 is not supported; expected one from 3 to 10"),
    ("ir-11", model(ir=11), "IR version 11 is not supported; expected one from 3 to 10"),
    ("ir-negative", model(ir=-1), "IR version -1 is not supported; expected one from 3 to 10"),
    ("no-opset", model(opset=None), "the model imports no opset"),
    ("opset-0", model(opset=0), "opset 0 is not supported; expected one from 1 to 22"),
    ("opset-23", model(opset=23), "opset 23 is not supported; expected one from 1 to 22"),
    ("opset-none", model(opset=None, domains=["own"]),
     "the model has operators of the default domain, but imports no opset of it"),
    ("opset-twice", model(domains=["ai.onnx"]),
     "the model imports opset 17 and opset 1 of the default domain; expected one"),
    ("no-graph", without(model(), "graph"), "the model has no graph"),
    ("graph-empty", model(body=GraphProto()), "the graph has no output"),
    ("no-output", model(outputs=()), "the graph has no output"),
]

NAMES = [
    ("input-twice", model(inputs=(("x", [1]), ("x", [1]))), "input 'x' is defined twice"),
    ("input-unnamed", model(inputs=(("", [1]),)), "an input of the graph has no name"),
    ("constant-twice", model([node("Add", "x c")], constants=[constant([1]), constant([2])]),
     "initialiser 'c' is defined twice"),
    ("constant-unnamed", model(constants=[constant([1], "")]), "an initialiser has no name"),
    ("output-twice", model(outputs=("y", "y")), "output 'y' is defined twice"),
    ("output-unnamed", model(outputs=("",)), "an output of the graph has no name"),
    ("output-undefined", model(outputs=("z",)), "output 'z' of the graph is defined by no node"),
    ("value-twice", model([relu, node("Tanh")]),
     "node 1 (Tanh) defines 'y', which is already defined by node 0 (Relu)"),
    ("value-is-input", model([node("Relu", "x", "x")]),
     "node 0 (Relu) defines 'x', which is already defined as an input or initialiser"),
    ("value-is-constant", model([node("Relu", "x", "c")], constants=[constant([1])]),
     "node 0 (Relu) defines 'c', which is already defined as an input or initialiser"),
    ("value-twice-in-node", model([node("Split", "x", "y y", name="cut", axis=1)]),
     "node 'cut' (Split) defines 'y', which is already defined by node 'cut' (Split)"),
    ("undefined", model([node("Add", "x z", name="sum")]), "node 'sum' (Add) reads 'z', which nothing defines"),
    ("undefined-unnamed", model([relu, node("Tanh", "nothing", "z")]),
     "node 1 (Tanh) reads 'nothing', which nothing defines"),
    ("control", model([node("Relu", "\x1b[2J", name="\x1b[31m")]),
     "node '\\1B[31m' (Relu) reads '\\1B[2J', which nothing defines"),
    ("long", model([node("Relu", "a" * 100000, name="b" * 256)]),
     f"node '{'b' * 255}...' (Relu) reads '{'a' * 255}...', which nothing defines"),
    ("cycle", model([node("Add", "x b", "a", name="first"), node("Relu", "a", "b"), node("Relu", "b")]),
     "node 'first' (Add) needs its own result: the graph has a cycle"),
    ("cycle-self", model([node("Add", "x y", name="loop")]),
     "node 'loop' (Add) needs its own result: the graph has a cycle"),
]

CONSTANTS = [
    ("sparse", sparse(with_constant(constant([1], "d")), "c"), "initialiser 'c' is sparse, which is not supported"),
    ("control", model([node("Add", "x \x1b[2J")], constants=[tensor("\x1b[2J", [4], [1, 2, 3])]),
     "initialiser '\\1B[2J': it holds 3 elements in float_data; expected 4"),
    ("no-data", with_constant(tensor("c", [4])), "initialiser 'c': it holds 0 elements in float_data; expected 4"),
    ("little-data", with_constant(tensor("c", [4], [1, 2, 3])),
     "initialiser 'c': it holds 3 elements in float_data; expected 4"),
    ("much-data", with_constant(tensor("c", [4], [1] * 5)),
     "initialiser 'c': it holds 5 elements in float_data; expected 4"),
    ("little-raw", with_constant(tensor("c", [4], raw_data=bytes(15))),
     "initialiser 'c': it holds 15 bytes of raw_data; expected 16"),
    ("much-raw", with_constant(tensor("c", [4], raw_data=bytes(17))),
     "initialiser 'c': it holds 17 bytes of raw_data; expected 16"),
    ("other-field", with_constant(tensor("c", [1], int32_data=[1])),
     "initialiser 'c': it holds 0 elements in float_data; expected 1"),
    ("two-fields", with_constant(tensor("c", [1], [1], raw_data=bytes(4))),
     "initialiser 'c': it holds its data in 2 places; expected one"),
    ("negative-dims", with_constant(tensor("c", [-2, -2], [1] * 4)),
     "initialiser 'c': it has the negative dimension -2"),
    ("negative-dim", with_constant(tensor("c", [-4], [1])), "initialiser 'c': it has the negative dimension -4"),
    ("large-dim", with_constant(tensor("c", [2**63 - 1])), "initialiser 'c': it has more than 2^31 elements"),
    ("many-dims", with_constant(tensor("c", [1] * 65, [1])),
     "initialiser 'c': it has 65 dimensions; expected at most 64"),
    ("overflow", with_constant(tensor("c", [2**32, 2**32])), "initialiser 'c': it has more than 2^31 elements"),
    ("overflow-to-0", with_constant(tensor("c", [2**62, 4])), "initialiser 'c': it has more than 2^31 elements"),
    ("type-999", with_constant(tensor("c", [1], [1], kind=999)),
     "initialiser 'c': it has the data type 999; expected numbers or bools"),
    ("type-none", with_constant(without(tensor("c", [1], [1]), "data_type")),
     "initialiser 'c': it has the data type UNDEFINED; expected numbers or bools"),
    ("type-string", with_constant(tensor("c", [1], kind=STRING, string_data=[b"a"])),
     "initialiser 'c': it has the data type STRING; expected numbers or bools"),
    ("type-complex", with_constant(tensor("c", [1], [1, 2], kind=14)),
     "initialiser 'c': it has the data type COMPLEX64; expected numbers or bools"),
    ("range", with_constant(tensor("c", [1], kind=2, int32_data=[256])),
     "initialiser 'c': it holds 256 in int32_data, which its type does not have"),
    ("range-32", with_constant(tensor("c", [1], kind=12, uint64_data=[2**32])),
     "initialiser 'c': it holds 4294967296 in uint64_data, which its type does not have"),
    ("external-parent", with_constant(external("c", [4], location="../outside.bin")),
     "initialiser 'c': it has external data in '../outside.bin', which is not in the model's folder"),
    ("external-absolute", with_constant(external("c", [4], location="/etc/passwd")),
     "initialiser 'c': it has external data in '/etc/passwd', which is not in the model's folder"),
    ("external-link", with_constant(external("c", [4], location="link.bin")),
     "initialiser 'c': it has external data in 'link.bin', which is not in the model's folder"),
    ("external-through", with_constant(external("c", [4], location="folder/../../outside.bin")),
     "initialiser 'c': it has external data in 'folder/../../outside.bin', which is not in the model's folder"),
    ("external-folder", with_constant(external("c", [4], location="folder")),
     "initialiser 'c': it has external data in 'folder', which is no file"),
    ("external-missing", with_constant(external("c", [4], location="none.bin")),
     "initialiser 'c': it has external data in 'none.bin', which cannot be read: No such file or directory"),
    ("external-nowhere", with_constant(external("c", [4])), "initialiser 'c': it has external data without a location"),
    ("external-short", with_constant(external("c", [4], location="short.bin")),
     "initialiser 'c': it has 7 bytes of external data; expected 16"),
    ("external-long", with_constant(external("c", [1], location="short.bin")),
     "initialiser 'c': it has 7 bytes of external data; expected 4"),
    ("external-length", with_constant(external("c", [4], location="short.bin", length="16")),
     "initialiser 'c': it has external data at bytes 0 and 16 following; the file has 7"),
    ("external-beyond", with_constant(external("c", [1], location="short.bin", offset="5", length="4")),
     "initialiser 'c': it has external data at bytes 5 and 4 following; the file has 7"),
    ("external-far", with_constant(external("c", [1], location="short.bin", offset=str(2**64 - 1), length="4")),
     "initialiser 'c': it has external data at bytes 18446744073709551615 and 4 following; the file has 7"),
    ("external-negative", with_constant(external("c", [4], location="short.bin", offset="-1")),
     "initialiser 'c': it has external data of the offset '-1'; expected a number of bytes"),
    ("external-offset", with_constant(external("c", [4], location="short.bin", offset="x")),
     "initialiser 'c': it has external data of the offset 'x'; expected a number of bytes"),
]

OPEN = model([node("Add", "x z")], (("x", ["N", "C", "H"]), ("z", ["N", None, 4])))
GIVE = "only the first extent of an input, the batch, may be open; give the others numbers:\n"
SHAPES = [
    ("open", OPEN, GIVE + "  --input-shape x=NxCxH\n  --input-shape z=Nx?x4"),
    ("open-one", OPEN, GIVE + "  --input-shape z=Nx?x4", "--input-shape", "x=1x3x4"),
    ("open-batch", OPEN,
     "the batch of input 'z' is open, that of another input is not; fix it with --input-shape z=1x...",
     "--input-shape", "x=1x3x4", "--input-shape", "z=?x3x4"),
    ("mixed-batch", model([node("Add", "x z")], (("x", ["N", 4]), ("z", [1, 4]))),
     "the batch of input 'x' is open, that of another input is not; fix it with --input-shape x=1x..."),
    ("rank", model(), "--input-shape gives input 'x' a shape that is not its own, 1x4", "--input-shape", "x=1x4x1"),
    ("conflict", model(), "--input-shape gives input 'x' a shape that is not its own, 1x4", "--input-shape", "x=1x5"),
    ("unknown", model(), "--input-shape names 'z', which is no input; the inputs are 'x'", "--input-shape", "z=1x4"),
    ("of-constant", with_constant(constant([4])), "--input-shape names 'c', which is no input; the inputs are 'x'",
     "--input-shape", "c=4"),
    ("string", model(inputs=(("x", [1], STRING),)), "input 'x' has elements of type STRING, which is not supported"),
    ("complex", model(inputs=(("x", [1], 14),)), "input 'x' has elements of type COMPLEX64, which is not supported"),
    ("type-none", model(inputs=(("x", [1], 0),)), "input 'x' has elements of type UNDEFINED, which is not supported"),
    ("type-999", model(inputs=(("x", [1], 999),)),
     "input 'x' has elements of type 999, which is not supported"),
    ("sequence", model(body=GraphProto(node=[relu], output=[value("y", None)],
                                       input=[helper.make_tensor_sequence_value_info("x", FLOAT, [1])])),
     "input 'x' is no tensor: sequences and optional values cannot be compiled"),
    ("control", model([node("Relu", "\x1b")], (("\x1b", [1, "\n"]),)), GIVE + "  --input-shape \\1B=1x\\0A"),
    ("rank-open", model(inputs=(("x", None),)), GIVE + "  --input-shape x=... (the model does not tell its rank)"),
    ("rank-given", model(inputs=(("x", None),)), "input 'x' has 33 dimensions, expected at most 32",
     "--input-shape", "x=" + "x".join(["1"] * 33)),
    ("no-inputs", model(inputs=()), "node 0 (Relu) reads 'x', which nothing defines"),
    ("value-type", model(),
     "the value of input 'x' in 'integers.pb' is 'tensor<1x4xi64>', which is not the input's type or shape",
     "--input-value", "x=integers.pb"),
    ("value-shape", model(),
     "the value of input 'x' in 'vector.pb' is 'tensor<4xf32>', which is not the input's type or shape",
     "--input-value", "x=vector.pb"),
    ("value-broken", model(), "the value of input 'x' in 'broken.pb': it holds 3 elements in float_data; expected 4",
     "--input-value", "x=broken.pb"),
    ("extent-negative", model(inputs=(("x", [1, -3]),)), "input 'x' has an extent of -3, expected one from 1 to 2^31"),
    ("extent-0", model(inputs=(("x", [1, 0]),)), "input 'x' is 1x0xf32, which has no elements"),
    ("extent-large", model(inputs=(("x", [2**20, 2**20]),)),
     "input 'x' is 1048576x1048576xf32, which has more than 2^31 elements"),
    ("value-missing", model(),
     "the value of input 'x' cannot be read from 'none.pb': No such file or directory",
     "--input-value", "x=none.pb"),
    ("value-device", model(), "the value of input 'x' cannot be read from '/dev/zero': it is no regular file",
     "--input-value", "x=/dev/zero"),
    ("value-pipe", model(), "the value of input 'x' cannot be read from 'pipe.pb': it is no regular file",
     "--input-value", "x=pipe.pb"),
    ("value-folder", model(), "the value of input 'x' cannot be read from 'folder': it is no regular file",
     "--input-value", "x=folder"),
    ("value-large", model(),
     "the value of input 'x' cannot be read from 'large.pb': it holds 2147483648 bytes, expected less than 2 GiB",
     "--input-value", "x=large.pb"),
    ("value-tensor", model(), "the value of input 'x' cannot be read from 'data.bin': expected an ONNX tensor (.pb)",
     "--input-value", "x=data.bin"),
    ("overwrites-constant", with_constant(external("c", [4], location="data.bin")),
     "the output would overwrite 'data.bin', which holds initialiser 'c'", "-o", "data.bin"),
    ("overwrites-value", model(), "the output would overwrite 'data.bin', which holds the value of input 'x'",
     "--input-value", "x=apart.pb", "-o", "data.bin"),
    ("value-twice", model(), "--input-value is given twice for input 'x'",
     "--input-value", "x=good.pb", "--input-value", "x=good.pb"),
    ("shape-twice", model(), "--input-shape is given twice for input 'x'",
     "--input-shape", "x=1x4", "--input-shape", "x=1x4"),
    ("shape-and-value", model(), "input 'x' has both --input-shape and --input-value; the value has a shape",
     "--input-shape", "x=1x4", "--input-value", "x=good.pb"),
    ("many-dimensions", model(inputs=(("x", [1] * 33),)), "input 'x' has 33 dimensions, expected at most 32"),
    ("value-unknown", model(), "--input-value names 'z', which is no input", "--input-value", "z=good.pb"),
]

# Messages about the command line itself, which name no file.
SHAPE = "--input-shape must be NAME=SHAPE, such as image=1x3x224x224, got "
OPTIONS = [
    ("overwrites-value", model(), "the output './good.pb' would overwrite 'good.pb', which this compilation reads",
     "--input-value", "x=good.pb", "-o", "./good.pb"),
    ("missing", None, "cannot read 'missing.onnx': No such file or directory"),
    ("shape-text", model(), SHAPE + "'x=1xa'", "--input-shape", "x=1xa"),
    ("shape-none", model(), SHAPE + "'x'", "--input-shape", "x"),
    ("shape-no-name", model(), SHAPE + "'=1x4'", "--input-shape", "=1x4"),
    ("shape-end", model(), SHAPE + "'x=1x'", "--input-shape", "x=1x"),
    ("shape-negative", model(), SHAPE + "'x=1x-4'", "--input-shape", "x=1x-4"),
    ("shape-long", model(), SHAPE + "'x=1x99999999999'", "--input-shape", "x=1x99999999999"),
    ("value-text", model(), "--input-value must be NAME=FILE, got 'x'", "--input-value", "x"),
]

BRANCH = graph([node("Relu", "x", "r")], (), ("r",))
MANY = [node("Gizmo", "x", f"v{i}") for i in range(12)] + [node("Relu", "v0")]
OPERATORS = [
    ("one", model([node("Gizmo", name="strange")]),
     "operator Gizmo cannot be compiled; it occurs once:\n  strange (x: 1x4xf32)"),
    ("unnamed", model([relu, node("Gizmo", "y", "z")], outputs=("z",)),
     "operator Gizmo cannot be compiled; it occurs once:\n  Gizmo_1 (y: 1x4xf32)"),
    ("several", model([node("Gizmo", "x", "a", "g1"), node("Widget", "x -", "b", "w1", "own"),
                       node("Relu", "x", "r"), node("Gizmo", "r", "c", "g2"), node("Gizmo", "a", "d", "g3"),
                       node("Sum", "a b c d", "y")]),
     "operator Gizmo cannot be compiled; it occurs 3 times:\n  g1 (x: 1x4xf32)\n  g2 (r: 1x4xf32)\n  g3 (a)\n"
     "cnnc: error: MODEL: operator own.Widget cannot be compiled; it occurs once:\n  w1 (x: 1x4xf32)"),
    ("many", model(MANY), "operator Gizmo cannot be compiled; it occurs 12 times:\n"
     + "".join(f"  Gizmo_{i} (x: 1x4xf32)\n" for i in range(10)) + "  and 2 more"),
    ("control", model([node("\x1b[2J", "\a", "y", "\x1b[31m", "a\tb")], (("\a", [1]),)),
     "operator a\\09b.\\1B[2J cannot be compiled; it occurs once:\n  \\1B[31m (\\07: 1xf32)"),
    ("long", model([node("G" * 300, "x" * 300, "y", "n" * 300)], (("x" * 300, [1]),)),
     f"operator {'G' * 255}... cannot be compiled; it occurs once:\n  {'n' * 255}... ({'x' * 255}...: 1xf32)"),
    ("if", model([node("If", "c", name="choose", then_branch=BRANCH, else_branch=BRANCH)], (("x", [4]), ("c", [], 9))),
     "operator If cannot be compiled; it occurs once:\n  choose (c: i1)"),
    ("loop", model([node("Loop", "m - x", name="again", body=BRANCH)], (("x", [4]), ("m", [], INT64))),
     "operator Loop cannot be compiled; it occurs once:\n  again (m: i64, x: 4xf32)"),
    ("scan", model([node("Scan", name="scan", body=BRANCH, num_scan_inputs=1)]),
     "operator Scan cannot be compiled; it occurs once:\n  scan (x: 1x4xf32)"),
    ("string", model([node("StringNormalizer", "s", name="strip")],
                     constants=[tensor("s", [1], kind=STRING, string_data=[b"a"])]),
     "initialiser 's': it has the data type STRING; expected numbers or bools"),
    ("string-constant", model([node("Constant", "", "y", "words", value_string="a")]),
     "operator Constant cannot be compiled: strings are not compiled; it occurs once:\n  words ()"),
    ("cast-string", model([node("Cast", name="print", to=STRING)]),
     "operator Cast cannot be compiled: a cast to STRING; it occurs once:\n  print (x: 1x4xf32)"),
    ("domain", model([node("Relu", domain="own", name="ours")], domains=["own"]),
     "operator own.Relu cannot be compiled; it occurs once:\n  ours (x: 1x4xf32)"),
    ("lstm", model([node("LSTM", "x w w", name="rnn")], (("x", [1, 1, 1]), ("w", [1, 4, 1]))),
     "operator LSTM cannot be compiled; it occurs once:\n  rnn (x: 1x1x1xf32, w: 1x4x1xf32, w: 1x4x1xf32)"),
]

IMAGE = [1, 2, 4, 4]
NODES = [
    # Attributes of a wrong type, or missing.
    ("attribute-twice", model([twice(node("Cast", "x", "y", "n", to=1))]),
     "node 'n' (Cast): attribute 'to' is given twice"),
    ("cast-none", takes("Cast", "a", [2]),
     "node 'n' (Cast): has no attribute 'to', the data type of the result"),
    ("cast-type", takes("Cast", "a", [2], to=999),
     "operator Cast cannot be compiled: a cast to data type 999; it occurs once:\n  n (a: 2xf32)"),
    ("softmax-float", takes("Softmax", "a", [2], axis=1.5),
     "node 'n' (Softmax): attribute 'axis' is FLOAT, expected INT"),
    ("leaky-int", takes("LeakyRelu", "a", [2], alpha=1),
     "node 'n' (LeakyRelu): attribute 'alpha' is INT, expected FLOAT"),
    ("pool-text", takes("MaxPool", "a", IMAGE, kernel_shape="2"),
     "node 'n' (MaxPool): attribute 'kernel_shape' is STRING, expected INTS"),
    ("constant-none", model([node("Constant", "", "y", "n")]), "node 'n' (Constant): has no value"),
    ("constant-value", model([node("Constant", "", "y", "n", value=5)]),
     "node 'n' (Constant): attribute 'value' is INT, expected TENSOR"),
    ("constant-broken", model([node("Constant", "", "y", "n", value=tensor("", [2], [1]))]),
     "node 'n' (Constant): attribute value: it holds 1 elements in float_data; expected 2"),
    ("constant-external", model([node("Constant", "", "y", "n", value=external("", [1], location="short.bin"))]),
     "operator Constant cannot be compiled: attribute value has its data in another file; it occurs once:\n  n ()"),
    ("pad-mode", takes("Pad", "a s", [2, 2], constants=[integers([0, 0, 1, 1])], mode="mirror"),
     "node 'n' (Pad): mode is 'mirror', expected constant, reflect, edge or wrap"),
    # Inputs that are missing, too many, or of a wrong type.
    ("add-1", takes("Add", "a", [2]), "node 'n' (Add): has 1 input, expected 2"),
    ("add-3", takes("Add", "a a a", [2]), "node 'n' (Add): has 3 inputs, expected at most 2"),
    ("add-none", takes("Add", "a -", [2]), "node 'n' (Add): has no input 1, expected 2"),
    ("relu-0", takes("Relu", ""), "node 'n' (Relu): has 0 inputs, expected 1"),
    ("conv-1", takes("Conv", "a", [1, 1, 4, 4]), "node 'n' (Conv): has 1 input, expected at least 2"),
    ("concat-0", takes("Concat", "", axis=0), "node 'n' (Concat): has no inputs, expected one or more"),
    ("reshape-1", takes("Reshape", "a", [2]), "node 'n' (Reshape): has 1 input, expected 2"),
    ("add-types", model([node("Add", "x z", name="n")], (("x", [2]), ("z", [2], INT64))),
     "node 'n' (Add): found elements of 'i64' in input 1, expected 'f32' as in input 0"),
    ("relu-bool", model([node("Relu", name="n")], (("x", [2], 9),)),
     "node 'n' (Relu): found input 0 of bools, expected numbers"),
    ("not-float", model([node("Not", name="n")]), "node 'n' (Not): found input 0 of 'tensor<1x4xf32>', expected bools"),
    ("where-float", takes("Where", "a a a", [2]), "node 'n' (Where): found input 0 of 'tensor<2xf32>', expected bools"),
    ("sqrt-int", model([node("Sqrt", name="n")], (("x", [2], INT64),)),
     "node 'n' (Sqrt): found input 0 of 'tensor<2xi64>', expected floats"),
    ("reshape-floats", takes("Reshape", "a c", [2], constants=[constant([1])]),
     "node 'n' (Reshape): input 'shape' is of 'f32', expected integers"),
    # Ranks, shapes and counts.
    ("broadcast", takes("Add", "a b", [2, 3], [2, 4]),
     "node 'n' (Add): shapes 'tensor<2x3xf32>' and 'tensor<2x4xf32>' cannot be broadcast together"),
    ("expand", takes("Expand", "a s", [2, 3], constants=[integers([4, 3])]),
     "node 'n' (Expand): shapes 'tensor<2x3xf32>' and 'tensor<4x3xf32>' cannot be broadcast together"),
    ("where-shapes", takes("Where", "c a b", [2], [3], constants=[tensor("c", [2], kind=9, int32_data=[0, 1])]),
     "node 'n' (Where): shapes 'tensor<2xf32>' and 'tensor<3xf32>' cannot be broadcast together"),
    ("matmul", takes("MatMul", "a b", [2, 3], [4, 2]),
     "node 'n' (MatMul): found 'tensor<2x3xf32>' times 'tensor<4x2xf32>': 3 columns beside 4 rows"),
    ("matmul-scalar", takes("MatMul", "a b", [2, 3], []),
     "node 'n' (MatMul): found 'tensor<2x3xf32>' and 'tensor<f32>', expected no scalars"),
    ("gemm-rank", takes("Gemm", "a b", [2, 3, 1], [3, 2]),
     "node 'n' (Gemm): found 'tensor<2x3x1xf32>' and 'tensor<3x2xf32>', expected two matrices"),
    ("gemm-depth", takes("Gemm", "a b", [2, 3], [2, 3]),
     "node 'n' (Gemm): found products of 'tensor<2x3xf32>' and 'tensor<2x3xf32>': 3 columns beside 2 rows"),
    ("conv-rank", takes("Conv", "a b", [1, 1, 4], [1, 1, 2, 2]),
     "node 'n' (Conv): the weights have rank 4, expected that of the input, 3"),
    ("conv-rank-2", takes("Conv", "a b", [1, 4], [1, 4]), "node 'n' (Conv): the input has rank 2, expected at least 3"),
    ("conv-channels", takes("Conv", "a b", [1, 3, 4, 4], [2, 4, 3, 3]),
     "node 'n' (Conv): the weights are for 4 channels, expected 3"),
    ("conv-bias", takes("Conv", "a b c", [1, 1, 4, 4], [2, 1, 3, 3], [3]),
     "node 'n' (Conv): the bias is 'tensor<3xf32>', expected a vector of 2"),
    ("concat-rank", takes("Concat", "a b", [2, 3], [2], axis=0),
     "node 'n' (Concat): input 1 is 'tensor<2xf32>', expected type and rank of input 0, 'tensor<2x3xf32>'"),
    ("concat-shape", takes("Concat", "a b", [2, 3], [2, 4], axis=0),
     "node 'n' (Concat): input 1 is 'tensor<2x4xf32>', which differs from input 0, 'tensor<2x3xf32>', along another "
     "axis than 0"),
    ("reshape-count", takes("Reshape", "a s", [2, 3], constants=[integers([4, 2])]),
     "node 'n' (Reshape): the input is 'tensor<2x3xf32>', whose elements do not fill the shape 'tensor<4x2xf32>'"),
    ("reshape-infer", takes("Reshape", "a s", [2, 3], constants=[integers([4, -1])]),
     "node 'n' (Reshape): the input is 'tensor<2x3xf32>', whose elements do not fill the 4 of the shape's known "
     "extents"),
    ("reshape-two", takes("Reshape", "a s", [2, 3], constants=[integers([-1, -1])]),
     "node 'n' (Reshape): shape has -1 twice, expected it once at most"),
    ("reshape-negative", takes("Reshape", "a s", [2, 3], constants=[integers([-2, 3])]),
     "node 'n' (Reshape): shape[0] is -2, expected at least -1"),
    ("reshape-copy", takes("Reshape", "a s", [2, 3], constants=[integers([2, 3, 0])]),
     "node 'n' (Reshape): shape[2] is 0, for the extent of an axis that the input 'tensor<2x3xf32>' does not have"),
    ("reshape-large", takes("Reshape", "a s", [2, 3], constants=[integers([2**62, 4, -1])]),
     "node 'n' (Reshape): the input is 'tensor<2x3xf32>', whose elements do not fill the 4294967296 of the shape's "
     "known extents"),
    ("reshape-unknown", model([node("Reshape", "x s", name="n")], (("x", [2]), ("s", [1], INT64))),
     "node 'n' (Reshape): input 'shape' must be known at compile time; where it is an input of the model, give its "
     "value with --input-value NAME=FILE"),
    ("squeeze", takes("Squeeze", "a s", [2, 3], constants=[integers([0])]),
     "node 'n' (Squeeze): axis 0 has the extent 2, expected 1"),
    ("tile", takes("Tile", "a s", [2, 3], constants=[integers([2])]),
     "node 'n' (Tile): repeats has 1 numbers, expected 2"),
    ("tile-large", takes("Tile", "a s", [2, 3], constants=[integers([2**31, 2**31])]),
     "node 'n' (Tile): the result has more than 2^31 elements"),
    ("pad-count", takes("Pad", "a s", [2, 2], constants=[integers([0, 0, 1])]),
     "node 'n' (Pad): pads has 3 numbers, expected 4"),
    ("pad-away", takes("Pad", "a s", [2, 2], constants=[integers([0, 0, -1, -2])]), "output 'y' has no elements"),
    ("range-large", model([node("ConstantOfShape", "s", "y", "n")], (), constants=[integers([2**20, 2**20])]),
     "node 'n' (ConstantOfShape): the result has more than 2^31 elements"),
    ("shape-negative", model([node("ConstantOfShape", "s", "y", "n")], (), constants=[integers([-1])]),
     "node 'n' (ConstantOfShape): axis 0 of the result has the extent -1, expected at least 0"),
    # Axes.
    ("axis-high", takes("Softmax", "a", [2, 3], axis=2),
     "node 'n' (Softmax): the axis is 2, expected one from -2 to 1"),
    ("axis-low", takes("Softmax", "a", [2, 3], axis=-3),
     "node 'n' (Softmax): the axis is -3, expected one from -2 to 1"),
    ("axis-int64", takes("Softmax", "a", [2, 3], axis=-2**63),
     "node 'n' (Softmax): the axis is -9223372036854775808, expected one from -2 to 1"),
    ("flatten", takes("Flatten", "a", [2, 3], axis=3), "node 'n' (Flatten): axis is 3, expected from -2 to 2"),
    ("concat-axis", takes("Concat", "a a", [2, 3], axis=2),
     "node 'n' (Concat): the axis is 2, expected one from -2 to 1"),
    ("transpose", takes("Transpose", "a", [2, 3], perm=[0, 2]),
     "node 'n' (Transpose): perm must hold each axis of the input 'tensor<2x3xf32>' once"),
    ("transpose-twice", takes("Transpose", "a", [2, 3], perm=[0, 0]),
     "node 'n' (Transpose): perm must hold each axis of the input 'tensor<2x3xf32>' once"),
    ("transpose-rank", takes("Transpose", "a", [2, 3], perm=[0, 1, 2]),
     "node 'n' (Transpose): perm must hold each axis of the input 'tensor<2x3xf32>' once"),
    ("unsqueeze", takes("Unsqueeze", "a s", [2], constants=[integers([3])]),
     "node 'n' (Unsqueeze): the axis is 3, expected one from -2 to 1"),
    ("unsqueeze-twice", takes("Unsqueeze", "a s", [2], constants=[integers([0, -3])]),
     "node 'n' (Unsqueeze): axis -3 is there twice"),
    ("reduce", takes("ReduceMean", "a", [2, 3], axes=[2]),
     "node 'n' (ReduceMean): the axis is 2, expected one from -2 to 1"),
    ("reduce-twice", takes("ReduceMean", "a", [2, 3], axes=[1, -1]), "node 'n' (ReduceMean): axis -1 is there twice"),
    ("gather-axis", takes("Gather", "a s", [2, 3], constants=[integers([0])], axis=2),
     "node 'n' (Gather): the axis is 2, expected one from -2 to 1"),
    ("gather-index", takes("Gather", "a s", [2, 3], constants=[integers([2])]),
     "node 'n' (Gather): indices has 2, expected from -2 to 1"),
    ("split-sum", takes("Split", "a s", [4], constants=[integers([3])]),
     "node 'n' (Split): split must be 1 numbers of at least 0 that add up to the axis' extent of 4"),
    ("slice-step", takes("Slice", "a s s s s", [4], constants=[integers([0])]),
     "node 'n' (Slice): the step of axis 0 is 0, expected another"),
    ("slice-axes", takes("Slice", "a s s c", [4], constants=[integers([0]), integers([0, 0], "c")]),
     "node 'n' (Slice): starts has 1 numbers, ends 1, axes 2, steps 1, expected as many of each"),
    ("topk", takes("TopK", "a s", [4], constants=[integers([5])]),
     "node 'n' (TopK): K must be one number from 0 to the axis' extent of 4"),
    # Windows.
    ("kernel-negative", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], kernel_shape=[-2, 2]),
     "node 'n' (Conv): kernel_shape has the number -2, expected one from 1 to 2147483648"),
    ("kernel-other", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], kernel_shape=[3, 3]),
     "node 'n' (Conv): kernel_shape has the number 3, but the weights' extent is 2"),
    ("kernel-count", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], kernel_shape=[2]),
     "node 'n' (Conv): kernel_shape has 1 numbers, expected 2"),
    ("kernel-large", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 5, 5]),
     "node 'n' (Conv): a window of 5 does not fit into axis 2 of 4 elements"),
    ("strides-0", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], strides=[0, 1]),
     "node 'n' (Conv): strides has the number 0, expected one from 1 to 2147483648"),
    ("strides-large", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], strides=[2**40, 1]),
     "node 'n' (Conv): strides has the number 1099511627776, expected one from 1 to 2147483648"),
    ("dilations-0", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], dilations=[0, 0]),
     "node 'n' (Conv): dilations has the number 0, expected one from 1 to 2147483648"),
    ("pads-negative", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], pads=[-1, 0, 0, 0]),
     "node 'n' (Conv): pads has the number -1, expected one from 0 to 2147483648"),
    ("pads-count", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], pads=[1, 1]),
     "node 'n' (Conv): pads has 2 numbers, expected 4"),
    ("pads-large", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], pads=[2**62, 0, 2**62, 0]),
     "node 'n' (Conv): pads has the number 4611686018427387904, expected one from 0 to 2147483648"),
    ("auto-pad", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], auto_pad="SAME"),
     "node 'n' (Conv): auto_pad is 'SAME', expected NOTSET, VALID, SAME_UPPER or SAME_LOWER"),
    ("group-0", takes("Conv", "a b", [1, 1, 4, 4], [1, 1, 2, 2], group=0),
     "node 'n' (Conv): group is 0, which does not divide the 1 channels"),
    ("group-3", takes("Conv", "a b", [1, 4, 4, 4], [4, 1, 2, 2], group=3),
     "node 'n' (Conv): group is 3, which does not divide the 4 channels"),
    # Pooling and normalisation.
    ("pool-none", takes("MaxPool", "a", IMAGE), "node 'n' (MaxPool): has no kernel_shape, expected 2 numbers"),
    ("pool-count", takes("MaxPool", "a", IMAGE, kernel_shape=[2]),
     "node 'n' (MaxPool): kernel_shape has 1 numbers, expected 2"),
    ("pool-negative", takes("MaxPool", "a", IMAGE, kernel_shape=[-2, 2]),
     "node 'n' (MaxPool): kernel_shape has the number -2, expected one from 1 to 2147483648"),
    ("pool-large", takes("AveragePool", "a", IMAGE, kernel_shape=[5, 5]),
     "node 'n' (AveragePool): a window of 5 does not fit into axis 2 of 4 elements"),
    ("pool-strides", takes("MaxPool", "a", IMAGE, kernel_shape=[2, 2], strides=[1]),
     "node 'n' (MaxPool): strides has 1 numbers, expected 2"),
    ("pool-pads", takes("MaxPool", "a", IMAGE, kernel_shape=[2, 2], pads=[1, 1]),
     "node 'n' (MaxPool): pads has 2 numbers, expected 4"),
    ("pool-dilations", takes("MaxPool", "a", IMAGE, kernel_shape=[2, 2], dilations=[0, 1]),
     "node 'n' (MaxPool): dilations has the number 0, expected one from 1 to 2147483648"),
    ("pool-rank", takes("MaxPool", "a", [2, 3], kernel_shape=[2]),
     "node 'n' (MaxPool): the input has rank 2, expected at least 3"),
    ("norm-inputs", takes("BatchNormalization", "a c", IMAGE, constants=[constant([2])]),
     "node 'n' (BatchNormalization): has 2 inputs, expected 5"),
    ("norm-length", takes("BatchNormalization", "a c c c d", IMAGE, constants=[constant([2]), constant([3], "d")]),
     "node 'n' (BatchNormalization): the variance is 'tensor<3xf32>', expected 2 elements, one for each channel"),
    ("norm-rank", takes("BatchNormalization", "a c c d c", IMAGE, constants=[constant([2]), constant([2, 1], "d")]),
     "node 'n' (BatchNormalization): the mean is 'tensor<2x1xf32>', expected 2 elements, one for each channel"),
    ("norm-type", takes("BatchNormalization", "a c c c s", IMAGE, constants=[constant([2]), integers([1, 1])]),
     "node 'n' (BatchNormalization): input 4 is 'tensor<2xi64>', expected floating-point numbers"),
    ("instance-norm", takes("InstanceNormalization", "a c c", IMAGE, constants=[constant([3])]),
     "node 'n' (InstanceNormalization): scale is 'tensor<3xf32>', expected 2 elements, one for each channel"),
    ("layer-norm", takes("LayerNormalization", "a c", IMAGE, constants=[constant([3])], axis=-1),
     "node 'n' (LayerNormalization): shapes 'tensor<4xf32>' and 'tensor<3xf32>' cannot be broadcast together"),
    ("group-norm", takes("GroupNormalization", "a c c", IMAGE, constants=[constant([2])], num_groups=3, opset=21),
     "node 'n' (GroupNormalization): num_groups is 3, expected a number that divides the 2 channels"),
    ("lrn", takes("LRN", "a", IMAGE, size=0),
     "node 'n' (LRN): size is 0, expected a number of channels from 1 to 2^31"),
    ("resize-scales", takes("Resize", "a - c", IMAGE, constants=[tensor("c", [2], [1, 1])]),
     "node 'n' (Resize): found 2 scales, expected 4"),
    ("depth-to-space", takes("DepthToSpace", "a", [1, 3, 2, 2], blocksize=2),
     "node 'n' (DepthToSpace): the input has 3 channels, expected a multiple of 4"),
    ("blocksize-0", takes("DepthToSpace", "a", [1, 4, 2, 2], blocksize=0),
     "node 'n' (DepthToSpace): blocksize is 0, expected from 1 to 32768"),
]

ITSELF = function("Again", [node("Again", "a", "b", domain="own")])
TWICE = [function(f"F{i}", [node(f"F{i + 1}", "a", "t", domain="own"), node(f"F{i + 1}", "t", "b", domain="own")])
         for i in range(30)]


def calls(*functions, name="n", inputs="x", outputs="y", results=("y",), **attributes):
    call = node(functions[0].name, inputs, outputs, name, "own", **attributes)
    return model([call], functions=functions, domains=["own"], outputs=results)


def relu_of(result):
    return node("Relu", "a", result)


def without_opset(result):
    """A model that imports the domain `own` only."""
    del result.opset_import[0]
    return result


DEEP = "functions of the model call each other too deeply, at node "
FUNCTIONS = [
    ("itself", calls(ITSELF), DEEP + "'n" + 16 * ".Again_0" + "'"),
    ("each-other", calls(function("Ping", [node("Pong", "a", "b", domain="own")]),
                         function("Pong", [node("Ping", "a", "b", domain="own")])),
     DEEP + "'n" + 8 * ".Pong_0.Ping_0" + "'"),
    ("exponential", calls(*TWICE), DEEP + "'n" + "".join(f".F{i}_0" for i in range(1, 17)) + "'"),
    ("undefined", calls(function("F", [node("Add", "a z", "b", "sum")])),
     "node 'n.sum' (Add): reads 'z', which nothing defines before it"),
    ("value-twice", calls(function("F", [relu_of("b"), node("Tanh", "a", "b")])), "function 'F' defines 'b' twice"),
    ("value-is-input", calls(function("F", [relu_of("a")])), "function 'F' defines 'a' twice"),
    ("input-twice", calls(function("F", [relu_of("b")], "a a")), "function 'F' defines 'a' twice"),
    ("no-result", calls(function("F", [relu_of("t")])),
     "node 'n' calls function 'F', which does not define its output 'b'"),
    ("inputs-many", calls(function("F", [relu_of("b")]), inputs="x x"),
     "node 'n' has 2 inputs and 1 outputs, but function 'F' 1 and 1"),
    ("outputs-many", calls(function("F", [relu_of("b")]), outputs="y z", results=("y", "z")),
     "node 'n' has 1 inputs and 2 outputs, but function 'F' 1 and 1"),
    ("opset-0", calls(function("F", [relu_of("b")], opset=0)),
     "function 'F' imports opset 0, expected one from 1 to 22"),
    ("opset-23", calls(function("F", [relu_of("b")], opset=23)),
     "function 'F' imports opset 23, expected one from 1 to 22"),
    ("opset-none", without_opset(calls(without(function("F", [relu_of("b")]), "opset_import"))),
     "function 'F' has operators of the default domain, but imports no opset of it"),
    ("control", calls(function("F\x1b", [node("Add", "a \a", "b", "\r")])),
     "node 'n.\\0D' (Add): reads '\\07', which nothing defines before it"),
    ("order", calls(function("F", [node("Relu", "t", "b"), node("Relu", "a", "t")])),
     "node 'n.Relu_0' (Relu): reads 't', which nothing defines before it"),
    ("inputs-few", calls(function("F", [node("Add", "a c", "b", "sum")], "a c")),
     "node 'n.sum' (Add): has no input 1, expected 2"),
    ("unsupported", calls(function("F", [node("Gizmo", "a", "b", "inner")])),
     "operator Gizmo cannot be compiled; it occurs once:\n  n.inner (a: 1x4xf32)"),
    ("inside", calls(function("F", [node("Softmax", "a", "b", "soft", axis=5)])),
     "node 'n.soft' (Softmax): the axis is 5, expected one from -2 to 1"),
]

GROUPS = {"file": FILE, "names": NAMES, "constants": CONSTANTS, "shapes": SHAPES, "options": OPTIONS,
          "operators": OPERATORS, "nodes": NODES, "functions": FUNCTIONS}


def cuts():
    """Models whose every prefix is tried: one of many kinds of fields, and one with functions."""
    branch = graph([node("Relu", "x", "r")], (), ("r",))
    fields = model([node("Conv", "x w", "c", "conv", kernel_shape=[1, 1], auto_pad="VALID"),
                    node("Reshape", "c s", "r"), node("LeakyRelu", "r", "l", alpha=0.5),
                    node("Constant", "", "k", value=constant([1], ""), note=branch), node("Add", "l k")],
                   (("x", ["N", 1, 2, 2]),), constants=[constant([1, 1, 1, 1], "w"), integers([0, 4])])
    return [("fields", fields.SerializeToString()),
            ("functions", calls(function("F", [node("Relu", "a", "b")])).SerializeToString())]
