//===- Reference.cpp - Reference kernels: plain loops over scalars
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The yardstick of all other kernels, written to be read: one loop per index
// of the op's formula, sums in f64, parameters in the op's own order, any
// layout of the buffers. The formulas are in Reference<Group>.cpp.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/ReferenceEmitter.h"
#include "dialects/Cnn/CnnGradients.h"

using namespace mlir;
using namespace cnnc;

static ReferenceBody findBody(ArrayRef<ReferenceTable> tables, StringRef layer) {
  for (ReferenceTable table : tables)
    for (auto &[name, body] : table)
      if (name == layer)
        return body;
  return nullptr;
}

static ReferenceBody findBody(StringRef layer) {
  return findBody({getReferenceConvolutions(), getReferencePools(), getReferenceNorms(), getReferenceReductions(),
                   getReferenceShapes(), getReferenceGradients(), getReferenceAdjoints(), getReferenceLosses()},
                  layer);
}

/// The name under which a layer's kernel is known.
static StringRef getLayerName(Operation *root) {
  return isa<cnn::ElementwiseOpInterface>(root) ? StringRef("elementwise") : root->getName().getStringRef();
}

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

namespace {

/// Packs the parameters of a layer, in the op's own order.
class ParameterPacker {
public:
  explicit ParameterPacker(GroupLowering &lowering) : lowering(lowering) {}

  FailureOr<SmallVector<Value>> pack(Operation *root) {
    int64_t outputs = cnn::getPictureShape(root->getResult(0)).channels;
    if (auto conv = dyn_cast<cnn::Conv2dOp>(root))
      addWeightAndBias(conv.getWeight(), conv.getBias(), outputs);
    else if (auto conv = dyn_cast<cnn::ConvTranspose2dOp>(root))
      addWeightAndBias(conv.getWeight(), conv.getBias(), outputs);
    else if (auto dense = dyn_cast<cnn::DenseOp>(root))
      addWeightAndBias(dense.getWeight(), dense.getBias(), outputs);
    else if (isa<cnn::LayerNormOp, cnn::GroupNormOp>(root))
      llvm::for_each(root->getOperands().drop_front(), [&](Value parameter) { add(parameter); });
    else if (auto classes = root->getAttrOfType<DenseF64ArrayAttr>("class_weights"))
      weights.push_back(packClassWeights(lowering, classes, /*block=*/1));
    else if (auto constant = dyn_cast<cnn::ConstantOp>(root))
      addFloats(cnn::ConstantFloats::get(constant.getValueAttr()));
    if (bad)
      return failure();
    return std::move(weights);
  }

private:
  void addFloats(std::optional<cnn::ConstantFloats> values) {
    if (!values) {
      emitError(lowering.loc(), "the values of this layer's parameters are not there (a dump elides them)");
      bad = true;
      return;
    }
    weights.push_back(lowering.pack("weight", values->size(),
                                    [&](MutableArrayRef<float> out) { llvm::copy(values->values(), out.begin()); }));
  }

  void add(Value parameter) {
    auto values = lowering.readConstant(parameter);
    bad |= failed(values);
    if (succeeded(values))
      addFloats(std::move(*values));
  }

  /// Zeros for an absent bias.
  void addWeightAndBias(Value weight, Value bias, int64_t outputs) {
    add(weight);
    auto packed = lowering.packBias(bias, outputs, /*block=*/1);
    bad |= failed(packed);
    if (succeeded(packed))
      weights.push_back(*packed);
  }

  GroupLowering &lowering;
  SmallVector<Value> weights;
  bool bad = false;
};

//===----------------------------------------------------------------------===//
// Kernel
//===----------------------------------------------------------------------===//

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
    if (!findBody(getLayerName(root))) {
      why = "there is no reference kernel for this layer";
      return std::nullopt;
    }
    // Slower than anything else that computes the layer.
    if (findBody(getReferenceGradients(), getLayerName(root)))
      return Candidate{{}, 1e3 * double(cast<cnn::LayerOpInterface>(root).getMultiplyAdds())};
    return Candidate{{}, 1e3 * double(cnn::getPictureShape(group.getResult()).elements())};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp, unsigned, const Target &) const override { return {}; }
  cnn::LayoutAttr getOutputLayout(cnn::FusedOp group, const Target &) const override {
    return blockedLayout(group.getContext(), 1);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = &lowering.group.getBody().front().front();
    OpBuilder &b = lowering.builder;
    auto weights = ParameterPacker(lowering).pack(root);
    if (failed(weights))
      return failure();
    SmallVector<Value> main;
    for (Value operand : root->getOperands())
      if (isa<BlockArgument>(operand))
        main.push_back(lowering.inputs[getOperandIndex(operand)]);
    if (isa<cnn::RandomDropoutOp>(root) && main.size() == 1)
      main.push_back(getDropoutControl(lowering));
    auto inputs = collectInputs(lowering, main);
    if (failed(inputs))
      return failure();
    auto op = kernel::ReferenceOp::create(b, lowering.loc(), *inputs, *weights, lowering.output,
                                          b.getStringAttr(getLayerName(root)), getAttributes(root, b));
    buildEpilogue(lowering, op, main.size());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return reducesBatch(op) ? WorkItems{0, cast<MemRefType>(op.getOutput().getType()).getDimSize(0)} : WorkItems{1, 0};
  }

  bool reducesBatch(kernel::KernelOpInterface op) const override {
    return bool(findBody(getReferenceGradients(), cast<kernel::ReferenceOp>(op.getOperation()).getLayer()));
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto reference = cast<kernel::ReferenceOp>(op.getOperation());
    ReferenceBody body = findBody(reference.getLayer());
    if (!body)
      return op->emitOpError("(C1): there is no reference kernel for ") << reference.getLayer();
    ReferenceEmitter r(reference, e);
    const Buffer &y = e.output;
    auto emitPicture = [&](Value image) {
      e.loop(0, y.shape.height, 1, [&](Value row) {
        e.loop(0, y.shape.width, 1, [&](Value column) {
          e.loop(0, y.shape.channels, 1, [&](Value channel) {
            Value result = body(r, {image, channel, row, column});
            if (result.getType().isF64())
              result = arith::TruncFOp::create(e.b, e.loc, e.b.getF32Type(), result);
            e.store(result, y, e.element(y, image, channel, row, column));
          });
          e.loop(y.shape.channels, y.blocks * y.block, 1,
                 [&](Value channel) { e.store(e.scalar(0), y, e.element(y, image, channel, row, column)); });
        });
      });
      e.fillHalo(y, image, e.index(0), y.blocks, e.index(0), e.index(y.shape.height));
    };
    if (reducesBatch(op))
      e.loop(e.begin, e.end, 1, emitPicture);
    else
      e.forItems(1, 1, 1, [&](Value, Value image, Value, Value) { emitPicture(image); });
    return success();
  }

private:
  /// The op's attributes, and the kernel's extent, which an op has from its weight.
  static DictionaryAttr getAttributes(Operation *root, Builder &b) {
    NamedAttrList attributes(root->getAttrDictionary());
    attributes.erase("value"); // The elements of a cnn.constant are a weight.
    if (auto pad = dyn_cast<cnn::PadOp>(root))
      attributes.set("value", pad.getValueAttr());
    if (isa<cnn::Conv2dOp, cnn::ConvTranspose2dOp>(root)) {
      auto shape = cast<RankedTensorType>(root->getOperand(1).getType()).getShape().drop_front(2);
      attributes.set("kernel", b.getDenseI64ArrayAttr(shape));
    }
    return attributes.getDictionary(b.getContext());
  }
};

} // namespace

const Kernel &cnnc::getReferenceKernel() {
  static const ReferenceKernel kernel;
  return kernel;
}
