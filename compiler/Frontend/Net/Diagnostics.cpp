//===- Diagnostics.cpp - Errors of a Net source file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Net/Diagnostics.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace cnnc::net;

Diagnostics::Diagnostics(llvm::SourceMgr &sources, MLIRContext *context) : context(context) {
  const llvm::MemoryBuffer *buffer = sources.getMemoryBuffer(sources.getMainFileID());
  text = buffer->getBuffer();
  file = StringAttr::get(context, buffer->getBufferIdentifier());
  lines.push_back(text.begin());
  for (const char &c : text)
    if (c == '\n')
      lines.push_back(&c + 1);
}

// Unlike SourceMgr's, this takes no time proportional to the line's length.
FileLineColLoc Diagnostics::getLoc(StringRef at) const {
  auto next = std::upper_bound(lines.begin(), lines.end(), at.data());
  return FileLineColLoc::get(file, next - lines.begin(), at.data() - *(next - 1) + 1);
}

InFlightDiagnostic Diagnostics::error(StringRef at) {
  InFlightDiagnostic diag = emitError(getLoc(at));
  bool first = places.insert(at.data()).second;
  if (isFull() || !first) {
    diag.abandon();
    return diag;
  }
  if (++errors > kMaxErrors) {
    diag << "too many errors, stopping after " << kMaxErrors;
    diag.report();
    // The caller's text goes nowhere.
    InFlightDiagnostic swallowed = emitError(getLoc(at));
    swallowed.abandon();
    return swallowed;
  }
  constexpr size_t kMaxNotes = 4;
  size_t shown = 0;
  for (const Call &call : llvm::reverse(calls)) {
    if (++shown > kMaxNotes)
      break;
    diag.attachNote(getLoc(call.at)) << "in block '" << call.block << "', called here";
  }
  return diag;
}

InFlightDiagnostic Diagnostics::warning(StringRef at) {
  InFlightDiagnostic diag = emitWarning(getLoc(at));
  if (++warnings > kMaxErrors)
    diag.abandon();
  return diag;
}

std::string cnnc::net::didYouMean(StringRef name, ArrayRef<StringRef> candidates, const Twine &otherwise) {
  // A bound on the time that a file full of strange names takes.
  constexpr size_t kMaxCandidates = 4096, kMaxLength = 64;
  if (name.size() > kMaxLength)
    return otherwise.str();
  candidates = candidates.take_front(kMaxCandidates);
  // One edit for every three letters, as in Clang.
  unsigned best = std::min<unsigned>(3, (name.size() + 2) / 3) + 1;
  StringRef found;
  for (StringRef candidate : candidates) {
    unsigned distance = name.edit_distance(candidate, /*AllowReplacements=*/true, /*MaxEditDistance=*/best);
    if (distance < best && distance < name.size() && candidate != name) {
      best = distance;
      found = candidate;
    }
  }
  return found.empty() ? otherwise.str() : (", did you mean '" + found + "'?").str();
}

std::string cnnc::net::joinOr(ArrayRef<StringRef> words) {
  return llvm::join(words.drop_back(), ", ") + " or " + words.back().str();
}
