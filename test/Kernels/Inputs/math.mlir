// Functions of vectors of 16, as kernels use them.
func.func @exp16(%x: memref<16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %v = vector.load %x[%zero] : memref<16xf32>, vector<16xf32>
  %r = math.exp %v : vector<16xf32>
  vector.store %r, %y[%zero] : memref<16xf32>, vector<16xf32>
  return
}
func.func @tanh16(%x: memref<16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %v = vector.load %x[%zero] : memref<16xf32>, vector<16xf32>
  %r = math.tanh %v : vector<16xf32>
  vector.store %r, %y[%zero] : memref<16xf32>, vector<16xf32>
  return
}
