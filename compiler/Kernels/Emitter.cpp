//===- Emitter.cpp - Helpers with which kernels emit their loops
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace cnnc;

//===----------------------------------------------------------------------===//
// Indices
//===----------------------------------------------------------------------===//

Value KernelEmitter::index(int64_t value) { return arith::ConstantIndexOp::create(b, loc, value); }

Value KernelEmitter::add(Value x, Value y) { return b.createOrFold<arith::AddIOp>(loc, x, y); }
Value KernelEmitter::sub(Value x, Value y) { return b.createOrFold<arith::SubIOp>(loc, x, y); }
Value KernelEmitter::mul(Value x, Value y) { return b.createOrFold<arith::MulIOp>(loc, x, y); }
Value KernelEmitter::min(Value x, Value y) { return b.createOrFold<arith::MinSIOp>(loc, x, y); }
Value KernelEmitter::max(Value x, Value y) { return b.createOrFold<arith::MaxSIOp>(loc, x, y); }

Value KernelEmitter::div(Value x, int64_t y) { return y == 1 ? x : b.createOrFold<arith::DivUIOp>(loc, x, index(y)); }

Value KernelEmitter::rem(Value x, int64_t y) {
  return y == 1 ? index(0) : b.createOrFold<arith::RemUIOp>(loc, x, index(y));
}

Value KernelEmitter::less(Value x, Value y) {
  return b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, x, y);
}

//===----------------------------------------------------------------------===//
// Control
//===----------------------------------------------------------------------===//

/// Whether a loop runs exactly once, for all that is known.
static bool runsOnce(Value from, Value to, int64_t step) {
  llvm::APInt lo, hi;
  if (!matchPattern(from, m_ConstantInt(&lo)) || !matchPattern(to, m_ConstantInt(&hi)))
    return false;
  int64_t length = hi.getSExtValue() - lo.getSExtValue();
  return length > 0 && length <= step;
}

void KernelEmitter::loop(Value from, Value to, int64_t step, Body body) {
  if (runsOnce(from, to, step))
    return body(from);
  auto loop = scf::ForOp::create(b, loc, from, to, index(step));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  body(loop.getInductionVar());
}

SmallVector<Value> KernelEmitter::reduce(Value from, Value to, int64_t step, ValueRange init, Reduction body) {
  if (runsOnce(from, to, step))
    return body(from, init);
  auto loop = scf::ForOp::create(b, loc, from, to, index(step), init);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> results = body(loop.getInductionVar(), loop.getRegionIterArgs());
  scf::YieldOp::create(b, loc, results);
  return llvm::to_vector_of<Value>(loop.getResults());
}

void KernelEmitter::ifThen(Value condition, function_ref<void()> then, function_ref<void()> otherwise) {
  auto branch = scf::IfOp::create(b, loc, condition, /*withElseRegion=*/bool(otherwise));
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  then();
  if (!otherwise)
    return;
  b.setInsertionPointToStart(branch.elseBlock());
  otherwise();
}

void KernelEmitter::forItems(int64_t groups, int64_t rows, int64_t rowsPerItem,
                             function_ref<void(Value, Value, Value, Value)> body) {
  int64_t chunks = llvm::divideCeil(rows, rowsPerItem);
  loop(begin, end, 1, [&](Value item) {
    Value chunk = rem(item, chunks), rest = div(item, chunks);
    Value image = rest, group = index(0);
    if (groups > 1) {
      image = arith::RemUIOp::create(b, loc, rest, images);
      group = arith::DivUIOp::create(b, loc, rest, images);
    }
    Value row0 = mul(chunk, rowsPerItem);
    Value row1 = chunks == 1 ? index(rows) : min(add(row0, rowsPerItem), index(rows));
    body(group, image, row0, row1);
  });
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

VectorType KernelEmitter::vectorType(int64_t lanes) { return VectorType::get({lanes}, b.getF32Type()); }

Value KernelEmitter::scalar(float value) { return arith::ConstantOp::create(b, loc, b.getF32FloatAttr(value)); }

Value KernelEmitter::splat(float value, int64_t lanes) {
  return arith::ConstantOp::create(b, loc, SplatElementsAttr::get(vectorType(lanes), value));
}

Value KernelEmitter::broadcast(Value scalar, int64_t lanes) {
  return vector::BroadcastOp::create(b, loc, VectorType::get({lanes}, scalar.getType()), scalar);
}

Value KernelEmitter::fma(Value x, Value y, Value acc) {
  if (isa<VectorType>(x.getType()))
    return vector::FMAOp::create(b, loc, x, y, acc);
  return math::FmaOp::create(b, loc, x, y, acc);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Value KernelEmitter::at(const Buffer &buffer, Value image, Value block, Value row, Value column) {
  Value picture = mul(image, buffer.pitch);
  if (buffer.isNhwc())
    return add(add(picture, block), mul(add(mul(row, buffer.columns), column), buffer.shape.channels));
  Value r = add(row, buffer.layout.getTop()), c = add(column, buffer.layout.getLeft());
  Value linear = add(mul(add(mul(block, buffer.rows), r), buffer.columns), c);
  return add(picture, mul(linear, buffer.block));
}

Value KernelEmitter::element(const Buffer &buffer, Value image, Value channel, Value row, Value column) {
  if (buffer.block == 1)
    return at(buffer, image, channel, row, column);
  return add(at(buffer, image, div(channel, buffer.block), row, column), rem(channel, buffer.block));
}

Value KernelEmitter::load(const Buffer &buffer, Value index) {
  return memref::LoadOp::create(b, loc, buffer.memref, index);
}

Value KernelEmitter::loadVector(const Buffer &buffer, Value index, int64_t lanes) {
  auto type = VectorType::get({lanes}, cast<MemRefType>(buffer.memref.getType()).getElementType());
  return vector::LoadOp::create(b, loc, type, buffer.memref, index);
}

void KernelEmitter::store(Value value, const Buffer &buffer, Value index) {
  if (isa<VectorType>(value.getType()))
    vector::StoreOp::create(b, loc, value, buffer.memref, index);
  else
    memref::StoreOp::create(b, loc, value, buffer.memref, index);
}

void KernelEmitter::zeroHalo(const Buffer &buffer, Value image, Value block, int64_t count, Value row0, Value row1) {
  cnn::LayoutAttr layout = buffer.layout;
  if (!layout.hasHalo())
    return;
  Value zero = buffer.block == 1 ? scalar(0) : splat(0, buffer.block);
  Value origin = mul(image, buffer.pitch);
  auto fill = [&](Value blockIndex, Value fromRow, Value toRow, int64_t fromColumn, int64_t toColumn) {
    loop(fromRow, toRow, 1, [&](Value row) {
      Value line = add(origin, mul(mul(add(mul(blockIndex, buffer.rows), row), buffer.columns), buffer.block));
      loop(fromColumn, toColumn, 1, [&](Value column) { store(zero, buffer, add(line, mul(column, buffer.block))); });
    });
  };
  loop(0, count, 1, [&](Value i) {
    Value blockIndex = add(block, i);
    int64_t top = layout.getTop(), bottom = layout.getBottom(), right = buffer.columns - layout.getRight();
    Value first = add(row0, top), last = add(row1, top);
    if (layout.getLeft())
      fill(blockIndex, first, last, 0, layout.getLeft());
    if (layout.getRight())
      fill(blockIndex, first, last, right, buffer.columns);
    if (top)
      ifThen(b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::eq, row0, index(0)),
             [&] { fill(blockIndex, index(0), index(top), 0, buffer.columns); });
    if (bottom)
      ifThen(b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::eq, row1, index(buffer.shape.height)),
             [&] { fill(blockIndex, index(buffer.rows - bottom), index(buffer.rows), 0, buffer.columns); });
  });
}

//===----------------------------------------------------------------------===//
// Epilogue
//===----------------------------------------------------------------------===//

Value KernelEmitter::applyEpilogue(Region &epilogue, ValueRange arguments, int64_t lanes) {
  if (epilogue.empty())
    return arguments[0];
  Block &block = epilogue.front();
  IRMapping mapping;
  mapping.map(block.getArguments(), arguments);
  for (Operation &op : block.without_terminator()) {
    if (auto constant = dyn_cast<arith::ConstantOp>(op); constant && lanes) {
      auto type = VectorType::get({lanes}, constant.getType());
      mapping.map(constant.getResult(),
                  arith::ConstantOp::create(b, loc, SplatElementsAttr::get(type, constant.getValue())).getResult());
      continue;
    }
    Operation *clone = b.clone(op, mapping);
    if (lanes)
      for (Value result : clone->getResults())
        result.setType(VectorType::get({lanes}, result.getType()));
  }
  return mapping.lookup(cast<kernel::YieldOp>(block.getTerminator()).getValue());
}

Value KernelEmitter::finish(kernel::KernelOpInterface op, Value value, Value image, Value block, Value row,
                            Value column) {
  SmallVector<Value> arguments = {value};
  for (const Buffer &input : ArrayRef(inputs).drop_front()) {
    Value position = input.layout ? at(input, image, block, row, column) : mul(block, output.block);
    arguments.push_back(loadVector(input, position, output.block));
  }
  return applyEpilogue(op.getEpilogue(), arguments, output.block);
}

int64_t cnnc::chooseRowsPerItem(int64_t rows, int64_t step, double workPerRow, double target) {
  int64_t wanted = std::max<int64_t>(1, int64_t(target / std::max(workPerRow, 1.0)));
  int64_t rounded = llvm::alignTo(std::min(wanted, rows), step);
  // Even chunks: three of 19 rows rather than two of 24 and one of 8.
  int64_t chunks = llvm::divideCeil(rows, rounded);
  return llvm::alignTo(llvm::divideCeil(rows, chunks), step);
}
