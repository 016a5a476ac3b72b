//===- refused-model.c - Libraries that cannot run here -*- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The first argument is the status that making an instance must give.
//
// An instruction set that no processor has:
// RUN: %build-model -DFEATURES=0x80000000u %S/Inputs/fake_model.c -o %t-cpu.so
// RUN: %build-host %s %t-cpu.so -o %t-cpu && %t-cpu 3
//
// Generated code for another runtime:
// RUN: %build-model -DPLAN_VERSION=999 %S/Inputs/fake_model.c -o %t-plan.so
// RUN: %build-host %s %t-plan.so -o %t-plan && %t-plan 5
//
// An arena that does not fit into size_t for two pictures, and one that does
// but is larger than any memory:
// RUN: %build-model -DARENA_BYTES=0xC000000000000000ull \
// RUN:   %S/Inputs/fake_model.c -o %t-overflow.so
// RUN: %build-host %s %t-overflow.so -o %t-overflow && %t-overflow 2
// RUN: %build-model -DARENA_BYTES=0x0800000000000000ull \
// RUN:   %S/Inputs/fake_model.c -o %t-huge.so
// RUN: %build-host %s %t-huge.so -o %t-huge && %t-huge 2
//
//===----------------------------------------------------------------------===//

#include "check.h"

int main(int argc, char **argv) {
  CHECK_THAT(argc == 2);
  cnn_instance *net;
  cnn_status status = cnn_instance_create(cnn_model_get(), NULL, &net);
  CHECK_THAT(status == (cnn_status)atoi(argv[1]) && !net);
  return 0;
}
