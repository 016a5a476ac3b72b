//===- Communicator.h - Processes that train together ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All that data-parallel training asks of the other processes. Without others
// it is nothing at all; with MPI it is MpiCommunicator.cpp, a library of its own
// that is opened only under mpirun, so that cnn-train runs where no MPI is
// installed. Every process must make the same calls in the same order. Errors of
// the network end all processes, as is MPI's way.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_COMMUNICATOR_H
#define CNNC_TOOLS_CNN_TRAIN_COMMUNICATOR_H

#include "Common.h"

namespace cnnc::train {

class Communicator {
public:
  virtual ~Communicator() = default;

  int rank() const { return ownRank; }
  int size() const { return count; }
  bool isFirst() const { return ownRank == 0; }

  /// Replaces the numbers by their sums over all processes.
  virtual void sum(double *, size_t) {}
  virtual void sum(float *, size_t) {}
  /// Begins to sum; the numbers must stay where they are until finishSums().
  virtual void startSum(float *, size_t) {}
  /// Lets sums that have begun go on, without waiting.
  virtual void advance() {}
  virtual void finishSums() {}
  /// Gives all processes the first one's bytes.
  virtual void broadcast(void *, size_t) {}
  /// Ends all processes.
  virtual void abort(int) {}

protected:
  int ownRank = 0, count = 1;
};

/// What this process is part of: alone, or one of those that mpirun started.
Result<std::unique_ptr<Communicator>> connect(int &argc, char **&argv);

/// Whether a launcher of MPI started this process. Open MPI gives each a terminal
/// of its own, whatever the user sees.
bool isLaunched();

/// The function that the MPI library exports under the name `makeMpiName`.
using MakeCommunicator = Communicator *(int *argc, char ***argv);
constexpr const char *makeMpiName = "cnnc_make_mpi_communicator";

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_COMMUNICATOR_H
