//===- Evaluate.cpp - A formula on constants, at compile time
//
// Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
// See LICENSE for license information.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The body is compiled once to a flat list of instructions on numbered
// registers, then run for each element. Control becomes jumps. Steps are
// counted where a loop goes back and once for each element, which bounds them.
//
//===----------------------------------------------------------------------===//

#include "compiler/Frontend/Onnx/Evaluate.h"
#include "compiler/Frontend/Onnx/EvaluateScalar.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace cnnc;
using namespace cnnc::onnx_import;
using namespace cnnc::onnx_import::scalar;

namespace {

//===----------------------------------------------------------------------===//
// The compiler
//===----------------------------------------------------------------------===//

struct Program {
  std::vector<Instruction> code;
  std::vector<Cell> registers; ///< constants stand there already
  std::vector<uint32_t> lists; ///< registers of the indices of reads
};

class Compiler {
public:
  Compiler(Program &program) : program(program) {}

  bool run(cnn::GenerateOp op);

private:
  uint32_t create() {
    program.registers.push_back({});
    return program.registers.size() - 1;
  }
  uint32_t define(Value value) { return registers[value] = create(); }
  uint32_t get(Value value) { return registers.lookup(value); }
  uint32_t next() const { return program.code.size(); }
  uint32_t emit(Instruction instruction) {
    program.code.push_back(instruction);
    return next() - 1;
  }
  void move(uint32_t to, uint32_t from) {
    if (to != from)
      emit({Code::Move, Kind::I64, Kind::I64, 0, to, from, 0, 0});
  }

  bool compileBlock(Block &block);
  bool compileOp(Operation &op);
  bool compileConstant(arith::ConstantOp op);
  bool compileExtract(tensor::ExtractOp op);
  bool compileSimple(Operation &op);
  bool compileFor(scf::ForOp op);
  bool compileIf(scf::IfOp op);

  Program &program;
  DenseMap<Value, uint32_t> registers, tables;
};

} // namespace

bool Compiler::run(cnn::GenerateOp op) {
  Block &body = op.getBody().front();
  unsigned rank = cast<RankedTensorType>(op.getType()).getRank();
  // The first registers are the indices.
  for (BlockArgument index : body.getArguments().take_front(rank))
    define(index);
  for (auto [i, tensor] : llvm::enumerate(body.getArguments().drop_front(rank)))
    tables[tensor] = i;
  if (!compileBlock(body))
    return false;
  emit(
      {Code::Yield, Kind::I64, Kind::I64, 0, 0, get(cast<cnn::YieldElementOp>(body.getTerminator()).getValue()), 0, 0});
  return true;
}

bool Compiler::compileBlock(Block &block) {
  return llvm::all_of(block.without_terminator(), [&](Operation &op) { return compileOp(op); });
}

bool Compiler::compileOp(Operation &op) {
  if (auto constant = dyn_cast<arith::ConstantOp>(op))
    return compileConstant(constant);
  if (auto extract = dyn_cast<tensor::ExtractOp>(op))
    return compileExtract(extract);
  if (auto loop = dyn_cast<scf::ForOp>(op))
    return compileFor(loop);
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return compileIf(branch);
  return compileSimple(op);
}

bool Compiler::compileConstant(arith::ConstantOp op) {
  std::optional<Kind> kind = getKind(op.getType());
  if (!kind)
    return false;
  Cell &cell = program.registers[define(op)];
  if (auto real = dyn_cast<FloatAttr>(op.getValue()))
    cell.f = real.getValueAsDouble();
  else if (auto whole = dyn_cast<IntegerAttr>(op.getValue()))
    cell.i = wrap(whole.getValue().getSExtValue(), *kind);
  else
    return false;
  return true;
}

bool Compiler::compileExtract(tensor::ExtractOp op) {
  auto table = tables.find(op.getTensor());
  if (table == tables.end())
    return false;
  uint32_t list = program.lists.size();
  for (Value index : op.getIndices())
    program.lists.push_back(get(index));
  emit({Code::Extract, Kind::I64, Kind::I64, 0, define(op), table->second, list, 0});
  return true;
}

bool Compiler::compileSimple(Operation &op) {
  auto code = getCodes().find(op.getName().getStringRef());
  if (code == getCodes().end() || op.getNumResults() != 1 || !op.getNumOperands() || op.getNumOperands() > 3)
    return false;
  std::optional<Kind> kind = getKind(op.getResult(0).getType()), from = getKind(op.getOperand(0).getType());
  if (!kind || !from)
    return false;
  Instruction at{code->second, *kind, *from};
  if (auto compare = dyn_cast<arith::CmpIOp>(op))
    at.predicate = uint8_t(compare.getPredicate());
  if (auto compare = dyn_cast<arith::CmpFOp>(op))
    at.predicate = uint8_t(compare.getPredicate());
  // Where there is no operand, the first is read, and not used.
  at.a = at.b = at.c = get(op.getOperand(0));
  if (op.getNumOperands() > 1)
    at.b = get(op.getOperand(1));
  if (op.getNumOperands() > 2)
    at.c = get(op.getOperand(2));
  at.to = define(op.getResult(0));
  emit(at);
  return true;
}

bool Compiler::compileFor(scf::ForOp op) {
  APInt step;
  if (op.getUnsignedCmp() || !matchPattern(op.getStep(), m_ConstantInt(&step)) || !step.isStrictlyPositive())
    return false;
  uint32_t counter = define(op.getInductionVar());
  SmallVector<uint32_t> carried;
  for (auto [argument, init] : llvm::zip(op.getRegionIterArgs(), op.getInitArgs()))
    move(carried.emplace_back(define(argument)), get(init));
  // What the loop carries is its result when it ends.
  for (auto [result, cell] : llvm::zip(op.getResults(), carried))
    registers[result] = cell;
  move(counter, get(op.getLowerBound()));
  uint32_t head = emit({Code::JumpAtLeast, Kind::I64, Kind::I64, 0, 0, counter, get(op.getUpperBound()), 0});
  if (!compileBlock(*op.getBody()))
    return false;
  // A value that another one replaces is set aside first.
  SmallVector<uint32_t> values;
  for (Value value : op.getBody()->getTerminator()->getOperands())
    values.push_back(get(value));
  for (auto [i, value] : llvm::enumerate(values))
    if (llvm::is_contained(ArrayRef(carried).take_front(i), value)) {
      uint32_t copy = create();
      move(copy, value);
      value = copy;
    }
  for (auto [cell, value] : llvm::zip(carried, values))
    move(cell, value);
  emit({Code::Again, Kind::I64, Kind::I64, 0, head, counter, get(op.getStep()), next() - head + 1});
  program.code[head].to = next();
  return true;
}

bool Compiler::compileIf(scf::IfOp op) {
  SmallVector<uint32_t> results;
  for (Value result : op.getResults())
    results.push_back(define(result));
  auto compileRegion = [&](Region &region) {
    if (region.empty())
      return true;
    if (!compileBlock(region.front()))
      return false;
    for (auto [result, value] : llvm::zip(results, region.front().getTerminator()->getOperands()))
      move(result, get(value));
    return true;
  };
  uint32_t skip = emit({Code::JumpUnless, Kind::I64, Kind::I64, 0, 0, get(op.getCondition()), 0, 0});
  if (!compileRegion(op.getThenRegion()))
    return false;
  uint32_t end = emit({Code::Jump});
  program.code[skip].to = next();
  if (!compileRegion(op.getElseRegion()))
    return false;
  program.code[end].to = next();
  return true;
}

//===----------------------------------------------------------------------===//
// The machine
//===----------------------------------------------------------------------===//

namespace {

class Machine {
public:
  Machine(Program &program, ArrayRef<Table> tables, int64_t budget)
      : program(program), cells(program.registers.data()), tables(tables), budget(budget) {}

  /// Computes one element; false where that is not possible.
  bool run(ArrayRef<int64_t> index, Cell &element);

private:
  bool extract(const Instruction &at);
  bool compute(const Instruction &at);

  Program &program;
  Cell *cells;
  ArrayRef<Table> tables;
  int64_t budget;
};

} // namespace

bool Machine::extract(const Instruction &at) {
  const Table &table = tables[at.a];
  const uint32_t *list = program.lists.data() + at.b;
  uint64_t offset = 0;
  for (int64_t extent : table.shape) {
    uint64_t index = cells[*list++].i;
    if (index >= uint64_t(extent))
      return false;
    offset = offset * extent + index;
  }
  cells[at.to] = loadCell(table.data + (table.isSplat ? 0 : offset * getBytes(table.kind)), table.kind);
  return true;
}

inline bool Machine::compute(const Instruction &at) {
  Cell x = cells[at.a], y = cells[at.b], z = cells[at.c], &to = cells[at.to];
  if (at.code < kFirstFloat) {
    int64_t result = 0;
    if (!computeInteger(at, x.i, y.i, result))
      return false;
    to.i = wrap(result, at.kind);
  } else if (at.code < kFirstMixed) {
    to.f = roundTo(computeFloat(at, x.f, y.f, z.f), at.kind);
  } else {
    to = computeMixed(at, x, y, z);
  }
  return true;
}

bool Machine::run(ArrayRef<int64_t> index, Cell &element) {
  for (auto [i, value] : llvm::enumerate(index))
    cells[i].i = value;
  const Instruction *first = program.code.data();
  if ((budget -= program.code.size()) < 0)
    return false;
  for (const Instruction *at = first;;) {
    switch (at->code) {
    case Code::Move:
      cells[at->to] = cells[at->a];
      break;
    case Code::Extract:
      if (!extract(*at))
        return false;
      break;
    case Code::Jump:
      at = first + at->to;
      continue;
    case Code::JumpUnless:
      if (cells[at->a].i)
        break;
      at = first + at->to;
      continue;
    case Code::JumpAtLeast:
      if (cells[at->a].i < cells[at->b].i)
        break;
      at = first + at->to;
      continue;
    case Code::Again:
      cells[at->a].i = int64_t(uint64_t(cells[at->a].i) + uint64_t(cells[at->b].i));
      if ((budget -= at->c) < 0)
        return false;
      at = first + at->to;
      continue;
    case Code::Yield:
      element = cells[at->a];
      return true;
    default:
      if (!compute(*at))
        return false;
    }
    ++at;
  }
}

/// An input as a table; false where it is not what the body reads.
static bool fillTable(Table &table, Value operand, DenseElementsAttr input) {
  auto type = cast<RankedTensorType>(operand.getType());
  std::optional<Kind> kind = getKind(type.getElementType());
  if (!isa_and_nonnull<DenseIntOrFPElementsAttr>(input) || input.getType() != type || !kind)
    return false;
  table.shape.assign(type.getShape().begin(), type.getShape().end());
  table.isSplat = input.isSplat();
  if (*kind == Kind::I1) {
    if (table.isSplat)
      table.bools.push_back(input.getSplatValue<bool>());
    else
      for (bool value : input.getValues<bool>())
        table.bools.push_back(value);
    table.kind = Kind::I8;
    table.data = table.bools.data();
    return true;
  }
  table.kind = *kind;
  table.data = input.getRawData().data();
  return true;
}

DenseElementsAttr onnx_import::evaluate(cnn::GenerateOp op, ArrayRef<DenseElementsAttr> inputs, int64_t budget) {
  auto type = cast<RankedTensorType>(op.getType());
  std::optional<int64_t> count = type.hasStaticShape() ? cnn::countUnitElements(type.getShape()) : std::nullopt;
  std::optional<Kind> kind = getKind(type.getElementType());
  if (!count || *count > budget || !kind || inputs.size() != op.getInputs().size())
    return {};
  std::vector<Table> tables(inputs.size());
  for (auto [table, operand, input] : llvm::zip(tables, op.getInputs(), inputs))
    if (!fillTable(table, operand, input))
      return {};
  Program program;
  if (!Compiler(program).run(op))
    return {};

  Machine machine(program, tables, budget);
  unsigned size = getBytes(*kind);
  std::vector<char> bytes(size_t(*count) * size);
  SmallVector<int64_t> index(type.getRank(), 0);
  for (int64_t i = 0; i < *count; ++i) {
    Cell element;
    if (!machine.run(index, element))
      return {};
    storeCell(bytes.data() + i * size, *kind, element);
    for (int64_t d = type.getRank() - 1; d >= 0 && ++index[d] == type.getDimSize(d); --d)
      index[d] = 0;
  }
  if (*kind != Kind::I1)
    return DenseElementsAttr::getFromRawBuffer(type, bytes);
  return DenseElementsAttr::get(type, llvm::map_to_vector(bytes, [](char v) { return v != 0; }));
}
