//===- WinogradConv.cpp - Convolution of 3x3 and 5x5 by Winograd's algorithm
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// When it is chosen, with which tile, and how it becomes its op; WinogradLoops.cpp
// has the loops.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/BlockGroups.h"
#include "compiler/Kernels/ConvTile.h"
#include "compiler/Kernels/Kernels.h"
#include "compiler/Kernels/WinogradLoops.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// Bytes of transformed input that an item may keep, of the second-level cache.
constexpr int64_t kInputBytes = 640 << 10;

//===----------------------------------------------------------------------===//
// Choice
//===----------------------------------------------------------------------===//

/// Cycles to transform a block of channels of one tile.
struct TransformCycles {
  double input, output;
  TransformCycles(const Winograd &w, const Target &target)
      : input((w.inputs() == 6 ? 190 : 70) * target.vectorCost()), output((w.outputs() == 4  ? 250
                                                                           : w.inputs() == 6 ? 165
                                                                                             : 140) *
                                                                          target.vectorCost()) {}
};

/// How much longer than half of the whole the later of two threads takes: 2 where there
/// is one item. Each has half of the items, in their order.
double getImbalance(const WinogradShape &shape, const WinogradTile &tile, const WinogradRun &run) {
  int64_t bands = countWinogradBands(shape, tile);
  WinogradCut cut(shape, tile, run);
  int64_t parts = cut.parts.count;
  std::array<int64_t, 2> load = {0, 0};
  for (int64_t item = 0; item < bands * parts; ++item) {
    int64_t band = item / parts, part = item % parts;
    load[2 * item >= bands * parts] +=
        (cut.firstOfPart(part + 1) - cut.firstOfPart(part)) *
        (firstOfWinogradBand(shape, tile, band + 1) - firstOfWinogradBand(shape, tile, band));
  }
  return 2 * double(std::max(load[0], load[1])) / double(load[0] + load[1]);
}

/// A tile whose transformed input takes at most `bytes`, if that is possible.
WinogradTile makeTile(const WinogradShape &shape, int64_t m, int64_t bytes) {
  int64_t rows = shape.tileRows(m), columns = shape.tileColumns(m);
  int64_t most =
      std::clamp<int64_t>(bytes / (Winograd(m, shape.taps).points() * shape.inputBlocks * shape.lanes * 4), 1, 64);
  // Where tiles interleave, a band is whole: d rows of tiles lie between its first and last row.
  int64_t d = shape.dilations[0], bands = rows / d, widest = std::max<int64_t>(1, most / d);
  WinogradTile tile = {m, 1, 1, 1, 1};
  tile.columns = evenTile(columns, llvm::divideCeil(columns, widest), 1);
  int64_t inBand = tile.columns == columns ? std::clamp<int64_t>(widest / columns, 1, std::min(bands, 64 / d)) : 1;
  tile.rows = evenTile(bands, llvm::divideCeil(bands, inBand), 1) * d;
  return tile;
}

/// Takes a register tile, and predicts the cycles.
Candidate completeTile(const WinogradShape &shape, WinogradTile tile, const ConvTile &registers, const Target &target) {
  Winograd transforms = shape.transforms(tile);
  int64_t points = transforms.points();
  tile.positions = registers.columns;
  tile.blocks = registers.blocks;
  WinogradRun run = WinogradRun::choose(shape, tile, target);
  int64_t together = tile.rows * tile.columns * run.pictures;
  double tiles = double(shape.tileRows(tile.outputs)) * double(shape.tileColumns(tile.outputs));
  double passes = tiles / double(together); // of a picture: less than one where several go together
  TransformCycles transform(transforms, target);
  Candidate candidate{tile.attribute()};
  candidate.productCycles = registers.cycles * double(points) * passes;
  candidate.transformCycles =
      tiles * (transform.input * double(shape.inputBlocks) + transform.output * double(shape.outputBlocks));
  candidate.flops = 2 * double(points) * tiles * double(shape.inputs) * double(shape.outputs);
  double kernel = double(points * shape.inputs * shape.outputBlocks * shape.lanes) * 4, passesAgain = 0;
  double input = double(points * shape.inputBlocks * shape.lanes * together) * 4;
  // Measured: tiles of two widths take turns, and four blocks are too many, unless
  // reading the transformed input for each group of blocks is worse.
  if (together % registers.columns)
    candidate.productCycles *= 1.02;
  if (target.operandBytesPerCycle > 0 && input > double(target.l1Bytes))
    candidate.productCycles +=
        double(BlockGroups(shape.outputBlocks, registers.blocks).count) * input * passes / target.operandBytesPerCycle;
  else if (registers.blocks == 4 && target.isa == Isa::Avx512)
    candidate.productCycles *= 1.06;
  // Each pass reads the kernel at all points, and each group of blocks the transformed
  // input, from beyond the cache what that does not hold. The products hide most of
  // it: the shares that they do not are measured.
  double groups = double(llvm::divideCeil(shape.outputBlocks, tile.blocks * run.groups));
  double inputAgain = std::max(0.0, input - double(target.l2Bytes)) * groups * passes / target.memoryBytesPerCycle;
  if (kernel <= double(target.l2Bytes)) {
    if (KernelEmitter::isMany(int64_t(kernel)))
      candidate.trafficCycles = kernel * std::min(1.0, passes) / target.l3BytesPerCycle;
  } else {
    passesAgain = kernel * std::max(0.0, passes - 1) / target.memoryBytesPerCycle;
    // What the last cache cannot hold comes from memory each time.
    candidate.trafficCycles = kernel * std::min(1.0, passes) /
                              (kernel > double(target.l3Bytes) ? target.memoryBytesPerCycle : target.coldBytesPerCycle);
  }
  double shown = 0.4 * candidate.trafficCycles + 0.1 * (passesAgain + inputAgain);
  candidate.trafficCycles += passesAgain + inputAgain;
  candidate.cycles = std::max(candidate.productCycles + candidate.transformCycles, candidate.trafficCycles) + shown;
  // What is cut in halves badly must be better on one core, unless it is not worth cutting.
  constexpr double smallCycles = 30e3;
  if (candidate.cycles > smallCycles)
    candidate.reluctance = 1 + 0.08 * (getImbalance(shape, tile, run) - 1);
  return candidate;
}

/// Adds all tiles of m outputs along an axis; `best` is the cheapest so far, the first of equals.
void addTiles(const WinogradShape &shape, int64_t m, const Target &target, SmallVectorImpl<Candidate> &candidates,
              size_t &best) {
  // More tiles at once, beyond the cache, pay where the kernel is large.
  for (int64_t bytes = kInputBytes; bytes <= 8 * kInputBytes; bytes *= 2) {
    WinogradTile tile = makeTile(shape, m, bytes);
    ConvTileProblem problem{1, tile.rows * tile.columns * WinogradRun::choose(shape, tile, target).pictures,
                            shape.outputBlocks, shape.inputs};
    int64_t kernelBytes = 4 * shape.transforms(tile).points() * shape.inputs * shape.outputBlocks * shape.lanes;
    problem.weightBytesPerCycle = coldWeightRate(double(kernelBytes), target);
    problem.asksAhead = winogradAsksAhead(kernelBytes, problem.columns);
    // Of AVX2's 16 registers LLVM keeps one for a constant of the epilogue.
    Target product = target;
    product.registers -= target.isa == Isa::Avx2;
    for (const ConvTile &registers : rankConvTiles(problem, product)) {
      Candidate candidate = completeTile(shape, tile, registers, target);
      if (llvm::any_of(candidates, [&](const Candidate &other) { return other.tile == candidate.tile; }))
        continue;
      candidates.push_back(candidate);
      if (candidate.rank() < candidates[best].rank())
        best = candidates.size() - 1;
    }
  }
}

SmallVector<int64_t, 2> getPoolExtent(cnn::FusedOp group) {
  if (cnn::PoolOp pool = getFusedPool(group))
    return SmallVector<int64_t, 2>(pool.getKernel());
  return {1, 1};
}

//===----------------------------------------------------------------------===//
// The kernel
//===----------------------------------------------------------------------===//

class WinogradConvKernel final : public TiledKernel {
public:
  StringRef getName() const override { return "winograd_conv"; }

  SmallVector<Candidate> getCandidates(cnn::FusedOp group, const Target &target, std::string &why) const override {
    auto conv = dyn_cast<cnn::Conv2dOp>(getRoot(group));
    if (!conv || !hasElementwiseEpilogue(group, /*pool=*/true)) {
      why = "not a convolution with an element-wise epilogue";
      return {};
    }
    ArrayRef<int64_t> weight = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    ArrayRef<int64_t> outputs = Winograd::outputsFor(weight[2]);
    if (outputs.empty() || weight[3] != weight[2] || conv.getStrides()[0] != 1 || conv.getStrides()[1] != 1 ||
        conv.getGroups() != 1) {
      why = "the kernel is not 3x3 or 5x5 with stride 1 and one group";
      return {};
    }
    // Tiles reach beyond the picture, where a halo that repeats it may not.
    if (conv.getPaddingMode() != cnn::PadMode::zero) {
      why = "the padding is not zero";
      return {};
    }
    SmallVector<int64_t, 2> pool = getPoolExtent(group);
    if (getFusedPool(group) &&
        (pool[0] > 2 || pool[1] > 2 || conv.getDilations()[0] != 1 || conv.getDilations()[1] != 1)) {
      why = "windows of the fused pool cross tiles";
      return {};
    }
    if (conv.getDilations()[0] > 16 || conv.getDilations()[1] > 16) {
      why = "the dilation is above 16";
      return {};
    }
    cnn::PictureShape in = cnn::getPictureShape(conv.getInput());
    cnn::PictureShape out = cnn::getPictureShape(group.getResult());
    if (in.channels < target.lanes || out.channels < target.lanes) {
      why = "the transforms cost more than they save with fewer channels than a vector has";
      return {};
    }
    WinogradShape shape = getWinogradShape(in, out, pool, conv.getDilations(), target.lanes, weight[2]);
    SmallVector<Candidate> candidates;
    size_t best = 0;
    for (int64_t m : outputs)
      if (Winograd(m, weight[2]).error() <= target.maxError)
        addTiles(shape, m, target, candidates, best);
    if (candidates.empty())
      why = "its error would be above max-error";
    else
      rankCandidates(candidates, best);
    // It computes in f32 whatever the buffers hold. Its kernel then takes eight
    // times the memory of a direct one in bf16: not for a few per cent.
    if (target.useBf16)
      for (Candidate &candidate : candidates)
        candidate.reluctance *= 1.3;
    return candidates;
  }

  cnn::LayoutAttr getInputLayout(cnn::FusedOp group, unsigned operand, const Target &target) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(group));
    if (getOperandIndex(conv.getInput()) != operand)
      return blockedLayout(group.getContext(), target.lanes);
    // The last tiles reach beyond the rows and columns that the padding adds.
    auto choice = group->getAttrOfType<kernel::ChoiceAttr>(kernel::KernelDialect::kChoiceAttr);
    SmallVector<int64_t, 4> halo(conv.getPadding());
    cnn::PictureShape out = cnn::getPictureShape(group.getResult());
    SmallVector<int64_t, 2> pool = getPoolExtent(group);
    int64_t m = choice.getTile()[0], height = out.height * pool[0], width = out.width * pool[1];
    int64_t taps = getTaps(conv);
    cnn::PictureShape in = cnn::getPictureShape(conv.getInput());
    halo[1] = std::max(halo[1], kernel::winogradHaloAfter(height, m, taps, conv.getDilations()[0], halo[0], in.height));
    halo[3] = std::max(halo[3], kernel::winogradHaloAfter(width, m, taps, conv.getDilations()[1], halo[2], in.width));
    return blockedLayout(group.getContext(), target.lanes, halo);
  }

  LogicalResult lower(GroupLowering &lowering) const override {
    auto conv = cast<cnn::Conv2dOp>(getRoot(lowering.group));
    OpBuilder &b = lowering.builder;
    Value x = lowering.inputs[getOperandIndex(conv.getInput())];
    int64_t lanes = cnn::getLayout(lowering.output.getType()).getBlock();
    cnn::PictureShape in = cnn::getPictureShape(conv.getInput()),
                      out = cnn::getPictureShape(lowering.group.getResult());
    WinogradShape shape =
        getWinogradShape(in, out, getPoolExtent(lowering.group), conv.getDilations(), lanes, getTaps(conv));
    WinogradRun run = WinogradRun::choose(shape, WinogradTile::get(lowering.tile), lowering.target);
    WinogradCut cut(shape, WinogradTile::get(lowering.tile), run);
    auto weight = getTrainedWeight(conv.getWeight()) ? transformWeight(lowering, conv, run, lanes)
                                                     : packWeight(lowering, conv, cut, lanes);
    auto bias = lowering.packBias(conv.getBias(), cnn::getPictureShape(conv.getResult()).channels, lanes);
    auto inputs = collectInputs(lowering, x);
    if (failed(weight) || failed(bias) || failed(inputs))
      return failure();
    cnn::PoolKindAttr poolKind;
    if (cnn::PoolOp fused = getFusedPool(lowering.group))
      poolKind = fused.getKindAttr();
    auto op = kernel::WinogradConvOp::create(
        b, lowering.loc(), *inputs, ValueRange{*weight, *bias}, /*sums=*/Value(), lowering.output,
        conv.getDilationsAttr(), conv.getPaddingAttr(), b.getDenseI64ArrayAttr(lowering.tile),
        b.getDenseI64ArrayAttr(getPoolExtent(lowering.group)), poolKind, b.getI64IntegerAttr(getTaps(conv)));
    run.set(op);
    buildEpilogue(lowering, op, /*mainCount=*/1);
    return success();
  }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::WinogradConvOp>(op.getOperation());
    WinogradShape shape = getWinogradShape(conv);
    WinogradTile tile = WinogradTile::get(conv.getTile());
    return {WinogradCut(shape, tile, WinogradRun::get(conv)).parts.count * countBands(op), 0};
  }

  bool keepsScratch(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::WinogradConvOp>(op.getOperation());
    return keepsWinogradInput(getWinogradShape(conv), WinogradTile::get(conv.getTile()), WinogradRun::get(conv));
  }

  int64_t countBands(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::WinogradConvOp>(op.getOperation());
    return countWinogradBands(getWinogradShape(conv), WinogradTile::get(conv.getTile()));
  }

  int64_t getScratchBytes(kernel::KernelOpInterface op, const Target &) const override {
    auto conv = cast<kernel::WinogradConvOp>(op.getOperation());
    return getWinogradScratch(getWinogradShape(conv), WinogradTile::get(conv.getTile()), WinogradRun::get(conv));
  }

  /// Those of the direct algorithm, so that speeds can be compared.
  double getFlops(kernel::KernelOpInterface op) const override {
    auto conv = cast<kernel::WinogradConvOp>(op.getOperation());
    WinogradShape shape = getWinogradShape(conv);
    return 2.0 * double(shape.taps * shape.taps) * double(shape.inputs) * double(shape.outputs) * double(shape.height) *
           double(shape.width);
  }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    emitWinogradLoops(cast<kernel::WinogradConvOp>(op.getOperation()), e);
    return success();
  }

private:
  /// Of the kernel along an axis.
  static int64_t getTaps(cnn::Conv2dOp conv) {
    return cast<RankedTensorType>(conv.getWeight().getType()).getShape().back();
  }

  /// The same of a weight that training changes, at run time.
  static FailureOr<Value> transformWeight(GroupLowering &lowering, cnn::Conv2dOp conv, const WinogradRun &run,
                                          int64_t lanes) {
    OpBuilder &b = lowering.builder;
    ArrayRef<int64_t> shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    TrainedWeight weight = *getTrainedWeight(conv.getWeight());
    WinogradTile tile = WinogradTile::get(lowering.tile);
    int64_t count = Winograd(tile.outputs, shape[3]).points() * shape[1] * int64_t(llvm::alignTo(shape[0], lanes));
    Value state = weight.createState(b, lowering.loc());
    Value result = kernel::SharedOp::create(b, lowering.loc(), MemRefType::get({count}, b.getF32Type()), IntegerAttr());
    auto number = [&](int64_t value) { return b.getI64IntegerAttr(value); };
    kernel::WinogradWeightsOp::create(b, lowering.loc(), state, ValueRange(), result, number(shape[0]),
                                      number(shape[1]), weight.groups ? b.getUnitAttr() : UnitAttr(),
                                      number(tile.outputs), number(tile.blocks), number(lanes), number(shape[3]),
                                      number(run.groups));
    return result;
  }

  /// In the order of WinogradCut.
  static FailureOr<Value> packWeight(GroupLowering &lowering, cnn::Conv2dOp conv, const WinogradCut &cut,
                                     int64_t lanes) {
    auto values = lowering.readConstant(conv.getWeight());
    if (failed(values))
      return failure();
    ArrayRef<int64_t> shape = cast<RankedTensorType>(conv.getWeight().getType()).getShape();
    WinogradTile tile = WinogradTile::get(lowering.tile);
    Winograd w(tile.outputs, shape[3]);
    int64_t elements = shape[2] * shape[3];
    int64_t outputs = shape[0], inputs = shape[1], blocks = llvm::divideCeil(outputs, lanes);
    return lowering.pack("weight", w.points() * inputs * blocks * lanes, [&](MutableArrayRef<float> packed) {
      SmallVector<float, 25> kernel(elements);
      SmallVector<float, 36> transformed(w.points());
      for (int64_t o = 0; o < outputs; ++o) {
        int64_t block = o / lanes, group = cut.groups.of(block), first = cut.groups.first(group);
        int64_t inGroup = cut.groups.size(group), run = cut.runs.of(group), block0 = cut.firstOfRun(run);
        int64_t inRun = cut.firstOfRun(run + 1) - block0;
        for (int64_t i = 0; i < inputs; ++i) {
          for (int64_t t = 0; t < elements; ++t)
            kernel[t] = (*values)[(o * inputs + i) * elements + t];
          w.transformKernel(kernel, transformed);
          for (int64_t p = 0; p < w.points(); ++p)
            packed[((block0 * w.points() + p * inRun + first - block0) * inputs + i * inGroup + block - first) * lanes +
                   o % lanes] = transformed[p];
        }
      }
    });
  }
};

} // namespace

const Kernel &cnnc::getWinogradConvKernel() {
  static const WinogradConvKernel kernel;
  return kernel;
}
