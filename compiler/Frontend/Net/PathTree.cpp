//===- PathTree.cpp - Paths of layers and parameters
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/PathTree.h"
#include "compiler/Frontend/Net/Limits.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace cnnc::net;

PathNode *PathNode::add(Kind kind, StringRef name) {
  children.push_back(std::make_unique<PathNode>(PathNode{kind, name}));
  return children.back().get();
}

/// The children with those of an only block call in its place (rule 3).
static void collectMembers(PathNode &scope, SmallVectorImpl<PathNode *> &members) {
  bool onlyBlock = llvm::count_if(scope.children, [](auto &c) { return c->kind == PathNode::Block; }) == 1;
  for (auto &child : scope.children) {
    if (child->kind == PathNode::Block && onlyBlock)
      collectMembers(*child, members);
    else
      members.push_back(child.get());
  }
}

/// Rules 2 and 5.
static SmallVector<std::string> nameMembers(ArrayRef<PathNode *> members) {
  llvm::StringMap<unsigned> counts, next;
  llvm::StringSet<> taken;
  for (PathNode *member : members)
    ++counts[member->name];
  for (auto &entry : counts)
    if (entry.second == 1)
      taken.insert(entry.first());
  SmallVector<std::string> names;
  unsigned iterations = 0;
  for (PathNode *member : members) {
    std::string name = member->name.str();
    if (member->kind == PathNode::Iteration)
      name = std::to_string(iterations++);
    else if (member->kind != PathNode::Scope && counts[name] > 1)
      do
        name = member->name.str() + std::to_string(++next[member->name]);
      while (!taken.insert(name).second);
    names.push_back(std::move(name));
  }
  return names;
}

static LogicalResult applyPath(PathNode &layer, const std::string &path) {
  if (layer.ops.empty())
    return success();
  // Only the whole is bounded by no other limit: as many names as blocks are deep.
  if (path.size() > kMaxPath)
    return emitError(layer.ops.front()->getLoc())
           << "the path of this layer has " << path.size() << " characters; at most " << kMaxPath
           << " are allowed; give the blocks shorter names, or nest them less";
  MLIRContext *context = layer.ops.front()->getContext();
  auto name = StringAttr::get(context, path);
  for (Operation *op : layer.ops)
    op->setLoc(NameLoc::get(name, op->getLoc()));
  for (PathNode::Parameter &parameter : layer.parameters) {
    std::string symbol = path + "." + parameter.name;
    parameter.op.setSymName(symbol);
    parameter.op->setLoc(NameLoc::get(name, parameter.op.getLoc()));
    parameter.use.setParameter(symbol);
  }
  return success();
}

static LogicalResult assignPaths(PathNode &scope, const std::string &path) {
  if (scope.kind == PathNode::Layer)
    return applyPath(scope, path);
  SmallVector<PathNode *> members;
  collectMembers(scope, members);
  SmallVector<std::string> names = nameMembers(members);
  for (auto [member, name] : llvm::zip_equal(members, names))
    if (failed(assignPaths(*member, path.empty() ? name : path + "." + name)))
      return failure();
  return success();
}

LogicalResult cnnc::net::assignPaths(PathNode &root) { return ::assignPaths(root, ""); }
