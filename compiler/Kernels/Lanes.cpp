//===- Lanes.cpp - Vectors put together from lanes of others
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A vector of lanes from n others takes n - 1 shuffles of two vectors. Where V
// vectors are transposed, log V rounds of V shuffles make all V results.
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/Lanes.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace cnnc;

static SmallVector<Value> distinctVectors(ArrayRef<Lane> lanes) {
  llvm::SmallSetVector<Value, 16> vectors;
  for (const Lane &lane : lanes)
    if (lane.vector)
      vectors.insert(lane.vector);
  return vectors.takeVector();
}

Value LaneShuffler::assemble(ArrayRef<Lane> lanes) {
  int64_t count = lanes.size();
  SmallVector<Value> vectors = distinctVectors(lanes);
  if (vectors.empty())
    return e.splat(0, count);
  if (Value result = assembleTransposed(lanes))
    return result;
  // Lanes that nobody asked for stay what they are in the first vector.
  SmallVector<int64_t> picks(count);
  auto pick = [&](Value vector, int64_t base) {
    for (int64_t i = 0; i < count; ++i)
      if (lanes[i].vector == vector)
        picks[i] = base + lanes[i].lane;
  };
  auto shuffle = [&](Value a, Value b) -> Value {
    for (int64_t i = 0; i < count; ++i)
      if (picks[i] != i)
        return vector::ShuffleOp::create(e.b, e.loc, a, b, picks);
    return a;
  };
  std::iota(picks.begin(), picks.end(), 0);
  pick(vectors[0], 0);
  if (vectors.size() == 1)
    return shuffle(vectors[0], vectors[0]);
  pick(vectors[1], count);
  Value result = shuffle(vectors[0], vectors[1]);
  for (Value next : ArrayRef(vectors).drop_front(2)) {
    std::iota(picks.begin(), picks.end(), 0);
    pick(next, count);
    result = shuffle(result, next);
  }
  return result;
}

Value LaneShuffler::assembleTransposed(ArrayRef<Lane> lanes) {
  SmallVector<Value> vectors;
  Lane first;
  llvm::SmallPtrSet<void *, 16> seen;
  for (const Lane &lane : lanes) {
    vectors.push_back(lane.vector);
    if (!lane.vector)
      continue;
    if (!first.vector)
      first = lane;
    if (lane.lane != first.lane || !seen.insert(lane.vector.getAsOpaquePointer()).second)
      return {};
  }
  // Below half the vectors, shuffles of two are fewer.
  if (seen.size() * 2 <= lanes.size() || !llvm::isPowerOf2_64(lanes.size()))
    return {};
  for (Value &vector : vectors)
    vector = vector ? vector : first.vector;
  return transpose(vectors)[first.lane];
}

ArrayRef<Value> LaneShuffler::transpose(ArrayRef<Value> vectors) {
  auto key = llvm::map_to_vector(vectors, [](Value v) { return v.getAsOpaquePointer(); });
  SmallVector<Value> &result = transposed[std::vector<void *>(key.begin(), key.end())];
  if (!result.empty())
    return result;
  result.assign(vectors.begin(), vectors.end());
  // Round by round, squares of `size` lanes beside the diagonal change places.
  int64_t count = vectors.size();
  for (int64_t size = 1; size < count; size *= 2) {
    SmallVector<int64_t> low(count), high(count);
    for (int64_t i = 0; i < count; ++i) {
      bool second = i & size;
      low[i] = second ? count + i - size : i;
      high[i] = second ? count + i : i + size;
    }
    for (int64_t i = 0; i < count; ++i) {
      if (i & size)
        continue;
      Value a = result[i], b = result[i + size];
      result[i] = vector::ShuffleOp::create(e.b, e.loc, a, b, low);
      result[i + size] = vector::ShuffleOp::create(e.b, e.loc, a, b, high);
    }
  }
  return result;
}

SmallVector<Value> cnnc::deinterleave(KernelEmitter &e, Value pixels, int64_t channels) {
  if (channels == 1)
    return {pixels};
  int64_t lanes = cast<VectorType>(pixels.getType()).getDimSize(0) / channels;
  SmallVector<Value> planes;
  for (int64_t c = 0; c < channels; ++c) {
    SmallVector<int64_t> picks;
    for (int64_t i = 0; i < lanes; ++i)
      picks.push_back(i * channels + c);
    planes.push_back(vector::ShuffleOp::create(e.b, e.loc, pixels, pixels, picks));
  }
  return planes;
}
