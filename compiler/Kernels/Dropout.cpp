//===- Dropout.cpp - Dropout in training
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random numbers are a hash of the element's number, so that a lane has the
// number that its element has in any layout, in 32-bit arithmetic. Two keys of a
// picture come from the step's numbers: an offset and a factor for the elements'
// numbers.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/ReferenceEmitter.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Elements of the control vector.
enum Control : int64_t { SeedLow = 8, SeedHigh = 9, Step = 10, FirstPicture = 11, Count = 16 };

/// Integers of 32 bits, alone or in vectors.
class Hash {
public:
  Hash(KernelEmitter &e, Type type) : b(e.b), loc(e.loc), type(type) {}

  Value number(uint32_t bits) {
    Attribute value = b.getI32IntegerAttr(int32_t(bits));
    if (auto vector = dyn_cast<VectorType>(type))
      value = DenseElementsAttr::get(vector, value);
    return arith::ConstantOp::create(b, loc, cast<TypedAttr>(value));
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulIOp::create(b, loc, x, y); }
  Value mix(Value x, Value y) { return arith::XOrIOp::create(b, loc, x, y); }
  Value any(Value x, Value y) { return arith::OrIOp::create(b, loc, x, y); }
  Value fold(Value x, uint32_t bits) { return mix(x, arith::ShRUIOp::create(b, loc, x, number(bits))); }
  /// The finaliser of MurmurHash3.
  Value hash(Value x) {
    x = mul(fold(x, 16), number(0x85ebca6bu));
    x = mul(fold(x, 13), number(0xc2b2ae35u));
    return fold(x, 16);
  }
  Value notBelow(Value x, uint32_t bits) {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, x, number(bits));
  }

private:
  OpBuilder &b;
  Location loc;
  Type type;
};

/// What does not depend on how elements are taken.
class DropoutKeys {
public:
  DropoutKeys(KernelEmitter &e, DictionaryAttr attributes)
      : e(e), scalar(e, e.b.getI32Type()), rate(attributes.getAs<FloatAttr>("rate").getValueAsDouble()),
        salt(uint32_t(attributes.getAs<IntegerAttr>("salt").getInt())) {}

  double getScale() const { return 1 / (1 - rate); }
  /// Numbers below are dropped.
  uint32_t getThreshold() const { return uint32_t(std::min(rate * 0x1p32, 0x1p32 - 1)); }

  /// The key of a step.
  Value ofStep() {
    Value key = scalar.hash(read(SeedLow));
    key = scalar.hash(scalar.mix(key, read(SeedHigh)));
    key = scalar.hash(scalar.mix(key, read(Step)));
    return scalar.hash(scalar.add(key, scalar.number(salt)));
  }

  /// Offset and factor of a picture.
  std::pair<Value, Value> ofPicture(Value step, Value image) {
    Value number = scalar.add(read(FirstPicture), toI32(image));
    Value offset = scalar.hash(scalar.mix(step, number));
    Value factor = scalar.hash(scalar.mix(offset, scalar.number(0x9e3779b9u)));
    return {offset, scalar.any(factor, scalar.number(1))};
  }

  Value toI32(Value index) { return arith::IndexCastOp::create(e.b, e.loc, e.b.getI32Type(), index); }

private:
  Value read(Control which) {
    const Buffer &control = e.inputs[1];
    Value zero = e.index(0), at = e.index(which);
    Value value = e.load(control, control.layout ? e.element(control, zero, at, zero, zero) : at);
    return arith::BitcastOp::create(e.b, e.loc, e.b.getI32Type(), value);
  }

  KernelEmitter &e;
  Hash scalar;
  double rate;
  uint32_t salt;
};

int64_t rowsPerItem(cnn::PictureShape shape) { return chooseRowsPerItem(shape.height, 1, double(shape.width) * 64); }

class DropoutKernel final : public Kernel {
public:
  StringRef getName() const override { return "random_dropout"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &target, std::string &why) const override {
    if (!isa<cnn::RandomDropoutOp>(getRoot(group))) {
      why = "not a dropout in training";
      return std::nullopt;
    }
    return Candidate{{}, 30 * double(cnn::getPictureShape(group.getResult()).elements()) / double(target.lanes)};
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    bool isInput = operand == getOperandIndex(cast<cnn::RandomDropoutOp>(getRoot(group)).getInput());
    return isInput ? blockedLayout(group.getContext(), target.lanes) : cnn::LayoutAttr();
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto dropout = cast<cnn::RandomDropoutOp>(getRoot(lowering.group));
    Value inputs[] = {lowering.inputs[getOperandIndex(dropout.getInput())], getDropoutControl(lowering)};
    kernel::RandomDropoutOp::create(lowering.builder, lowering.loc(), inputs, ValueRange(), lowering.output,
                                    lowering.builder.getStringAttr(dropout->getName().getStringRef()),
                                    dropout->getAttrDictionary());
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    cnn::PictureShape shape = cnn::getPictureShape(op.getOutput());
    int64_t lanes = cnn::getLayout(op.getOutput().getType()).getBlock();
    return {int64_t(llvm::divideCeil(shape.channels, lanes) * llvm::divideCeil(shape.height, rowsPerItem(shape))), 0};
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    const Buffer &x = e.inputs[0], &y = e.output;
    DropoutKeys keys(e, cast<kernel::RandomDropoutOp>(op.getOperation()).getLayerAttributes());
    auto type = VectorType::get({y.block}, e.b.getI32Type());
    Hash vector(e, type);
    int64_t plane = y.shape.height * y.shape.width;
    SmallVector<int32_t> numbers(y.block);
    for (int64_t i = 0; i < y.block; ++i)
      numbers[i] = int32_t(i * plane);
    Value lanes = arith::ConstantOp::create(e.b, e.loc, DenseElementsAttr::get(type, ArrayRef<int32_t>(numbers)));
    auto splat = [&](Value number) -> Value { return vector::BroadcastOp::create(e.b, e.loc, type, number); };
    Value step = keys.ofStep();
    e.forItems(y.blocks, y.shape.height, rowsPerItem(y.shape), [&](Value block, Value image, Value row0, Value row1) {
      auto [offset, factor] = keys.ofPicture(step, image);
      Value offsets = splat(offset), factors = splat(factor);
      e.loop(row0, row1, 1, [&, offsets = offsets, factors = factors](Value row) {
        e.loop(0, y.shape.width, 1, [&](Value column) {
          Value first = e.add(e.add(e.mul(block, y.block * plane), e.mul(row, y.shape.width)), column);
          Value element = vector.add(lanes, splat(keys.toI32(first)));
          Value random = vector.hash(vector.add(offsets, vector.mul(element, factors)));
          Value v = e.loadVector(x, e.at(x, image, block, row, column), y.block);
          v = arith::MulFOp::create(e.b, e.loc, v, e.splat(float(keys.getScale()), y.block));
          v = arith::SelectOp::create(e.b, e.loc, vector.notBelow(random, keys.getThreshold()), v, e.splat(0, y.block));
          e.store(v, y, e.at(y, image, block, row, column));
        });
      });
      e.fillHalo(y, image, block, 1, row0, row1);
    });
    return success();
  }
};

} // namespace

Value cnnc::getDropoutControl(GroupLowering &lowering) {
  auto dropout = cast<cnn::RandomDropoutOp>(getRoot(lowering.group));
  if (dropout.getControl())
    return lowering.inputs[getOperandIndex(dropout.getControl())];
  OpBuilder &b = lowering.builder;
  return kernel::ControlOp::create(b, lowering.loc(), MemRefType::get({Count}, b.getF32Type()));
}

Value cnnc::emitReferenceDropout(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  DropoutKeys keys(e, r.attributes);
  Hash scalar(e, e.b.getI32Type());
  auto [offset, factor] = keys.ofPicture(keys.ofStep(), place.image);
  Value row = e.add(e.mul(place.channel, r.y.shape.height), place.row);
  Value element = keys.toI32(e.add(e.mul(row, r.y.shape.width), place.column));
  Value random = scalar.hash(scalar.add(offset, scalar.mul(element, factor)));
  Value kept = r.div(r.load(place), r.real(1 - r.number("rate")));
  return r.select(scalar.notBelow(random, keys.getThreshold()), kept, r.real(0));
}

const Kernel &cnnc::getDropoutKernel() {
  static const DropoutKernel kernel;
  return kernel;
}
