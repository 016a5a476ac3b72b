//===- Report.h - Printing results and facts --------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What cnn-run prints of a network and of its outputs.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_RUN_REPORT_H
#define CNNC_TOOLS_CNN_RUN_REPORT_H

#include "Session.h"

namespace cnnrun {

/// Inputs, outputs, target and memory (--info).
void printInfo(const Library &library, const Options &options);

/// The best classes of every picture where the output is a vector; least,
/// mean and greatest value of the others.
Status printResults(const Session &session, const Options &options);

/// Writes the outputs that --output names.
Status writeOutputs(const Session &session, const Options &options);

/// Compares with the files that --expect names and prints the errors. False:
/// one was above the tolerance.
Result<bool> compareOutputs(const Session &session, const Options &options);

} // namespace cnnrun

#endif // CNNC_TOOLS_CNN_RUN_REPORT_H
