//===- Open.cpp - What kind of data set a directory holds -----------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tools/cnn-train/data/Sets.h"

#include <fmt/format.h>
#include <sys/stat.h>

using namespace cnnc::train;
using namespace cnnrun;

namespace {

bool endsWith(const std::string &text, const std::string &ending) {
  return text.size() >= ending.size() && text.compare(text.size() - ending.size(), ending.size(), ending) == 0;
}

/// A directory and what is in it.
struct Folder {
  std::string path;
  std::vector<Entry> entries;

  bool has(const std::string &name, bool isDirectory) const {
    for (const Entry &entry : entries)
      if (entry.name == name && entry.isDirectory == isDirectory)
        return true;
    return false;
  }
  bool hasFile(const std::string &name) const { return has(name, /*isDirectory=*/false); }
  bool hasFolder(const std::string &name) const { return has(name, /*isDirectory=*/true); }
  std::string join(const std::string &name) const { return path + "/" + name; }
};

/// train-images-idx3-ubyte as MNIST has it, with a '.' for the second '-' as some
/// tools unpack it, packed or not.
std::vector<std::string> spellingsOfIdx(const std::string &start, const std::string &what, int rank) {
  std::vector<std::string> list;
  for (const char *packed : {"", ".gz"})
    for (const char *mark : {"-", "."})
      list.push_back(fmt::format("{}-{}{}idx{}-ubyte{}", start, what, mark, rank, packed));
  return list;
}

/// The first of the names that is there.
std::string findFile(const Folder &folder, const std::vector<std::string> &names) {
  for (const std::string &name : names)
    if (folder.hasFile(name))
      return folder.join(name);
  return "";
}

bool isIdx(const Folder &folder) {
  for (const Entry &entry : folder.entries)
    if (!entry.isDirectory && (endsWith(entry.name, "-ubyte") || endsWith(entry.name, "-ubyte.gz")))
      return true;
  return false;
}

SetResult openIdx(const Folder &folder, Part part, const OpenOptions &options) {
  std::string images, labels;
  std::vector<std::string> starts = {"train"};
  if (part == Part::Test)
    starts = {"t10k", "test"};
  for (const std::string &start : starts) {
    images = findFile(folder, spellingsOfIdx(start, "images", 3));
    labels = findFile(folder, spellingsOfIdx(start, "labels", 1));
    if (!images.empty() || !labels.empty())
      break;
  }
  if (images.empty() && labels.empty() && part == Part::Test)
    return std::unique_ptr<DataSet>();
  for (bool isImages : {true, false})
    if ((isImages ? images : labels).empty())
      return Error{fmt::format("'{}' has IDX files, but no {}-{}-ubyte or {}-{}-ubyte.gz", folder.path, starts[0],
                               isImages ? "images-idx3" : "labels-idx1", starts[0],
                               isImages ? "images-idx3" : "labels-idx1")};
  return openIdxSet(images, labels, options);
}

bool isCifar10(const Folder &folder) { return folder.hasFile("data_batch_1.bin") || folder.hasFile("test_batch.bin"); }
bool isCifar100(const Folder &folder) { return folder.hasFile("train.bin") || folder.hasFile("test.bin"); }

SetResult openCifar(const Folder &folder, Part part, const OpenOptions &options) {
  bool isTen = isCifar10(folder);
  std::vector<std::string> names;
  if (part == Part::Test)
    names = {isTen ? "test_batch.bin" : "test.bin"};
  else if (!isTen)
    names = {"train.bin"};
  else
    for (int i = 1; i <= 5; ++i)
      names.push_back(fmt::format("data_batch_{}.bin", i));
  if (part == Part::Test && !folder.hasFile(names[0]))
    return std::unique_ptr<DataSet>();
  std::vector<std::string> paths;
  for (const std::string &name : names) {
    if (!folder.hasFile(name))
      return Error{fmt::format("'{}' has files of CIFAR-{}, but no '{}'", folder.path, isTen ? 10 : 100, name)};
    paths.push_back(folder.join(name));
  }
  std::string classes = isTen ? "batches.meta.txt" : "fine_label_names.txt";
  return openCifarSet(paths, isTen ? cifar10 : cifar100, folder.hasFile(classes) ? folder.join(classes) : "", options);
}

std::vector<std::string> listNpz(const Folder &folder) {
  std::vector<std::string> list;
  for (const Entry &entry : folder.entries)
    if (!entry.isDirectory && endsWith(entry.name, ".npz"))
      list.push_back(entry.name);
  return list;
}

SetResult openNpz(const Folder &folder, const std::vector<std::string> &files, Part part, const OpenOptions &options) {
  if (folder.hasFile("train.npz")) {
    std::string test = findFile(folder, {"test.npz", "val.npz"});
    if (part == Part::Train)
      return openNpzSet(folder.join("train.npz"), part, /*isOfPart=*/true, options);
    return test.empty() ? SetResult(std::unique_ptr<DataSet>()) : openNpzSet(test, part, /*isOfPart=*/true, options);
  }
  if (files.size() > 1)
    return Error{fmt::format("'{}' has {} .npz files, {} and {} among them, expected one, or train.npz and test.npz",
                             folder.path, files.size(), printable(files[0]), printable(files[1]))};
  return openNpzSet(folder.join(files[0]), part, /*isOfPart=*/false, options);
}

SetResult openFolders(const Folder &folder, Part part, const OpenOptions &options) {
  if (!folder.hasFolder("train"))
    return part == Part::Train ? openFolderSet(folder.path, folder.path, options)
                               : SetResult(std::unique_ptr<DataSet>());
  std::string train = folder.join("train");
  if (part == Part::Train)
    return openFolderSet(train, train, options);
  for (const char *name : {"test", "val"})
    if (folder.hasFolder(name))
      return openFolderSet(folder.join(name), train, options);
  return std::unique_ptr<DataSet>();
}

Error describeUnknown(const Folder &folder) {
  std::string found;
  constexpr size_t mostShown = 3;
  for (size_t i = 0; i < folder.entries.size() && i < mostShown; ++i)
    found += (i ? ", '" : ": '") + printable(folder.entries[i].name) + "'";
  return {fmt::format("'{}' holds no data set. Found {} entries{}{}; expected IDX files (train-images-idx3-ubyte or "
                      "the same with .gz), CIFAR's data_batch_1.bin or train.bin, an .npz file, or a folder of PNG or "
                      "JPEG files for each class",
                      folder.path, folder.entries.size(), found, folder.entries.size() > mostShown ? " ..." : "")};
}

SetResult open(const std::string &path, Part part, const OpenOptions &options) {
  struct stat info;
  if (endsWith(path, ".npz") && stat(path.c_str(), &info) == 0 && !S_ISDIR(info.st_mode))
    return openNpzSet(path, part, /*isOfPart=*/false, options);
  auto entries = listDirectory(path);
  if (!entries)
    return entries.error();
  Folder folder{path, std::move(*entries)};
  // As CIFAR's archives unpack.
  for (const char *name : {"cifar-10-batches-bin", "cifar-100-binary"})
    if (folder.hasFolder(name))
      return open(folder.join(name), part, options);
  if (isIdx(folder))
    return openIdx(folder, part, options);
  if (isCifar10(folder) || isCifar100(folder))
    return openCifar(folder, part, options);
  if (auto files = listNpz(folder); !files.empty())
    return openNpz(folder, files, part, options);
  for (const Entry &entry : folder.entries)
    if (entry.isDirectory)
      return openFolders(folder, part, options);
  return describeUnknown(folder);
}

} // namespace

std::unique_ptr<DataSet> cnnc::train::openDataSet(const std::string &directory, Part part, const OpenOptions &options,
                                                  std::string &error) {
  error.clear();
  auto set = open(directory, part, options);
  if (set)
    return std::move(*set);
  error = set.error().message;
  return nullptr;
}
