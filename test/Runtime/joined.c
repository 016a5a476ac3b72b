//===- joined.c - Pictures go through joined steps together ------- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RUN: %build-model %s -DMODEL -o %t.so
// RUN: %build-program %s %t.so -o %t && %t
//
// Three steps, x -> 2x -> 2x + 1 -> 3(2x + 1), each picture two floats. The last
// one is not joined. What the first two are called with is kept in the arena's
// neighbour, a log in the output.
//
//===----------------------------------------------------------------------===//
