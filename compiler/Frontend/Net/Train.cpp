//===- Train.cpp - The `train` block of a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Train.h"
#include "dialects/Cnn/Parameters.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

static bool isPatterns(const TrainParam &param) {
  return param.kind == TrainParam::Patterns || param.kind == TrainParam::WeightPatterns;
}

namespace {
class TrainChecker {
public:
  TrainChecker(Evaluator &evaluator, Diagnostics &diagnostics, func::FuncOp function)
      : evaluator(evaluator), diagnostics(diagnostics), function(function), b(function.getContext()) {}
  void run(const Network &network);

private:
  const TrainKey *findKey(StringRef name);
  Attribute checkEntry(const TrainKey &key, const Expr &value);
  Attribute checkWhole(const TrainKey &key, const Expr &value);
  Attribute checkFunction(const TrainKey &key, const Expr &value);
  const TrainFunction *findFunction(const TrainKey &key, StringRef name);
  Attribute checkParam(const TrainFunction &function, const TrainParam &param, const Expr &value);
  Attribute checkTensor(const TrainFunction &function, const TrainParam &param, const Expr &value);
  Attribute checkLabel(const TrainFunction &function, const TrainParam &param, const Expr &value);
  Attribute checkValue(const TrainFunction &function, const TrainParam &param, const Expr &value);
  Attribute checkPatterns(const TrainFunction &function, const TrainParam &param, const Expr &value);
  bool checkPattern(const TrainFunction &called, const TrainParam &param, const StringExpr &pattern);
  Attribute checkNumbers(const TrainFunction &function, const TrainParam &param, const Expr &value);
  std::string describeFound(const Expr &value);
  void reject(const TrainFunction &function, const TrainParam &param, const Expr &value, const Twine &expected,
              ArrayRef<StringRef> candidates);
  void checkLossShapes(StringRef at, DictionaryAttr loss);
  Attribute getDefault(const TrainParam &param);

  Evaluator &evaluator;
  Diagnostics &diagnostics;
  func::FuncOp function;
  Builder b;
  std::optional<cnn::LearnedParameters> learned; ///< once a pattern asks for them
};
} // namespace

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

const TrainKey *TrainChecker::findKey(StringRef name) {
  SmallVector<StringRef> names;
  for (const TrainKey &key : getTrainKeys()) {
    if (key.name == name)
      return &key;
    names.push_back(key.name);
  }
  diagnostics.error(name) << "a `train` block has no entry '" << name << "'"
                          << didYouMean(name, names, "; its entries are " + llvm::join(names, ", "));
  return nullptr;
}

void TrainChecker::run(const Network &network) {
  NamedAttrList result;
  llvm::StringSet<> seen;
  for (const TrainEntry &entry : network.train) {
    if (diagnostics.isFull())
      return;
    const TrainKey *key = findKey(entry.key);
    if (key && !seen.insert(entry.key).second)
      diagnostics.error(entry.key) << "the entry '" << entry.key << "' is given twice"
                                   << (key->isList ? "; write a list: [a, b]" : "");
    else if (Attribute value = key ? checkEntry(*key, *entry.value) : Attribute())
      result.set(entry.key, value);
  }
  for (const TrainKey &key : getTrainKeys())
    if (key.isRequired && !seen.contains(key.name) && !diagnostics.hasErrors())
      diagnostics.error(network.trainAt) << "the `train` block lacks `" << key.name << " = ...`";
  function->setAttr("cnn.train", result.getDictionary(b.getContext()));
}

Attribute TrainChecker::checkEntry(const TrainKey &key, const Expr &value) {
  if (key.isNumber)
    return checkWhole(key, value);
  auto *list = llvm::dyn_cast<ListExpr>(&value);
  if (list && !key.isList) {
    diagnostics.error(value.at) << "`" << key.name << "` holds one function, not a list";
    return {};
  }
  if (list && key.isRequired && list->items.empty()) {
    diagnostics.error(value.at) << "`" << key.name << "` needs at least one function";
    return {};
  }
  SmallVector<Attribute> functions;
  if (list)
    for (const ExprPtr &item : list->items)
      functions.push_back(checkFunction(key, *item));
  else
    functions.push_back(checkFunction(key, value));
  if (llvm::is_contained(functions, Attribute()))
    return {};
  return b.getArrayAttr(functions);
}

Attribute TrainChecker::checkWhole(const TrainKey &key, const Expr &value) {
  AnyValue number = evaluator.evaluate(value);
  constexpr int64_t kMax = 1 << 24;
  const int64_t *n = number.get<int64_t>();
  if (n && *n >= 1 && *n <= kMax)
    return b.getI64IntegerAttr(*n);
  if (!number.isPoison())
    diagnostics.error(value.at) << "`" << key.name << "` must be a whole number from 1 to " << kMax << "; got "
                                << describe(number);
  return {};
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

const TrainFunction *TrainChecker::findFunction(const TrainKey &key, StringRef name) {
  SmallVector<StringRef> names;
  for (const TrainFunction &candidate : getTrainFunctions()) {
    if (candidate.key != key.name)
      continue;
    if (candidate.name == name)
      return &candidate;
    names.push_back(candidate.name);
  }
  diagnostics.error(name) << "`" << key.name << "` has no function '" << name << "'"
                          << didYouMean(name, names, "; there are " + llvm::join(names, ", "));
  return nullptr;
}

static std::string describeSignature(const TrainFunction &function) {
  std::string text = function.name.str() + "(";
  for (const TrainParam &param : function.params) {
    text += (&param == function.params.begin() ? "" : ", ") + param.name.str();
    if (!param.defaultText.empty())
      text += " = " + param.defaultText.str();
  }
  return text + ")";
}

Attribute TrainChecker::checkFunction(const TrainKey &key, const Expr &value) {
  if (diagnostics.isFull())
    return {};
  if (!llvm::isa<CallExpr, NameExpr>(value)) {
    const auto *example = llvm::find_if(getTrainFunctions(), [&](const TrainFunction &function) {
      return function.key == key.name && !function.params.empty();
    });
    diagnostics.error(value.at) << "`" << key.name << "` wants a function call such as `" << example->name << "(...)`";
    return {};
  }
  const TrainFunction *called = findFunction(key, value.at);
  if (!called)
    return {};
  SmallVector<Formal> formals;
  for (const TrainParam &param : called->params)
    formals.push_back({param.name, param.defaultText.empty()});
  SmallVector<StringRef> names, places;
  auto *call = llvm::dyn_cast<CallExpr>(&value);
  if (call)
    for (const Arg &arg : call->args) {
      names.push_back(arg.name);
      places.push_back(arg.value->at);
    }
  auto help = [&](Diagnostic &diag) { diag.attachNote() << describeSignature(*called); };
  auto matched = matchArguments({called->name, value.at, help}, formals, names, places, diagnostics);
  if (failed(matched))
    return {};
  NamedAttrList result;
  result.set("function", b.getStringAttr(called->name));
  bool good = true;
  for (auto [param, index] : llvm::zip_equal(called->params, *matched)) {
    if (index < 0 && (param.kind == TrainParam::Numbers || isPatterns(param)))
      continue;
    Attribute attr = index < 0 ? getDefault(param) : checkParam(*called, param, *call->args[index].value);
    good &= bool(attr);
    if (attr)
      result.set(param.name, attr);
  }
  if (!good)
    return {};
  DictionaryAttr dictionary = result.getDictionary(b.getContext());
  if (key.name == "loss")
    checkLossShapes(value.at, dictionary);
  auto low = dictionary.getAs<FloatAttr>("low"), high = dictionary.getAs<FloatAttr>("high");
  if (low && high && low.getValueAsDouble() > high.getValueAsDouble())
    diagnostics.error(value.at) << "`" << called->name << "(low, high)` needs low <= high";
  return dictionary;
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

Attribute TrainChecker::getDefault(const TrainParam &param) {
  double number = 0;
  if (param.kind == TrainParam::Bool)
    return b.getBoolAttr(param.defaultText == "true");
  if (param.kind == TrainParam::Choice || param.defaultText.getAsDouble(number))
    return b.getStringAttr(param.defaultText);
  return param.kind == TrainParam::Integer ? Attribute(b.getI64IntegerAttr(int64_t(number)))
                                           : Attribute(b.getF64FloatAttr(number));
}

/// What is written in the place of something else; empty: its mistake has been reported.
std::string TrainChecker::describeFound(const Expr &value) {
  bool isName = llvm::isa<NameExpr>(value);
  if (const LabelInfo *label = isName ? evaluator.findLabel(value.at) : nullptr) {
    std::string what = ("the label '" + value.at + "' of ").str();
    if (label->type)
      return what + cnn::shapeText(label->type) + " numbers";
    return label->classes ? what + std::to_string(label->classes) + " classes" : "";
  }
  AnyValue found = evaluator.evaluate(value);
  if (!found.isPoison())
    return describe(found);
  bool isUnknown = isName && !llvm::is_contained(evaluator.getNames(), value.at);
  return isUnknown ? ("the unknown name '" + value.at + "'").str() : "";
}

/// Reports an argument that is not what it must be.
void TrainChecker::reject(const TrainFunction &function, const TrainParam &param, const Expr &value,
                          const Twine &expected, ArrayRef<StringRef> candidates) {
  std::string got = describeFound(value);
  if (got.empty())
    return;
  diagnostics.error(value.at) << "argument '" << param.name << "' of '" << function.name << "' must be " << expected
                              << "; got " << got
                              << (llvm::isa<NameExpr>(value) ? didYouMean(value.at, candidates) : "");
}

Attribute TrainChecker::checkParam(const TrainFunction &function, const TrainParam &param, const Expr &value) {
  switch (param.kind) {
  case TrainParam::Tensor:
    return checkTensor(function, param, value);
  case TrainParam::ClassLabel:
  case TrainParam::TensorLabel:
    return checkLabel(function, param, value);
  case TrainParam::Choice: {
    SmallVector<StringRef> choices;
    param.choices.split(choices, '|');
    if (llvm::isa<NameExpr>(value) && llvm::is_contained(choices, value.at))
      return b.getStringAttr(value.at);
    reject(function, param, value, joinOr(choices), choices);
    return {};
  }
  case TrainParam::Numbers:
    return checkNumbers(function, param, value);
  case TrainParam::Patterns:
  case TrainParam::WeightPatterns:
    return checkPatterns(function, param, value);
  default:
    return checkValue(function, param, value);
  }
}

Attribute TrainChecker::checkTensor(const TrainFunction &called, const TrainParam &param, const Expr &value) {
  const Tensor *tensor = llvm::isa<NameExpr>(value) ? evaluator.findTensor(value.at) : nullptr;
  if (!tensor) {
    auto isTensor = [&](StringRef name) { return evaluator.findTensor(name) != nullptr; };
    reject(called, param, value, "the name of a tensor of the network",
           llvm::filter_to_vector(evaluator.getNames(), isTensor));
    return {};
  }
  Operation *op = tensor->value.getDefiningOp();
  if (!op)
    return b.getStringAttr(value.at); // An input; its name is in the argument's attributes.
  StringRef attr = cnn::CnnDialect::kNameAttr;
  if (!op->hasAttr(attr)) // Of several names of one tensor the first counts.
    op->setAttr(attr, b.getStringAttr(value.at));
  return op->getAttr(attr);
}

Attribute TrainChecker::checkLabel(const TrainFunction &called, const TrainParam &param, const Expr &value) {
  const LabelInfo *label = llvm::isa<NameExpr>(value) ? evaluator.findLabel(value.at) : nullptr;
  bool wantsClass = param.kind == TrainParam::ClassLabel;
  if (label && wantsClass == !label->type)
    return b.getStringAttr(value.at);
  auto isLabel = [&](StringRef name) { return evaluator.findLabel(name) != nullptr; };
  reject(called, param, value, wantsClass ? "a label such as `label y: 10`" : "a label such as `label y: f32[10]`",
         llvm::filter_to_vector(evaluator.getNames(), isLabel));
  return {};
}

Attribute TrainChecker::checkValue(const TrainFunction &called, const TrainParam &param, const Expr &value) {
  bool isLabel = llvm::isa<NameExpr>(value) && evaluator.findLabel(value.at);
  AnyValue argument = isLabel ? AnyValue(Poison{}) : evaluator.evaluate(value);
  bool inRange = argument.isNumber() && argument.asReal() >= param.min && argument.asReal() <= param.max &&
                 !(param.isBelowMax && argument.asReal() == param.max);
  std::string range = param.isBelowMax ? " of at least 0 and below 1" : describeRange(param.min, param.max);
  if (param.kind == TrainParam::Bool) {
    if (const bool *flag = argument.get<bool>())
      return b.getBoolAttr(*flag);
  } else if (param.kind == TrainParam::Integer) {
    if (argument.is<int64_t>() && inRange)
      return b.getI64IntegerAttr(*argument.get<int64_t>());
  } else if (inRange) {
    return b.getF64FloatAttr(argument.asReal());
  }
  reject(called, param, value,
         param.kind == TrainParam::Bool      ? "true or false"
         : param.kind == TrainParam::Integer ? "a whole number" + range
                                             : "a number" + range,
         llvm::filter_to_vector(evaluator.getNames(), [&](StringRef name) {
           return !evaluator.findTensor(name) && !evaluator.findLabel(name);
         }));
  return {};
}

Attribute TrainChecker::checkNumbers(const TrainFunction &called, const TrainParam &param, const Expr &value) {
  bool isLabel = llvm::isa<NameExpr>(value) && evaluator.findLabel(value.at);
  AnyValue argument = isLabel ? AnyValue(Poison{}) : evaluator.evaluate(value);
  auto isInRange = [&](const AnyValue &number) {
    return number.isNumber() && number.asReal() >= param.min && number.asReal() <= param.max;
  };
  const List *list = argument.get<List>();
  if (list && llvm::all_of(**list, isInRange))
    return b.getDenseF64ArrayAttr(llvm::map_to_vector(**list, [](const AnyValue &number) { return number.asReal(); }));
  reject(called, param, value, "a list of numbers" + describeRange(param.min, param.max), {});
  return {};
}

/// One string or a list of strings; an array of them.
Attribute TrainChecker::checkPatterns(const TrainFunction &called, const TrainParam &param, const Expr &value) {
  SmallVector<const Expr *> items = {&value};
  if (auto *list = llvm::dyn_cast<ListExpr>(&value))
    items = llvm::map_to_vector(list->items, [](const ExprPtr &item) -> const Expr * { return item.get(); });
  SmallVector<Attribute> patterns;
  bool good = !items.empty();
  for (const Expr *item : items) {
    auto *pattern = llvm::dyn_cast<StringExpr>(item);
    if (!pattern) {
      reject(called, param, *item, "a pattern of names such as \"stage1.*\", or a list of such", {});
      return {};
    }
    good &= checkPattern(called, param, *pattern);
    patterns.push_back(b.getStringAttr(pattern->getText()));
  }
  if (items.empty())
    reject(called, param, value, "a pattern of names such as \"stage1.*\", or a list of such", {});
  return good ? b.getArrayAttr(patterns) : Attribute();
}

/// Whether parameters match; what has no names yet has been reported.
bool TrainChecker::checkPattern(const TrainFunction &called, const TrainParam &param, const StringExpr &pattern) {
  if (!evaluator.areParametersNamed())
    return true;
  if (!learned)
    learned.emplace(function);
  auto matches = learned->select(pattern.getText());
  if (!matches) {
    diagnostics.error(pattern.at) << "this is no pattern: " << llvm::toString(matches.takeError());
    return false;
  }
  if (matches->empty()) {
    std::string ofLayer = (pattern.getText() + ".*").str();
    auto layer = learned->select(ofLayer);
    bool isLayer = layer && !layer->empty();
    llvm::consumeError(layer.takeError());
    diagnostics.error(pattern.at) << "no parameter matches " << pattern.at
                                  << (isLayer
                                          ? "; of a layer they are \"" + ofLayer + "\""
                                          : "; --emit=parameters lists their names, and * stands for any characters");
    return false;
  }
  if (param.kind == TrainParam::WeightPatterns && !learned->findWeightUse(matches->front())) {
    diagnostics.error(pattern.at) << "'" << called.name << "' bounds the weights of convolutions and dense layers, but "
                                  << pattern.at << " matches none; it matches '" << matches->front().getSymName()
                                  << "'";
    return false;
  }
  return true;
}

/// A loss compares the elements of a tensor with a label of the same shape.
void TrainChecker::checkLossShapes(StringRef at, DictionaryAttr loss) {
  auto name = [&](StringRef key) { return loss.getAs<StringAttr>(key); };
  StringAttr tensorName = name("logits") ? name("logits") : name("prediction");
  const Tensor *tensor = evaluator.findTensor(tensorName.getValue());
  const LabelInfo *label = evaluator.findLabel(name("label").getValue());
  if (!tensor || !label || (!label->type && !label->classes))
    return;
  RankedTensorType type = tensor->getType();
  bool fits = label->type ? type == label->type : type.getRank() == 2 && type.getDimSize(1) == label->classes;
  auto weights = loss.getAs<DenseF64ArrayAttr>("class_weights");
  if (weights && weights.size() != label->classes)
    diagnostics.error(at) << "label " << name("label").getValue() << " has " << label->classes
                          << " classes, but `class_weights` holds " << weights.size() << " numbers";
  else if (weights && llvm::all_of(weights.asArrayRef(), [](double weight) { return weight == 0; }))
    diagnostics.error(at) << "all of `class_weights` are 0, so that nothing would be learnt";
  if (fits)
    return;
  std::string want = label->type ? cnn::shapeText(label->type) : std::to_string(label->classes);
  diagnostics.error(at) << tensorName.getValue() << " is " << describeShape(type) << ", but label "
                        << name("label").getValue() << " wants " << want;
}

void cnnc::net::checkTrain(const Network &network, Evaluator &evaluator, Diagnostics &diagnostics,
                           func::FuncOp function) {
  TrainChecker(evaluator, diagnostics, function).run(network);
}
