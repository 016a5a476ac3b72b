//===- Result.h - A value, or what went wrong -------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every function of the tools that reads what a user gave returns one of these.
// A message says what was found and what was expected; main prints it.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_COMMON_RESULT_H
#define CNNC_TOOLS_COMMON_RESULT_H

#include <string>
#include <utility>
#include <variant>

namespace cnnrun {

struct Error {
  std::string message;
};

/// A T, or an Error. Test it before using the value.
template <typename T> class Result {
public:
  Result(T value) : state(std::move(value)) {}
  Result(Error error) : state(std::move(error)) {}

  explicit operator bool() const { return state.index() == 0; }
  T &operator*() { return *std::get_if<0>(&state); }
  T *operator->() { return std::get_if<0>(&state); }
  Error &error() { return *std::get_if<1>(&state); }

private:
  std::variant<T, Error> state;
};

/// Success, or an error.
struct Done {};
using Status = Result<Done>;

} // namespace cnnrun

#endif // CNNC_TOOLS_COMMON_RESULT_H
