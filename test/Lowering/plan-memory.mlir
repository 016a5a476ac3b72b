// RUN: %cnn-opt %s --kernel-plan-memory | FileCheck %s

#b8 = #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 0>

// A chain: the third buffer takes the place of the first, which is dead, and
// neighbours never overlap. 8 * 4 * 4 floats are 512 bytes.
// CHECK-LABEL: func.func @chain
// CHECK-SAME: kernel.arena_bytes = 1024 : i64
// CHECK: kernel.buffer offset = [[FIRST:0|512]] :
// CHECK: kernel.buffer offset = [[SECOND:0|512]] :
// CHECK: kernel.buffer offset = [[FIRST]] :
// CHECK: kernel.buffer offset = [[SECOND]] :
func.func @chain(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%a : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %c = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%b : memref<?x8x4x4xf32, #b8>) outs(%c : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %d = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%c : memref<?x8x4x4xf32, #b8>) outs(%d : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%d : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// A value that is read again later keeps its place: three live at once.
// CHECK-LABEL: func.func @shortcut
// CHECK-SAME: kernel.arena_bytes = 1536 : i64
// CHECK: kernel.buffer offset = 0 :
// CHECK: kernel.buffer offset = 512 :
// CHECK: kernel.buffer offset = 1024 :
func.func @shortcut(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%a : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %c = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%b : memref<?x8x4x4xf32, #b8>) outs(%c : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.concat ins(%a : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  kernel.concat ins(%c : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// An element-wise kernel writes over an operand that dies there.
// CHECK-LABEL: func.func @elementwise
// CHECK-SAME: kernel.arena_bytes = 512 : i64
// CHECK-COUNT-2: kernel.buffer offset = 0 :
func.func @elementwise(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%a : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  kernel.pool ins(%b : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// But not over one that lives on.
// CHECK-LABEL: func.func @alive
// CHECK-SAME: kernel.arena_bytes = 1024 : i64
func.func @alive(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%a : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>) epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  kernel.pool ins(%b : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%a : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// A convolution writes over its residual, never over what it convolves.
// CHECK-LABEL: func.func @residual
// CHECK-SAME: kernel.arena_bytes = 1024 : i64
// CHECK: kernel.buffer offset = [[R:0|512]] :
// CHECK: kernel.buffer offset = {{0|512}} :
// CHECK: kernel.buffer offset = [[R]] :
func.func @residual(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %w = kernel.constant dense<0.5> : tensor<64xf32> -> memref<64xf32>
  %k = kernel.constant dense<0.5> : tensor<8xf32> -> memref<8xf32>
  %r = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%r : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.direct_conv ins(%a, %r : memref<?x8x4x4xf32, #b8>, memref<?x8x4x4xf32, #b8>) weights(%w, %k : memref<64xf32>, memref<8xf32>) outs(%b : memref<?x8x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%v: f32, %u: f32):
    %m = arith.addf %v, %u : f32
    kernel.yield %m : f32
  }
  kernel.pool ins(%b : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// A residual of which the convolved input is a slice stays: other rows read it.
// CHECK-LABEL: func.func @slice
// CHECK-SAME: kernel.arena_bytes = 2048 : i64
func.func @slice(%x: memref<?x16x4x4xf32, #b8>, %y: memref<?x16x4x4xf32, #b8>) attributes {cnn.network} {
  %w = kernel.constant dense<0.5> : tensor<128xf32> -> memref<128xf32>
  %k = kernel.constant dense<0.5> : tensor<16xf32> -> memref<16xf32>
  %r = kernel.buffer : memref<?x16x4x4xf32, #b8>
  %s = kernel.slice %r channel = 0 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  kernel.pool ins(%x : memref<?x16x4x4xf32, #b8>) outs(%r : memref<?x16x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %b = kernel.buffer : memref<?x16x4x4xf32, #b8>
  kernel.direct_conv ins(%s, %r : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>, memref<?x16x4x4xf32, #b8>) weights(%w, %k : memref<128xf32>, memref<16xf32>) outs(%b : memref<?x16x4x4xf32, #b8>) {kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, groups = 1 : i64, tile = array<i64: 1, 4, 1>, pool = array<i64: 1, 1>} epilogue {
  ^bb0(%v: f32, %u: f32):
    %m = arith.addf %v, %u : f32
    kernel.yield %m : f32
  }
  kernel.pool ins(%b : memref<?x16x4x4xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// A slice keeps the buffer alive that it is a part of.
// CHECK-LABEL: func.func @part
// CHECK-SAME: kernel.arena_bytes = 1536 : i64
func.func @part(%x: memref<?x16x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %r = kernel.buffer : memref<?x16x4x4xf32, #b8>
  %s = kernel.slice %r channel = 8 : memref<?x16x4x4xf32, #b8> -> memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  kernel.pool ins(%x : memref<?x16x4x4xf32, #b8>) outs(%r : memref<?x16x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.concat ins(%s : memref<?x8x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>) outs(%b : memref<?x8x4x4xf32, #b8>)
  kernel.concat ins(%b : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  return
}

// Places are multiples of 64 bytes: 3 floats take as much room as 16.
// CHECK-LABEL: func.func @aligned
// CHECK-SAME: kernel.arena_bytes = 128 : i64
// CHECK: kernel.buffer offset = 0 :
// CHECK: kernel.buffer offset = 64 :
func.func @aligned(%x: memref<?x3xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x3xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>
  kernel.softmax ins(%x : memref<?x3xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) outs(%a : memref<?x3xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>)
  %b = kernel.buffer : memref<?x3xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>
  kernel.softmax ins(%a : memref<?x3xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>) outs(%b : memref<?x3xf32, #cnn.layout<nchw, block = 1, halo = [0, 0, 0, 0], pitch = 0>>)
  return
}

// What is no network has no arena.
// CHECK-LABEL: func.func @helper()
// CHECK-NOT: arena
func.func @helper() {
  return
}

// While joined kernels run, each of their buffers lives, so that %c takes turns with
// nobody. %a, which they alone touch, is of three pictures, in memory of the thread.
// An operand may still be written over: %d is where %c was, and %e where %b was.
// CHECK-LABEL: func.func @joined
// CHECK-SAME: kernel.arena_bytes = 1024 : i64
// CHECK-SAME: kernel.local_bytes = 1536 : i64
// CHECK: kernel.buffer offset = 0 : {{.*}} {kernel.local}
// CHECK: kernel.buffer offset = [[B:[0-9]+]] : {{.*}}>{{$}}
// CHECK: kernel.buffer offset = [[C:[0-9]+]] : {{.*}}>{{$}}
// CHECK: kernel.buffer offset = [[C]] : {{.*}}>{{$}}
// CHECK: kernel.buffer offset = [[B]] : {{.*}}>{{$}}
func.func @joined(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel.join = 3 : i64}
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%a : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel.joined}
  %c = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%b : memref<?x8x4x4xf32, #b8>) outs(%c : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel.joined}
  %d = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%c : memref<?x8x4x4xf32, #b8>) outs(%d : memref<?x8x4x4xf32, #b8>) {kernel.joined} epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  %e = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.elementwise ins(%b : memref<?x8x4x4xf32, #b8>) outs(%e : memref<?x8x4x4xf32, #b8>) {kernel.joined} epilogue {
  ^bb0(%v: f32):
    %m = math.absf %v : f32
    kernel.yield %m : f32
  }
  kernel.concat ins(%e : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>)
  kernel.pool ins(%d : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  return
}

// Where blocks of channels go through them, what they alone touch is of the blocks of
// one part: 2 of 4, of 512 bytes.
// CHECK-LABEL: func.func @parts
// CHECK-SAME: kernel.local_bytes = 1024 : i64
// CHECK: kernel.buffer offset = 0 : {{.*}} {kernel.local}
func.func @parts(%x: memref<?x32x4x4xf32, #b8>, %y: memref<?x32x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x32x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x32x4x4xf32, #b8>) outs(%a : memref<?x32x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel.join = 1 : i64, kernel.join_blocks = array<i64: 4, 2>}
  kernel.pool ins(%a : memref<?x32x4x4xf32, #b8>) outs(%y : memref<?x32x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel.joined}
  return
}

// What all pictures share has a part of its own, planned in the same way: the first vector's place is free again where
// the third one is written; a part keeps all of its source alive. 3 floats take as much room as 16.
// CHECK-LABEL: func.func @shared
// CHECK-SAME: kernel.arena_bytes = 0 : i64, kernel.shared_bytes = 192 : i64
// CHECK: %[[A:.*]] = kernel.shared offset = 0 : memref<32xf32>
// CHECK: kernel.part %[[A]] at 16
// CHECK: kernel.shared offset = 128 : memref<3xf32>
// CHECK: kernel.shared offset = 0 : memref<4xf32>
func.func @shared() attributes {cnn.network} {
  %v = kernel.state @v "value" : memref<32xf32>
  %a = kernel.shared : memref<32xf32>
  %p = kernel.part %a at 16 : memref<32xf32> -> memref<16xf32>
  kernel.vector_map ins(%v : memref<32xf32>) outs(%a : memref<32xf32>)
  %b = kernel.shared : memref<3xf32>
  kernel.vector_map ins(%p : memref<16xf32>) outs(%b : memref<3xf32>)
  %c = kernel.shared : memref<4xf32>
  kernel.vector_map ins(%v : memref<32xf32>) outs(%c : memref<4xf32>)
  %u = kernel.state @u "value" : memref<3xf32>
  kernel.vector_map ins(%b : memref<3xf32>) outs(%u : memref<3xf32>)
  return
}

// Another part of the memory is read for each channel, after the first is written.
// CHECK-LABEL: func.func @part_of_itself
// CHECK: kernel.buffer offset = 0
// CHECK: kernel.buffer offset = 1024
func.func @part_of_itself(%x: memref<?x16x4x4xf32, #b8>, %y: memref<?x16x4x4xf32, #b8>) attributes {cnn.network} {
  %a = kernel.buffer : memref<?x16x4x4xf32, #b8>
  kernel.elementwise ins(%x : memref<?x16x4x4xf32, #b8>) outs(%a : memref<?x16x4x4xf32, #b8>)
  %s = kernel.slice %a channel = 8 : memref<?x16x4x4xf32, #b8> -> memref<?x1x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>
  %b = kernel.buffer : memref<?x16x4x4xf32, #b8>
  kernel.elementwise ins(%a, %s : memref<?x16x4x4xf32, #b8>, memref<?x1x4x4xf32, #cnn.layout<nchw, block = 8, halo = [0, 0, 0, 0], pitch = 256>>) outs(%b : memref<?x16x4x4xf32, #b8>) epilogue {
  ^bb0(%u: f32, %v: f32):
    %w = arith.mulf %u, %v : f32
    kernel.yield %w : f32
  }
  kernel.elementwise ins(%b : memref<?x16x4x4xf32, #b8>) outs(%y : memref<?x16x4x4xf32, #b8>)
  return
}

// What only the section touches (%a, %b) has places of its own; what leaves it (%c) or is
// older (%o) lives as long as the section does.
// CHECK-LABEL: func.func @sections
// CHECK-SAME: kernel.arena_bytes = 1024 : i64
// CHECK: %[[O:.*]] = kernel.buffer offset = [[OLD:0|512]] :
// CHECK: kernel.buffer offset = 0 : {{.*}} {kernel.passing}
// CHECK: kernel.buffer offset = 512 : {{.*}} {kernel.passing}
// CHECK-NOT: kernel.buffer offset = [[OLD]] :
// CHECK: kernel.buffer offset = {{0|512}} : {{[^{]*$}}
// CHECK: kernel.pool ins(%[[O]] {{.*}} kernel.micro_batch = 2 : i64, kernel.passing_bytes = array<i64: 1024, 1024>
func.func @sections(%x: memref<?x8x4x4xf32, #b8>, %y: memref<?x8x4x4xf32, #b8>) attributes {cnn.network} {
  %o = kernel.buffer : memref<?x8x4x4xf32, #b8>
  %a = kernel.buffer : memref<?x8x4x4xf32, #b8>
  %b = kernel.buffer : memref<?x8x4x4xf32, #b8>
  %c = kernel.buffer : memref<?x8x4x4xf32, #b8>
  kernel.pool ins(%x : memref<?x8x4x4xf32, #b8>) outs(%o : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel.micro_batch = 0 : i64}
  kernel.pool ins(%o : memref<?x8x4x4xf32, #b8>) outs(%a : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel.micro_batch = 2 : i64}
  kernel.pool ins(%a : memref<?x8x4x4xf32, #b8>) outs(%b : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%b : memref<?x8x4x4xf32, #b8>) outs(%c : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
  kernel.pool ins(%c : memref<?x8x4x4xf32, #b8>) outs(%y : memref<?x8x4x4xf32, #b8>) {kind = #cnn<pool_kind max>, kernel = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, kernel.micro_batch = 0 : i64}
  return
}
