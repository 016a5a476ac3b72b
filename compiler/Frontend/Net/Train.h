//===- Train.h - The `train` block of a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_TRAIN_H
#define CNNC_COMPILER_FRONTEND_NET_TRAIN_H

#include "compiler/Frontend/Net/Evaluator.h"

namespace cnnc::net {

/// Checks the `train` block and stores it as the dictionary `cnn.train` of the
/// function: for each key a number, or an array of dictionaries with `function`
/// and all its arguments, defaults included. Tensors and labels stand there by
/// name; the op that defines such a tensor gets the attribute `cnn.name`.
void checkTrain(const Network &network, Evaluator &evaluator, Diagnostics &diagnostics, mlir::func::FuncOp function);

//===----------------------------------------------------------------------===//
// The table of what may stand there (TrainTable.cpp)
//===----------------------------------------------------------------------===//

struct TrainParam {
  enum Kind { Tensor, ClassLabel, TensorLabel, Integer, Number, Numbers, Bool, Choice, Patterns, WeightPatterns } kind;
  llvm::StringLiteral name;
  llvm::StringLiteral defaultText = ""; ///< empty: required; of lists and patterns that they are left out
  double min = 0, max = 1e9;
  llvm::StringLiteral choices = ""; ///< separated by |
  bool isBelowMax = false;          ///< the greatest number is itself too great
};

struct TrainFunction {
  llvm::StringLiteral key; ///< the entry that may hold it
  llvm::StringLiteral name;
  llvm::ArrayRef<TrainParam> params;
};

struct TrainKey {
  llvm::StringLiteral name;
  bool isNumber; ///< a whole number, no function
  bool isList;   ///< may hold several functions
  bool isRequired;
};

llvm::ArrayRef<TrainKey> getTrainKeys();
llvm::ArrayRef<TrainFunction> getTrainFunctions();

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_TRAIN_H
