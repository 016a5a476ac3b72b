//===- Limits.h - Limits of the Net language
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a source file may ask for, so that no file takes the compiler more than
// seconds and a few hundred megabytes. docs/limits.md lists them with reasons.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_NET_LIMITS_H
#define CNNC_COMPILER_FRONTEND_NET_LIMITS_H

#include <cstddef>
#include <cstdint>

namespace cnnc::net {

// Text. A message shows the whole line, so its length bounds what is printed.
constexpr size_t kMaxSource = 4 << 20;
constexpr size_t kMaxLine = 16 << 10;
constexpr size_t kMaxNameLength = 255;
constexpr size_t kMaxNumberLength = 255; ///< arbitrary precision takes quadratic time

// Syntax. Nesting bounds the stack of the parser.
constexpr unsigned kMaxNesting = 64;
constexpr size_t kMaxArguments = 256; ///< of a call; parameters of a block
constexpr size_t kMaxItems = 1 << 20; ///< of a list
constexpr size_t kMaxInputs = 1024;   ///< inputs, and outputs, and labels

// Evaluation. Blocks within blocks within expressions bound the stack.
constexpr int64_t kMaxRepeats = 10'000;
constexpr size_t kMaxBlockDepth = 64;
constexpr unsigned kMaxDepth = 400;
constexpr uint64_t kMaxSteps = 4'000'000;

// The network.
constexpr int64_t kMaxLayers = 100'000;
constexpr size_t kMaxPath = 1024; ///< characters of the path of a layer
constexpr int64_t kMaxExtent = int64_t(1) << 24;
constexpr int64_t kMaxElements = int64_t(1) << 31;    ///< of a tensor
constexpr int64_t kMaxParameters = int64_t(1) << 29;  ///< elements of all parameters: 2 GB
constexpr int64_t kMaxActivations = int64_t(1) << 36; ///< elements of all results, for one picture

} // namespace cnnc::net

#endif // CNNC_COMPILER_FRONTEND_NET_LIMITS_H
