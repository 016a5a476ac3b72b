//===----------------------------------------------------------------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Attributes of the cnn dialect: memory layouts, initialisers.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_DIALECTS_CNN_CNNATTRS_TD
#define CNNC_DIALECTS_CNN_CNNATTRS_TD

include "dialects/Cnn/CnnDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/TensorEncoding.td"

def Cnn_OrderEnum : I32Enum<"Order", "order of the dimensions in memory", [
    I32EnumCase<"nchw", 0>, I32EnumCase<"nhwc", 1>]> {
  let cppNamespace = "::cnnc::cnn";
}

def Cnn_InitKindEnum : I32Enum<"InitKind", "how a parameter starts", [
    I32EnumCase<"zeros", 0>, I32EnumCase<"ones", 1>, I32EnumCase<"constant", 2>,
    I32EnumCase<"uniform", 3>, I32EnumCase<"normal", 4>,
    I32EnumCase<"glorot_uniform", 5>, I32EnumCase<"glorot_normal", 6>,
    I32EnumCase<"he_uniform", 7>, I32EnumCase<"he_normal", 8>, I32EnumCase<"values", 9>]> {
  let cppNamespace = "::cnnc::cnn";
}

def Cnn_PadModeEnum : I32Enum<"PadMode", "what lies beyond the edge of a picture", [
    I32EnumCase<"zero", 0>, I32EnumCase<"reflect", 1>, I32EnumCase<"replicate", 2>, I32EnumCase<"circular", 3>]> {
  let cppNamespace = "::cnnc::cnn";
}

class Cnn_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<Cnn_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

def Cnn_LayoutAttr : Cnn_Attr<"Layout", "layout", [
    DeclareAttrInterfaceMethods<MemRefLayoutAttrInterface,
      ["getAffineMap", "isIdentity", "verifyLayout", "getStridesAndOffset"]>,
    DeclareAttrInterfaceMethods<VerifiableTensorEncoding, ["verifyEncoding"]>]> {
  let summary = "where the elements of a picture tensor lie in memory";
  let description = [{
    A tensor of logical shape N x C x H x W (or N x C, which is C x 1 x 1; a
    tensor of another rank is its first dimension x the rest, in plain nchw
    order) lies in memory, picture by picture, as

      - `nchw`: `[ceil(C/block)][top + H + bottom][left + W + right][block]`.
        With `block = 1` this is the plain order; with the lanes of a vector it
        is NCHWc. Lanes beyond C hold finite values that nobody relies on.
      - `nhwc`: `[H][W][C]`, `block = 1`, no halo: the order of pictures.

    The halo is written by whoever produces the tensor, so that a padded
    convolution has no branch in its inner loops. It holds what `border` says:
    zeros, or elements of the picture (reflect: `x[1], x[0] | x[0] ...` without
    the edge itself, that is -1 is 1 and n is n-2; replicate: the edge;
    circular: the opposite side).

    `pitch` is the distance between pictures in elements; 0 means dense. It
    differs for a slice of channels of a wider buffer (a concat without copy).

    Example: `tensor<?x64x56x56xf32, #cnn.layout<nchw, block = 16, halo = [1, 1, 1, 1], pitch = 0>>`
  }];
  let parameters = (ins EnumParameter<Cnn_OrderEnum>:$order, "int64_t":$block,
                        ArrayRefParameter<"int64_t">:$halo, "int64_t":$pitch,
                        DefaultValuedParameter<"::cnnc::cnn::PadMode", "::cnnc::cnn::PadMode::zero">:$border);
  let assemblyFormat = [{
    `<` $order `,` `block` `=` $block `,` `halo` `=` `[` $halo `]` `,` `pitch` `=` $pitch
    (`,` `border` `=` $border^)? `>`
  }];
  let builders = [AttrBuilder<(ins "Order":$order, "int64_t":$block, "llvm::ArrayRef<int64_t>":$halo,
                                   "int64_t":$pitch), [{
    return $_get($_ctxt, order, block, halo, pitch, PadMode::zero);
  }]>];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getTop() const { return getHalo()[0]; }
    int64_t getBottom() const { return getHalo()[1]; }
    int64_t getLeft() const { return getHalo()[2]; }
    int64_t getRight() const { return getHalo()[3]; }
    bool hasHalo() const;
    /// The same layout with another halo (without one there is no border), or
    /// with another pitch.
    LayoutAttr withHalo(llvm::ArrayRef<int64_t> halo) const;
    LayoutAttr withHalo(llvm::ArrayRef<int64_t> halo, PadMode border) const;
    LayoutAttr withPitch(int64_t pitch) const;
    /// Physical extents of one picture of the logical shape (N, C, H, W) or
    /// (N, C): four numbers, outermost first.
    llvm::SmallVector<int64_t, 4> physicalShape(llvm::ArrayRef<int64_t> logical) const;
    /// Elements of one picture, without regard to `pitch`.
    int64_t pictureElements(llvm::ArrayRef<int64_t> logical) const;
    /// Elements from one picture to the next.
    int64_t pictureStride(llvm::ArrayRef<int64_t> logical) const;
  }];
}

def Cnn_InitAttr : Cnn_Attr<"Init", "init"> {
  let summary = "the initialiser of a parameter";
  let description = [{
    `constant` uses `a`; `values` gives each element, in the parameter's order;
    `uniform` draws from [a, b); `normal` has mean a and
    standard deviation b; the Glorot and He initialisers derive their range
    from the parameter's shape (fan-in: all but the first dimension; fan-out:
    the first dimension times the kernel). Draws come from a counter-based
    generator keyed by the module's `cnn.seed` and the parameter's name.

    Example: `#cnn.init<normal, a = 0.0 : f64, b = 0.1 : f64>`
  }];
  let parameters = (ins EnumParameter<Cnn_InitKindEnum>:$kind,
                        OptionalParameter<"::mlir::FloatAttr">:$aAttr,
                        OptionalParameter<"::mlir::FloatAttr">:$bAttr,
                        OptionalParameter<"::mlir::DenseF64ArrayAttr">:$valuesAttr);
  let assemblyFormat = "`<` $kind (`=` $valuesAttr^)? (`,` `a` `=` $aAttr^)? (`,` `b` `=` $bAttr^)? `>`";
  let builders = [AttrBuilder<(ins "InitKind":$kind), [{
    return $_get($_ctxt, kind, ::mlir::FloatAttr(), ::mlir::FloatAttr(), ::mlir::DenseF64ArrayAttr());
  }]>, AttrBuilder<(ins "InitKind":$kind, "double":$a, "double":$b), [{
    auto f64 = ::mlir::Float64Type::get($_ctxt);
    return $_get($_ctxt, kind, ::mlir::FloatAttr::get(f64, a), ::mlir::FloatAttr::get(f64, b),
                 ::mlir::DenseF64ArrayAttr());
  }]>, AttrBuilder<(ins "llvm::ArrayRef<double>":$values), [{
    return $_get($_ctxt, InitKind::values, ::mlir::FloatAttr(), ::mlir::FloatAttr(),
                 ::mlir::DenseF64ArrayAttr::get($_ctxt, values));
  }]>];
  let extraClassDeclaration = [{
    /// 0 where it is not written.
    double getA() const { return getAAttr() ? getAAttr().getValueAsDouble() : 0.0; }
    double getB() const { return getBAttr() ? getBAttr().getValueAsDouble() : 0.0; }
    /// The elements that `values` gives.
    llvm::ArrayRef<double> getValues() const {
      return getValuesAttr() ? getValuesAttr().asArrayRef() : llvm::ArrayRef<double>();
    }
  }];
  let genVerifyDecl = 1;
}

def Cnn_PoolKindEnum : I32Enum<"PoolKind", "what a pooling window computes", [
    I32EnumCase<"max", 0>, I32EnumCase<"avg", 1>, I32EnumCase<"lp", 2>]> {
  let cppNamespace = "::cnnc::cnn";
}
def Cnn_PoolKindAttr : EnumAttr<Cnn_Dialect, Cnn_PoolKindEnum, "pool_kind">;

def Cnn_ReduceKindEnum : I32Enum<"ReduceKind", "what a reduction computes", [
    I32EnumCase<"mean", 0>, I32EnumCase<"sum", 1>, I32EnumCase<"max", 2>, I32EnumCase<"min", 3>]> {
  let cppNamespace = "::cnnc::cnn";
}
def Cnn_ReduceKindAttr : EnumAttr<Cnn_Dialect, Cnn_ReduceKindEnum, "reduce_kind">;

def Cnn_ResizeModeEnum : I32Enum<"ResizeMode", "how a resized picture is interpolated", [
    I32EnumCase<"nearest", 0>, I32EnumCase<"bilinear", 1>, I32EnumCase<"bicubic", 2>]> {
  let cppNamespace = "::cnnc::cnn";
}
def Cnn_ResizeModeAttr : EnumAttr<Cnn_Dialect, Cnn_ResizeModeEnum, "resize_mode">;

def Cnn_PadModeAttr : EnumAttr<Cnn_Dialect, Cnn_PadModeEnum, "pad_mode">;
/// Zeros unless said otherwise.
def Cnn_PadModeOrZero : DefaultValuedAttr<Cnn_PadModeAttr, "::cnnc::cnn::PadMode::zero">;

#endif // CNNC_DIALECTS_CNN_CNNATTRS_TD
