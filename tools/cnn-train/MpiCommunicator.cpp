//===- MpiCommunicator.cpp - Processes that MPI started ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The only file that knows MPI. One thread calls it, so it asks for no more
// than MPI_THREAD_FUNNELED.
//
//===----------------------------------------------------------------------===//

#include "Communicator.h"

#include <algorithm>
#include <climits>
#include <mpi.h>
#include <vector>

namespace {

/// MPI counts in int.
constexpr size_t most = size_t(INT_MAX) / 2;

class MpiCommunicator final : public cnnc::train::Communicator {
public:
  MpiCommunicator(int *argc, char ***argv) {
    int provided = 0;
    MPI_Init_thread(argc, argv, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &ownRank);
    MPI_Comm_size(MPI_COMM_WORLD, &count);
  }

  ~MpiCommunicator() override { MPI_Finalize(); }

  void sum(double *values, size_t n) override { sumAs(values, n, MPI_DOUBLE); }
  void sum(float *values, size_t n) override { sumAs(values, n, MPI_FLOAT); }

  void startSum(float *values, size_t n) override {
    for (size_t begin = 0; begin < n; begin += most) {
      requests.emplace_back();
      MPI_Iallreduce(MPI_IN_PLACE, values + begin, int(std::min(most, n - begin)), MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD,
                     &requests.back());
    }
  }

  void advance() override {
    int done = 0;
    if (!requests.empty())
      MPI_Testall(int(requests.size()), requests.data(), &done, MPI_STATUSES_IGNORE);
    if (done)
      requests.clear();
  }

  void finishSums() override {
    MPI_Waitall(int(requests.size()), requests.data(), MPI_STATUSES_IGNORE);
    requests.clear();
  }

  void broadcast(void *bytes, size_t n) override {
    for (size_t begin = 0; begin < n; begin += most)
      MPI_Bcast(static_cast<char *>(bytes) + begin, int(std::min(most, n - begin)), MPI_BYTE, 0, MPI_COMM_WORLD);
  }

  void abort(int code) override { MPI_Abort(MPI_COMM_WORLD, code); }

private:
  template <typename T> void sumAs(T *values, size_t n, MPI_Datatype type) {
    for (size_t begin = 0; begin < n; begin += most)
      MPI_Allreduce(MPI_IN_PLACE, values + begin, int(std::min(most, n - begin)), type, MPI_SUM, MPI_COMM_WORLD);
  }

  std::vector<MPI_Request> requests;
};

} // namespace

extern "C" __attribute__((visibility("default"))) cnnc::train::Communicator *cnnc_make_mpi_communicator(int *argc,
                                                                                                        char ***argv) {
  return new MpiCommunicator(argc, argv);
}
