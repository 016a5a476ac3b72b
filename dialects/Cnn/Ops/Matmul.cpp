//===- Matmul.cpp - cnn.matmul
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Cnn/Ops/OpSupport.h"

using namespace mlir;
using namespace cnnc::cnn;

/// Rows and columns of an operand as it is multiplied.
static std::pair<int64_t, int64_t> matrixExtents(Value operand, bool transposed) {
  PictureShape shape = getPictureShape(operand);
  return transposed ? std::make_pair(shape.width, shape.height) : std::make_pair(shape.height, shape.width);
}

LogicalResult MatmulOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor op,
                                         SmallVectorImpl<Type> &types) {
  RankedTensorType a = getFloatTensor(op.getLhs(), /*vector=*/false, /*picture=*/true);
  RankedTensorType b = getFloatTensor(op.getRhs(), /*vector=*/false, /*picture=*/true);
  if (!a || !b || !isSameBatch(a, b) ||
      (a.getDimSize(1) != b.getDimSize(1) && a.getDimSize(1) != 1 && b.getDimSize(1) != 1))
    return violates(loc, "matmul", 1,
                    "the operands must be N x C x H x W of f32, of one batch, with the same C or one of 1");
  auto [rows, depth] = matrixExtents(op.getLhs(), op.getTransposeLhs());
  auto [rightRows, columns] = matrixExtents(op.getRhs(), op.getTransposeRhs());
  if (depth != rightRows)
    return violates(loc, "matmul", 2,
                    "the left has " + Twine(depth) + " columns, but the right " + Twine(rightRows) + " rows");
  const int64_t extents[] = {std::max(a.getDimSize(1), b.getDimSize(1)), rows, columns};
  if (!hasSaneExtents(extents))
    return violates(loc, "matmul", 3, "the output must have at most 2^31 elements");
  types.push_back(withExtents(a, extents));
  return success();
}

int64_t MatmulOp::getMultiplyAdds() {
  int64_t depth = matrixExtents(getLhs(), getTransposeLhs()).second;
  return getPictureShape(getResult()).elements() * depth;
}

static FailureOr<Value> buildMatmulLayer(LayerCall &call) {
  for (unsigned i : {0, 1})
    if (failed(checkInput(call, i, /*rank=*/4)))
      return failure();
  bool left = call.getBool("transpose_a"), right = call.getBool("transpose_b");
  auto [rows, depth] = matrixExtents(call.inputs[0], left);
  auto [rightRows, columns] = matrixExtents(call.inputs[1], right);
  if (depth != rightRows)
    return call.emitError() << "the left matrix is " << rows << "x" << depth << ", the right one " << rightRows << "x"
                            << columns << ": " << call.describeInput(0) << " and " << call.describeInput(1);
  int64_t a = getPictureShape(call.inputs[0]).channels, b = getPictureShape(call.inputs[1]).channels;
  if (a != b && a != 1 && b != 1)
    return call.emitError() << "the numbers of channels must be the same, or one of them 1, but "
                            << call.describeInput(0) << " and " << call.describeInput(1);
  const int64_t extents[] = {std::max(a, b), rows, columns};
  if (!hasSaneExtents(extents))
    return call.emitError() << "the product would have more than 2^31 elements";
  SmallVector<NamedAttribute, 2> attributes;
  if (left)
    attributes.push_back(call.builder.getNamedAttr("transpose_lhs", call.builder.getUnitAttr()));
  if (right)
    attributes.push_back(call.builder.getNamedAttr("transpose_rhs", call.builder.getUnitAttr()));
  return createLayer<MatmulOp>(call, call.inputs, attributes);
}

ArrayRef<LayerSpec> MatmulOp::getLayerSpecs() {
  static const LayerArg args[] = {
      {"transpose_a", ArgKind::Bool, "false", 0, 0, "exchange rows and columns of the left"},
      {"transpose_b", ArgKind::Bool, "false", 0, 0, "and of the right"}};
  static const LayerSpec specs[] = {{"matmul", "product of matrices, for each channel", 2, 2, args, buildMatmulLayer}};
  return specs;
}
