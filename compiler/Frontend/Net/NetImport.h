//===- NetImport.h - From a Net source file to a cnn module
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_NETIMPORT_H
#define CNNC_COMPILER_FRONTEND_NET_NETIMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace llvm {
class SourceMgr;
}

namespace cnnc::net {

/// Compiles the main file of `sources` to a module with one network function
/// and its parameters. Mistakes become diagnostics at FileLineColLocs of that
/// file, several per run; after any error the result is null.
mlir::OwningOpRef<mlir::ModuleOp> importNet(llvm::SourceMgr &sources, mlir::MLIRContext *context);

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_NETIMPORT_H
