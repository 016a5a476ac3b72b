// ort.js MODEL THREADS BATCH SECONDS: times an ONNX file with ONNX Runtime on random pictures, as one line of JSON.
// A symbolic extent is the batch. NODE_PATH names the folder that holds onnxruntime-node.
'use strict';
const ort = require('onnxruntime-node');

function makeInput({shape, type}, batch) {
  const dims = shape.map((extent) => (typeof extent === 'number' && extent > 0 ? extent : batch));
  const count = dims.reduce((product, extent) => product * extent, 1);
  if (type === 'uint8') return new ort.Tensor('uint8', Uint8Array.from({length: count}, (_, i) => (i * 7919) & 255), dims);
  return new ort.Tensor('float32', Float32Array.from({length: count}, () => Math.random() * 2 - 1), dims);
}

async function main() {
  const [model, threads, batch, seconds] = process.argv.slice(2);
  const session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: Number(threads), interOpNumThreads: 1, graphOptimizationLevel: 'all', logSeverityLevel: 3,
  });
  const feeds = {};
  for (const input of session.inputMetadata) feeds[input.name] = makeInput(input, Number(batch));
  const times = [];
  for (let i = 0; i < 3; ++i) await session.run(feeds);
  const end = Date.now() + Number(seconds) * 1000;
  while (Date.now() < end || times.length < 5) {
    const start = process.hrtime.bigint();
    await session.run(feeds);
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
  times.sort((a, b) => a - b);
  const version = require('onnxruntime-node/package.json').version;
  console.log(JSON.stringify({min_ms: times[0], median_ms: times[times.length >> 1], runs: times.length, version}));
}

main().catch((error) => {
  console.error(`ort.js: ${error.message}`);
  process.exit(1);
});
