//===- Codegen.h - From the LLVM dialect to files
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_CODEGEN_CODEGEN_H
#define CNNC_COMPILER_CODEGEN_CODEGEN_H

#include "compiler/Codegen/ModelPlan.h"

namespace llvm {
class LLVMContext;
class Module;
class raw_pwrite_stream;
} // namespace llvm

namespace cnnc {

/// Translates a module of the LLVM dialect and adds the plan: constants as
/// runtime/plan.h has them, and for each kernel function an entry with the
/// runtime's signature. `weightsFile` is where the code takes its parameters
/// from when it is assembled; with `placeholder` the assembly says
/// weightsPlaceholder instead, since LLVM would write the file's bytes out.
/// Null after an error, which has been reported.
std::unique_ptr<llvm::Module> translateToLlvm(mlir::ModuleOp module, const ModelPlan &plan, const Target &target,
                                              llvm::StringRef weightsFile, bool placeholder,
                                              llvm::LLVMContext &context);

/// As LLVM prints it.
inline constexpr llvm::StringLiteral weightsPlaceholder = ".ascii\t\"@cnnc_weights@\"";

/// Optimises, without the passes that harm the kernels: see kernels' own files.
llvm::Error optimize(llvm::Module &module, const Target &target, unsigned optLevel);

/// Writes an object file or assembly.
llvm::Error emitMachineCode(llvm::Module &module, const Target &target, unsigned optLevel, bool assembly,
                            llvm::raw_pwrite_stream &out);

/// Writes the packed parameters, as the plan places them.
llvm::Error writeWeights(const ModelPlan &plan, llvm::StringRef path);

/// Links an object file and the runtime to a shared library. `installDir` is
/// the folder of this program, from which the runtime is found.
llvm::Error linkLibrary(llvm::StringRef object, const Target &target, llvm::StringRef installDir,
                        llvm::StringRef output);

/// A C header that names the network's inputs and outputs.
std::string makeHeader(const ModelPlan &plan);

} // namespace cnnc

#endif // CNNC_COMPILER_CODEGEN_CODEGEN_H
