//===- KernelDialect.cpp - Registration and verifiers of the kernel dialect
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Kernel/KernelDialect.h"
#include "dialects/Kernel/KernelGradients.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::kernel;

#include "dialects/Kernel/KernelDialect.cpp.inc"
#include "dialects/Kernel/KernelInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Kernel/KernelAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Kernel/KernelOps.cpp.inc"

void KernelDialect::initialize() {
  registerAttributes();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/KernelOps.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Kernel/GradientOps.cpp.inc"
      >();
}

/// The step before `op` in its block, or null.
static Operation *getPreviousStep(Operation *op) {
  do
    op = op->getPrevNode();
  while (op && !isa<KernelOpInterface, LaunchOp>(op));
  return op;
}

/// The first of the steps that `op` is joined to, and the number of steps from it to
/// `op`; null where there is none.
static std::pair<Operation *, int64_t> findJoinHead(Operation *op) {
  int64_t count = 1;
  while (op && op->hasAttr(KernelDialect::kJoinedAttr)) {
    op = getPreviousStep(op);
    ++count;
  }
  return {op && op->hasAttr(KernelDialect::kJoinAttr) ? op : nullptr, count};
}

/// What says how steps are run: the runtime relies on it.
LogicalResult KernelDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  StringRef name = attribute.getName();
  bool isJoined = name == kJoinedAttr, isBlocks = name == kJoinBlocksAttr;
  bool isPictures = name == kJoinAttr || name == kMicroBatchAttr;
  if (!isJoined && !isBlocks && !isPictures && name != kStreamAttr && name != kPassingBytesAttr)
    return success();
  if (!isa<KernelOpInterface, LaunchOp>(op))
    return op->emitOpError() << name << " is of kernels, and of launches of them";
  if (isPictures) {
    auto number = dyn_cast<IntegerAttr>(attribute.getValue());
    int64_t least = name == kJoinAttr ? 1 : 0;
    if (!number || !number.getType().isInteger(64) || number.getInt() < least || number.getInt() >> 31)
      return op->emitOpError() << name << " must be an i64 of at least " << least << " and below 2^31";
    if (op->hasAttr(kJoinedAttr))
      return op->emitOpError() << name << " is not of a kernel with " << kJoinedAttr;
    return success();
  }
  if (name == kPassingBytesAttr) {
    auto bytes = dyn_cast<DenseI64ArrayAttr>(attribute.getValue());
    auto pictures = op->getAttrOfType<IntegerAttr>(kMicroBatchAttr);
    if (!bytes || bytes.size() != 2 || bytes[0] < 0 || bytes[1] < 0 || !pictures || pictures.getInt() < 1)
      return op->emitOpError() << name << " must be two numbers of bytes, of a kernel with " << kMicroBatchAttr
                               << " of at least 1";
    return success();
  }
  if (isBlocks) {
    auto blocks = dyn_cast<DenseI64ArrayAttr>(attribute.getValue());
    if (!blocks || blocks.size() != 2 || blocks[1] < 1 || blocks[0] < blocks[1] || !op->hasAttr(kJoinAttr))
      return op->emitOpError() << name << " must be blocks and at most as many of a part, of a kernel with "
                               << kJoinAttr;
    return success();
  }
  if (!isa<UnitAttr>(attribute.getValue()))
    return op->emitOpError() << name << " must be a unit attribute";
  if (!isJoined)
    return success();
  auto [head, count] = findJoinHead(op);
  if (!head || count > kMostJoined)
    return op->emitOpError() << name << " must follow a kernel with " << kJoinAttr << ", as one of at most "
                             << kMostJoined << " kernels";
  return success();
}

void KernelDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Kernel/KernelAttrs.cpp.inc"
      >();
}
