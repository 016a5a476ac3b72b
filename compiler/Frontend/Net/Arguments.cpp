//===- Arguments.cpp - Arguments of calls
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Arguments.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

//===----------------------------------------------------------------------===//
// Matching
//===----------------------------------------------------------------------===//

static InFlightDiagnostic withHelp(InFlightDiagnostic diag, const Callee &callee) {
  callee.help(*diag.getUnderlyingDiagnostic());
  return diag;
}

static int findFormal(const Callee &callee, ArrayRef<Formal> formals, StringRef name, Diagnostics &diagnostics) {
  SmallVector<StringRef> candidates;
  for (auto [i, formal] : llvm::enumerate(formals)) {
    if (formal.name == name)
      return i;
    candidates.push_back(formal.name);
  }
  withHelp(diagnostics.error(name), callee)
      << "'" << callee.name << "' has no argument '" << name << "'" << didYouMean(name, candidates);
  return -1;
}

FailureOr<SmallVector<int>> cnnc::net::matchArguments(const Callee &callee, ArrayRef<Formal> formals,
                                                      ArrayRef<StringRef> names, ArrayRef<StringRef> places,
                                                      Diagnostics &diagnostics) {
  SmallVector<int> matched(formals.size(), -1);
  size_t position = 0;
  for (auto [i, name] : llvm::enumerate(names)) {
    if (name.empty() && position == formals.size()) {
      withHelp(diagnostics.error(places[i]), callee) << "too many arguments: '" << callee.name << "' takes "
                                                     << (formals.empty() ? "none" : std::to_string(formals.size()));
      return failure();
    }
    int formal = name.empty() ? int(position++) : findFormal(callee, formals, name, diagnostics);
    if (formal < 0)
      return failure();
    if (matched[formal] >= 0) {
      withHelp(diagnostics.error(name.empty() ? places[i] : name), callee)
          << "argument '" << formals[formal].name << "' of '" << callee.name << "' is given twice";
      return failure();
    }
    matched[formal] = i;
  }
  SmallVector<std::string> missing;
  for (auto [i, formal] : llvm::enumerate(formals))
    if (formal.required && matched[i] < 0)
      missing.push_back("'" + formal.name.str() + "'");
  if (missing.empty())
    return matched;
  withHelp(diagnostics.error(callee.at), callee)
      << "'" << callee.name << "' lacks the argument" << (missing.size() > 1 ? "s " : " ") << llvm::join(missing, ", ");
  return failure();
}

std::string cnnc::net::describeRange(double min, double max) {
  auto text = [](double x) {
    return x == std::floor(x) && std::abs(x) < 1e9 ? std::to_string(int64_t(x)) : cnn::numberText(x);
  };
  return " from " + text(min) + " to " + text(max);
}

bool cnnc::net::fitsF32(const Argument &arg, Diagnostics &diagnostics) {
  const List *list = arg.value.get<List>();
  for (const AnyValue &value : list ? ArrayRef(**list) : ArrayRef(arg.value))
    if (value.isNumber() && std::abs(value.asReal()) > std::numeric_limits<float>::max()) {
      diagnostics.error(arg.at) << describe(value) << " is beyond f32";
      return false;
    }
  return true;
}

//===----------------------------------------------------------------------===//
// Initialisers
//===----------------------------------------------------------------------===//

AnyValue cnnc::net::buildInitialiser(StringRef at, ArrayRef<Argument> args, Diagnostics &diagnostics) {
  cnn::InitKind kind = *cnn::symbolizeInitKind(at);
  SmallVector<Formal> formals;
  if (kind == cnn::InitKind::constant)
    formals = {{"value", true}};
  else if (kind == cnn::InitKind::uniform)
    formals = {{"low", true}, {"high", true}};
  else
    formals = {{"mean", true}, {"deviation", true}};
  SmallVector<StringRef> names, places;
  for (const Argument &arg : args) {
    names.push_back(arg.name);
    places.push_back(arg.at);
  }
  auto help = [&](Diagnostic &diag) {
    diag.attachNote() << at << "(" << formals.front().name << (formals.size() > 1 ? ", " : "")
                      << (formals.size() > 1 ? formals.back().name : "") << ")";
  };
  auto matched = matchArguments({at, at, help}, formals, names, places, diagnostics);
  if (failed(matched))
    return Poison{};
  double values[2] = {0, 0};
  for (auto [i, index] : llvm::enumerate(*matched)) {
    if (!args[index].value.isNumber()) {
      diagnostics.error(args[index].at) << "argument '" << formals[i].name << "' of '" << at
                                        << "' must be a number; got " << describe(args[index].value);
      return Poison{};
    }
    if (!fitsF32(args[index], diagnostics))
      return Poison{};
    values[i] = args[index].value.asReal();
  }
  bool good = kind == cnn::InitKind::uniform ? values[0] <= values[1] : values[1] >= 0;
  if (!good) {
    diagnostics.error(at) << (kind == cnn::InitKind::uniform ? "`uniform(low, high)` needs low <= high"
                                                             : "the deviation of `normal` must be at least 0");
    return Poison{};
  }
  return cnn::InitAttr::get(diagnostics.getContext(), kind, values[0], values[1]);
}
