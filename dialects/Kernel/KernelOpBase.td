//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the ops of the kernel dialect have in common.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_KERNELOPBASE_TD
#define CNNC_DIALECTS_KERNEL_KERNELOPBASE_TD

include "dialects/Kernel/KernelAttrs.td"
include "dialects/Kernel/KernelInterfaces.td"
include "dialects/Cnn/CnnAttrs.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

class Kernel_Op<string mnemonic, list<Trait> traits = []> : Op<Kernel_Dialect, mnemonic, traits>;

/// All kernels: inputs (at least one, but for kernel.fill) are of f32, bf16 or i8 with a layout, or vectors with a
/// number per channel; weights are vectors; the output has a layout; both are of f32 or, in blocks, bf16. The epilogue
/// is scalar code on one element per input (f32 for bf16) that yields f32.
class Kernel_Kernel<string mnemonic, dag attributes = (ins), list<Trait> traits = []>
    : Kernel_Op<mnemonic, !listconcat([AttrSizedOperandSegments, SingleBlock, NoTerminator,
        MemoryEffects<[MemRead, MemWrite]>, DeclareOpInterfaceMethods<Kernel_KernelOpInterface>], traits)> {
  let arguments = !con((ins Variadic<AnyMemRef>:$inputs, Variadic<AnyMemRef>:$weights,
                            AnyMemRef:$output), attributes);
  let regions = (region AnyRegion:$epilogue);
  let assemblyFormat = [{
    `ins` `(` ($inputs^ `:` type($inputs))? `)` (`weights` `(` $weights^ `:` type($weights) `)`)?
    `outs` `(` $output `:` type($output) `)` attr-dict (`epilogue` $epilogue^)?
  }];
  let hasVerifier = 1;
}

/// A kernel that can add up what it writes: see SummingOpInterface.
class Kernel_SummingKernel<string mnemonic, dag attributes>
    : Kernel_Kernel<mnemonic, (ins), [DeclareOpInterfaceMethods<Kernel_SummingOpInterface>]> {
  let arguments = !con((ins Variadic<AnyMemRef>:$inputs, Variadic<AnyMemRef>:$weights, Optional<AnyMemRef>:$sums,
                            AnyMemRef:$output), attributes);
  let regions = (region AnyRegion:$epilogue, AnyRegion:$terms);
  let assemblyFormat = [{
    `ins` `(` $inputs `:` type($inputs) `)` `weights` `(` $weights `:` type($weights) `)`
    (`sums` `(` $sums^ `:` type($sums) `)`)? `outs` `(` $output `:` type($output) `)` attr-dict
    (`epilogue` $epilogue^)? (`terms` $terms^)?
  }];
}

#endif // CNNC_DIALECTS_KERNEL_KERNELOPBASE_TD
