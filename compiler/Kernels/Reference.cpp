//===- Reference.cpp - Reference kernels: plain loops over scalars
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The yardstick of all other kernels, written to be read: one loop per index
// of the op's formula, sums in f64, parameters in the op's own order, any
// layout of the buffers. Nothing here is shared with the fast kernels but the
// addressing of elements.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include <limits>

using namespace mlir;
using namespace cnnc;

namespace {

/// Attributes of the cnn op, by name.
struct Attributes {
  DictionaryAttr dictionary;
  ArrayRef<int64_t> list(StringRef name) const { return dictionary.getAs<DenseI64ArrayAttr>(name).asArrayRef(); }
  int64_t integer(StringRef name) const { return dictionary.getAs<IntegerAttr>(name).getInt(); }
  cnn::PoolKind pool() const { return dictionary.getAs<cnn::PoolKindAttr>("kind").getValue(); }
};

class ReferenceEmitter {
public:
  ReferenceEmitter(kernel::ReferenceOp op, KernelEmitter &e)
      : op(op), e(e), y(e.output), attributes{op.getLayerAttributes()} {}

  LogicalResult emit() {
    auto body = findBody(op.getLayer());
    if (!body)
      return op.emitOpError("(C1): there is no reference kernel for ") << op.getLayer();
    e.forItems(1, 1, 1, [&](Value, Value image, Value, Value) {
      e.loop(0, y.shape.height, 1, [&](Value row) {
        e.loop(0, y.shape.width, 1, [&](Value column) {
          e.loop(0, y.shape.channels, 1, [&](Value channel) {
            Value result = (this->*body)(image, channel, row, column);
            e.store(result, y, e.element(y, image, channel, row, column));
          });
          e.loop(y.shape.channels, y.blocks * y.block, 1,
                 [&](Value channel) { e.store(e.scalar(0), y, e.element(y, image, channel, row, column)); });
        });
      });
      e.fillHalo(y, image, e.index(0), y.blocks, e.index(0), e.index(y.shape.height));
    });
    return success();
  }

private:
  using Body = Value (ReferenceEmitter::*)(Value image, Value channel, Value row, Value column);

  static Body findBody(StringRef layer) {
    static const std::pair<StringRef, Body> bodies[] = {
        {"cnn.conv2d", &ReferenceEmitter::conv2d},   {"cnn.dense", &ReferenceEmitter::dense},
        {"cnn.pool", &ReferenceEmitter::pool},       {"cnn.global_pool", &ReferenceEmitter::globalPool},
        {"cnn.softmax", &ReferenceEmitter::softmax}, {"cnn.concat", &ReferenceEmitter::concat},
        {"cnn.flatten", &ReferenceEmitter::flatten}, {"elementwise", &ReferenceEmitter::elementwise}};
    for (auto &[name, body] : bodies)
      if (name == layer)
        return body;
    return nullptr;
  }

  //===--- f64 arithmetic ------------------------------------------------===//

  Value real(double value) { return arith::ConstantOp::create(e.b, e.loc, e.b.getF64FloatAttr(value)); }
  Value widen(Value value) { return arith::ExtFOp::create(e.b, e.loc, e.b.getF64Type(), value); }
  Value narrow(Value value) { return arith::TruncFOp::create(e.b, e.loc, e.b.getF32Type(), value); }
  Value loadX(Value image, Value channel, Value row, Value column, unsigned input = 0) {
    return widen(e.load(e.inputs[input], e.element(e.inputs[input], image, channel, row, column)));
  }
  Value multiplyAdd(Value a, Value b, Value c) {
    return arith::AddFOp::create(e.b, e.loc, arith::MulFOp::create(e.b, e.loc, a, b), c);
  }

  /// sum, from `init`, of body(i, acc) over [0, count).
  Value fold(int64_t count, Value init, function_ref<Value(Value, Value)> body) {
    return e.reduce(0, count, init,
                    [&](Value i, ValueRange acc) -> SmallVector<Value> { return {body(i, acc[0])}; })[0];
  }

  /// `then` where row and column lie inside the input, else `acc`.
  Value inside(Value row, Value column, Value acc, function_ref<Value()> then) {
    const Buffer &x = e.inputs[0];
    Value zero = e.index(0), fits = e.less(row, e.index(x.shape.height));
    for (Value condition : {e.less(column, e.index(x.shape.width)), notLess(row, zero), notLess(column, zero)})
      fits = arith::AndIOp::create(e.b, e.loc, fits, condition);
    auto branch = scf::IfOp::create(e.b, e.loc, acc.getType(), fits, /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(e.b);
    e.b.setInsertionPointToStart(branch.thenBlock());
    scf::YieldOp::create(e.b, e.loc, then());
    e.b.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(e.b, e.loc, acc);
    return branch.getResult(0);
  }

  Value notLess(Value a, Value b) { return arith::CmpIOp::create(e.b, e.loc, arith::CmpIPredicate::sge, a, b); }

  //===--- Layers --------------------------------------------------------===//

  Value conv2d(Value image, Value channel, Value row, Value column) {
    ArrayRef<int64_t> s = attributes.list("strides"), d = attributes.list("dilations"), p = attributes.list("padding"),
                      k = attributes.list("kernel");
    int64_t groups = attributes.integer("groups");
    int64_t inputs = e.inputs[0].shape.channels / groups, outputs = y.shape.channels / groups;
    Value first = e.mul(e.div(channel, outputs), inputs);
    Value sum = widen(e.load(e.weights[1], channel));
    sum = fold(inputs, sum, [&](Value c, Value acc) {
      return fold(k[0], acc, [&](Value kh, Value acc) {
        return fold(k[1], acc, [&](Value kw, Value acc) {
          Value h = e.add(e.add(e.mul(row, s[0]), e.mul(kh, d[0])), -p[0]);
          Value w = e.add(e.add(e.mul(column, s[1]), e.mul(kw, d[1])), -p[2]);
          return inside(h, w, acc, [&] {
            Value tap = e.add(e.mul(e.add(e.mul(e.add(e.mul(channel, inputs), c), k[0]), kh), k[1]), kw);
            return multiplyAdd(loadX(image, e.add(first, c), h, w), widen(e.load(e.weights[0], tap)), acc);
          });
        });
      });
    });
    return narrow(sum);
  }

  Value dense(Value image, Value channel, Value, Value) {
    Value zero = e.index(0);
    int64_t inputs = e.inputs[0].shape.channels;
    return narrow(fold(inputs, widen(e.load(e.weights[1], channel)), [&](Value c, Value acc) {
      Value w = widen(e.load(e.weights[0], e.add(e.mul(channel, inputs), c)));
      return multiplyAdd(loadX(image, c, zero, zero), w, acc);
    }));
  }

  Value combine(cnn::PoolKind kind, Value acc, Value value) {
    if (kind == cnn::PoolKind::avg)
      return arith::AddFOp::create(e.b, e.loc, acc, value);
    return arith::MaximumFOp::create(e.b, e.loc, acc, value);
  }

  Value neutral(cnn::PoolKind kind) {
    return real(kind == cnn::PoolKind::avg ? 0 : -std::numeric_limits<double>::infinity());
  }

  Value pool(Value image, Value channel, Value row, Value column) {
    ArrayRef<int64_t> k = attributes.list("kernel"), s = attributes.list("strides"), p = attributes.list("padding");
    cnn::PoolKind kind = attributes.pool();
    auto window = [&](Value init, function_ref<Value(Value, Value, Value)> body) {
      return fold(k[0], init, [&](Value kh, Value acc) {
        return fold(k[1], acc, [&](Value kw, Value acc) {
          Value h = e.add(e.add(e.mul(row, s[0]), kh), -p[0]), w = e.add(e.add(e.mul(column, s[1]), kw), -p[2]);
          return inside(h, w, acc, [&] { return body(h, w, acc); });
        });
      });
    };
    Value result = window(neutral(kind),
                          [&](Value h, Value w, Value acc) { return combine(kind, acc, loadX(image, channel, h, w)); });
    if (kind == cnn::PoolKind::max)
      return narrow(result);
    Value count = real(double(k[0] * k[1]));
    if (!attributes.dictionary.contains("count_include_pad"))
      count = window(real(0), [&](Value, Value, Value acc) {
        return arith::AddFOp::create(e.b, e.loc, acc, real(1)).getResult();
      });
    return narrow(arith::DivFOp::create(e.b, e.loc, result, count));
  }

  Value globalPool(Value image, Value channel, Value, Value) {
    const Buffer &x = e.inputs[0];
    cnn::PoolKind kind = attributes.pool();
    Value result = fold(x.shape.height, neutral(kind), [&](Value h, Value acc) {
      return fold(x.shape.width, acc,
                  [&](Value w, Value acc) { return combine(kind, acc, loadX(image, channel, h, w)); });
    });
    if (kind == cnn::PoolKind::avg)
      result = arith::DivFOp::create(e.b, e.loc, result, real(double(x.shape.height * x.shape.width)));
    return narrow(result);
  }

  Value softmax(Value image, Value channel, Value row, Value column) {
    int64_t channels = y.shape.channels;
    Value most = fold(channels, neutral(cnn::PoolKind::max), [&](Value c, Value acc) {
      return combine(cnn::PoolKind::max, acc, loadX(image, c, row, column));
    });
    auto exponential = [&](Value c) {
      Value shifted = arith::SubFOp::create(e.b, e.loc, loadX(image, c, row, column), most);
      return math::ExpOp::create(e.b, e.loc, shifted).getResult();
    };
    Value sum = fold(channels, real(0), [&](Value c, Value acc) {
      return arith::AddFOp::create(e.b, e.loc, acc, exponential(c)).getResult();
    });
    return narrow(arith::DivFOp::create(e.b, e.loc, exponential(channel), sum));
  }

  Value concat(Value image, Value channel, Value row, Value column) {
    Value result = e.scalar(0);
    int64_t first = 0;
    for (unsigned i = 0; i < e.inputs.size(); ++i) {
      int64_t count = e.inputs[i].shape.channels;
      Value local = e.add(channel, -first);
      Value in = arith::AndIOp::create(e.b, e.loc, notLess(local, e.index(0)), e.less(local, e.index(count)));
      auto branch = scf::IfOp::create(e.b, e.loc, result.getType(), in, /*withElseRegion=*/true);
      OpBuilder::InsertionGuard guard(e.b);
      e.b.setInsertionPointToStart(branch.thenBlock());
      scf::YieldOp::create(e.b, e.loc, e.load(e.inputs[i], e.element(e.inputs[i], image, local, row, column)));
      e.b.setInsertionPointToStart(branch.elseBlock());
      scf::YieldOp::create(e.b, e.loc, result);
      result = branch.getResult(0);
      first += count;
    }
    return result;
  }

  Value flatten(Value image, Value channel, Value, Value) {
    const Buffer &x = e.inputs[0];
    Value column = e.rem(channel, x.shape.width), rest = e.div(channel, x.shape.width);
    Value c = e.div(rest, x.shape.height), row = e.rem(rest, x.shape.height);
    return e.load(x, e.element(x, image, c, row, column));
  }

  /// Extents of 1 stand for all.
  Value operandElement(const Buffer &operand, Value image, Value channel, Value row, Value column) {
    Value zero = e.index(0);
    return e.element(operand, image, operand.shape.channels == 1 ? zero : channel,
                     operand.shape.height == 1 ? zero : row, operand.shape.width == 1 ? zero : column);
  }

  Value elementwise(Value image, Value channel, Value row, Value column) {
    SmallVector<Value> arguments;
    for (const Buffer &input : e.inputs)
      arguments.push_back(e.load(input, input.layout ? operandElement(input, image, channel, row, column) : channel));
    return e.applyEpilogue(op.getEpilogue(), arguments, /*lanes=*/0);
  }

  kernel::ReferenceOp op;
  KernelEmitter &e;
  const Buffer &y;
  Attributes attributes;
};

/// The parameters of a layer, in the op's own order; zeros for an absent bias.
FailureOr<SmallVector<Value>> packParameters(GroupLowering &lowering, Operation *root) {
  SmallVector<Value> weights;
  auto add = [&](Value weight, Value bias, int64_t outputs) -> LogicalResult {
    auto values = lowering.readConstant(weight);
    if (failed(values))
      return failure();
    weights.push_back(lowering.pack("weight", values->size(),
                                    [&](MutableArrayRef<float> out) { llvm::copy(values->values(), out.begin()); }));
    auto packed = lowering.packBias(bias, outputs, /*block=*/1);
    if (failed(packed))
      return failure();
    weights.push_back(*packed);
    return success();
  };
  int64_t outputs = cnn::getPictureShape(root->getResult(0)).channels;
  if (auto conv = dyn_cast<cnn::Conv2dOp>(root); conv && failed(add(conv.getWeight(), conv.getBias(), outputs)))
    return failure();
  if (auto dense = dyn_cast<cnn::DenseOp>(root); dense && failed(add(dense.getWeight(), dense.getBias(), outputs)))
    return failure();
  return weights;
}

class ReferenceKernel final : public Kernel {
public:
  StringRef getName() const override { return "reference"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    Operation *root = &group.getBody().front().front();
    bool elementwise = isa<cnn::ElementwiseOpInterface>(root);
    if (elementwise ? !hasElementwiseEpilogue(group) : !isa<cnn::YieldOp>(root->getNextNode())) {
      why = "reference kernels compute one layer each";
      return std::nullopt;
    }
    return Candidate{{}, 1e3 * double(cnn::getPictureShape(group.getResult()).elements())};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp, unsigned, const Target &) const override { return {}; }
  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = &lowering.group.getBody().front().front();
    OpBuilder &b = lowering.builder;
    auto weights = packParameters(lowering, root);
    if (failed(weights))
      return failure();
    SmallVector<Value> main;
    for (Value operand : root->getOperands())
      if (isa<BlockArgument>(operand))
        main.push_back(lowering.inputs[getOperandIndex(operand)]);
    auto inputs = collectInputs(lowering, main);
    if (failed(inputs))
      return failure();
    NamedAttrList attributes(root->getAttrDictionary());
    if (auto conv = dyn_cast<cnn::Conv2dOp>(root)) {
      auto shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape().drop_front(2);
      attributes.set("kernel", b.getDenseI64ArrayAttr(shape));
    }
    bool elementwise = isa<cnn::ElementwiseOpInterface>(root);
    StringRef layer = elementwise ? "elementwise" : root->getName().getStringRef();
    auto op = kernel::ReferenceOp::create(b, lowering.loc(), *inputs, *weights, lowering.output, b.getStringAttr(layer),
                                          attributes.getDictionary(b.getContext()));
    buildEpilogue(lowering, op, main.size());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface) const override { return {1, 0}; }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    return ReferenceEmitter(cast<kernel::ReferenceOp>(op.getOperation()), e).emit();
  }
};

} // namespace

const Kernel &cnnc::getReferenceKernel() {
  static const ReferenceKernel kernel;
  return kernel;
}
