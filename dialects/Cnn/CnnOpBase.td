//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the ops of the cnn dialect have in common.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNOPBASE_TD
#define CNNC_DIALECTS_CNN_CNNOPBASE_TD

include "dialects/Cnn/CnnAttrs.td"
include "dialects/Cnn/CnnInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Cnn_Op<string mnemonic, list<Trait> traits = []> : Op<Cnn_Dialect, mnemonic, traits>;

/// A layer: pure, result type inferred, reachable from front ends.
class Cnn_Layer<string mnemonic, list<Trait> traits = []>
    : Cnn_Op<mnemonic, !listconcat([Pure, InferTypeOpAdaptor,
        DeclareOpInterfaceMethods<Cnn_LayerOpInterface>], traits)> {
  let results = (outs AnyRankedTensor:$result);
}

/// A layer with multiply-adds to count.
class Cnn_MacLayer<string mnemonic, list<Trait> traits = []>
    : Cnn_Op<mnemonic, !listconcat([Pure, InferTypeOpAdaptor,
        DeclareOpInterfaceMethods<Cnn_LayerOpInterface, ["getMultiplyAdds"]>], traits)> {
  let results = (outs AnyRankedTensor:$result);
}

/// Element-wise layers may follow it in its group: its kernels have an epilogue.
def Cnn_EpilogueRoot : NativeOpTrait<"EpilogueRoot"> {
  let cppNamespace = "::cnnc::cnn";
}

class Cnn_ElementwiseLayer<string mnemonic, list<Trait> traits = []>
    : Cnn_Layer<mnemonic, !listconcat([Cnn_EpilogueRoot,
        DeclareOpInterfaceMethods<Cnn_ElementwiseOpInterface>], traits)>;


#endif // CNNC_DIALECTS_CNN_CNNOPBASE_TD
