//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attributes of the kernel dialect.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_KERNEL_KERNELATTRS_TD
#define CNNC_DIALECTS_KERNEL_KERNELATTRS_TD

include "dialects/Kernel/KernelDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Kernel_ChoiceAttr : AttrDef<Kernel_Dialect, "Choice"> {
  let mnemonic = "choice";
  let summary = "the kernel that computes a group of layers, and its tile";
  let description = [{
    `tile` means what the kernel says it means; for a direct convolution it is
    rows, columns and blocks of output channels held in registers.

    Example: `#kernel.choice<"direct_conv", tile = [1, 14, 2]>`
  }];
  let parameters = (ins StringRefParameter<>:$kernel, OptionalArrayRefParameter<"int64_t">:$tile);
  let assemblyFormat = "`<` $kernel (`,` `tile` `=` `[` $tile^ `]`)? `>`";
}

#endif // CNNC_DIALECTS_KERNEL_KERNELATTRS_TD
