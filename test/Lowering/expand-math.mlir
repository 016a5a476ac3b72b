// RUN: %cnn-opt %s --kernel-expand-math | FileCheck %s

// exp becomes a polynomial and the scaling by a power of two in two factors.
// CHECK-LABEL: func.func @exp
// CHECK-NOT: math.exp
// CHECK-COUNT-9: vector.fma
// CHECK-NOT: vector.fma
// CHECK-COUNT-2: arith.shli
// CHECK-NOT: math.exp
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

// A sigmoid's exponential is not multiplied by the constant factor, 2^-32: 1 is
// multiplied by 2^32 instead.
// CHECK-LABEL: func.func @sigmoid
// CHECK-NOT: math.exp
// CHECK-COUNT-1: arith.mulf
// CHECK-NOT: arith.mulf
// CHECK: %[[N:.*]] = arith.select %{{.*}}, %[[E:.*]], %[[ONE:.*]] :
// CHECK: %[[D:.*]] = arith.addf %[[E]], %[[ONE]]
// CHECK: arith.divf %[[N]], %[[D]]
// CHECK-NOT: math.exp
// CHECK: return
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
