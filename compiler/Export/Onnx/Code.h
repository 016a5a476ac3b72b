//===- Code.h - ONNX nodes being written
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each layer has one builder, which writes standard nodes without knowing where
// they go. It runs for the graph first; if that takes more than one node, it
// runs again for the body of a function, and the graph gets a call of it.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_EXPORT_ONNX_CODE_H
#define CNNC_COMPILER_EXPORT_ONNX_CODE_H

#include "dialects/Cnn/CnnDialect.h"
#include <onnx/onnx_pb.h>
#include <string>

namespace cnnc::onnx_export {

using llvm::ArrayRef;
using llvm::SmallVector;
using llvm::StringRef;

/// Names of tensors.
using Names = ArrayRef<std::string>;

onnx::AttributeProto attr(StringRef name, int64_t value);
onnx::AttributeProto attr(StringRef name, ArrayRef<int64_t> values);
onnx::AttributeProto attr(StringRef name, double value); ///< as f32
onnx::AttributeProto attr(StringRef name, StringRef text);

/// A tensor of f32 or i64 with its elements as raw data.
onnx::TensorProto makeTensor(StringRef name, ArrayRef<int64_t> shape, ArrayRef<float> values);
onnx::TensorProto makeTensor(StringRef name, ArrayRef<int64_t> shape, ArrayRef<int64_t> values);

class Code {
public:
  virtual ~Code() = default;

  /// A node of the default domain with one output, which is returned.
  std::string add(StringRef op, Names inputs, ArrayRef<onnx::AttributeProto> attributes = {});
  /// The second of two outputs, where the first is not of use.
  std::string addSecond(StringRef op, Names inputs, ArrayRef<onnx::AttributeProto> attributes = {});

  /// Constants; the names tell what they are where the graph shows them.
  std::string integers(StringRef what, ArrayRef<int64_t> values);
  std::string integer(StringRef what, int64_t value);
  std::string floats(StringRef what, ArrayRef<int64_t> shape, ArrayRef<float> values);
  std::string splat(StringRef what, ArrayRef<int64_t> shape, double value);
  std::string number(StringRef what, double value) { return splat(what, {}, value); }

  /// The value in another shape; of a parameter in the graph this costs no node.
  virtual std::string reshape(const std::string &value, ArrayRef<int64_t> shape);
  /// A vector with a number for each channel (or one for all), so that it
  /// broadcasts to a tensor of `rank`.
  std::string perChannel(const std::string &vector, int64_t count, int64_t rank);

  /// One node would do, but does not say all that the layer is: a function it is.
  void keepTogether() { together = true; }
  bool isSimple() const { return !together && nodes.size() <= 1; }

  SmallVector<onnx::NodeProto, 4> nodes;

protected:
  virtual std::string constant(StringRef what, onnx::TensorProto tensor) = 0;
  virtual std::string freshName() = 0;

private:
  bool together = false;
};

/// Writes one op: its operands' names are given, its result's is returned.
using Build = std::string (*)(Code &c, mlir::Operation *op, Names in);

struct Layer {
  llvm::StringLiteral name; ///< "cnn.conv2d"
  Build build;
};

/// An entry of a table from a function on the op's class.
template <typename OpTy, std::string (*build)(Code &, OpTy, Names)> constexpr Layer layer(llvm::StringLiteral name) {
  return {name, [](Code &c, mlir::Operation *op, Names in) { return build(c, llvm::cast<OpTy>(op), in); }};
}

/// One file per group, as in the dialect.
ArrayRef<Layer> getActivationLayers();
ArrayRef<Layer> getArithmeticLayers();
ArrayRef<Layer> getConvLayers();
ArrayRef<Layer> getNormLayers();
ArrayRef<Layer> getPoolLayers();
ArrayRef<Layer> getShapeLayers();

inline ArrayRef<int64_t> shapeOf(mlir::Value value) {
  return llvm::cast<mlir::RankedTensorType>(value.getType()).getShape();
}
inline int64_t rankOf(mlir::Value value) { return shapeOf(value).size(); }

/// A picture with a border of top, bottom, left and right, of which `mode` says
/// what is in it.
std::string padPicture(Code &c, const std::string &picture, ArrayRef<int64_t> shape, ArrayRef<int64_t> padding,
                       cnn::PadMode mode, double value = 0);

} // namespace cnnc::onnx_export

#endif // CNNC_COMPILER_EXPORT_ONNX_CODE_H
