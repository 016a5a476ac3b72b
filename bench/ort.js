// ort.js THREADS: ONNX Runtime as a peer; see peers.py. NODE_PATH names the folder that holds onnxruntime-node.
//
//   network MODEL BATCH    an ONNX file; a symbolic extent is the batch
//   layer MODEL FOLDER     a file of one layer: its kernel alone is timed, by ONNX Runtime's profiler
'use strict';
const fs = require('fs');
const path = require('path');
const readline = require('readline');
const ort = require('onnxruntime-node');

const threads = Number(process.argv[2]);
let session, feeds, profile;

function makeInput({shape, type}, batch) {
  const dims = shape.map((extent) => (typeof extent === 'number' && extent > 0 ? extent : batch));
  const count = dims.reduce((product, extent) => product * extent, 1);
  if (type === 'uint8') return new ort.Tensor('uint8', Uint8Array.from({length: count}, (_, i) => (i * 7919) & 255), dims);
  return new ort.Tensor('float32', Float32Array.from({length: count}, () => Math.random() * 2 - 1), dims);
}

async function load(model, batch, profilePrefix) {
  session = await ort.InferenceSession.create(model, {
    intraOpNumThreads: threads, interOpNumThreads: 1, graphOptimizationLevel: 'all', logSeverityLevel: 3,
    ...(profilePrefix ? {enableProfiling: true, profileFilePrefix: profilePrefix} : {}),
  });
  profile = profilePrefix;
  feeds = {};
  for (const input of session.inputMetadata) feeds[input.name] = makeInput(input, batch);
  for (let i = 0; i < 3; ++i) await session.run(feeds);
}

async function measure(seconds) {
  const times = [];
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end || times.length < 3) {
    const start = process.hrtime.bigint();
    await session.run(feeds);
    times.push(Number(process.hrtime.bigint() - start) / 1e3);
  }
  return times.sort((a, b) => a - b);
}

// The best time of the convolution's kernel in all runs of the session, which ends. Whole microseconds.
function endProfile() {
  session.endProfiling();
  const folder = path.dirname(profile), prefix = path.basename(profile);
  const file = path.join(folder, fs.readdirSync(folder).find((name) => name.startsWith(prefix)));
  const events = JSON.parse(fs.readFileSync(file));
  fs.unlinkSync(file);
  const times = events.filter(({cat, args}) => cat === 'Node' && /^Conv/.test(args && args.op_name)).map(({dur}) => dur);
  return Math.min(...times);
}

async function answer(line) {
  const [command, ...words] = line.split(' ');
  if (command === 'network') await load(words[0], Number(words[1]));
  if (command === 'layer') await load(words[0], 1, path.join(words[1], 'profile'));
  if (command === 'end') return {min_us: endProfile()};
  if (command !== 'run') return {version: require('onnxruntime-node/package.json').version};
  const times = await measure(Number(words[0]));
  return {min_us: times[0], median_us: times[times.length >> 1]};
}

async function main() {
  for await (const line of readline.createInterface({input: process.stdin})) {
    const result = await answer(line).catch((error) => ({error: error.message}));
    console.log(JSON.stringify(result));
  }
}

main();
