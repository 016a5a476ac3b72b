// Functions of vectors of 16, as kernels use them.
func.func @exp16(%x: memref<16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %v = vector.load %x[%zero] : memref<16xf32>, vector<16xf32>
  %r = math.exp %v : vector<16xf32>
  vector.store %r, %y[%zero] : memref<16xf32>, vector<16xf32>
  return
}
func.func @expm116(%x: memref<16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %v = vector.load %x[%zero] : memref<16xf32>, vector<16xf32>
  %r = math.expm1 %v : vector<16xf32>
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
func.func @log16(%x: memref<16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %v = vector.load %x[%zero] : memref<16xf32>, vector<16xf32>
  %r = math.log %v : vector<16xf32>
  vector.store %r, %y[%zero] : memref<16xf32>, vector<16xf32>
  return
}
func.func @log1p16(%x: memref<16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %v = vector.load %x[%zero] : memref<16xf32>, vector<16xf32>
  %r = math.log1p %v : vector<16xf32>
  vector.store %r, %y[%zero] : memref<16xf32>, vector<16xf32>
  return
}
func.func @erf16(%x: memref<16xf32>, %y: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %v = vector.load %x[%zero] : memref<16xf32>, vector<16xf32>
  %r = math.erf %v : vector<16xf32>
  vector.store %r, %y[%zero] : memref<16xf32>, vector<16xf32>
  return
}
func.func @pow16(%x: memref<16xf32>, %y: memref<16xf32>, %z: memref<16xf32>) {
  %zero = arith.constant 0 : index
  %v = vector.load %x[%zero] : memref<16xf32>, vector<16xf32>
  %w = vector.load %y[%zero] : memref<16xf32>, vector<16xf32>
  %r = math.powf %v, %w : vector<16xf32>
  vector.store %r, %z[%zero] : memref<16xf32>, vector<16xf32>
  return
}
