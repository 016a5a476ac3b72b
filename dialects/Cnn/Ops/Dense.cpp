//===- Dense.cpp - cnn.dense
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

LogicalResult DenseOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                        SmallVectorImpl<Type> &types) {
  RankedTensorType x = getFloatTensor(op.getInput(), /*vector=*/true, /*picture=*/false);
  if (!x)
    return violates(loc, "dense", 1, "the input must be N x C of f32");
  auto w = dyn_cast<RankedTensorType>(op.getWeight().getType());
  if (!w || w.getRank() != 2 || !hasSaneExtents(w.getShape()) || !w.getElementType().isF32() ||
      w.getDimSize(1) != x.getDimSize(1))
    return violates(loc, "dense", 2, "the weight must be O x " + Twine(x.getDimSize(1)) + " of f32");
  if (op.getBias() && !isVectorOf(op.getBias(), w.getDimSize(0)))
    return violates(loc, "dense", 3, "the bias must be a vector of " + Twine(w.getDimSize(0)));
  types.push_back(RankedTensorType::get({x.getDimSize(0), w.getDimSize(0)}, x.getElementType()));
  return success();
}

int64_t DenseOp::getMultiplyAdds() { return cast<RankedTensorType>(getWeight().getType()).getNumElements(); }

static FailureOr<Value> buildDenseLayer(LayerCall &call) {
  if (failed(checkInput(call, 0, /*rank=*/2)))
    return failure();
  int64_t units = call.getInteger("units"), channels = getPictureShape(call.inputs[0]).channels;
  SmallVector<Value> operands = {call.inputs[0]};
  operands.push_back(call.createParameter("weight", {units, channels}, call.getInit("init")));
  if (call.getBool("bias"))
    operands.push_back(call.createParameter("bias", {units}, call.getInit("bias_init")));
  return createLayer<DenseOp>(call, operands);
}

ArrayRef<LayerSpec> DenseOp::getLayerSpecs() {
  static const LayerArg args[] = {{"units", ArgKind::Integer, "", 1, 1 << 24, "length of the output"},
                                  {"bias", ArgKind::Bool, "true", 0, 0, "add a learned number per unit"},
                                  {"init", ArgKind::Init, "glorot_uniform", 0, 0, "initialiser of the weights"},
                                  {"bias_init", ArgKind::Init, "zeros", 0, 0, "initialiser of the bias"}};
  static const LayerSpec specs[] = {{"dense", "fully connected layer", 1, 1, args, buildDenseLayer}};
  return specs;
}
