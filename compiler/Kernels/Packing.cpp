//===- Packing.cpp - Parameters in the order in which kernels read them
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A kernel says once how it packs its weights: a function that reads elements of
// the parameter and writes them to their places, with zeros between. A constant
// goes through it at compile time. A parameter that training changes is packed
// again in each step, by a kernel.pack, whose table comes from the same function:
// instead of the values it reads numbers that tell elements apart, so that what it
// writes says which element goes where. An element's index does not fit into the
// 24 bits of an f32, so it is read in two halves, one after the other.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Kernel.h"
#include "dialects/Cnn/CnnGradients.h"
#include "dialects/Cnn/Constants.h"
#include "dialects/Kernel/KernelGradients.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// A parameter as a lowering reads it, maybe with inputs and outputs exchanged.
struct Traced {
  TrainedWeight weight;
  SmallVector<int64_t, 4> shape; ///< as it is read
  std::vector<float> numbers;    ///< what the lowering sees

  /// The index in the parameter of element i of what is read.
  int64_t sourceOf(int64_t i) const {
    int64_t groups = weight.groups;
    if (!groups)
      return i;
    int64_t taps = shape.size() == 4 ? shape[2] * shape[3] : 1;
    int64_t tap = taps - 1 - i % taps, column = i / taps % shape[1], row = i / taps / shape[1];
    // Read as groups*I x O/groups; it lies as O x I.
    int64_t inputs = shape[0] / groups, outputs = shape[1], group = row / inputs, input = row % inputs;
    return ((group * outputs + column) * inputs + input) * taps + tap;
  }
};

/// Packed elements in runs of `lanes`: where each run begins in the parameter,
/// and how many elements it has; the rest are zeros.
struct PackTable {
  int64_t lanes, stride;
  std::vector<int32_t> runs;
};

} // namespace

namespace cnnc {
class WeightTrace {
public:
  std::vector<std::unique_ptr<Traced>> parameters;

  void setNumbers(function_ref<float(size_t parameter, int64_t source)> number) {
    for (auto [k, traced] : llvm::enumerate(parameters))
      for (auto [i, value] : llvm::enumerate(traced->numbers))
        value = number(k, traced->sourceOf(int64_t(i)));
  }
};
} // namespace cnnc

//===----------------------------------------------------------------------===//
// Following elements
//===----------------------------------------------------------------------===//

/// The run that begins at `from`, if its elements are `stride` apart; a stride
/// of nothing takes the first one found.
static bool isRun(ArrayRef<int64_t> sources, std::optional<int64_t> &stride, int32_t &count) {
  count = 0;
  for (int64_t source : sources) {
    if (source < 0)
      break;
    ++count;
  }
  if (llvm::any_of(sources.drop_front(count), [](int64_t s) { return s >= 0; }))
    return false;
  for (int32_t i = 1; i < count; ++i) {
    int64_t step = sources[i] - sources[i - 1];
    if (!stride)
      stride = step;
    if (*stride != step)
      return false;
  }
  return true;
}

static std::optional<PackTable> makeTable(ArrayRef<int64_t> sources, int64_t lanes) {
  if (sources.size() % lanes)
    return std::nullopt;
  PackTable table{lanes, 1, {}};
  std::optional<int64_t> stride;
  for (size_t i = 0; i < sources.size(); i += lanes) {
    int32_t count;
    if (!isRun(sources.slice(i, lanes), stride, count))
      return std::nullopt;
    table.runs.push_back(count ? int32_t(sources[i]) : 0);
    table.runs.push_back(count);
  }
  table.stride = stride.value_or(1);
  return table;
}

static PackTable chooseTable(ArrayRef<int64_t> sources, int64_t lanes) {
  for (; lanes > 1; lanes /= 2)
    if (auto table = makeTable(sources, lanes))
      return std::move(*table);
  return *makeTable(sources, 1);
}

static DenseResourceElementsAttr createTable(MLIRContext *context, ArrayRef<int32_t> values) {
  auto type = RankedTensorType::get({int64_t(values.size())}, IntegerType::get(context, 32));
  AsmResourceBlob blob = HeapAsmResourceBlob::allocate(values.size() * sizeof(int32_t), /*align=*/64);
  llvm::copy(values, reinterpret_cast<int32_t *>(blob.getMutableData().data()));
  return DenseResourceElementsAttr::get(type, "pack", std::move(blob));
}

/// The op that packs a parameter at run time; null where no parameter goes into `fill`.
static Value packAtRunTime(GroupLowering &lowering, int64_t count, function_ref<void(MutableArrayRef<float>)> fill) {
  WeightTrace &trace = *lowering.trace;
  std::vector<float> zeros(count), numbers(count);
  auto read = [&](std::vector<float> &out, function_ref<float(size_t, int64_t)> number) {
    trace.setNumbers(number);
    llvm::fill(out, 0.0f);
    fill(out);
  };
  read(zeros, [](size_t, int64_t) { return 0.0f; });
  read(numbers, [](size_t k, int64_t) { return float(k + 1); });
  if (zeros == numbers)
    return {};
  size_t which = size_t(*llvm::max_element(numbers)) - 1;
  constexpr int64_t half = 1 << 16;
  std::vector<int64_t> sources(count, -1);
  read(zeros, [&](size_t, int64_t source) { return float(source % half); });
  for (int64_t i = 0; i < count; ++i)
    if (numbers[i])
      sources[i] = int64_t(zeros[i]);
  read(zeros, [&](size_t, int64_t source) { return float(source / half); });
  for (int64_t i = 0; i < count; ++i)
    if (numbers[i])
      sources[i] += int64_t(zeros[i]) * half;

  OpBuilder &b = lowering.builder;
  PackTable table = chooseTable(sources, lowering.target.lanes);
  const Traced &traced = *trace.parameters[which];
  Value state = traced.weight.createState(b, lowering.loc());
  Value runs =
      kernel::ConstantOp::create(b, lowering.loc(), MemRefType::get({int64_t(table.runs.size())}, b.getI32Type()),
                                 createTable(b.getContext(), table.runs));
  Value packed = kernel::SharedOp::create(b, lowering.loc(), MemRefType::get({count}, b.getF32Type()), IntegerAttr());
  kernel::PackOp::create(b, lowering.loc(), state, runs, packed, b.getI64IntegerAttr(table.stride));
  return packed;
}

//===----------------------------------------------------------------------===//
// What lowerings call
//===----------------------------------------------------------------------===//

std::optional<TrainedWeight> cnnc::getTrainedWeight(Value weight) {
  TrainedWeight result;
  if (auto transpose = weight.getDefiningOp<cnn::TransposeWeightOp>()) {
    result.groups = transpose.getGroups();
    weight = transpose.getWeight();
  }
  auto get = weight.getDefiningOp<cnn::GetParameterOp>();
  if (!get)
    return std::nullopt;
  result.parameter = get.getParameterAttr();
  result.elements = cast<RankedTensorType>(weight.getType()).getNumElements();
  return result;
}

Value TrainedWeight::createState(OpBuilder &builder, Location loc) const {
  return kernel::StateOp::create(builder, loc, MemRefType::get({elements}, builder.getF32Type()), parameter,
                                 builder.getStringAttr("value"));
}

FailureOr<cnn::ConstantFloats> GroupLowering::readConstant(Value constant) {
  if (auto floats = cnn::ConstantFloats::get(constant))
    return std::move(*floats);
  auto weight = getTrainedWeight(constant);
  if (!weight) {
    emitError(loc(), "the values of this layer's parameters are not there (a dump elides them)");
    return failure();
  }
  auto traced = std::make_unique<Traced>();
  traced->weight = *weight;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(constant.getType()).getShape();
  traced->shape.assign(shape.begin(), shape.end());
  traced->numbers.resize(cast<RankedTensorType>(constant.getType()).getNumElements());
  if (!trace)
    trace = std::make_shared<WeightTrace>();
  auto floats = cnn::ConstantFloats::view(traced->numbers);
  trace->parameters.push_back(std::move(traced));
  return floats;
}

Value GroupLowering::pack(StringRef name, int64_t count, function_ref<void(MutableArrayRef<float>)> fill, bool bf16) {
  if (trace && !bf16)
    if (Value packed = packAtRunTime(*this, count, fill))
      return packed;
  Type element = bf16 ? Type(builder.getBF16Type()) : builder.getF32Type();
  auto type = RankedTensorType::get({count}, element);
  auto write = [&](MutableArrayRef<float> out) {
    llvm::fill(out, 0.0f);
    fill(out);
  };
  auto value = bf16 ? cnn::createBf16Resource(type, name, write) : cnn::createFloatResource(type, name, write);
  return kernel::ConstantOp::create(builder, loc(), MemRefType::get({count}, element), value);
}

FailureOr<Value> GroupLowering::packBias(Value bias, int64_t channels, int64_t block) {
  std::optional<cnn::ConstantFloats> values;
  if (bias) {
    auto read = readConstant(bias);
    if (failed(read))
      return failure();
    values = std::move(*read);
  }
  // One number stands for all channels.
  return pack("bias", llvm::alignTo(channels, block), [&](MutableArrayRef<float> out) {
    if (values && values->size() == 1)
      llvm::fill(out.take_front(channels), (*values)[0]);
    else if (values)
      llvm::copy(values->values(), out.begin());
  });
}
