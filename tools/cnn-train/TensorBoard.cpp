//===- TensorBoard.cpp - Event files for TensorBoard ---===//
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// An event file is a list of TFRecords: the length in 8 bytes, its masked
// CRC-32C, the data, the data's masked CRC-32C. The data is a protobuf message
// Event. The .proto files are TensorFlow's and in no package of Debian's, and of
// their messages eight fields are needed, so these are written by hand:
//
//   Event:   double wall_time = 1; int64 step = 2; string file_version = 3;
//            Summary summary = 5; SessionLog session_log = 7
//   Summary: repeated Value value = 1;  Value: string tag = 1; float simple_value = 2
//   SessionLog: SessionStatus status = 1 (START = 1)
//
//===----------------------------------------------------------------------===//

#include "TensorBoard.h"

#include "Crc32c.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fmt/format.h>
#include <unistd.h>

using namespace cnnc::train;

namespace {

template <typename T> std::string fixed(T value) {
  std::string bytes(sizeof(T), '\0');
  memcpy(bytes.data(), &value, sizeof(T)); // Little-endian, as are the hosts.
  return bytes;
}

std::string varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7)
    bytes += char(value | 0x80);
  return bytes + char(value);
}

// Fields of a message: the number and the wire type, then the value.
std::string varintField(int number, uint64_t value) { return char(number << 3 | 0) + varint(value); }
std::string doubleField(int number, double value) { return char(number << 3 | 1) + fixed(value); }
std::string floatField(int number, float value) { return char(number << 3 | 5) + fixed(value); }
std::string bytesField(int number, const std::string &value) {
  return char(number << 3 | 2) + varint(value.size()) + value;
}

/// As TFRecord has it, so that a checksum of data with checksums stays one.
uint32_t maskedChecksum(const std::string &bytes) {
  uint32_t crc = crc32c(bytes);
  return (crc >> 15 | crc << 17) + 0xa282ead8;
}

double wallTime() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

} // namespace

Result<EventFile> EventFile::create(const std::string &folder, uint64_t firstStep) {
  char host[256] = "localhost";
  gethostname(host, sizeof(host) - 1);
  EventFile events;
  // The number of microseconds keeps apart what begins in one second.
  events.path = fmt::format("{}/events.out.tfevents.{:.0f}.{}.{}", folder, wallTime() * 1e6, printable(host), getpid());
  events.file.reset(fopen(events.path.c_str(), "wb"));
  if (!events.file)
    return Error{fmt::format("cannot write '{}': {}", events.path, strerror(errno))};
  Status status = events.write(bytesField(3, "brain.Event:2"));
  constexpr uint64_t start = 1;
  if (status && firstStep != 0)
    status = events.write(varintField(2, firstStep) + bytesField(7, varintField(1, start)));
  if (!status)
    return status.error();
  return events;
}

Status EventFile::add(uint64_t step, const std::vector<std::pair<std::string, double>> &scalars) {
  std::string summary;
  for (const auto &[tag, value] : scalars)
    summary += bytesField(1, bytesField(1, tag) + floatField(2, float(value)));
  return write(varintField(2, step) + bytesField(5, summary));
}

Status EventFile::write(const std::string &fields) {
  std::string event = doubleField(1, wallTime()) + fields;
  std::string length = fixed(uint64_t(event.size()));
  std::string record = length + fixed(maskedChecksum(length)) + event + fixed(maskedChecksum(event));
  if (fwrite(record.data(), 1, record.size(), file.get()) == record.size() && fflush(file.get()) == 0)
    return Done{};
  return Error{fmt::format("cannot write '{}': {}", path, strerror(errno))};
}
