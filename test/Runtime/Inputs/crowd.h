//===- crowd.h - What crowd_model.c calls ------------------------- C -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TEST_RUNTIME_CROWD_H
#define CNNC_TEST_RUNTIME_CROWD_H

enum crowd_step { CROWD_FIRST, CROWD_SHARED, CROWD_LAST };

enum { CROWD_ITEMS = 32, CROWD_SHARED_STEPS = 4 };

/// Called for each item, by the thread that computes it.
typedef void (*crowd_hook)(enum crowd_step step);

void crowd_set_hook(crowd_hook hook);

#endif
