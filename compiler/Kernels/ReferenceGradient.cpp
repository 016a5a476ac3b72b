//===- ReferenceGradient.cpp - Reference kernels of gradients of weights
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Kernels/ReferenceEmitter.h"

using namespace mlir;
using namespace cnnc;

/// Of the weight of output `place.image` and input `place.channel` of its group at
/// a tap (place.row, place.column): over all pictures and outputs' places.
static Value conv2dWeightGradient(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  ArrayRef<int64_t> s = r.list("strides"), d = r.list("dilations"), p = r.list("padding");
  int64_t groups = r.integer("groups"), inputs = r.extent(1) / groups, outputs = r.extent(1, 1) / groups;
  Value channel = e.add(e.mul(e.div(place.image, outputs), inputs), place.channel);
  return r.fold(e.images, r.real(0), [&](Value image, Value acc) {
    return r.fold(r.extent(2, 1), acc, [&](Value i, Value acc) {
      return r.fold(r.extent(3, 1), acc, [&](Value j, Value acc) {
        Value row = e.add(e.add(e.mul(i, s[0]), e.mul(place.row, d[0])), -p[0]);
        Value column = e.add(e.add(e.mul(j, s[1]), e.mul(place.column, d[1])), -p[2]);
        return r.inside(cnn::PadMode::zero, {image, channel, row, column}, acc, [&](Place from) {
          return r.multiplyAdd(r.load(from), r.load({image, place.image, i, j}, 1), acc);
        });
      });
    });
  });
}

static Value denseWeightGradient(ReferenceEmitter &r, Place place) {
  KernelEmitter &e = r.e;
  Value zero = e.index(0);
  return r.fold(e.images, r.real(0), [&](Value image, Value acc) {
    return r.multiplyAdd(r.load({image, place.channel, zero, zero}), r.load({image, place.image, zero, zero}, 1), acc);
  });
}

ReferenceTable cnnc::getReferenceGradients() {
  static const std::pair<StringRef, ReferenceBody> table[] = {{"cnn.conv2d_weight_gradient", conv2dWeightGradient},
                                                              {"cnn.dense_weight_gradient", denseWeightGradient}};
  return table;
}
