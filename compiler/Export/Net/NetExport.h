//===- NetExport.h - From the cnn dialect to a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_EXPORT_NET_NETEXPORT_H
#define CNNC_COMPILER_EXPORT_NET_NETEXPORT_H

#include "dialects/Cnn/CnnDialect.h"

namespace cnnc::net_export {

/// A program of the Net language.
struct Program {
  std::string text;
  /// The layers of the module in the order of the text, and the values of the
  /// parameters in the order in which the text makes these; null: not known.
  llvm::SmallVector<mlir::Operation *> layers;
  llvm::SmallVector<mlir::Attribute> parameters;
};

/// Writes the network of the module, as it is in phase cnn, as a program: one
/// binding for each layer with parameters, named after these, and what follows it
/// alone. What the language has no words for becomes a diagnostic at its layer.
mlir::FailureOr<Program> exportNet(mlir::ModuleOp module);

/// Whether a program that was read back is what was written: the same layers with
/// the same attributes, on the same values, of which the same are results. Fails,
/// with an error at the layer, where it is not.
mlir::LogicalResult checkSame(mlir::ModuleOp module, const Program &program, mlir::ModuleOp readBack);

/// The network of a module; null where there is none.
mlir::func::FuncOp findNetwork(mlir::ModuleOp module);

//===----------------------------------------------------------------------===//
// Calls of layers (Calls.cpp)
//===----------------------------------------------------------------------===//

/// "conv(64, 3, padding = 1)" without its inputs, which come first.
struct Call {
  std::string layer, arguments;
};

/// The call that makes an op; nothing where there is none.
std::optional<Call> writeCall(mlir::Operation *op);

/// Whether an operand is a parameter of the layer, not an input.
bool isParameter(mlir::OpOperand &operand);

/// Whether a value is of bytes, or these as f32.
bool isBytes(mlir::Value value);

/// The value that a formula copies element by element, as models do between an
/// input and an output; null: it does something else.
mlir::Value getCopied(mlir::Operation *op);

/// A number that reads back as the same; nothing for NaN and infinity.
std::optional<std::string> writeNumber(double number);

} // namespace cnnc::net_export

#endif // CNNC_COMPILER_EXPORT_NET_NETEXPORT_H
