//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cnn dialect: what a network computes, on tensors.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNDIALECT_TD
#define CNNC_DIALECTS_CNN_CNNDIALECT_TD

include "mlir/IR/OpBase.td"

def Cnn_Dialect : Dialect {
  let name = "cnn";
  let cppNamespace = "::cnnc::cnn";
  let summary = "Layers of convolutional neural networks, as value semantics on tensors";
  let description = [{
    One op per layer concept. A picture tensor is `tensor<?xCxHxWxf32>`: the
    logical order is batch, channels, height, width, whatever the order in
    memory is, and only the batch is dynamic. A vector is `tensor<?xCxf32>`.

    Parameters are symbols with an initialiser, so that one module serves
    training (parameters are state) and inference (`cnn-freeze-parameters`
    turns them into constants). Every op keeps the location of the line that
    wrote it.

    Channels, height and width are at least 1, and a picture or a parameter has
    at most 2^31 elements. The function that is the network (`cnn.network`) is
    one block that ends in `func.return`.
  }];
  let useDefaultAttributePrinterParser = 1;
  let hasOperationAttrVerify = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect"];
  let extraClassDeclaration = [{
    void registerAttributes();
    /// Argument and result attribute of the network function: name in the ABI.
    static constexpr llvm::StringLiteral kNameAttr = "cnn.name";
    /// Unit attribute of the function that is the network.
    static constexpr llvm::StringLiteral kNetworkAttr = "cnn.network";
    /// Attribute of a function that trains the network (and has kNetworkAttr
    /// too): gradients, evaluate or update.
    static constexpr llvm::StringLiteral kRoleAttr = "cnn.role";
    /// Attributes of the network function: the `train` block, and the labels.
    static constexpr llvm::StringLiteral kTrainAttr = "cnn.train";
    static constexpr llvm::StringLiteral kLabelsAttr = "cnn.labels";
    /// Attribute of such a function: the pictures of a step.
    static constexpr llvm::StringLiteral kBatchAttr = "cnn.batch";
    /// Argument attribute of such a function: an entry of kLabelsAttr.
    static constexpr llvm::StringLiteral kTargetAttr = "cnn.target";
    /// Argument and result attribute of the network function: order of the
    /// dimensions in the caller's memory, a letter each.
    static constexpr llvm::StringLiteral kLayoutAttr = "cnn.layout";
    /// Argument attribute of a network on buffers: the element type, where the
    /// buffer's does not say it (i8 for u8, i8 or bool ...).
    static constexpr llvm::StringLiteral kElementAttr = "cnn.element";
    /// Attribute of the network function: a line for each layer that
    /// cnn-split-separable has split.
    static constexpr llvm::StringLiteral kSplitAttr = "cnn.split";
  }];
}

#endif // CNNC_DIALECTS_CNN_CNNDIALECT_TD
