//===- GatherPlan.cpp - How the elements of a gather are moved by vectors
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/GatherPlan.h"
#include "compiler/Kernels/Emitter.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace cnnc;

/// No tile has more vectors, or code would be longer than what it moves.
static constexpr int64_t kMostVectors = 256;
/// Extents up to here may be unrolled whole.
static constexpr int64_t kMostUnrolled = 16;

//===----------------------------------------------------------------------===//
// Linear forms
//===----------------------------------------------------------------------===//

static bool isConstant(const Linear &form) { return form.factors == std::array<int64_t, 3>{0, 0, 0}; }

/// The form divided by a constant that divides all factors.
static std::optional<Linear> divide(Linear form, int64_t divisor) {
  for (int64_t &factor : form.factors) {
    if (factor % divisor)
      return std::nullopt;
    factor /= divisor;
  }
  form.constant = llvm::divideFloorSigned(form.constant, divisor);
  return form;
}

/// The expression in terms of the tile; the verifier has seen that no number
/// within the output's extents leaves 64 bits.
static std::optional<Linear> linearize(AffineExpr expr, ArrayRef<Linear> dims) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return Linear{constant.getValue()};
  if (auto dim = dyn_cast<AffineDimExpr>(expr))
    return dims[dim.getPosition()];
  auto binary = cast<AffineBinaryOpExpr>(expr);
  auto a = linearize(binary.getLHS(), dims), b = linearize(binary.getRHS(), dims);
  if (!a || !b)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::Add) {
    for (unsigned i = 0; i < 3; ++i)
      a->factors[i] += b->factors[i];
    a->constant += b->constant;
    return a;
  }
  if (expr.getKind() == AffineExprKind::Mul) {
    if (!isConstant(*b))
      std::swap(*a, *b);
    if (!isConstant(*b))
      return std::nullopt;
    for (int64_t &factor : a->factors)
      factor *= b->constant;
    a->constant *= b->constant;
    return a;
  }
  if (!isConstant(*b) || b->constant < 1)
    return std::nullopt;
  if (expr.getKind() == AffineExprKind::CeilDiv)
    a->constant += b->constant - 1;
  auto quotient = divide(*a, b->constant);
  if (!quotient || expr.getKind() != AffineExprKind::Mod)
    return quotient;
  return Linear{a->constant - quotient->constant * b->constant};
}

std::optional<LaneSource> GatherPlan::getSource(std::array<int64_t, 3> tiles, std::array<int64_t, 3> phases) const {
  Linear dims[3];
  for (unsigned axis = 0; axis < 3; ++axis) {
    dims[axis].constant = phases[axis];
    if (tiles[axis] < 0)
      dims[axis].factors[axis] = axes[axis].step;
    else
      dims[axis].constant += tiles[axis] * axes[axis].step;
  }
  auto channel = linearize(map.getResult(0), dims), row = linearize(map.getResult(1), dims),
       column = linearize(map.getResult(2), dims);
  auto block = channel ? divide(*channel, lanes) : std::nullopt;
  if (!block || !row || !column)
    return std::nullopt;
  return LaneSource{*block, *row, *column, channel->constant - block->constant * lanes};
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Whether every lane of every kind of tile has a source.
bool GatherPlan::fits() const {
  auto kinds = [](const TileAxis &axis) {
    // The tile's number and how many places it has: those alike, then the rest.
    SmallVector<std::pair<int64_t, int64_t>, 2> tiles;
    if (axis.full())
      tiles.push_back({axis.full() == 1 ? 0 : -1, axis.step});
    if (axis.rest())
      tiles.push_back({axis.full(), axis.rest()});
    return tiles;
  };
  for (auto [c, channels] : kinds(axes[0]))
    for (auto [r, rows] : kinds(axes[1]))
      for (auto [q, columns] : kinds(axes[2]))
        for (int64_t l = 0; l < channels; ++l)
          for (int64_t i = 0; i < rows; ++i)
            for (int64_t j = 0; j < columns; ++j)
              if (!getSource({c, r, q}, {l, i, j}))
                return false;
  return true;
}

/// The constants by which the map divides: its periods.
static void collectPeriods(AffineMap map, llvm::SmallSetVector<int64_t, 8> &periods) {
  map.walkExprs([&](AffineExpr expr) {
    auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
    auto constant = binary ? dyn_cast<AffineConstantExpr>(binary.getRHS()) : AffineConstantExpr();
    bool divides = constant && expr.getKind() != AffineExprKind::Mul && expr.getKind() != AffineExprKind::Add;
    if (divides && constant.getValue() > 1 && constant.getValue() <= kMostUnrolled)
      periods.insert(constant.getValue());
  });
}

/// The tile of the fewest vectors that fits.
bool GatherPlan::chooseTiles() {
  llvm::SmallSetVector<int64_t, 8> periods;
  periods.insert(1);
  periods.insert(lanes);
  collectPeriods(map, periods);
  auto steps = [&](int64_t extent) {
    llvm::SmallSetVector<int64_t, 8> all = periods;
    if (extent <= kMostUnrolled)
      all.insert(extent);
    // An axis shorter than its step would be no different from a smaller one.
    return llvm::filter_to_vector(all, [&](int64_t step) { return step <= std::max(extent, lanes); });
  };
  int64_t blocks = llvm::divideCeil(out.channels, lanes);
  SmallVector<int64_t> blockSteps;
  for (int64_t t = 1; t <= std::min<int64_t>(blocks, kMostUnrolled); ++t)
    blockSteps.push_back(t);
  if (blocks > kMostUnrolled)
    blockSteps.push_back(blocks);
  SmallVector<std::array<int64_t, 3>> candidates;
  for (int64_t t : blockSteps)
    for (int64_t p : steps(out.height))
      for (int64_t q : steps(out.width))
        if (t * std::min(p, out.height) * std::min(q, out.width) <= kMostVectors)
          candidates.push_back({t, p, q});
  auto key = [](const std::array<int64_t, 3> &c) { return std::pair(c[0] * c[1] * c[2], c); };
  llvm::sort(candidates, [&](auto &a, auto &b) { return key(a) < key(b); });
  for (auto &[t, p, q] : candidates) {
    axes = {TileAxis{out.channels, t * lanes}, TileAxis{out.height, p}, TileAxis{out.width, q}};
    if (fits())
      return true;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// The form
//===----------------------------------------------------------------------===//

AffineMap cnnc::getReshapeMap(MLIRContext *context, cnn::PictureShape in, cnn::PictureShape out) {
  AffineExpr c, h, w;
  bindDims(context, c, h, w);
  AffineExpr linear = (c * out.height + h) * out.width + w;
  AffineExpr position = linear % (in.height * in.width);
  return AffineMap::get(3, 0, {linear.floorDiv(in.height * in.width), position.floorDiv(in.width), position % in.width},
                        context);
}

static bool hasOnePixel(cnn::PictureShape shape, cnn::LayoutAttr layout) {
  return shape.height == 1 && shape.width == 1 && !layout.hasHalo();
}

bool GatherPlan::chooseReshape(kernel::GatherOp op) {
  if (map != getReshapeMap(map.getContext(), in, out))
    return false;
  cnn::LayoutAttr from = cnn::getLayout(op.getInputs()[0].getType()), to = cnn::getLayout(op.getOutput().getType());
  if (in.channels == out.channels) {
    form = GatherForm::Rows;
  } else if (hasOnePixel(out, to) && in.height * in.width >= lanes) {
    form = GatherForm::Flatten;
    oneRun = !from.hasHalo();
  } else if (hasOnePixel(in, from) && out.height * out.width >= lanes) {
    form = GatherForm::Unflatten;
    oneRun = !to.hasHalo();
  } else {
    return false;
  }
  return true;
}

/// About as much work as a thread's wake-up is worth.
void GatherPlan::chooseItems(kernel::GatherOp op) {
  double elements = double(out.width) * out.channels;
  switch (form) {
  case GatherForm::Scalars:
    unitCount = out.height;
    break;
  case GatherForm::Rows:
    groupCount = llvm::divideCeil(out.channels, lanes);
    unitCount = out.height;
    elements = double(out.width) * lanes;
    break;
  case GatherForm::Flatten:
  case GatherForm::Unflatten: {
    cnn::PictureShape picture = form == GatherForm::Flatten ? in : out;
    groupCount = llvm::divideCeil(picture.channels, lanes);
    unitCount = oneRun ? int64_t(llvm::divideCeil(picture.height * picture.width, lanes)) : picture.height;
    elements = double(oneRun ? lanes : picture.width) * lanes;
    break;
  }
  case GatherForm::Tiles:
    groupCount = axes[0].tiles();
    unitCount = axes[1].tiles();
    elements = double(out.width) * axes[0].step * axes[1].step;
    break;
  }
  unitStep = chooseRowsPerItem(unitCount, 1, elements, form == GatherForm::Scalars ? 16e3 : 64e3);
}

GatherPlan::GatherPlan(kernel::GatherOp op)
    : map(op.getMap()), in(cnn::getPictureShape(op.getInputs()[0])), out(cnn::getPictureShape(op.getOutput())) {
  cnn::LayoutAttr from = cnn::getLayout(op.getInputs()[0].getType()), to = cnn::getLayout(op.getOutput().getType());
  int64_t block = to.getBlock();
  bool blocks = from.getBlock() == block && block > 1 && block <= 64 && llvm::isPowerOf2_64(block);
  if (blocks) {
    lanes = block;
    if (!chooseReshape(op) && chooseTiles())
      form = GatherForm::Tiles;
  }
  chooseItems(op);
}
