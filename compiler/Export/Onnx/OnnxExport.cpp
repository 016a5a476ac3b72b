//===- OnnxExport.cpp - From the cnn dialect to an ONNX file
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "compiler/Export/Onnx/OnnxExport.h"
#include "compiler/Export/Onnx/Writer.h"
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

using namespace mlir;
using namespace cnnc;

namespace {

/// LLVM's streams as protobuf's.
class Stream : public google::protobuf::io::CopyingOutputStream {
public:
  explicit Stream(llvm::raw_ostream &out) : out(out) {}
  bool Write(const void *data, int size) override {
    out.write(static_cast<const char *>(data), size);
    return true; // The stream itself remembers errors.
  }

private:
  llvm::raw_ostream &out;
};

} // namespace

LogicalResult onnx_export::exportOnnx(ModuleOp module, llvm::raw_ostream &out) {
  func::FuncOp network;
  for (auto func : module.getOps<func::FuncOp>())
    if (func->hasAttr(cnn::CnnDialect::kNetworkAttr))
      network = func;
  if (!network)
    return module.emitError("there is no network to write");
  Writer writer(module, network);
  if (failed(writer.write()))
    return failure();
  if (writer.getModel().ByteSizeLong() > size_t(std::numeric_limits<int32_t>::max()))
    return network.emitError("the network does not fit into an ONNX file, which has at most 2 GiB");
  Stream stream(out);
  google::protobuf::io::CopyingOutputStreamAdaptor adaptor(&stream);
  writer.getModel().SerializeToZeroCopyStream(&adaptor);
  adaptor.Flush();
  return success();
}
