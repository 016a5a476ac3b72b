//===- StateKernels.cpp - Kernels on vectors and on the training state
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// These have no pictures: their items are vectors of lanes. All tensors of the
// state end at a multiple of a vector, so that there are no tails; what lies beyond
// the last element is computed like the rest and never read.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Emitter.h"
#include "compiler/Kernels/Kernels.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace {

/// A kernel that no group of layers becomes: conversion makes its op.
class StateKernel : public Kernel {
public:
  std::optional<Candidate> match(cnn::FusedOp, const Target &, std::string &why) const final {
    why = "not a layer";
    return std::nullopt;
  }
  LogicalResult lower(GroupLowering &lowering) const final { return lowering.group.emitError("this is no layer"); }
};

int64_t lengthOf(Value vector) { return cast<MemRefType>(vector.getType()).getNumElements(); }

//===----------------------------------------------------------------------===//
// Packing
//===----------------------------------------------------------------------===//

/// Runs that make an item worth handing to a thread.
constexpr int64_t kRunsPerItem = 256;

class PackKernel final : public StateKernel {
public:
  StringRef getName() const override { return "pack"; }

  WorkItems getWorkItems(kernel::KernelOpInterface op) const override {
    return {0, int64_t(llvm::divideCeil(lengthOf(op.getWeights()[0]) / 2, kRunsPerItem))};
  }

  double getFlops(kernel::KernelOpInterface) const override { return 0; }

  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::PackOp>(kernelOp.getOperation());
    int64_t runs = lengthOf(op.getWeights()[0]) / 2, lanes = lengthOf(op.getOutput()) / runs;
    e.loop(e.begin, e.end, 1, [&](Value item) {
      Value first = e.mul(item, kRunsPerItem), last = e.min(e.add(first, kRunsPerItem), e.index(runs));
      e.loop(first, last, 1, [&](Value run) {
        Value place = e.mul(run, 2);
        Value source = load(e, place), count = load(e, e.add(place, 1));
        emitRun(e, source, count, e.mul(run, lanes), lanes, op.getStride());
      });
    });
    return success();
  }

private:
  static Value load(KernelEmitter &e, Value at) {
    Value integer = memref::LoadOp::create(e.b, e.loc, e.weights[0].memref, at);
    return arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), integer);
  }

  static void emitRun(KernelEmitter &e, Value source, Value count, Value to, int64_t lanes, int64_t stride) {
    OpBuilder &b = e.b;
    VectorType type = e.vectorType(lanes);
    auto maskType = VectorType::get({lanes}, b.getI1Type());
    Value mask = vector::CreateMaskOp::create(b, e.loc, maskType, count);
    Value value;
    if (stride == 1) {
      value = vector::MaskedLoadOp::create(b, e.loc, type, e.inputs[0].memref, source, mask, e.splat(0, lanes));
    } else {
      SmallVector<int32_t> steps;
      for (int64_t i = 0; i < lanes; ++i)
        steps.push_back(int32_t(i * stride));
      auto offsets = VectorType::get({lanes}, b.getI32Type());
      Value indices = arith::ConstantOp::create(b, e.loc, DenseIntElementsAttr::get(offsets, steps));
      value = vector::GatherOp::create(b, e.loc, type, e.inputs[0].memref, source, indices, mask, e.splat(0, lanes));
    }
    e.store(value, e.output, to);
  }
};

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

class VectorMapKernel final : public StateKernel {
public:
  StringRef getName() const override { return "vector_map"; }

  WorkItems getWorkItems(kernel::KernelOpInterface) const override { return {0, 1}; }
  double getFlops(kernel::KernelOpInterface op) const override { return double(lengthOf(op.getOutput())); }

  LogicalResult emit(kernel::KernelOpInterface op, KernelEmitter &e) const override {
    int64_t lanes = e.target.lanes, length = lengthOf(op.getOutput());
    e.loop(0, length, lanes, [&](Value at) {
      SmallVector<Value> arguments;
      for (const Buffer &input : e.inputs)
        arguments.push_back(input.type().getNumElements() == 1 ? e.broadcast(e.load(input, e.index(0)), lanes)
                                                               : e.loadVector(input, at, lanes));
      e.store(e.applyEpilogue(op.getEpilogue(), arguments, lanes), e.output, at);
    });
    return success();
  }
};

class UpdateAverageKernel final : public StateKernel {
public:
  StringRef getName() const override { return "update_average"; }

  WorkItems getWorkItems(kernel::KernelOpInterface) const override { return {0, 1}; }
  double getFlops(kernel::KernelOpInterface op) const override { return double(lengthOf(op.getOutput())); }

  LogicalResult emit(kernel::KernelOpInterface kernelOp, KernelEmitter &e) const override {
    auto op = cast<kernel::UpdateAverageOp>(kernelOp.getOperation());
    OpBuilder &b = e.b;
    int64_t lanes = e.target.lanes;
    double momentum = op.getMomentum().convertToDouble();
    Value factor = e.scalar(float(momentum));
    if (op.getUnbiased()) {
      // m / (m - 1), and 1 for a single element.
      Value elements = e.mul(e.mul(e.images, countMachines(e)), op.getElements());
      auto toFloat = [&](Value index) -> Value {
        Value integer = arith::IndexCastOp::create(b, e.loc, b.getI64Type(), index);
        return arith::SIToFPOp::create(b, e.loc, b.getF32Type(), integer);
      };
      Value less = e.max(e.sub(elements, e.index(1)), e.index(1));
      Value ratio = arith::DivFOp::create(b, e.loc, toFloat(elements), toFloat(less));
      factor = arith::MulFOp::create(b, e.loc, factor, ratio);
    }
    Value keep = e.splat(float(1 - momentum), lanes), take = e.broadcast(factor, lanes);
    e.loop(0, lengthOf(op.getOutput()), lanes, [&](Value at) {
      Value old = e.loadVector(e.output, at, lanes), value = e.loadVector(e.inputs[0], at, lanes);
      e.store(e.fma(take, value, arith::MulFOp::create(b, e.loc, keep, old)), e.output, at);
    });
    return success();
  }

private:
  static Value countMachines(KernelEmitter &e) {
    Value bits = e.load(e.inputs[1], e.index(int64_t(kernel::Control::Machines)));
    Value number = arith::BitcastOp::create(e.b, e.loc, e.b.getI32Type(), bits);
    return arith::IndexCastOp::create(e.b, e.loc, e.b.getIndexType(), number);
  }
};

} // namespace

const Kernel &cnnc::getPackKernel() {
  static const PackKernel kernel;
  return kernel;
}

const Kernel &cnnc::getVectorMapKernel() {
  static const VectorMapKernel kernel;
  return kernel;
}

const Kernel &cnnc::getUpdateAverageKernel() {
  static const UpdateAverageKernel kernel;
  return kernel;
}
