// RUN: %cnn-opt %s --kernel-expand-math=cpu=x86-64-v3 | FileCheck %s
// RUN: %cnn-opt %s --kernel-expand-math=cpu=x86-64-v4 | FileCheck %s --check-prefix=AVX512

// exp becomes a polynomial and the scaling by a power of two in two factors.
// CHECK-LABEL: func.func @exp
// CHECK-NOT: math.exp
// CHECK-COUNT-3: vector.fma
// CHECK-COUNT-2: arith.shli
// CHECK-COUNT-6: vector.fma
// CHECK-NOT: vector.fma
// CHECK-COUNT-2: arith.mulf
// CHECK: return
func.func @exp(%x: vector<16xf32>) -> vector<16xf32> {
  %y = math.exp %x : vector<16xf32>
  return %y : vector<16xf32>
}

// Of -|x| the second factor is constant.
// CHECK-LABEL: func.func @below
// CHECK-NOT: math.exp
// CHECK-COUNT-1: arith.shli
// CHECK-NOT: arith.shli
// CHECK: return
func.func @below(%x: vector<16xf32>) -> vector<16xf32> {
  %a = math.absf %x : vector<16xf32>
  %n = arith.negf %a : vector<16xf32>
  %y = math.exp %n : vector<16xf32>
  return %y : vector<16xf32>
}

// A sigmoid is 1 / (1 + exp(-x)), both scaled: neither exp(-|x|) nor the choice
// between two fractions is left.
// CHECK-LABEL: func.func @sigmoid
// CHECK-NOT: math.exp
// CHECK-COUNT-10: vector.fma
// CHECK-NOT: {{arith.(select|mulf)}}
// CHECK: arith.divf
// CHECK-NOT: math.exp
// CHECK: return
// Sixteen powers of two in a register save three terms of the polynomial.
// AVX512-LABEL: func.func @sigmoid
// AVX512-COUNT-6: vector.fma
// AVX512-NOT: vector.fma
// AVX512: llvm.call_intrinsic "llvm.x86.avx512.permvar.si.512"
// AVX512: vector.fma
// AVX512-NOT: vector.fma
// AVX512: arith.divf
func.func @sigmoid(%x: vector<16xf32>) -> vector<16xf32> {
  %zero = arith.constant dense<0.0> : vector<16xf32>
  %one = arith.constant dense<1.0> : vector<16xf32>
  %a = math.absf %x : vector<16xf32>
  %n = arith.negf %a : vector<16xf32>
  %e = math.exp %n : vector<16xf32>
  %c = arith.cmpf olt, %x, %zero : vector<16xf32>
  %s = arith.select %c, %e, %one : vector<16xi1>, vector<16xf32>
  %d = arith.addf %e, %one : vector<16xf32>
  %y = arith.divf %s, %d : vector<16xf32>
  return %y : vector<16xf32>
}

// What only looks like one is not: the fraction of where x is positive.
// CHECK-LABEL: func.func @not_sigmoid
// CHECK: arith.select
// CHECK: arith.divf
func.func @not_sigmoid(%x: vector<16xf32>) -> vector<16xf32> {
  %zero = arith.constant dense<0.0> : vector<16xf32>
  %one = arith.constant dense<1.0> : vector<16xf32>
  %a = math.absf %x : vector<16xf32>
  %n = arith.negf %a : vector<16xf32>
  %e = math.exp %n : vector<16xf32>
  %c = arith.cmpf ogt, %x, %zero : vector<16xf32>
  %s = arith.select %c, %e, %one : vector<16xi1>, vector<16xf32>
  %d = arith.addf %e, %one : vector<16xf32>
  %y = arith.divf %s, %d : vector<16xf32>
  return %y : vector<16xf32>
}

// AVX2's registers have eight.
// CHECK-LABEL: func.func @eight
// CHECK-COUNT-3: vector.fma
// CHECK-NOT: vector.fma
// CHECK: llvm.call_intrinsic "llvm.x86.avx2.permd"
func.func @eight(%x: vector<8xf32>) -> vector<8xf32> {
  %y = math.exp %x : vector<8xf32>
  return %y : vector<8xf32>
}

// tanh chooses between a polynomial and exp.
// CHECK-LABEL: func.func @tanh
// CHECK-NOT: math.tanh
// CHECK-NOT: math.exp
// CHECK: math.copysign
// CHECK: arith.select
// CHECK-NOT: math.exp
// CHECK: return
func.func @tanh(%x: vector<4xf32>) -> vector<4xf32> {
  %y = math.tanh %x : vector<4xf32>
  return %y : vector<4xf32>
}

// Scalars, which reference kernels use, and doubles stay calls of libm.
// CHECK-LABEL: func.func @scalars
// CHECK: math.exp %{{.*}} : f32
// CHECK: math.tanh %{{.*}} : f32
// CHECK: math.exp %{{.*}} : vector<4xf64>
func.func @scalars(%x: f32, %y: vector<4xf64>) -> (f32, f32, vector<4xf64>) {
  %0 = math.exp %x : f32
  %1 = math.tanh %x : f32
  %2 = math.exp %y : vector<4xf64>
  return %0, %1, %2 : f32, f32, vector<4xf64>
}

// Other functions are none of this pass's business.
// CHECK-LABEL: func.func @others
// CHECK: math.sqrt
func.func @others(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.sqrt %x : vector<8xf32>
  return %0 : vector<8xf32>
}

// The other functions leave no call of libm either.
// CHECK-LABEL: func.func @functions
// CHECK-NOT: math.{{(exp|log|erf|pow|tanh)}}
// CHECK: return
func.func @functions(%x: vector<8xf32>, %y: vector<8xf32>) -> (vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>) {
  %0 = math.expm1 %x : vector<8xf32>
  %1 = math.log %x : vector<8xf32>
  %2 = math.log1p %x : vector<8xf32>
  %3 = math.erf %x : vector<8xf32>
  %4 = math.powf %x, %y : vector<8xf32>
  return %0, %1, %2, %3, %4 : vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>, vector<8xf32>
}
