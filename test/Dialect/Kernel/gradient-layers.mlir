// RUN: %cnn-opt %s | %cnn-opt | FileCheck %s

#plain = #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>
#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// CHECK-LABEL: func.func @loss(
// CHECK: kernel.loss ins(%{{.*}}, %{{.*}} : {{.*}}) weights(%{{.*}} : memref<8xf32>) outs(%{{.*}} : {{.*}}) {layer = "cnn.cross_entropy", layer_attributes = {
func.func @loss(%x0: memref<?x8xf32, #b8>, %x1: memref<?x1xi32, #plain>, %w0: memref<8xf32>, %y: memref<?x1xf32, #plain>) {
  kernel.loss ins(%x0, %x1 : memref<?x8xf32, #b8>, memref<?x1xi32, #plain>) weights(%w0 : memref<8xf32>) outs(%y : memref<?x1xf32, #plain>) {layer = "cnn.cross_entropy", layer_attributes = {class_weights = array<f64: 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 2.0>, smoothing = 0.0}}
  return
}

// CHECK-LABEL: func.func @pool_gradient(
// CHECK: kernel.pool_gradient ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : {{.*}}) {layer = "cnn.adaptive_pool_gradient", layer_attributes = {
func.func @pool_gradient(%x0: memref<?x8x2x2xf32, #b8>, %x1: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.pool_gradient ins(%x0, %x1 : memref<?x8x2x2xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.adaptive_pool_gradient", layer_attributes = {kind = #cnn<pool_kind max>, size = array<i64: 2, 2>}}
  return
}

// CHECK-LABEL: func.func @axis_gradient(
// CHECK: kernel.axis_gradient ins(%{{.*}} : {{.*}}) weights(%{{.*}}, %{{.*}} : memref<25xf32>, memref<25xf32>) outs(%{{.*}} : {{.*}}) {layer = "cnn.resize_gradient", layer_attributes = {
func.func @axis_gradient(%x0: memref<?x8x8x8xf32, #b8>, %w0: memref<25xf32>, %w1: memref<25xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.axis_gradient ins(%x0 : memref<?x8x8x8xf32, #b8>) weights(%w0, %w1 : memref<25xf32>, memref<25xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.resize_gradient", layer_attributes = {mode = #cnn<resize_mode nearest>, size = array<i64: 8, 8>}}
  return
}

// CHECK-LABEL: func.func @norm_gradient(
// CHECK: kernel.norm_gradient ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : {{.*}}) {layer = "cnn.softmax_gradient", layer_attributes = {
func.func @norm_gradient(%x0: memref<?x8xf32, #b8>, %x1: memref<?x8xf32, #b8>, %y: memref<?x8xf32, #b8>) {
  kernel.norm_gradient ins(%x0, %x1 : memref<?x8xf32, #b8>, memref<?x8xf32, #b8>) outs(%y : memref<?x8xf32, #b8>) {layer = "cnn.softmax_gradient", layer_attributes = {axis = 1}}
  return
}

// CHECK-LABEL: func.func @local_response_norm_gradient(
// CHECK: kernel.local_response_norm_gradient ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : {{.*}}) {layer = "cnn.local_response_norm_gradient", layer_attributes = {
func.func @local_response_norm_gradient(%x0: memref<?x8x4x4xf32, #b8>, %x1: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.local_response_norm_gradient ins(%x0, %x1 : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.local_response_norm_gradient", layer_attributes = {alpha = 1.0, beta = 7.5e-1, k = 1.0, size = 5}}
  return
}

// CHECK-LABEL: func.func @unpool_gradient(
// CHECK: kernel.unpool_gradient ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : {{.*}}) {layer = "cnn.unpool_gradient", layer_attributes = {
func.func @unpool_gradient(%x0: memref<?x8x8x8xf32, #b8>, %x1: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.unpool_gradient ins(%x0, %x1 : memref<?x8x8x8xf32, #b8>, memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.unpool_gradient", layer_attributes = {size = array<i64: 8, 8>}}
  return
}

// CHECK-LABEL: func.func @random_dropout(
// CHECK: kernel.random_dropout ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}} : {{.*}}) {layer = "cnn.random_dropout", layer_attributes = {
func.func @random_dropout(%x0: memref<?x8x4x4xf32, #b8>, %x1: memref<16xf32>, %y: memref<?x8x4x4xf32, #b8>) {
  kernel.random_dropout ins(%x0, %x1 : memref<?x8x4x4xf32, #b8>, memref<16xf32>) outs(%y : memref<?x8x4x4xf32, #b8>) {layer = "cnn.random_dropout", layer_attributes = {rate = 5.0e-1, salt = 3}}
  return
}
