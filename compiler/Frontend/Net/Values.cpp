//===- Values.cpp - What an expression of the Net language is worth
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Values.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

namespace {
struct Describe {
  std::string operator()(Poison) { return "nothing"; }
  std::string operator()(int64_t n) { return "the number " + std::to_string(n); }
  std::string operator()(double x) {
    std::string text;
    llvm::raw_string_ostream(text) << llvm::format("the number %g", x);
    return text;
  }
  std::string operator()(bool b) { return b ? "true" : "false"; }
  std::string operator()(const List &list) { return "a list of " + std::to_string(list->size()); }
  std::string operator()(const Tensor &t) { return "a tensor of " + cnn::shapeText(t.getType()); }
  std::string operator()(PaddingMode p) { return p.mode == cnn::PaddingArg::Same ? "`same`" : "`valid`"; }
  std::string operator()(Word word) { return ("the word `" + word.text + "`").str(); }
  std::string operator()(cnn::InitAttr init) {
    return ("the initialiser `" + cnn::stringifyInitKind(init.getKind()) + "`").str();
  }
};
} // namespace

std::string cnnc::net::describe(const AnyValue &value) {
  return std::visit(Describe{}, static_cast<const AnyValue::variant &>(value));
}

std::string cnnc::net::describeTensor(const Tensor &tensor, const Diagnostics &diagnostics) {
  std::string what = tensor.name.empty() ? ("the result of " + tensor.producer).str() : tensor.name.str();
  return what + " is " + cnn::shapeText(tensor.getType()) + " (written at line " +
         std::to_string(diagnostics.getLine(tensor.at)) + ")";
}

bool cnnc::net::isInitialiserCall(StringRef name) {
  auto kind = cnn::symbolizeInitKind(name);
  return kind &&
         (*kind == cnn::InitKind::constant || *kind == cnn::InitKind::uniform || *kind == cnn::InitKind::normal);
}

AnyValue cnnc::net::getPredefined(StringRef name, MLIRContext *context) {
  if (name == "same")
    return PaddingMode{cnn::PaddingArg::Same};
  if (name == "valid")
    return PaddingMode{cnn::PaddingArg::Valid};
  auto kind = cnn::symbolizeInitKind(name);
  if (kind && !isInitialiserCall(name) && *kind != cnn::InitKind::values) // A list is written as one.
    return cnn::InitAttr::get(context, *kind);
  return Poison{};
}

ArrayRef<StringRef> cnnc::net::getPredefinedNames() {
  static const SmallVector<StringRef> names = [] {
    SmallVector<StringRef> all = {"same", "valid"};
    for (uint32_t kind = 0; kind <= cnn::getMaxEnumValForInitKind(); ++kind)
      if (auto init = cnn::symbolizeInitKind(kind); init && *init != cnn::InitKind::values)
        all.push_back(cnn::stringifyInitKind(*init));
    return all;
  }();
  return names;
}
