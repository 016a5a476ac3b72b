//===- LayerBuilder.h - Builds the ops of layer calls
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_LAYERBUILDER_H
#define CNNC_COMPILER_FRONTEND_NET_LAYERBUILDER_H

#include "compiler/Frontend/Net/Arguments.h"
#include "compiler/Frontend/Net/PathTree.h"

namespace cnnc::net {

/// Elements of one picture or of a parameter; nothing beyond `kMaxElements`.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> extents);

class LayerBuilder : private mlir::OpBuilder::Listener {
public:
  /// Layers go to the end of `body`, parameters before `before`.
  LayerBuilder(mlir::Block *body, mlir::Operation *before, Diagnostics &diagnostics);

  /// Builds a layer written at `at` as a member of `scope`; poison where the
  /// layer refuses its arguments.
  AnyValue build(const cnn::LayerSpec &spec, llvm::StringRef at, LayerArguments args, PathNode *scope);

  mlir::OpBuilder &getBuilder() { return builder; }

private:
  class Call;
  void notifyOperationInserted(mlir::Operation *op, mlir::OpBuilder::InsertPoint) override;
  bool fitsLimits(mlir::Value value, llvm::StringRef what, llvm::StringRef at);

  Diagnostics &diagnostics;
  mlir::OpBuilder builder, parameterBuilder;
  PathNode *current = nullptr; ///< the layer being built
  int64_t layers = 0, parameters = 0;
  int64_t parameterElements = 0, resultElements = 0;
};

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_LAYERBUILDER_H
