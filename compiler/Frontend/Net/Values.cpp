//===- Values.cpp - What an expression of the Net language is worth
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Values.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

namespace {
/// A value as it is written.
struct Spell {
  std::string operator()(Poison) { return "nothing"; }
  std::string operator()(int64_t n) { return std::to_string(n); }
  std::string operator()(double x) {
    std::string text = cnn::numberText(x);
    return StringRef(text).find_first_of(".e") == StringRef::npos ? text + ".0" : text;
  }
  std::string operator()(bool b) { return b ? "true" : "false"; }
  std::string operator()(const List &list) {
    constexpr size_t kMost = 4;
    std::string text;
    for (const AnyValue &item : ArrayRef(*list).take_front(kMost))
      text += (text.empty() ? "" : ", ") + std::visit(*this, static_cast<const AnyValue::variant &>(item));
    return list->size() > kMost ? text + ", ..." : text;
  }
  std::string operator()(const Tensor &t) {
    return (t.getType().getRank() == 2 ? "" : "a tensor of ") + describeShape(t.getType());
  }
  std::string operator()(PaddingMode p) { return p.mode == cnn::PaddingArg::Same ? "same" : "valid"; }
  std::string operator()(Word word) { return word.text.str(); }
  std::string operator()(cnn::InitAttr init) { return cnn::stringifyInitKind(init.getKind()).str(); }
};
} // namespace

std::string cnnc::net::describe(const AnyValue &value) {
  std::string text = std::visit(Spell{}, static_cast<const AnyValue::variant &>(value));
  if (const List *list = value.get<List>()) {
    if ((*list)->empty())
      return "an empty list";
    bool tensors = llvm::all_of(**list, [](const AnyValue &item) { return item.is<Tensor>(); });
    return "a list of " + std::to_string((*list)->size()) + (tensors ? " tensors" : ": " + text);
  }
  if (value.isNumber())
    return "the number " + text;
  if (value.is<PaddingMode>())
    return "`" + text + "`";
  if (value.is<Word>())
    return "the word `" + text + "`";
  if (value.is<cnn::InitAttr>())
    return "the initialiser `" + text + "`";
  return text;
}

std::string cnnc::net::describeShape(RankedTensorType type) {
  return (type.getRank() == 2 ? "a vector of " : "") + cnn::shapeText(type);
}

std::string cnnc::net::describeTensor(const Tensor &tensor, const Diagnostics &diagnostics) {
  std::string what = tensor.name.empty() ? ("the result of " + tensor.producer).str() : tensor.name.str();
  return what + " is " + describeShape(tensor.getType()) + " (written at line " +
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
