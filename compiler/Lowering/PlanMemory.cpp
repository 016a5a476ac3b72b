//===- PlanMemory.cpp - Place all buffers in one arena
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Offsets are chosen greedily, largest buffer first, at the lowest address that
// is free over the buffer's whole life: within a few per cent of the widest
// live set on the networks in examples/, and the same on every machine.
//
// In place: kernels whose epilogue reads an operand at the very element that it
// then writes may write over it. That holds for a residual of a convolution or
// dense layer (all inputs but the first) and for element-wise kernels, if the
// operand has the result's type and dies there. Kernels of several inputs that
// have no epilogue (products, concats, unpooling) read them where they like.
//
// What only kernels of one joined run touch is not in the arena, but in memory of
// the thread, of as many pictures, or blocks of channels, as go through the run
// together. What only kernels of one section touch is in memory for a micro-batch.
//
//===----------------------------------------------------------------------===//

#include "compiler/Lowering/Passes.h"
#include "dialects/Kernel/KernelGradients.h"

using namespace mlir;
using namespace cnnc;

namespace cnnc {
#define GEN_PASS_DEF_PLANMEMORY
#include "compiler/Lowering/Passes.h.inc"
} // namespace cnnc

namespace {

/// Buffers that share one place, and when they hold values.
struct Storage {
  SmallVector<Operation *> buffers; ///< of kernel.buffer, or of kernel.shared
  int64_t bytes = 0;
  int64_t first = std::numeric_limits<int64_t>::max(), last = -1;
  int64_t offset = 0;
  bool isLocal = false;   ///< in memory of the thread
  bool isPassing = false; ///< in memory of a micro-batch
};

/// Joined kernels, or those of a section, by their positions.
struct Run {
  int64_t first, last;
  int64_t pictures;                       ///< that go through them together
  int64_t blocks = 1, blocksTogether = 1; ///< of channels, where a part of a picture goes through them
  int64_t passingBytes = 0;               ///< of what only they touch, if they are a section
};

class Planner {
public:
  void run(func::FuncOp func) {
    measure(func);
    reuse(func);
    findRuns(func);
    findSections(func);
    placeLocals();
    extendLives(runs);
    placePassing();
    extendLives(sections);
    bytes = placeAll<kernel::BufferOp>();
    markSections(func);
    sharedBytes = placeAll<kernel::SharedOp>();
  }

  int64_t bytes = 0;       ///< of the arena, per picture, but for what passes through sections
  int64_t sharedBytes = 0; ///< of its part that all pictures share
  int64_t localBytes = 0;  ///< of a thread, for the pictures that go through a run

  int64_t inPlace = 0;

private:
  /// Places the buffers of one kind; returns the bytes of all.
  template <typename OpTy> int64_t placeAll() {
    SmallVector<Storage *> live;
    for (auto &storage : storages)
      if (!storage->buffers.empty() && !storage->isLocal && !storage->isPassing && isa<OpTy>(storage->buffers[0]))
        live.push_back(storage.get());
    int64_t total = place(live);
    for (Storage *storage : live)
      for (Operation *buffer : storage->buffers)
        cast<OpTy>(buffer).setOffset(storage->offset);
    return total;
  }

  void addStorage(Operation *buffer, int64_t bytes) {
    storages.push_back(std::make_unique<Storage>());
    storages.back()->buffers = {buffer};
    storages.back()->bytes = llvm::alignTo(bytes, 64);
    storageOf[buffer->getResult(0)] = storages.back().get();
  }

  /// Sizes and lives, by the position of kernels in the function.
  void measure(func::FuncOp func) {
    int64_t position = 0;
    for (Operation &op : func.getBody().front()) {
      if (auto buffer = dyn_cast<kernel::BufferOp>(op)) {
        auto type = cast<MemRefType>(buffer.getType());
        int64_t elements = cnn::getLayout(type).pictureElements(type.getShape());
        if (type.getRank() && !type.isDynamicDim(0))
          elements *= type.getDimSize(0);
        addStorage(buffer, elements * (type.getElementTypeBitWidth() / 8));
      }
      if (auto shared = dyn_cast<kernel::SharedOp>(op))
        addStorage(shared, cast<MemRefType>(shared.getType()).getNumElements() * 4);
      if (!isa<kernel::KernelOpInterface>(op))
        continue;
      for (Value operand : op.getOperands())
        if (Storage *storage = storageOf.lookup(kernel::getSource(operand))) {
          storage->first = std::min(storage->first, position);
          storage->last = std::max(storage->last, position);
        }
      positions[&op] = position++;
    }
  }

  void reuse(func::FuncOp func) {
    for (auto kernel : func.getOps<kernel::KernelOpInterface>()) {
      Storage *output = storageOf.lookup(kernel.getOutput());
      if (!output || output->first != positions.lookup(kernel) || kernel.getInputs().empty())
        continue;
      bool elementwise = isa<kernel::ElementwiseOp>(kernel);
      if (!elementwise && kernel.getEpilogue().empty())
        continue;
      for (Value input : kernel.getInputs().drop_front(elementwise ? 0 : 1)) {
        Storage *storage = storageOf.lookup(input);
        if (!storage || storage == output || storage->last != positions.lookup(kernel) ||
            input.getType() != kernel.getOutput().getType() || llvm::any_of(kernel.getInputs(), [&](Value other) {
              // Rows that it reads otherwise, or another part of the same memory.
              bool isSame = other == input && (elementwise || other != kernel.getInputs()[0]);
              return !isSame && kernel::getSource(other) == kernel::getSource(input);
            }))
          continue;
        merge(storage, output);
        ++inPlace;
        break;
      }
    }
  }

  void findRuns(func::FuncOp func) {
    for (auto kernel : func.getOps<kernel::KernelOpInterface>()) {
      int64_t position = positions.lookup(kernel);
      if (kernel->hasAttr(kernel::KernelDialect::kJoinedAttr) && !runs.empty()) {
        runs.back().last = position;
      } else if (auto pictures = kernel->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kJoinAttr)) {
        runs.push_back({position, position, pictures.getInt()});
        if (auto blocks = kernel->getAttrOfType<DenseI64ArrayAttr>(kernel::KernelDialect::kJoinBlocksAttr)) {
          runs.back().blocks = blocks[0];
          runs.back().blocksTogether = blocks[1];
        }
      }
    }
  }

  void findSections(func::FuncOp func) {
    for (auto kernel : func.getOps<kernel::KernelOpInterface>()) {
      int64_t position = positions.lookup(kernel);
      if (auto pictures = kernel->getAttrOfType<IntegerAttr>(kernel::KernelDialect::kMicroBatchAttr))
        sections.push_back({position, position, pictures.getInt()});
      else if (!sections.empty())
        sections.back().last = position;
    }
    llvm::erase_if(sections, [](const Run &section) { return section.pictures == 0; });
  }

  /// The run, or the section, that a position is in, or null.
  static const Run *runOf(ArrayRef<Run> runs, int64_t position) {
    auto after = llvm::upper_bound(runs, position, [](int64_t p, const Run &run) { return p < run.first; });
    return after != runs.begin() && position <= std::prev(after)->last ? std::prev(after) : nullptr;
  }

  /// What only one run touches is of a few pictures, and in the cache of the thread
  /// that takes these through the run. The runs follow each other.
  void placeLocals() {
    for (const Run &run : runs) {
      SmallVector<Storage *> live;
      for (auto &storage : storages)
        if (!storage->buffers.empty() && isa<kernel::BufferOp>(storage->buffers[0]) && storage->first >= run.first &&
            storage->last <= run.last && hasBatch(*storage))
          live.push_back(storage.get());
      // Of parts of a picture there is one at a time.
      for (Storage *storage : live)
        storage->bytes = llvm::alignTo(storage->bytes / run.blocks * run.blocksTogether, 64);
      int64_t perPicture = place(live);
      localBytes = std::max(localBytes, perPicture * run.pictures);
      for (Storage *storage : live) {
        storage->isLocal = true;
        for (Operation *buffer : storage->buffers) {
          cast<kernel::BufferOp>(buffer).setOffset(storage->offset);
          buffer->setAttr(kernel::KernelDialect::kLocalAttr, UnitAttr::get(buffer->getContext()));
        }
      }
    }
  }

  static bool hasBatch(const Storage &storage) {
    return llvm::all_of(storage.buffers, [](Operation *buffer) {
      auto type = cast<MemRefType>(buffer->getResult(0).getType());
      return type.getRank() && type.isDynamicDim(0);
    });
  }

  /// Of joined kernels, or those of a section, the second one runs on the first pictures
  /// before the first one does on the last: what one of them touches lives while they
  /// all run.
  void extendLives(ArrayRef<Run> runs) {
    for (auto &storage : storages) {
      if (const Run *run = runOf(runs, storage->first))
        storage->first = run->first;
      if (const Run *run = runOf(runs, storage->last))
        storage->last = run->last;
    }
  }

  /// What only one section touches is of the pictures that go through it together.
  void placePassing() {
    for (Run &section : sections) {
      SmallVector<Storage *> live;
      for (auto &storage : storages)
        if (!storage->buffers.empty() && !storage->isLocal && isa<kernel::BufferOp>(storage->buffers[0]) &&
            storage->first >= section.first && storage->last <= section.last && hasBatch(*storage))
          live.push_back(storage.get());
      section.passingBytes = place(live);
      for (Storage *storage : live) {
        storage->isPassing = true;
        for (Operation *buffer : storage->buffers) {
          cast<kernel::BufferOp>(buffer).setOffset(storage->offset);
          buffer->setAttr(kernel::KernelDialect::kPassingAttr, UnitAttr::get(buffer->getContext()));
        }
      }
    }
  }

  /// What passes through a section lies behind what of the arena is alive there.
  void markSections(func::FuncOp func) {
    for (auto kernel : func.getOps<kernel::KernelOpInterface>())
      for (const Run &section : sections) {
        if (positions.lookup(kernel) != section.first)
          continue;
        int64_t start = 0;
        for (auto &storage : storages)
          if (!storage->buffers.empty() && !storage->isLocal && !storage->isPassing &&
              isa<kernel::BufferOp>(storage->buffers[0]) && storage->first <= section.last &&
              storage->last >= section.first)
            start = std::max(start, storage->offset + storage->bytes);
        kernel->setAttr(kernel::KernelDialect::kPassingBytesAttr,
                        Builder(kernel).getDenseI64ArrayAttr({start, section.passingBytes}));
      }
  }

  void merge(Storage *from, Storage *into) {
    into->first = from->first;
    into->bytes = std::max(into->bytes, from->bytes);
    for (Operation *buffer : from->buffers) {
      into->buffers.push_back(buffer);
      storageOf[buffer->getResult(0)] = into;
    }
    from->buffers.clear();
  }

  static int64_t place(SmallVector<Storage *> &live) {
    llvm::sort(live,
               [](Storage *a, Storage *b) { return std::pair(-a->bytes, a->first) < std::pair(-b->bytes, b->first); });
    int64_t total = 0;
    SmallVector<Storage *> placed;
    for (Storage *storage : live) {
      SmallVector<Storage *> rivals;
      llvm::copy_if(placed, std::back_inserter(rivals),
                    [&](Storage *other) { return other->first <= storage->last && storage->first <= other->last; });
      llvm::sort(rivals, [](Storage *a, Storage *b) { return a->offset < b->offset; });
      for (Storage *rival : rivals) {
        if (storage->offset + storage->bytes <= rival->offset)
          break;
        storage->offset = std::max(storage->offset, rival->offset + rival->bytes);
      }
      placed.push_back(storage);
      total = std::max(total, storage->offset + storage->bytes);
    }
    return total;
  }

  std::vector<std::unique_ptr<Storage>> storages;
  std::vector<Run> runs, sections; ///< by position
  DenseMap<Value, Storage *> storageOf;
  DenseMap<Operation *, int64_t> positions;
};

class PlanMemory final : public cnnc::impl::PlanMemoryBase<PlanMemory> {
public:
  using PlanMemoryBase::PlanMemoryBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (!func->hasAttr(cnn::CnnDialect::kNetworkAttr))
      return;
    Planner planner;
    planner.run(func);
    inPlace += planner.inPlace;
    arenaBytes += planner.bytes;
    Builder b(&getContext());
    func->setAttr(kernel::KernelDialect::kArenaAttr, b.getI64IntegerAttr(planner.bytes));
    if (planner.localBytes)
      func->setAttr(kernel::KernelDialect::kLocalBytesAttr, b.getI64IntegerAttr(planner.localBytes));
    if (planner.sharedBytes)
      func->setAttr(kernel::KernelDialect::kSharedAttr, b.getI64IntegerAttr(planner.sharedBytes));
  }
};

} // namespace
