//===- Reduce.h - Gradients of several processes ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// While the backward pass runs, complete gradients are gathered in buckets, and
// a full bucket is summed over the processes in the background. One sum of some
// megabytes takes less time than many of a few bytes, and hides behind the rest
// of the pass.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_REDUCE_H
#define CNNC_TOOLS_CNN_TRAIN_REDUCE_H

#include "Communicator.h"
#include "Metrics.h"
#include "Trainer.h"

namespace cnnc::train {

class Reducer {
public:
  /// Sets the trainer's hooks where there are several processes. Neither may move from here on.
  static Result<std::unique_ptr<Reducer>> create(Communicator &others, Trainer &trainer, bool syncBatchNorm);

  /// Completes a step's gradients: makes them the means over all processes. The
  /// running averages become those of all, `tally` the sum, and `flag` is set where it is for one of them.
  void finish(Tally &tally, bool &flag);

private:
  Reducer(Communicator &others, Trainer &trainer) : others(others), trainer(trainer) {}
  int add(uint32_t tensor);
  void start();
  int average(float *means, size_t count);

  struct Bucket {
    std::vector<uint32_t> tensors;
    std::vector<float> sums;
  };
  static constexpr size_t bucketFloats = size_t(4) << 18; // 4 MB

  Communicator &others;
  Trainer &trainer;
  /// Those of the present step; the last one is being filled. Kept for their memory.
  std::vector<Bucket> buckets;
  size_t used = 0;
  std::vector<double> small;
};

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_REDUCE_H
