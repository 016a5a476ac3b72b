//===- PathTree.h - Paths of layers and parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names depend on what else is in their scope, so they are given after the
// whole network has been evaluated. The rules:
//
//  1. A binding (or output) of the file is a scope with its name. Bindings
//     inside a block are none.
//  2. Each iteration of a `repeat` is a scope, numbered 0, 1, 2 ... over all
//     repeats of the scope around it.
//  3. A block call is a scope named after the block, unless it is the only
//     block call of its scope: then its content belongs to the scope around it.
//  4. A layer is named after its kind.
//  5. Where a scope holds several layers or block calls of one name, they are
//     numbered 1, 2, 3 ... in the order of evaluation; a name that is taken
//     already is left out.
//
// Siblings thus have different names, and a parameter ends in a name that the
// layer gives, so paths are unique; they depend on nothing but the source.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_PATHTREE_H
#define CNNC_COMPILER_FRONTEND_NET_PATHTREE_H

#include "dialects/Cnn/CnnDialect.h"
#include <memory>

namespace cnnc::net {

struct PathNode {
  enum Kind { Scope, Iteration, Block, Layer } kind;
  llvm::StringRef name; ///< in the source, or of the layer's spec
  std::vector<std::unique_ptr<PathNode>> children = {};

  // Of layers.
  llvm::SmallVector<mlir::Operation *, 2> ops = {};
  struct Parameter {
    std::string name;
    cnn::ParameterOp op;
    cnn::GetParameterOp use;
  };
  llvm::SmallVector<Parameter, 0> parameters = {};

  PathNode *add(Kind kind, llvm::StringRef name);
};

/// Gives every parameter its symbol name, and every op its path as a NameLoc.
/// Fails, with an error, where a path is too long.
mlir::LogicalResult assignPaths(PathNode &root);

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_PATHTREE_H
