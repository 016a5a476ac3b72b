// run_onnx.js MODEL FOLDER NAME=FILE.npy...: runs an ONNX file with ONNX Runtime.
//
// Writes each output as FOLDER/output_N.npy and prints their names as a JSON
// list. NODE_PATH names the folder that holds onnxruntime-node. All
// optimisations that change the order of sums are left on: the caller compares
// within a tolerance (CNNC_ORT_LEVEL=disabled turns them off).
'use strict';
const fs = require('fs');
const path = require('path');
const ort = require('onnxruntime-node');

const KINDS = {
  '<f4': ['float32', Float32Array], '<f8': ['float64', Float64Array], '|u1': ['uint8', Uint8Array],
  '|i1': ['int8', Int8Array], '<i4': ['int32', Int32Array], '<i8': ['int64', BigInt64Array], '|b1': ['bool', Uint8Array],
};

function readNpy(file) {
  const bytes = fs.readFileSync(file);
  const wide = bytes[6] > 1;
  const start = wide ? 12 + bytes.readUInt32LE(8) : 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', wide ? 12 : 10, start);
  const [name, Kind] = KINDS[header.match(/'descr': *'([^']*)'/)[1]];
  if (/'fortran_order': *True/.test(header)) throw new Error(`${file}: column-major order`);
  const shape = header.match(/'shape': *\(([^)]*)\)/)[1].split(',').filter((s) => s.trim()).map(Number);
  // A copy, since a view needs an aligned offset.
  const data = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length);
  return new ort.Tensor(name, new Kind(data), shape);
}

function writeNpy(file, tensor) {
  const descr = Object.keys(KINDS).find((key) => KINDS[key][0] === tensor.type);
  if (!descr) throw new Error(`an output of type ${tensor.type}`);
  const shape = tensor.dims.join(', ') + (tensor.dims.length === 1 ? ',' : '');
  let header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`;
  header = header.padEnd(Math.ceil((header.length + 11) / 64) * 64 - 11) + '\n';
  const prefix = Buffer.alloc(10);
  prefix.write('\x93NUMPY\x01\x00', 'latin1');
  prefix.writeUInt16LE(header.length, 8);
  const data = Buffer.from(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength);
  fs.writeFileSync(file, Buffer.concat([prefix, Buffer.from(header, 'latin1'), data]));
}

async function main() {
  const [model, folder, ...inputs] = process.argv.slice(2);
  if (!folder) {
    console.error('usage: run_onnx.js MODEL FOLDER NAME=FILE.npy...');
    process.exit(1);
  }
  const session = await ort.InferenceSession.create(model, {
    graphOptimizationLevel: process.env.CNNC_ORT_LEVEL || 'all', logSeverityLevel: 3,
  });
  const feeds = {};
  for (const word of inputs) {
    const at = word.lastIndexOf('=');
    feeds[word.slice(0, at)] = readNpy(word.slice(at + 1));
  }
  const started = process.hrtime.bigint();
  const results = await session.run(feeds);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  fs.mkdirSync(folder, {recursive: true});
  session.outputNames.forEach((name, i) => writeNpy(path.join(folder, `output_${i}.npy`), results[name]));
  console.log(JSON.stringify({outputs: session.outputNames, seconds}));
}

main().catch((error) => {
  console.error(`run_onnx.js: ${error.message}`);
  process.exit(1);
});
