//===- CifarSet.cpp - The binary versions of CIFAR-10 and CIFAR-100 -------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Records of a label (CIFAR-100: one of 20 coarse classes, then the class) and three
// planes of 32 x 32 bytes: red, green, blue.
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Sets.h"

#include <fmt/format.h>

using namespace cnnc::train;
using namespace cnnrun;

static constexpr int64_t side = 32, pictureBytes = 3 * side * side;

Status cnnc::train::appendCifar(const Bytes &bytes, CifarFormat format, const std::string &path, ArrayParts &parts) {
  size_t record = size_t(format.labelBytes + pictureBytes);
  if (bytes.empty() || bytes.size() % record != 0)
    return Error{fmt::format("'{}' has {} bytes, expected a multiple of {}: {} and 3 x 32 x 32 bytes for each picture",
                             path, bytes.size(), record, format.labelBytes == 1 ? "a label" : "2 labels")};
  std::vector<int32_t> labels;
  for (size_t at = 0; at < bytes.size(); at += record) {
    const unsigned char *picture = &bytes[at] + format.labelBytes;
    labels.push_back(picture[-1]);
    parts.pictures.data.insert(parts.pictures.data.end(), picture, picture + pictureBytes);
  }
  if (Status status = checkLabels(labels, format.classes, path); !status)
    return status;
  parts.labels.insert(parts.labels.end(), labels.begin(), labels.end());
  return Done{};
}

/// A name on each line.
static Result<std::vector<std::string>> readNames(const std::string &path, int64_t classes) {
  constexpr size_t maxNamesBytes = 1 << 16;
  auto bytes = readFile(path, maxNamesBytes);
  if (!bytes)
    return bytes.error();
  std::vector<std::string> names;
  std::string name;
  bytes->push_back('\n');
  for (unsigned char c : *bytes) {
    if (c != '\n') {
      if (c != '\r')
        name += char(c);
      continue;
    }
    if (!name.empty())
      names.push_back(printable(name));
    name.clear();
  }
  if (int64_t(names.size()) != classes)
    return Error{fmt::format("'{}' has {} names of classes, expected {}", path, names.size(), classes)};
  return names;
}

SetResult cnnc::train::openCifarSet(const std::vector<std::string> &paths, CifarFormat format, const std::string &names,
                                    const OpenOptions &options) {
  ArrayParts parts;
  parts.shape = {side, side, 3};
  parts.layout = Layout::CHW;
  parts.classes = format.classes;
  if (options.classes > 0 && options.classes < format.classes)
    return Error{fmt::format("'{}' has pictures of {} classes, but the network knows {}", paths.front(), format.classes,
                             options.classes)};
  for (const std::string &path : paths) {
    auto bytes = readFile(path, maxSetBytes / 8);
    if (!bytes)
      return bytes.error();
    if (Status status = appendCifar(*bytes, format, path, parts); !status)
      return status.error();
  }
  parts.pictures.shape = {int64_t(parts.labels.size()), 3, side, side};
  if (!names.empty()) {
    auto list = readNames(names, format.classes);
    if (!list)
      return list.error();
    parts.classNames = std::move(*list);
  }
  return makeArraySet(std::move(parts));
}
