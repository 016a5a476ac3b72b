//===- Emitter.cpp - Helpers with which kernels emit their loops
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "mlir/Dialect/X86Vector/X86VectorDialect.h"
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
                             function_ref<void(Value, Value, Value, Value)> body, ItemOrder order) {
  int64_t chunks = llvm::divideCeil(rows, rowsPerItem);
  loop(begin, end, 1, [&](Value item) {
    Value chunk, image, group = index(0);
    if (groups == 1) {
      chunk = rem(item, chunks);
      image = div(item, chunks);
    } else if (order == ItemOrder::GroupsInChunk) {
      group = rem(item, groups);
      Value rest = div(item, groups);
      chunk = rem(rest, chunks);
      image = div(rest, chunks);
    } else {
      chunk = rem(item, chunks);
      Value rest = div(item, chunks);
      if (order == ItemOrder::GroupsInPicture) {
        group = rem(rest, groups);
        image = div(rest, groups);
      } else {
        image = arith::RemUIOp::create(b, loc, rest, images);
        group = arith::DivUIOp::create(b, loc, rest, images);
      }
    }
    Value row0 = mul(chunk, rowsPerItem);
    Value row1 = chunks == 1 ? index(rows) : min(add(row0, rowsPerItem), index(rows));
    body(group, image, row0, row1);
  });
}

Value KernelEmitter::firstOf(Value group, const BlockGroups &groups) {
  return groups.isEven() ? mul(group, groups.narrow()) : div(mul(group, groups.total), groups.count);
}

Value KernelEmitter::groupOf(Value block, const BlockGroups &groups) {
  return div(sub(mul(add(block, 1), groups.count), index(1)), groups.total);
}

void KernelEmitter::inGroup(Value group, const BlockGroups &groups, function_ref<void(int64_t, Value)> body) {
  Value block = firstOf(group, groups);
  int64_t narrow = groups.narrow();
  if (groups.isEven())
    return body(narrow, block);
  Value size = sub(firstOf(add(group, 1), groups), block);
  ifThen(less(index(narrow), size), [&] { body(narrow + 1, block); }, [&] { body(narrow, block); });
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

static Type elementOf(const Buffer &buffer) { return cast<MemRefType>(buffer.memref.getType()).getElementType(); }

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

Value KernelEmitter::maximum(Value x, Value y) {
  return arith::MaximumFOp::create(b, loc, x, y, arith::FastMathFlags::nsz);
}

Value KernelEmitter::minimum(Value x, Value y) {
  return arith::MinimumFOp::create(b, loc, x, y, arith::FastMathFlags::nsz);
}

Value KernelEmitter::reduceWindow(cnn::PoolKind kind, ArrayRef<Value> elements) {
  Value result = elements[0];
  for (Value element : elements.drop_front())
    result = kind == cnn::PoolKind::avg ? arith::AddFOp::create(b, loc, result, element).getResult()
                                        : maximum(result, element);
  if (kind != cnn::PoolKind::avg)
    return result;
  int64_t lanes = cast<VectorType>(result.getType()).getDimSize(0);
  return arith::DivFOp::create(b, loc, result, splat(float(elements.size()), lanes));
}

// Each broadcast stands right before its multiply-adds: all of them ahead would
// not fit into the registers.
SmallVector<Value> KernelEmitter::multiplyStep(const Buffer &x, const Buffer &weights, Value weightAt, int64_t blocks,
                                               int64_t lanes, ValueRange sums, function_ref<Value(int64_t)> at,
                                               int64_t aheadBytes) {
  bool pairs = depthOfStep(x, weights) == 2;
  int64_t width = pairs ? 2 * lanes : lanes;
  SmallVector<Value> w, result(sums.begin(), sums.end());
  for (int64_t i = 0; i < blocks; ++i) {
    Value vector = loadRaw(weights, add(weightAt, i * width), width);
    w.push_back(pairs ? vector : widen(vector));
  }
  // The processor's own prefetchers stop at the end of each page.
  if (hasManyWeights(weights))
    prefetch(weights, add(weightAt, aheadBytes / weights.elementBytes()), blocks * width);
  for (int64_t p = 0; p < int64_t(result.size()) / blocks; ++p) {
    Value element = pairs ? broadcastPair(x, at(p), lanes) : broadcast(load(x, at(p)), lanes);
    for (int64_t i = 0; i < blocks; ++i) {
      Value &sum = result[p * blocks + i];
      sum = pairs ? x86vector::DotBF16Op::create(b, loc, sum, element, w[i]).getResult() : fma(element, w[i], sum);
    }
  }
  return result;
}

int64_t KernelEmitter::depthOfStep(const Buffer &x, const Buffer &weights) {
  return elementOf(x).isBF16() && elementOf(weights).isBF16() ? 2 : 1;
}

Value KernelEmitter::broadcastPair(const Buffer &buffer, Value index, int64_t lanes) {
  Value bits =
      vector::BitCastOp::create(b, loc, VectorType::get({1}, b.getI32Type()), loadRaw(buffer, index, /*lanes=*/2));
  Value word = vector::ExtractOp::create(b, loc, bits, int64_t(0));
  return vector::BitCastOp::create(b, loc, VectorType::get({2 * lanes}, b.getBF16Type()), broadcast(word, lanes));
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

Value KernelEmitter::widen(Value value) {
  if (!getElementTypeOrSelf(value.getType()).isBF16())
    return value;
  auto vector = dyn_cast<VectorType>(value.getType());
  Type f32 = b.getF32Type();
  return arith::ExtFOp::create(b, loc, vector ? vector.clone(f32) : f32, value);
}

Value KernelEmitter::load(const Buffer &buffer, Value index) {
  return widen(memref::LoadOp::create(b, loc, buffer.memref, index));
}

Value KernelEmitter::loadVector(const Buffer &buffer, Value index, int64_t lanes) {
  return widen(loadRaw(buffer, index, lanes));
}

Value KernelEmitter::loadRaw(const Buffer &buffer, Value index, int64_t lanes) {
  return vector::LoadOp::create(b, loc, VectorType::get({lanes}, elementOf(buffer)), buffer.memref, index);
}

void KernelEmitter::store(Value value, const Buffer &buffer, Value index) {
  if (Type element = elementOf(buffer); element.isBF16()) {
    auto vector = dyn_cast<VectorType>(value.getType());
    value = arith::TruncFOp::create(b, loc, vector ? vector.clone(element) : element, value);
  }
  // A buffer that streams, and each picture of it, begins at a whole vector of f32.
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    vector::StoreOp::create(b, loc, value, buffer.memref, index, buffer.streams,
                            buffer.streams ? llvm::MaybeAlign(vector.getDimSize(0) * 4) : llvm::MaybeAlign());
  else
    memref::StoreOp::create(b, loc, value, buffer.memref, index);
}

void KernelEmitter::prefetch(const Buffer &buffer, Value index, int64_t count, int64_t level) {
  constexpr int64_t lineBytes = 64;
  for (int64_t i = 0; i < count; i += lineBytes / buffer.elementBytes())
    memref::PrefetchOp::create(b, loc, buffer.memref, add(index, i), /*isWrite=*/false, /*localityHint=*/4 - level,
                               /*isDataCache=*/true);
}

void KernelEmitter::prefetchShare(const Buffer &buffer, Value index, int64_t count, Value before, int64_t places,
                                  int64_t all) {
  int64_t perLine = 64 / buffer.elementBytes(), lines = llvm::divideCeil(count, perLine);
  Value first = div(mul(before, lines), all);
  prefetch(buffer, add(index, mul(first, perLine)), llvm::divideCeil(lines * places, all) * perLine, /*level=*/2);
}

namespace {
/// The halo of one block of one picture.
class HaloEmitter {
public:
  HaloEmitter(KernelEmitter &e, const Buffer &buffer, Value image, Value block)
      : e(e), buffer(buffer), layout(buffer.layout),
        origin(e.add(e.mul(image, buffer.pitch), e.mul(block, buffer.rows * buffer.columns * buffer.block))) {}

  void zero(Value row0, Value row1) {
    Value zero = buffer.block == 1 ? e.scalar(0) : e.splat(0, buffer.block);
    auto fill = [&](Value fromRow, Value toRow, int64_t fromColumn, int64_t toColumn) {
      e.loop(fromRow, toRow, 1, [&](Value row) {
        Value line = lineOf(row);
        e.loop(fromColumn, toColumn, 1, [&](Value column) { e.store(zero, buffer, at(line, column)); });
      });
    };
    int64_t top = layout.getTop(), bottom = layout.getBottom(), right = buffer.columns - layout.getRight();
    Value first = e.add(row0, top), last = e.add(row1, top);
    if (layout.getLeft())
      fill(first, last, 0, layout.getLeft());
    if (layout.getRight())
      fill(first, last, right, buffer.columns);
    if (top)
      e.ifThen(isEqual(row0, e.index(0)), [&] { fill(e.index(0), e.index(top), 0, buffer.columns); });
    if (bottom)
      e.ifThen(isEqual(row1, e.index(buffer.shape.height)),
               [&] { fill(e.index(buffer.rows - bottom), e.index(buffer.rows), 0, buffer.columns); });
  }

  void repeat(Value row0, Value row1) {
    int64_t left = layout.getLeft(), right = layout.getRight(), width = buffer.shape.width;
    e.loop(e.add(row0, layout.getTop()), e.add(row1, layout.getTop()), 1, [&](Value row) {
      Value line = lineOf(row);
      auto copyColumn = [&](Value to) {
        Value from = e.add(getSource(e.add(to, -left), width), left);
        e.store(load(at(line, from)), buffer, at(line, to));
      };
      before = true;
      e.loop(0, left, 1, copyColumn);
      before = false;
      e.loop(left + width, left + width + right, 1, copyColumn);
    });
    int64_t top = layout.getTop(), height = buffer.shape.height;
    before = true;
    e.loop(0, top, 1, [&](Value to) { copyRow(to, row0, row1); });
    before = false;
    e.loop(top + height, buffer.rows, 1, [&](Value to) { copyRow(to, row0, row1); });
  }

private:
  /// The row or column of the picture that a place beyond its edge repeats.
  Value getSource(Value place, int64_t extent) {
    switch (layout.getBorder()) {
    case cnn::PadMode::reflect:
      return e.sub(e.index(before ? 0 : 2 * (extent - 1)), place);
    case cnn::PadMode::circular:
      return e.add(place, before ? extent : -extent);
    default:
      return e.index(before ? 0 : extent - 1);
    }
  }

  /// Copies to a physical row what it repeats, where that is one of [row0, row1).
  void copyRow(Value to, Value row0, Value row1) {
    Value source = getSource(e.add(to, -layout.getTop()), buffer.shape.height);
    Value inside = arith::AndIOp::create(e.b, e.loc, e.less(source, row1), notLess(source, row0));
    e.ifThen(inside, [&] {
      Value fromLine = lineOf(e.add(source, layout.getTop())), toLine = lineOf(to);
      e.loop(0, buffer.columns, 1,
             [&](Value column) { e.store(load(at(fromLine, column)), buffer, at(toLine, column)); });
    });
  }

  Value isEqual(Value a, Value b) { return e.b.createOrFold<arith::CmpIOp>(e.loc, arith::CmpIPredicate::eq, a, b); }
  Value notLess(Value a, Value b) { return e.b.createOrFold<arith::CmpIOp>(e.loc, arith::CmpIPredicate::sge, a, b); }
  Value load(Value index) {
    return buffer.block == 1 ? e.load(buffer, index) : e.loadVector(buffer, index, buffer.block);
  }
  /// The start of a physical row, and a physical column in it.
  Value lineOf(Value row) { return e.add(origin, e.mul(row, buffer.columns * buffer.block)); }
  Value at(Value line, Value column) { return e.add(line, e.mul(column, buffer.block)); }

  KernelEmitter &e;
  const Buffer &buffer;
  cnn::LayoutAttr layout;
  Value origin;
  bool before = false; ///< whether the side being written comes before the picture
};
} // namespace

void KernelEmitter::fillHalo(const Buffer &buffer, Value image, Value block, int64_t count, Value row0, Value row1) {
  if (!buffer.layout.hasHalo())
    return;
  loop(0, count, 1, [&](Value i) {
    HaloEmitter halo(*this, buffer, image, add(block, i));
    if (buffer.layout.getBorder() == cnn::PadMode::zero)
      halo.zero(row0, row1);
    else
      halo.repeat(row0, row1);
  });
}

//===----------------------------------------------------------------------===//
// Epilogue
//===----------------------------------------------------------------------===//

IRMapping KernelEmitter::cloneScalars(Region &region, ValueRange arguments, int64_t lanes) {
  Block &block = region.front();
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
  return mapping;
}

Value KernelEmitter::applyEpilogue(Region &epilogue, ValueRange arguments, int64_t lanes) {
  if (epilogue.empty())
    return arguments[0];
  IRMapping mapping = cloneScalars(epilogue, arguments, lanes);
  return mapping.lookup(cast<kernel::YieldOp>(epilogue.front().getTerminator()).getValue());
}

Value KernelEmitter::loadOperand(const Buffer &operand, Value image, Value block, Value row, Value column,
                                 int64_t lanes) {
  if (!operand.layout)
    return loadVector(operand, mul(block, lanes), lanes);
  if (operand.shape.height == 1)
    row = index(0);
  if (operand.shape.width == 1)
    column = index(0);
  if (operand.shape.channels == 1 && output.shape.channels != 1)
    return broadcast(load(operand, element(operand, image, index(0), row, column)), lanes);
  // Where a buffer's own block is one element, `block` counts runs of lanes.
  return loadVector(operand, at(operand, image, operand.block == 1 ? mul(block, lanes) : block, row, column), lanes);
}

void KernelEmitter::prefetchOperands(Value image, Value block, Value row, Value column, int64_t columns) {
  for (const Buffer &input : ArrayRef(inputs).drop_front()) {
    bool isFull = input.layout && input.block == output.block && input.shape.channels == output.shape.channels &&
                  input.shape.height > 1 && input.shape.width > 1;
    if (isFull && input.elements * input.elementBytes() > target.l2Bytes / 4)
      prefetch(input, at(input, image, block, row, column), columns * input.block);
  }
}

Value KernelEmitter::finish(kernel::KernelOpInterface op, Value value, Value image, Value block, Value row,
                            Value column) {
  SmallVector<Value> arguments = {value};
  for (const Buffer &input : ArrayRef(inputs).drop_front())
    arguments.push_back(loadOperand(input, image, block, row, column, output.block));
  return applyEpilogue(op.getEpilogue(), arguments, output.block);
}

int64_t cnnc::chooseRowsPerItem(int64_t rows, int64_t step, double workPerRow, double target) {
  int64_t wanted = std::max<int64_t>(1, int64_t(target / std::max(workPerRow, 1.0)));
  int64_t rounded = llvm::alignTo(std::min(wanted, rows), step);
  // Even chunks: three of 19 rows rather than two of 24 and one of 8.
  int64_t chunks = llvm::divideCeil(rows, rounded);
  return llvm::alignTo(llvm::divideCeil(rows, chunks), step);
}
