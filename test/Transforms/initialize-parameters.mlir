// RUN: %cnn-opt %s --cnn-initialize-parameters | FileCheck %s

// One value for all elements needs no resource.
// CHECK: cnn.parameter @zeros {{.*}} value = dense<0.000000e+00> : tensor<4xf32>
cnn.parameter @zeros : tensor<4xf32> init = <zeros>
// CHECK: cnn.parameter @ones {{.*}} value = dense<1.000000e+00> : tensor<4xf32>
cnn.parameter @ones : tensor<4xf32> init = <ones>
// CHECK: cnn.parameter @constant {{.*}} value = dense<2.500000e+00> : tensor<4xf32>
cnn.parameter @constant : tensor<4xf32> init = <constant, a = 2.5 : f64>

// What has a value keeps it.
// CHECK: cnn.parameter @loaded {{.*}} value = dense<7.000000e+00> : tensor<2xf32>
cnn.parameter @loaded : tensor<2xf32> init = <zeros> value = dense<7.0> : tensor<2xf32>

// Random values, with an odd number of elements too.
// CHECK: cnn.parameter @uniform {{.*}} value = dense_resource<uniform> : tensor<3xf32>
cnn.parameter @uniform : tensor<3xf32> init = <uniform, a = -1.0 : f64, b = 1.0 : f64>
cnn.parameter @normal : tensor<3xf32> init = <normal, a = 1.0 : f64, b = 2.0 : f64>
cnn.parameter @glorot_uniform : tensor<2x3x2x1xf32> init = <glorot_uniform>
cnn.parameter @glorot_normal : tensor<2x2xf32> init = <glorot_normal>
cnn.parameter @he_uniform : tensor<2x2xf32> init = <he_uniform>
cnn.parameter @he_normal : tensor<4x2x1x1xf32> init = <he_normal>

// The numbers are part of the contract: computed by an independent program
// from the definition, they are the same bits on every machine.
// CHECK-DAG: uniform: "0x40000000C19F51BF60CA5F3F37B020BD"
// CHECK-DAG: normal: "0x4000000055DDF53F272C313E592B1940"
// CHECK-DAG: glorot_uniform: "0x400000004B0FD1BE6C7B183FEF0EA5BD2A271ABF7D76933E5D7031BF3B7AD53C1160BD3C520DE4BD1E3002BFCF530E3F661EEE3E"
// CHECK-DAG: glorot_normal: "0x400000000DCC87BFBF05D6BE6EBD9CBE2DF5113F"
// CHECK-DAG: he_uniform: "0x400000001E21A63E2DAA41BFE5C5413F9C45B5BF"
// CHECK-DAG: he_normal: "0x40000000565DA0BF4B2D9E3ED397E83ED2037F3E28FD503FA91875BFFDE4AFBF9A68E43F"
