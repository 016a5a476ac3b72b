//===- Tensors.h - What the readers of weights files share
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A reader lists the tensors of a file, having checked everything that the
// file's directory says. Data is fetched later, tensor by tensor, and only for
// those whose shape the network expects: memory is bounded by the network, not
// by what an untrusted file claims.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_COMPILER_FRONTEND_WEIGHTS_TENSORS_H
#define CNNC_COMPILER_FRONTEND_WEIGHTS_TENSORS_H

#include "mlir/IR/AsmState.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MemoryBuffer.h"
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace cnnc::weights {

/// Limits of a file, so that one that is hostile costs seconds and not the
/// machine; see docs/limits.md.
inline constexpr size_t kMaxRank = 16;
inline constexpr size_t kMaxTensors = 1 << 16;

/// Element types that can become f32.
enum class Element { F16, BF16, F32, F64 };

/// Bytes of one element.
size_t getSize(Element element);

/// Bytes, and what keeps them alive.
struct SharedBytes {
  llvm::ArrayRef<char> data;
  std::shared_ptr<const void> owner;
};

/// One tensor of a file.
struct FileTensor {
  std::string name;
  std::string elementText; ///< as the file writes it: "I64", "<f4"
  std::optional<Element> element;
  llvm::SmallVector<int64_t, 4> shape;
  bool columnMajor = false; ///< the first index varies fastest
  /// Fetches the elements, in the file's type and order.
  std::function<llvm::Expected<SharedBytes>()> fetch;
};

using File = std::shared_ptr<llvm::MemoryBuffer>;

/// The tensors of a file, whose names differ. Errors say where in the file.
llvm::Expected<std::vector<FileTensor>> readSafetensors(const File &file);
llvm::Expected<std::vector<FileTensor>> readNpz(const File &file);

/// The tensor's elements as f32 in row-major order; without a copy where they
/// already are.
llvm::Expected<mlir::AsmResourceBlob> fetchFloats(const FileTensor &tensor);

/// The product of the shape and the element's size; nothing if it overflows.
std::optional<uint64_t> getByteCount(llvm::ArrayRef<int64_t> shape, uint64_t elementSize);

/// A name as messages show it: no bytes that a terminal would act on, no end of
/// the screen.
std::string printable(llvm::StringRef name);

/// An error with a message in the syntax of llvm::formatv.
template <typename... Args> llvm::Error makeError(const char *format, Args &&...args) {
  return llvm::createStringError(llvm::formatv(format, std::forward<Args>(args)...).str());
}

} // namespace cnnc::weights

#endif // CNNC_COMPILER_FRONTEND_WEIGHTS_TENSORS_H
