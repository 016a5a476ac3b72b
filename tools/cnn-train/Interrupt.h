//===- Interrupt.h - Signals that ask to end ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_INTERRUPT_H
#define CNNC_TOOLS_CNN_TRAIN_INTERRUPT_H

namespace cnnc::train {

/// From here on the first SIGINT or SIGTERM is noted; another one ends the program at once.
void watchSignals();

/// The signal that asked to end, 0 for none.
int interruptSignal();

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_INTERRUPT_H
