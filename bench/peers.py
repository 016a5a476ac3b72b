# Part of cnnc, under the Apache License v2.0 with LLVM Exceptions.
# See LICENSE for license information.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The engines that ours is measured beside: ONNX Runtime, PyTorch, oneDNN.

Each is a process that reads commands, one a line, and answers each with one line of JSON: `network ...` or `layer ...`
prepares and gives the version, `run SECONDS` gives min_us and median_us, an `error` says what went wrong. A peer is
stopped while it is not its turn, so that no thread of it spins beside what is being measured.

A peer that cannot be installed or started is left out, with a line that says why.
"""
import json
import os
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Peer:
    def __init__(self, title, command, environment=None):
        self.title, self.command, self.environment = title, command, environment or {}
        self.version, self.process = "", None

    def start(self, cores):
        environment = dict(os.environ, **self.environment, OMP_NUM_THREADS=str(len(cores)))
        words = [word.replace("THREADS", str(len(cores))) for word in self.command]
        self.process = subprocess.Popen(["taskset", "-c", ",".join(map(str, cores))] + words, env=environment, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, *words):
        """The answer, or None, which has been reported."""
        if not self.process:
            return None
        self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            print(f"{self.title} ended at: {' '.join(map(str, words))}", file=sys.stderr)
            self.process.wait()
            self.process = None
            return None
        answer = json.loads(line)
        if "error" in answer:
            print(f"{self.title}: {' '.join(map(str, words))}: {answer['error']}", file=sys.stderr)
            return None
        self.version = answer.get("version", self.version)
        self.process.send_signal(signal.SIGSTOP)
        time.sleep(0.002)
        return answer

    def stop(self):
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


def missing(title, reason):
    print(f"{title} is not measured: {reason.strip().splitlines()[-1] if reason.strip() else 'no reason given'}",
          file=sys.stderr)


def find_ort(build):
    """npm's package, installed without its scripts into BUILD/models/onnxruntime."""
    folder = os.path.join(build, "models", "onnxruntime")
    modules = os.path.join(folder, "node_modules")
    try:
        if not os.path.isdir(os.path.join(modules, "onnxruntime-node")):
            os.makedirs(folder, exist_ok=True)
            subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder,
                            "onnxruntime-node"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        subprocess.run(["node", "--version"], check=True, stdout=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError) as error:
        return missing("ONNX Runtime", getattr(error, "stderr", None) or str(error))
    return Peer("ONNX Runtime", ["node", os.path.join(ROOT, "bench", "ort.js"), "THREADS"], {"NODE_PATH": modules})


def find_torch(_build):
    """Debian's python3-torch."""
    done = subprocess.run([sys.executable, "-c", "import torch"], capture_output=True, text=True)
    if done.returncode:
        return missing("PyTorch", done.stderr)
    return Peer("PyTorch", [sys.executable, os.path.join(ROOT, "bench", "torch_peer.py"), "THREADS"])


def find_onednn(build):
    """Debian's libdnnl-dev, and onednn.cpp built with it."""
    os.makedirs(os.path.join(build, "models"), exist_ok=True)
    program = os.path.join(build, "models", "onednn")
    try:
        subprocess.run(["g++", "-std=c++17", "-O2", os.path.join(ROOT, "bench", "onednn.cpp"), "-o", program, "-ldnnl"],
                       check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        text = getattr(error, "stderr", None) or str(error)
        return missing("oneDNN", next((line for line in text.splitlines() if "error" in line), text))
    return Peer("oneDNN", [program])


def find(build, *finders):
    return [peer for peer in (finder(build) for finder in finders) if peer]
