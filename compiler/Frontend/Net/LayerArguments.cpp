//===- LayerArguments.cpp - Arguments of layers
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Arguments.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;
using cnn::ArgKind;
using cnn::ArgValue;
using cnn::LayerArg;
using cnn::LayerSpec;
using cnn::PaddingArg;

//===----------------------------------------------------------------------===//
// Conversion
//===----------------------------------------------------------------------===//

static std::string describeExpected(const LayerArg &arg) {
  std::string range = describeRange(arg.min, arg.max);
  switch (arg.kind) {
  case ArgKind::Integer:
    return "a whole number" + range;
  case ArgKind::Number:
    return "a number" + range;
  case ArgKind::Bool:
    return "true or false";
  case ArgKind::Pair:
    return "a whole number" + range + ", or a list of two: [height, width]";
  case ArgKind::Padding:
    return "same, valid, a whole number" + range + ", [height, width] or [top, bottom, left, right]";
  case ArgKind::Border:
    return "a whole number" + range + ", [height, width] or [top, bottom, left, right]";
  case ArgKind::Numbers:
    return "a number or a list of numbers" + range;
  case ArgKind::Padding1d:
    return "same, valid, a whole number" + range + ", or [left, right]";
  case ArgKind::Integers:
    return "a whole number or a list of whole numbers" + range;
  case ArgKind::Parts:
    return "the number of equal parts, or a list of two sizes or more," + range;
  case ArgKind::Init:
    return "an initialiser such as zeros, he_normal or normal(0, 0.1), or a list of all elements";
  case ArgKind::Word:
    return joinOr(arg.getWords());
  case ArgKind::Axes:
    return joinOr(arg.getWords()) + ", or a list of these, each once";
  }
  llvm_unreachable("all kinds are covered");
}

static bool isWhole(const LayerArg &arg, const AnyValue &value) {
  const int64_t *n = value.get<int64_t>();
  return n && double(*n) >= arg.min && double(*n) <= arg.max;
}

static bool isInRange(const LayerArg &arg, const AnyValue &value) {
  return value.isNumber() && value.asReal() >= arg.min && value.asReal() <= arg.max;
}

/// The whole numbers of a value: one, or those of a list; empty: it is neither.
static SmallVector<int64_t, 4> getWholes(const LayerArg &arg, const AnyValue &value, size_t most = 4) {
  if (isWhole(arg, value))
    return {*value.get<int64_t>()};
  SmallVector<int64_t, 4> numbers;
  if (const List *list = value.get<List>(); list && (*list)->size() <= most)
    for (const AnyValue &item : **list) {
      if (!isWhole(arg, item))
        return {};
      numbers.push_back(*item.get<int64_t>());
    }
  return numbers;
}

static std::optional<ArgValue> convertPadding(const LayerArg &arg, const AnyValue &value) {
  if (const PaddingMode *mode = value.get<PaddingMode>(); mode && arg.kind != ArgKind::Border)
    return PaddingArg{mode->mode};
  SmallVector<int64_t, 4> n = getWholes(arg, value);
  if (arg.kind == ArgKind::Padding1d) {
    if (n.size() != 1 && n.size() != 2)
      return std::nullopt;
    return PaddingArg{PaddingArg::Explicit, 0, 0, n.front(), n.back()};
  }
  switch (n.size()) {
  case 1:
    return PaddingArg{PaddingArg::Explicit, n[0], n[0], n[0], n[0]};
  case 2:
    return PaddingArg{PaddingArg::Explicit, n[0], n[0], n[1], n[1]};
  case 4:
    return PaddingArg{PaddingArg::Explicit, n[0], n[1], n[2], n[3]};
  default:
    return std::nullopt;
  }
}

static std::optional<ArgValue> convertNumbers(const LayerArg &arg, const AnyValue &value) {
  SmallVector<double> numbers;
  if (isInRange(arg, value))
    return SmallVector<double>{value.asReal()};
  const List *list = value.get<List>();
  if (!list || (*list)->empty())
    return std::nullopt;
  for (const AnyValue &item : **list) {
    if (!isInRange(arg, item))
      return std::nullopt;
    numbers.push_back(item.asReal());
  }
  return numbers;
}

/// The word of a value that is one of those allowed.
static std::optional<StringRef> getWord(const LayerArg &arg, const AnyValue &value) {
  const Word *word = value.get<Word>();
  if (!word || !llvm::is_contained(arg.getWords(), word->text))
    return std::nullopt;
  return word->text;
}

/// Axes as dimensions of N x C x H x W, in the order in which they are written.
static std::optional<ArgValue> convertAxes(const LayerArg &arg, const AnyValue &value) {
  SmallVector<AnyValue> items = {value};
  if (const List *list = value.get<List>())
    items.assign((*list)->begin(), (*list)->end());
  SmallVector<int64_t, 2> axes;
  for (const AnyValue &item : items) {
    auto word = getWord(arg, item);
    if (!word)
      return std::nullopt;
    int64_t axis = *word == "channels" ? 1 : *word == "height" ? 2 : 3;
    if (llvm::is_contained(axes, axis))
      return std::nullopt;
    axes.push_back(axis);
  }
  if (axes.empty())
    return std::nullopt;
  return axes;
}

/// `constant(x)` is a layer, and where an initialiser stands, one of these.
static std::optional<ArgValue> convertConstant(const AnyValue &value, MLIRContext *context) {
  const Tensor *tensor = value.get<Tensor>();
  auto constant = tensor ? tensor->value.getDefiningOp<cnn::ConstantOp>() : cnn::ConstantOp();
  if (!constant || constant.getValue().getNumElements() != 1)
    return std::nullopt;
  double number = (*constant.getValue().value_begin<APFloat>()).convertToFloat();
  return Attribute(cnn::InitAttr::get(context, cnn::InitKind::constant, number, 0.0));
}

/// A list of numbers as the initialiser that gives each element.
static std::optional<ArgValue> convertValues(const AnyValue &value, MLIRContext *context) {
  const List *list = value.get<List>();
  if (!list || (*list)->empty() || !llvm::all_of(**list, [](const AnyValue &item) { return item.isNumber(); }))
    return std::nullopt;
  auto numbers = llvm::map_to_vector(**list, [](const AnyValue &item) { return item.asReal(); });
  return Attribute(cnn::InitAttr::get(context, numbers));
}

static std::optional<ArgValue> convert(const LayerArg &arg, const AnyValue &value, MLIRContext *context) {
  switch (arg.kind) {
  case ArgKind::Integer:
    if (isWhole(arg, value))
      return *value.get<int64_t>();
    return std::nullopt;
  case ArgKind::Number:
    if (isInRange(arg, value))
      return value.asReal();
    return std::nullopt;
  case ArgKind::Bool:
    if (const bool *b = value.get<bool>())
      return *b;
    return std::nullopt;
  case ArgKind::Pair: {
    SmallVector<int64_t, 4> n = getWholes(arg, value);
    if (n.size() == 1 || n.size() == 2)
      return SmallVector<int64_t, 2>{n.front(), n.back()};
    return std::nullopt;
  }
  case ArgKind::Padding:
  case ArgKind::Padding1d:
  case ArgKind::Border:
    return convertPadding(arg, value);
  case ArgKind::Integers:
  case ArgKind::Parts: {
    SmallVector<int64_t, 4> n = getWholes(arg, value, /*most=*/1 << 16);
    if (n.empty() || (arg.kind == ArgKind::Parts && n.size() == 1 && value.is<List>()))
      return std::nullopt;
    return SmallVector<int64_t, 2>(n.begin(), n.end());
  }
  case ArgKind::Word:
    if (auto word = getWord(arg, value))
      return word->str();
    return std::nullopt;
  case ArgKind::Axes:
    return convertAxes(arg, value);
  case ArgKind::Numbers:
    return convertNumbers(arg, value);
  case ArgKind::Init:
    if (const cnn::InitAttr *init = value.get<cnn::InitAttr>())
      return Attribute(*init);
    if (auto constant = convertConstant(value, context))
      return constant;
    return convertValues(value, context);
  }
  llvm_unreachable("all kinds are covered");
}

/// A default text as a value; names of earlier arguments are the caller's.
static AnyValue parseDefault(const LayerArg &arg, MLIRContext *context) {
  StringRef text = arg.defaultText;
  int64_t whole;
  double real;
  if (llvm::is_contained(arg.getWords(), text))
    return Word{text};
  if (text == "true" || text == "false")
    return text == "true";
  if (!text.getAsInteger(10, whole))
    return whole;
  if (!text.getAsDouble(real))
    return real;
  return getPredefined(text, context);
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static bool isListOfTensors(const AnyValue &value) {
  const List *list = value.get<List>();
  return list && !(*list)->empty() && llvm::all_of(**list, [](const AnyValue &item) { return item.is<Tensor>(); });
}

static LogicalResult takeInputs(const LayerSpec &spec, StringRef at, ArrayRef<Argument> &args, LayerArguments &result,
                                Diagnostics &diagnostics) {
  auto hasRoom = [&] { return spec.maxInputs < 0 || int64_t(result.inputs.size()) < spec.maxInputs; };
  while (!args.empty() && args.front().name.empty() && hasRoom()) {
    const Argument &arg = args.front();
    if (spec.maxInputs != 1 && isListOfTensors(arg.value)) {
      for (const AnyValue &item : **arg.value.get<List>())
        result.inputs.push_back({*item.get<Tensor>(), arg.at});
    } else if (const Tensor *tensor = arg.value.get<Tensor>()) {
      result.inputs.push_back({*tensor, arg.at});
    } else if (spec.takesNumbers && arg.value.isNumber()) {
      if (!fitsF32(arg, diagnostics))
        return failure();
      result.inputs.push_back({Tensor{}, arg.at, arg.value.asReal()});
    } else {
      break;
    }
    args = args.drop_front();
  }
  int64_t found = result.inputs.size();
  if (found >= spec.minInputs && (spec.maxInputs < 0 || found <= spec.maxInputs))
    return success();
  bool isWrong = found < spec.minInputs && !args.empty() && args.front().name.empty();
  auto diag = diagnostics.error(isWrong ? args.front().at : at);
  diag << "'" << spec.name << "' wants "
       << (spec.minInputs == 1 ? "a tensor" : std::to_string(spec.minInputs) + " tensors") << " to work on, got "
       << (isWrong ? describe(args.front().value)
           : found ? std::to_string(found)
                   : "none");
  if (isWrong && isListOfTensors(args.front().value))
    diag << "; take one of its elements: `parts[0]`";
  else if (!found)
    diag << "; write `x |> " << spec.name << (spec.args.empty() ? "`" : "(...)`");
  diag.attachNote() << cnn::getSignature(spec);
  return failure();
}

/// Reports a tensor after all inputs that the layer has.
static LogicalResult checkSurplus(const LayerSpec &spec, ArrayRef<Argument> args, Diagnostics &diagnostics) {
  // `constant(x)` is an initialiser too.
  bool wantsInit = !spec.args.empty() && spec.args.front().kind == ArgKind::Init;
  if (args.empty() || !args.front().name.empty() || !args.front().value.is<Tensor>() || wantsInit)
    return success();
  std::string count = spec.maxInputs == 0   ? "no tensor"
                      : spec.maxInputs == 1 ? "one tensor"
                                            : std::to_string(spec.maxInputs) + " tensors";
  auto diag = diagnostics.error(args.front().at);
  diag << "'" << spec.name << "' works on " << count << "; this is one more";
  diag.attachNote() << cnn::getSignature(spec);
  return failure();
}

FailureOr<LayerArguments> cnnc::net::checkLayerArguments(const LayerSpec &spec, StringRef at, ArrayRef<Argument> args,
                                                         Diagnostics &diagnostics) {
  LayerArguments result;
  if (failed(takeInputs(spec, at, args, result, diagnostics)) || failed(checkSurplus(spec, args, diagnostics)))
    return failure();
  SmallVector<Formal> formals;
  for (const LayerArg &arg : spec.args)
    formals.push_back({arg.name, arg.defaultText.empty()});
  SmallVector<StringRef> names, places;
  for (const Argument &arg : args) {
    names.push_back(arg.name);
    places.push_back(arg.at);
  }
  auto help = [&](Diagnostic &diag) { diag.attachNote() << cnn::getSignature(spec); };
  auto matched = matchArguments({spec.name, at, help}, formals, names, places, diagnostics);
  if (failed(matched))
    return failure();
  bool good = true;
  for (auto [arg, index] : llvm::zip_equal(spec.args, *matched)) {
    if (index < 0 && arg.defaultText == "none")
      continue;
    auto earlier = result.values.find(arg.defaultText);
    if (index < 0 && earlier != result.values.end()) {
      ArgValue copy = earlier->second; // Insertion may move what `earlier` points to.
      result.values[arg.name] = std::move(copy);
      continue;
    }
    if (index >= 0 && arg.kind == ArgKind::Init && !fitsF32(args[index], diagnostics))
      return failure();
    AnyValue value = index < 0 ? parseDefault(arg, diagnostics.getContext()) : args[index].value;
    std::optional<ArgValue> converted = convert(arg, value, diagnostics.getContext());
    if (!converted) {
      auto diag = diagnostics.error(index < 0 ? at : args[index].at);
      diag << "argument '" << arg.name << "' of '" << spec.name << "' must be " << describeExpected(arg) << "; got "
           << describe(value);
      help(*diag.getUnderlyingDiagnostic());
      good = false;
      continue;
    }
    result.values[arg.name] = std::move(*converted);
    if (index >= 0)
      result.places[arg.name] = args[index].at;
  }
  if (!good)
    return failure();
  return result;
}
