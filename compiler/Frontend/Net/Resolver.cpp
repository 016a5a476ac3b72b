//===- Resolver.cpp - Names of a Net program
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two spaces of names: variables (inputs, labels, bindings, outputs, a block's
// parameters), and what can be called (layers, blocks, initialisers). Outside
// of blocks, a variable exists from its line on; a block sees all variables of
// the file, and the evaluator checks that those it uses exist when it is called.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Resolver.h"
#include "compiler/Frontend/Net/Train.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::net;

namespace {
struct Variable {
  StringRef at;
  StringRef what; ///< "binding", "input" ...
  bool used = false;
  bool defined = false;
};
using Variables = llvm::MapVector<StringRef, Variable>;

class Resolver {
public:
  Resolver(const Network &network, Diagnostics &diagnostics) : network(network), diagnostics(diagnostics) {}
  void run(ArrayRef<const cnn::LayerSpec *> specs);

private:
  void collect(ArrayRef<const cnn::LayerSpec *> specs);
  void visitStatement(const Statement &statement);
  void visitBlock(const BlockDecl &block);
  void visitTrain();
  void visit(const Expr &expr);
  void visitName(StringRef name, const cnn::LayerArg *formal = nullptr);
  void visitArgument(const Expr &value, const cnn::LayerArg *formal);
  void visitCall(const CallExpr &call);
  void visitStages(const std::vector<Stage> &stages);
  void define(Variables &scope, StringRef name, StringRef what);
  Variable *find(StringRef name);
  std::string suggestVariable(StringRef name, const cnn::LayerArg *formal);
  void warnUnused(const Variables &variables);

  const Network &network;
  Diagnostics &diagnostics;
  Variables globals;
  Variables *locals = nullptr; ///< of the block being visited
  llvm::DenseMap<StringRef, const cnn::LayerSpec *> layers;
  llvm::MapVector<StringRef, Variable> blocks;
  llvm::SmallVector<StringRef> callables;
  llvm::SmallSetVector<StringRef, 16> words; ///< that arguments of layers know
};
} // namespace

void Resolver::define(Variables &scope, StringRef name, StringRef what) {
  auto [it, isNew] = scope.insert({name, {name, what}});
  if (!isNew) {
    auto diag = diagnostics.error(name);
    diag << "'" << name << "' is defined already";
    diag.attachNote(diagnostics.getLoc(it->second.at)) << "here, as " << it->second.what;
  }
}

static StringRef describeKind(Statement::Kind kind) {
  switch (kind) {
  case Statement::Input:
    return "an input";
  case Statement::Label:
    return "a label";
  case Statement::Binding:
    return "a binding";
  case Statement::Output:
    return "an output";
  }
  llvm_unreachable("all kinds are covered");
}

void Resolver::collect(ArrayRef<const cnn::LayerSpec *> specs) {
  for (const cnn::LayerSpec *spec : specs) {
    layers.insert({spec->name, spec});
    callables.push_back(spec->name);
    for (const cnn::LayerArg &arg : spec->args)
      words.insert_range(arg.getWords());
  }
  for (const BlockDecl &block : network.blocks) {
    auto [it, isNew] = blocks.insert({block.name, {block.name, "a block"}});
    bool isLayer = layers.contains(block.name);
    if (isLayer || isInitialiserCall(block.name)) {
      diagnostics.error(block.name) << "'" << block.name << "' is the name of "
                                    << (isLayer ? "a layer" : "an initialiser") << "; name the block otherwise";
    } else if (!isNew) {
      auto diag = diagnostics.error(block.name);
      diag << "block '" << block.name << "' is defined already";
      diag.attachNote(diagnostics.getLoc(it->second.at)) << "here";
    }
    callables.push_back(block.name);
  }
  for (const Statement &statement : network.statements)
    if (statement.defines())
      define(globals, statement.name, describeKind(statement.kind));
}

Variable *Resolver::find(StringRef name) {
  if (locals)
    if (auto it = locals->find(name); it != locals->end())
      return &it->second;
  auto it = globals.find(name);
  return it == globals.end() ? nullptr : &it->second;
}

std::string Resolver::suggestVariable(StringRef name, const cnn::LayerArg *formal) {
  SmallVector<StringRef> candidates(getPredefinedNames());
  candidates.append(words.begin(), words.end());
  for (auto &entry : globals)
    candidates.push_back(entry.first);
  if (locals)
    for (auto &entry : *locals)
      candidates.push_back(entry.first);
  SmallVector<StringRef, 4> allowed = formal ? formal->getWords() : SmallVector<StringRef, 4>();
  if (allowed.empty())
    return didYouMean(name, candidates);
  return didYouMean(name, candidates, "; '" + formal->name + "' must be " + joinOr(allowed));
}

void Resolver::visitName(StringRef name, const cnn::LayerArg *formal) {
  if (Variable *variable = find(name)) {
    variable->used = true;
    bool isLocal = locals && locals->contains(name);
    if (!variable->defined && (!locals || isLocal))
      diagnostics.error(name) << "'" << name << "' is used before line " << diagnostics.getLine(variable->at)
                              << ", which defines it";
    return;
  }
  if (words.contains(name) || !getPredefined(name, diagnostics.getContext()).isPoison())
    return;
  if (isInitialiserCall(name))
    diagnostics.error(name) << "the initialiser '" << name << "' needs arguments, such as `" << name
                            << (name == "constant" ? "(0.1)`" : "(0, 0.1)`");
  else if (layers.contains(name) || blocks.contains(name))
    diagnostics.error(name) << "'" << name << "' is a " << (layers.contains(name) ? "layer" : "block")
                            << ", not a value; write `" << name << "(x)` or `x |> " << name << "`";
  else
    diagnostics.error(name) << "unknown name '" << name << "'" << suggestVariable(name, formal);
}

const cnn::LayerArg *cnnc::net::findNamedArg(const cnn::LayerSpec *layer, const Arg &arg) {
  if (!layer || arg.name.empty())
    return nullptr;
  const auto *formal = llvm::find_if(layer->args, [&](const cnn::LayerArg &a) { return a.name == arg.name; });
  return formal == layer->args.end() ? nullptr : formal;
}

bool cnnc::net::isWordOf(const cnn::LayerArg *formal, const Expr &value) {
  return formal && llvm::isa<NameExpr>(value) && llvm::is_contained(formal->getWords(), value.at);
}

void Resolver::visitArgument(const Expr &value, const cnn::LayerArg *formal) {
  if (diagnostics.isFull() || isWordOf(formal, value))
    return;
  if (auto *list = llvm::dyn_cast<ListExpr>(&value))
    for (const ExprPtr &item : list->items)
      visitArgument(*item, formal);
  else if (llvm::isa<NameExpr>(value))
    visitName(value.at, formal);
  else
    visit(value);
}

void Resolver::visitCall(const CallExpr &call) {
  StringRef name = call.at;
  if (auto it = blocks.find(name); it != blocks.end()) {
    it->second.used = true;
  } else if (!layers.contains(name) && !isInitialiserCall(name)) {
    if (Variable *variable = find(name)) {
      variable->used = true;
      diagnostics.error(name) << "'" << name << "' is " << variable->what << ", not a layer or block";
    } else {
      diagnostics.error(name) << "unknown layer or block '" << name << "'" << didYouMean(name, callables);
    }
  }
  for (const Arg &arg : call.args)
    visitArgument(*arg.value, findNamedArg(layers.lookup(name), arg));
}

void Resolver::visitStages(const std::vector<Stage> &stages) {
  for (const Stage &stage : stages) {
    if (diagnostics.isFull())
      return;
    if (stage.call) {
      visitCall(*stage.call);
      continue;
    }
    visit(*stage.count);
    visitStages(stage.body);
  }
}

void Resolver::visit(const Expr &expr) {
  if (diagnostics.isFull())
    return;
  switch (expr.kind) {
  case Expr::Number:
  case Expr::Bool:
  case Expr::String:
    return;
  case Expr::Name:
    return visitName(expr.at);
  case Expr::List:
    for (const ExprPtr &item : llvm::cast<ListExpr>(expr).items)
      visit(*item);
    return;
  case Expr::Unary:
    return visit(*llvm::cast<UnaryExpr>(expr).operand);
  case Expr::Chain:
    visit(*llvm::cast<ChainExpr>(expr).first);
    for (const ChainExpr::Link &link : llvm::cast<ChainExpr>(expr).links)
      visit(*link.operand);
    return;
  case Expr::If:
    for (const IfExpr::Branch &branch : llvm::cast<IfExpr>(expr).branches) {
      visit(*branch.condition);
      visit(*branch.value);
    }
    return visit(*llvm::cast<IfExpr>(expr).otherwise);
  case Expr::Call:
    return visitCall(llvm::cast<CallExpr>(expr));
  case Expr::Index:
    visit(*llvm::cast<IndexExpr>(expr).list);
    return visit(*llvm::cast<IndexExpr>(expr).index);
  case Expr::Pipe:
    visit(*llvm::cast<PipeExpr>(expr).source);
    return visitStages(llvm::cast<PipeExpr>(expr).stages);
  }
}

void Resolver::visitStatement(const Statement &statement) {
  if (diagnostics.isFull())
    return;
  for (const ExprPtr &extent : statement.type.extents)
    visit(*extent);
  if (statement.value)
    visit(*statement.value);
  else if (statement.kind == Statement::Output)
    visitName(statement.name);
  Variables &scope = locals ? *locals : globals;
  if (auto it = scope.find(statement.name); it != scope.end()) {
    it->second.defined = true;
    it->second.used |= statement.kind == Statement::Output || statement.kind == Statement::Label;
  }
}

void Resolver::visitBlock(const BlockDecl &block) {
  Variables variables;
  locals = &variables;
  for (const BlockDecl::Param &param : block.params) {
    if (param.defaultValue)
      visit(*param.defaultValue);
    define(variables, param.name, "a parameter");
    variables[param.name].defined = true;
  }
  for (const Statement &statement : block.body)
    define(variables, statement.name, describeKind(statement.kind));
  for (const Statement &statement : block.body)
    visitStatement(statement);
  if (block.result)
    visit(*block.result);
  locals = nullptr;
  warnUnused(variables);
}

/// A lone name in a `train` block may be a function, a tensor, a label or a word
/// of the block's, which its own check tells: here it only counts as a use.
void Resolver::visitTrain() {
  auto visitValue = [&](const Expr &value) {
    if (value.kind != Expr::Name)
      visit(value);
    else if (Variable *variable = find(value.at))
      variable->used = true;
  };
  auto visitFunction = [&](const Expr &value) {
    if (auto *call = llvm::dyn_cast<CallExpr>(&value))
      for (const Arg &arg : call->args)
        visitValue(*arg.value);
    else if (!llvm::isa<PipeExpr>(value))
      visitValue(value);
  };
  for (const TrainEntry &entry : network.train) {
    bool isNumber =
        llvm::any_of(getTrainKeys(), [&](const TrainKey &key) { return key.isNumber && key.name == entry.key; });
    if (isNumber)
      visit(*entry.value);
    else if (auto *list = llvm::dyn_cast<ListExpr>(entry.value.get()))
      for (const ExprPtr &item : list->items)
        visitFunction(*item);
    else
      visitFunction(*entry.value);
  }
}

void Resolver::warnUnused(const Variables &variables) {
  // After an error, the use may be what could not be read.
  if (diagnostics.hasErrors())
    return;
  for (auto &[name, variable] : variables)
    if (!variable.used && !name.starts_with("_"))
      diagnostics.warning(variable.at) << "'" << name << "' is never used";
}

void Resolver::run(ArrayRef<const cnn::LayerSpec *> specs) {
  collect(specs);
  for (const Statement &statement : network.statements)
    visitStatement(statement);
  visitTrain();
  for (const BlockDecl &block : network.blocks)
    visitBlock(block);
  warnUnused(globals);
  if (diagnostics.hasErrors())
    return;
  for (auto &[name, block] : blocks)
    if (!block.used)
      diagnostics.warning(block.at) << "block '" << name << "' is never called";
}

void cnnc::net::resolveNames(const Network &network, ArrayRef<const cnn::LayerSpec *> layers,
                             Diagnostics &diagnostics) {
  Resolver(network, diagnostics).run(layers);
}
