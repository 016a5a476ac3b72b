//===- OutputSums.cpp - Sums of what a kernel writes, for each channel
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/OutputSums.h"
#include "dialects/Cnn/CnnGradients.h"

using namespace mlir;
using namespace cnnc;

OutputSums::OutputSums(kernel::SummingOpInterface op, KernelEmitter &e) : op(op), e(e), wanted(bool(op.getSums())) {}

Value OutputSums::at(Value image, Value block, size_t term) {
  return e.at(e.sums, image, e.add(block, int64_t(term) * e.output.blocks), band, e.index(0));
}

void OutputSums::start(Value image, Value block0, Value block1, Value itsBand) {
  if (!wanted)
    return;
  band = itsBand;
  size_t terms = size_t(e.sums.blocks / e.output.blocks);
  e.loop(block0, block1, 1, [&](Value block) {
    for (size_t term = 0; term < terms; ++term)
      e.store(e.splat(0, e.output.block), e.sums, at(image, block, term));
  });
}

SmallVector<Value> OutputSums::getTerms(Value result, Value image, Value block, Value row, Value column) {
  Region &region = op.getTerms();
  if (region.empty())
    return {result};
  SmallVector<Value> arguments = {result};
  for (const Buffer &input : ArrayRef(e.inputs).drop_front())
    arguments.push_back(e.loadOperand(input, image, block, row, column, e.output.block));
  IRMapping mapping = e.cloneScalars(region, arguments, e.output.block);
  auto yield = cast<cnn::YieldScalarsOp>(region.front().back());
  return llvm::map_to_vector(yield.getValues(), [&](Value term) { return mapping.lookup(term); });
}

void OutputSums::take(int64_t i, Value result, Value image, Value block, Value row, Value column) {
  if (!wanted)
    return;
  if (int64_t(taken.size()) <= i)
    taken.resize(i + 1);
  SmallVector<Value> terms = getTerms(result, image, block, row, column);
  if (!taken[i].empty())
    for (auto [term, sum] : llvm::zip(terms, taken[i]))
      term = arith::AddFOp::create(e.b, e.loc, sum, term);
  taken[i] = std::move(terms);
}

void OutputSums::flush(int64_t i, Value image, Value block) {
  if (!wanted)
    return;
  for (auto [term, sum] : llvm::enumerate(taken[i])) {
    Value place = at(image, block, term);
    Value before = e.loadVector(e.sums, place, e.output.block);
    e.store(arith::AddFOp::create(e.b, e.loc, before, sum), e.sums, place);
  }
  taken[i].clear();
}
