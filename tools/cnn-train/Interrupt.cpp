//===- Interrupt.cpp - Signals that ask to end ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Interrupt.h"

#include <csignal>

/// A handler can reach nothing but a global.
static volatile std::sig_atomic_t received = 0;

void cnnc::train::watchSignals() {
  struct sigaction action{};
  action.sa_handler = [](int signal) { received = signal; };
  // Reading and writing files go on; the default is back for the next one.
  action.sa_flags = int(SA_RESTART | SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

int cnnc::train::interruptSignal() { return received; }
