//===- TestSet.cpp - Folders of inputs and expected outputs ---------------===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inputs and outputs are matched to files by one function. Names come first:
// a network lacks the inputs that --input-value made constant, and the files
// after those would otherwise move up.
//
//===----------------------------------------------------------------------===//

#include "TestSet.h"

#include "TensorProto.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <optional>

using namespace cnnrun;
namespace fs = std::filesystem;

namespace {

constexpr size_t maxFiles = 4096;

/// The number in "input_12.pb" for the prefix "input_"; empty for other names.
std::optional<unsigned> numberOf(const std::string &file, std::string_view prefix) {
  if (file.compare(0, prefix.size(), prefix) != 0)
    return std::nullopt;
  std::string rest = file.substr(prefix.size());
  size_t digits = rest.find_first_not_of("0123456789");
  std::string ending = digits == rest.npos ? "" : rest.substr(digits);
  if (digits == 0 || digits > 6 || (ending != ".pb" && ending != ".npy"))
    return std::nullopt;
  return unsigned(strtoul(rest.c_str(), nullptr, 10));
}

/// The names in a folder, sorted.
Result<std::vector<std::string>> listFolder(const std::string &folder) {
  std::error_code code;
  std::vector<std::string> names;
  fs::directory_iterator it(folder, code), end;
  for (; !code && it != end; it.increment(code))
    names.push_back(it->path().filename().string());
  if (code)
    return Error{fmt::format("cannot read folder '{}': {}", folder, code.message())};
  std::sort(names.begin(), names.end());
  return names;
}

/// The files "input_N.*" or "output_N.*" in the order of N.
Result<std::vector<std::string>> findFiles(const std::string &folder, std::string_view prefix) {
  auto names = listFolder(folder);
  if (!names)
    return names;
  std::map<unsigned, std::string> found;
  for (const std::string &name : *names) {
    auto number = numberOf(name, prefix);
    if (!number)
      continue;
    auto [it, isNew] = found.try_emplace(*number, name);
    if (!isNew)
      return Error{fmt::format("'{}' has both '{}' and '{}', expected one of them", folder, it->second, name)};
  }
  if (found.size() > maxFiles)
    return Error{fmt::format("'{}' has more than {} files", folder, maxFiles)};
  std::vector<std::string> paths;
  for (const auto &[number, name] : found)
    paths.push_back(folder + "/" + name);
  return paths;
}

/// The file meant for each of the network's inputs or outputs: its place in
/// `files`, or empty. `taken` inputs have got one from --input.
std::vector<std::optional<size_t>> match(const std::vector<std::string> &names, const std::vector<bool> &taken,
                                         const std::vector<NamedTensor> &files) {
  std::vector<std::optional<size_t>> found(names.size());
  std::vector<size_t> open, rest, unnamed;
  std::vector<bool> used(files.size());
  for (size_t i = 0; i < names.size(); ++i) {
    if (taken[i])
      continue;
    for (size_t f = 0; f < files.size() && !found[i]; ++f)
      if (!used[f] && !files[f].name.empty() && files[f].name == names[i])
        used[f] = true, found[i] = f;
    if (!found[i])
      open.push_back(i);
  }
  for (size_t f = 0; f < files.size(); ++f) {
    if (used[f])
      continue;
    rest.push_back(f);
    if (files[f].name.empty())
      unnamed.push_back(f);
  }
  // Files with names of their own may be the constant ones.
  const auto &order = unnamed.size() == open.size() ? unnamed : rest;
  if (order.size() == open.size())
    for (size_t i = 0; i < open.size(); ++i)
      found[open[i]] = order[i];
  return found;
}

Result<std::vector<NamedTensor>> readAll(const std::vector<std::string> &paths) {
  std::vector<NamedTensor> files;
  for (const std::string &path : paths) {
    auto file = readArray(path);
    if (!file)
      return file.error();
    files.push_back(std::move(*file));
  }
  return files;
}

/// Whether each input has a file from --input.
Result<std::vector<bool>> findTaken(const std::vector<std::string> &names, const Options &options) {
  std::vector<bool> taken(names.size());
  for (const NamedFile &file : options.namedInputs) {
    auto it = std::find(names.begin(), names.end(), file.name);
    if (it == names.end())
      return Error{fmt::format("the network has no input '{}'", file.name)};
    if (taken[size_t(it - names.begin())])
      return Error{fmt::format("--input names '{}' twice", file.name)};
    taken[size_t(it - names.begin())] = true;
  }
  return taken;
}

/// The file that --input names for the input, or the set's own.
Result<Tensor> takeInput(const cnn_tensor_info &info, const Options &options, std::optional<size_t> place,
                         std::vector<NamedTensor> &files, const std::vector<std::string> &paths) {
  for (const NamedFile &named : options.namedInputs)
    if (named.name == info.name)
      return loadFile(named.path, info);
  if (!place)
    return Error{fmt::format("no file of the test set is for input '{}': none has its name, and there are not as "
                             "many others as inputs; say which with --input NAME=FILE",
                             info.name)};
  return fitArray(std::move(files[*place].tensor), info, paths[*place]);
}

Status loadSetInputs(const Library &library, const Options &options, TestSet &set) {
  const Api &api = library.api();
  auto paths = findFiles(set.folder, "input_");
  if (!paths)
    return paths.error();
  set.paths = *paths;
  auto files = readAll(*paths);
  if (!files)
    return files.error();
  std::vector<std::string> names;
  for (uint32_t i = 0; i < api.inputCount(library.model()); ++i)
    names.push_back(api.input(library.model(), i)->name);
  auto taken = findTaken(names, options);
  if (!taken)
    return taken.error();
  auto places = match(names, *taken, *files);
  set.inputs.batch = 1;
  for (uint32_t i = 0; i < names.size(); ++i) {
    auto tensor = takeInput(*api.input(library.model(), i), options, places[i], *files, *paths);
    if (!tensor)
      return tensor.error();
    if (i == 0)
      set.inputs.batch = tensor->pictures();
    else if (tensor->pictures() != set.inputs.batch)
      return Error{fmt::format("input '{}' has {} pictures, but input '{}' has {}", names[i], tensor->pictures(),
                               names[0], set.inputs.batch)};
    set.inputs.tensors.push_back(std::move(*tensor));
  }
  for (int64_t i = 0; i < set.inputs.batch; ++i)
    set.inputs.titles.push_back(fmt::format("{}[{}]", set.folder, i));
  return Done{};
}

Status loadSetOutputs(const Library &library, TestSet &set) {
  const Api &api = library.api();
  auto paths = findFiles(set.folder, "output_");
  if (!paths)
    return paths.error();
  set.paths.insert(set.paths.end(), paths->begin(), paths->end());
  auto files = readAll(*paths);
  if (!files)
    return files.error();
  std::vector<std::string> names;
  for (uint32_t i = 0; i < api.outputCount(library.model()); ++i)
    names.push_back(api.output(library.model(), i)->name);
  if (files->size() != names.size())
    return Error{fmt::format("'{}' has {} outputs (output_0.pb ...), but the network has {}", set.folder, files->size(),
                             names.size())};
  auto places = match(names, std::vector<bool>(names.size()), *files);
  for (size_t i = 0; i < names.size(); ++i) {
    if (!places[i])
      return Error{fmt::format("no file in '{}' is for output '{}'", set.folder, names[i])};
    set.expected.push_back(std::move((*files)[*places[i]].tensor));
  }
  return Done{};
}

} // namespace

Result<std::vector<std::string>> cnnrun::findTestSets(const std::string &folder) {
  auto names = listFolder(folder);
  if (!names)
    return names;
  std::vector<std::string> sets;
  for (const std::string &name : *names) {
    if (numberOf(name, "output_"))
      return std::vector<std::string>{folder};
    std::error_code code;
    if (name.compare(0, 14, "test_data_set_") == 0 && fs::is_directory(folder + "/" + name, code))
      sets.push_back(folder + "/" + name);
  }
  if (sets.empty())
    return Error{fmt::format("'{}' is no test set: it has neither output_0.pb or output_0.npy nor a folder "
                             "test_data_set_0",
                             folder)};
  return sets;
}

Result<TestSet> cnnrun::loadTestSet(const Library &library, const Options &options, const std::string &folder) {
  TestSet set;
  set.folder = folder;
  if (Status status = loadSetInputs(library, options, set); !status)
    return status.error();
  if (Status status = loadSetOutputs(library, set); !status)
    return status.error();
  return set;
}
