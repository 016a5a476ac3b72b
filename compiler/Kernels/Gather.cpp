//===- Gather.cpp - Slices, transposes, reshapes, shuffles
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One kernel for every layer that moves elements from places that an affine map
// gives. A tile of the output (see GatherPlan.h) is a few vectors, each put
// together by shuffles from the vectors of the input that hold its lanes; most
// often that is one vector, unchanged. Reshapes are in Reshape.cpp.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/GatherPlan.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/Lanes.h"
#include "compiler/Kernels/Reshape.h"
#include "mlir/Dialect/Affine/Utils.h"

using namespace mlir;
using namespace cnnc;

namespace {

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// Tiles along an axis that are alike: their number is a variable or a constant.
struct Tiles {
  Value number;          ///< null: `constant`
  int64_t constant = -1; ///< -1: `number`
  int64_t count = 1;     ///< places of the axis in the tile
};

class TileEmitter {
public:
  TileEmitter(const GatherPlan &plan, KernelEmitter &e) : plan(plan), e(e), x(e.inputs[0]), y(e.output) {}

  void emit() {
    const TileAxis &channels = plan.axes[0], &rows = plan.axes[1];
    e.forItems(plan.groups(), plan.units(), plan.unitsPerItem(), [&](Value group, Value image, Value from, Value to) {
      inputPicture = e.mul(image, x.pitch);
      outputPicture = e.mul(image, y.pitch);
      Value row0 = e.mul(from, rows.step), row1 = e.min(e.mul(to, rows.step), e.index(rows.extent));
      auto emitGroup = [&](Tiles tiles) {
        emitRows(tiles, from, to);
        Value block = e.mul(group, channels.step / plan.lanes);
        e.fillHalo(y, image, block, llvm::divideCeil(tiles.count, plan.lanes), row0, row1);
      };
      Tiles last = {Value(), channels.full(), channels.rest()};
      auto emitFull = [&] { emitGroup(full(channels, group)); };
      if (!channels.rest())
        emitFull();
      else if (!channels.full())
        emitGroup(last);
      else
        e.ifThen(e.less(group, e.index(channels.full())), emitFull, [&] { emitGroup(last); });
    });
  }

private:
  static Tiles full(const TileAxis &axis, Value number) {
    // The plan has taken the only tile for a constant.
    return axis.full() == 1 ? Tiles{Value(), 0, axis.step} : Tiles{number, -1, axis.step};
  }

  void emitRows(Tiles channels, Value from, Value to) {
    const TileAxis &rows = plan.axes[1];
    Value end = rows.rest() ? e.min(to, e.index(rows.full())) : to;
    if (rows.full())
      e.loop(from, end, 1, [&](Value i) { emitColumns({channels, full(rows, i)}); });
    Tiles last = {Value(), rows.full(), rows.rest()};
    if (!rows.rest())
      return;
    if (rows.full())
      e.ifThen(e.less(e.index(rows.full()), to), [&] { emitColumns({channels, last}); });
    else
      emitColumns({channels, last});
  }

  void emitColumns(std::array<Tiles, 2> outer) {
    const TileAxis &columns = plan.axes[2];
    // Blocks that share no loads are written one after the other.
    int64_t blocks = llvm::divideCeil(outer[0].count, plan.lanes), most = std::max<int64_t>(1, 16 / blocks);
    int64_t together = outer[1].count * columns.step > 1 || blocks <= 16 ? blocks : most;
    for (int64_t first = 0; first < blocks; first += together) {
      int64_t last = std::min(first + together, blocks);
      if (columns.full())
        e.loop(0, columns.full(), 1, [&](Value j) { emitTile({outer[0], outer[1], full(columns, j)}, first, last); });
      if (columns.rest())
        emitTile({outer[0], outer[1], Tiles{Value(), columns.full(), columns.rest()}}, first, last);
    }
  }

  void emitTile(std::array<Tiles, 3> place, int64_t firstBlock, int64_t lastBlock) {
    tile = place;
    bases.clear();
    loads.clear();
    LaneShuffler shuffler(e);
    for (int64_t block = firstBlock; block < lastBlock; ++block)
      for (int64_t row = 0; row < tile[1].count; ++row)
        for (int64_t column = 0; column < tile[2].count; ++column) {
          Value vector = shuffler.assemble(getLanes(block, row, column));
          e.store(vector, y, addressOf(y, outputPlace(block, row, column)));
        }
  }

  /// Where the lanes of a vector of the tile come from; loads what is new.
  SmallVector<Lane> getLanes(int64_t block, int64_t row, int64_t column) {
    std::array<int64_t, 3> tiles = {tile[0].constant, tile[1].constant, tile[2].constant};
    SmallVector<Lane> lanes(plan.lanes);
    for (int64_t l = 0; l < plan.lanes; ++l) {
      int64_t channel = block * plan.lanes + l;
      if (channel >= tile[0].count)
        break;
      LaneSource source = *plan.getSource(tiles, {channel, row, column});
      lanes[l] = {loadSource(source), source.lane};
    }
    return lanes;
  }

  Value loadSource(const LaneSource &source) {
    Value &vector = loads[{source.block, source.row, source.column}];
    if (!vector)
      vector = e.loadVector(x, addressOf(x, {source.block, source.row, source.column}), plan.lanes);
    return vector;
  }

  /// The block, row and column of a vector of the output.
  std::array<Linear, 3> outputPlace(int64_t block, int64_t row, int64_t column) const {
    std::array<Linear, 3> place = {Linear{block}, Linear{row}, Linear{column}};
    for (unsigned axis = 0; axis < 3; ++axis) {
      int64_t step = plan.axes[axis].step / (axis == 0 ? plan.lanes : 1);
      if (tile[axis].number)
        place[axis].factors[axis] = step;
      else
        place[axis].constant += tile[axis].constant * step;
    }
    return place;
  }

  /// A linear index: what depends on the tile is shared by all vectors that are
  /// a constant apart.
  Value addressOf(const Buffer &buffer, const std::array<Linear, 3> &place) {
    const auto &[block, row, column] = place;
    auto combine = [&](int64_t b, int64_t r, int64_t c) {
      return ((b * buffer.rows + r) * buffer.columns + c) * buffer.block;
    };
    std::array<int64_t, 3> factors;
    for (unsigned i = 0; i < 3; ++i)
      factors[i] = combine(block.factors[i], row.factors[i], column.factors[i]);
    Value &base = bases[{&buffer, factors}];
    if (!base) {
      base = &buffer == &y ? outputPicture : inputPicture;
      for (unsigned i = 0; i < 3; ++i)
        if (tile[i].number)
          base = e.add(base, e.mul(tile[i].number, factors[i]));
    }
    return e.add(base, combine(block.constant, row.constant + buffer.layout.getTop(),
                               column.constant + buffer.layout.getLeft()));
  }

  const GatherPlan &plan;
  KernelEmitter &e;
  const Buffer &x, &y;
  Value inputPicture, outputPicture;
  std::array<Tiles, 3> tile;
  std::map<std::pair<const Buffer *, std::array<int64_t, 3>>, Value> bases;
  std::map<std::array<Linear, 3>, Value> loads;
};

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

void emitScalars(kernel::GatherOp op, const GatherPlan &plan, KernelEmitter &e) {
  const Buffer &x = e.inputs[0], &y = e.output;
  AffineMap map = op.getMap();
  int64_t channels = y.isNhwc() ? y.shape.channels : y.blocks * y.block;
  e.forItems(1, plan.units(), plan.unitsPerItem(), [&](Value, Value image, Value row0, Value row1) {
    e.loop(row0, row1, 1, [&](Value row) {
      e.loop(0, y.shape.channels, 1, [&](Value channel) {
        e.loop(0, y.shape.width, 1, [&](Value column) {
          SmallVector<Value, 3> place, dims = {channel, row, column};
          for (AffineExpr expr : map.getResults())
            place.push_back(affine::expandAffineExpr(e.b, e.loc, expr, dims, {}));
          Value element = e.load(x, e.element(x, image, place[0], place[1], place[2]));
          e.store(element, y, e.element(y, image, channel, row, column));
        });
      });
      // Unused lanes must hold finite values.
      e.loop(y.shape.channels, channels, 1, [&](Value channel) {
        e.loop(0, y.shape.width, 1,
               [&](Value column) { e.store(e.scalar(0), y, e.element(y, image, channel, row, column)); });
      });
    });
    e.fillHalo(y, image, e.index(0), y.blocks, row0, row1);
  });
}

//===----------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------===//

/// Channel, row and column in a layer's input of those in its output; nothing
/// for a layer that does more than move elements.
std::optional<AffineMap> getMap(Operation *layer) {
  MLIRContext *context = layer->getContext();
  AffineExpr c, h, w;
  bindDims(context, c, h, w);
  auto make = [&](AffineExpr channel, AffineExpr row, AffineExpr column) {
    return AffineMap::get(3, 0, {channel, row, column}, context);
  };
  if (isa<cnn::FlattenOp, cnn::ReshapeOp>(layer))
    return getReshapeMap(context, cnn::getPictureShape(layer->getOperand(0)),
                         cnn::getPictureShape(layer->getResult(0)));
  if (auto transpose = dyn_cast<cnn::TransposeOp>(layer)) {
    SmallVector<AffineExpr, 3> results(3), dims = {c, h, w};
    for (unsigned i = 0; i < 3; ++i)
      results[transpose.getOrder()[i] - 1] = dims[i];
    return make(results[0], results[1], results[2]);
  }
  if (auto slice = dyn_cast<cnn::SliceOp>(layer)) {
    ArrayRef<int64_t> starts = slice.getStarts(), steps = slice.getSteps();
    if (starts.size() == 1)
      return make(c * steps[0] + starts[0], h, w);
    return make(c * steps[0] + starts[0], h * steps[1] + starts[1], w * steps[2] + starts[2]);
  }
  if (auto shuffle = dyn_cast<cnn::PixelShuffleOp>(layer)) {
    int64_t f = shuffle.getFactor();
    return make(c * (f * f) + (h % f) * f + w % f, h.floorDiv(f), w.floorDiv(f));
  }
  if (auto unshuffle = dyn_cast<cnn::PixelUnshuffleOp>(layer)) {
    int64_t f = unshuffle.getFactor();
    return make(c.floorDiv(f * f), h * f + (c % (f * f)).floorDiv(f), w * f + c % f);
  }
  if (auto shuffle = dyn_cast<cnn::ChannelShuffleOp>(layer)) {
    int64_t groups = shuffle.getGroups(), size = cnn::getPictureShape(shuffle.getInput()).channels / groups;
    return make((c % groups) * size + c.floorDiv(groups), h, w);
  }
  return std::nullopt;
}

class GatherKernel final : public Kernel {
public:
  StringRef getName() const override { return "gather"; }

  std::optional<Candidate> match(cnn::FusedOp group, const Target &, std::string &why) const override {
    Operation *root = getRoot(group);
    if (!getMap(root) || !isa<cnn::YieldOp>(root->getNextNode())) {
      why = "not one layer that moves elements";
      return std::nullopt;
    }
    return Candidate{{}, double(cnn::getPictureShape(group.getResult()).elements()) / 8};
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    Operation *root = getRoot(lowering.group);
    Value input = lowering.inputs[0];
    cnn::PictureShape in = cnn::getPictureShape(input), out = cnn::getPictureShape(lowering.output);
    bool throughVector = isa<cnn::ReshapeOp>(root) && in.channels != out.channels && in.height * in.width > 1 &&
                         out.height * out.width > 1;
    if (!throughVector) {
      create(lowering, input, lowering.output, *getMap(root));
      return success();
    }
    // As a vector the elements lie in their order; to it and from it blocks of
    // positions are transposed.
    auto type = cast<MemRefType>(lowering.output.getType());
    auto vectorType = MemRefType::get({type.getDimSize(0), out.elements()}, type.getElementType(),
                                      blockedLayout(type.getContext(), lowering.target.lanes));
    Value vector = kernel::BufferOp::create(lowering.builder, lowering.loc(), vectorType, IntegerAttr());
    cnn::PictureShape flat = {out.elements(), 1, 1};
    create(lowering, input, vector, getReshapeMap(type.getContext(), in, flat));
    create(lowering, vector, lowering.output, getReshapeMap(type.getContext(), flat, out));
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    GatherPlan plan(cast<kernel::GatherOp>(op.getOperation()));
    return {plan.groups() * int64_t(llvm::divideCeil(plan.units(), plan.unitsPerItem())), 0};
  }

  double getFlops(kernel::KernelOpInterface) const override { return 0; }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    auto gather = cast<kernel::GatherOp>(op.getOperation());
    GatherPlan plan(gather);
    if (plan.form == GatherForm::Tiles)
      TileEmitter(plan, e).emit();
    else if (plan.form == GatherForm::Scalars)
      emitScalars(gather, plan, e);
    else
      emitReshape(plan, e);
    return success();
  }

private:
  static void create(GroupLowering &lowering, Value input, Value output, AffineMap map) {
    kernel::GatherOp::create(lowering.builder, lowering.loc(), input, ValueRange(), output, AffineMapAttr::get(map));
  }
};

} // namespace

const Kernel &cnnc::getGatherKernel() {
  static const GatherKernel kernel;
  return kernel;
}
