//===- Sets.h - The kinds of data sets --------------------------*- C++ -*-===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each kind opens one part (training or test) of what Open.cpp has found. Files are
// untrusted: whatever does not fit together is an error that names the file, what
// was found and what was expected.
//
//===----------------------------------------------------------------------===//

#ifndef CNNC_TOOLS_CNN_TRAIN_DATA_SETS_H
#define CNNC_TOOLS_CNN_TRAIN_DATA_SETS_H

#include "tools/cnn-train/data/Data.h"
#include "tools/common/File.h"
#include "tools/common/Tensor.h"

namespace cnnc::train {

using cnnrun::Bytes;
using cnnrun::Error;
using cnnrun::Result;
using cnnrun::Status;

/// A set, or null where there is no such part.
using SetResult = Result<std::unique_ptr<DataSet>>;

/// The most bytes that a file of arrays may have, packed or not.
constexpr size_t maxSetBytes = size_t(1) << 33;

/// How the pictures of an array lie in memory.
enum class Layout { HWC, CHW };

/// Pictures that are held in memory.
struct ArrayParts {
  cnnrun::Tensor pictures; ///< The first dimension counts pictures.
  PictureShape shape;
  Layout layout = Layout::HWC;
  std::vector<int32_t> labels; ///< As many as pictures.
  std::vector<std::string> classNames;
  int64_t classes = 0; ///< 0: the largest label and one
};
std::unique_ptr<DataSet> makeArraySet(ArrayParts parts);

/// An error for the first label that is not below `classes`; any will do if that
/// is 0.
Status checkLabels(const std::vector<int32_t> &labels, int64_t classes, const std::string &path);

/// An IDX file of unsigned bytes with `rank` dimensions, packed by gzip or not.
Result<cnnrun::Tensor> parseIdx(Bytes bytes, int rank, const std::string &path);

/// Appends the records of a CIFAR file: labels of which the last one counts, and
/// 3 x 32 x 32 bytes.
struct CifarFormat {
  int64_t labelBytes, classes;
};
constexpr CifarFormat cifar10{1, 10}, cifar100{2, 100};
Status appendCifar(const Bytes &bytes, CifarFormat format, const std::string &path, ArrayParts &parts);

/// `images` and `labels` are paths.
SetResult openIdxSet(const std::string &images, const std::string &labels, const OpenOptions &options);
/// `names`: the file that lists the classes, or empty.
SetResult openCifarSet(const std::vector<std::string> &paths, CifarFormat format, const std::string &names,
                       const OpenOptions &options);
/// `isOfPart`: the file is of this part only, so that its `x` is; otherwise `x` is
/// for training.
SetResult openNpzSet(const std::string &path, Part part, bool isOfPart, const OpenOptions &options);
/// Pictures in `folder`/CLASS/. The classes are the sub-folders of `classFolder`.
SetResult openFolderSet(const std::string &folder, const std::string &classFolder, const OpenOptions &options);

/// The names in a directory, sorted; hidden ones are left out.
struct Entry {
  std::string name;
  bool isDirectory;
};
Result<std::vector<Entry>> listDirectory(const std::string &path);

} // namespace cnnc::train

#endif // CNNC_TOOLS_CNN_TRAIN_DATA_SETS_H
