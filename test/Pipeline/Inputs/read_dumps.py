"""read_dumps.py CNN_OPT FOLDER: every dump must be numbered without a gap, small, and readable by cnn-opt."""
import os
import subprocess
import sys

program, folder = sys.argv[1:]
names = sorted(os.listdir(folder))
assert len(names) > 20, names
for number, name in enumerate(names, 1):
    assert name.startswith(f"{number:02}-") and name.endswith(".mlir"), names
    path = os.path.join(folder, name)
    assert os.path.getsize(path) < 2_000_000, f"{name} is large: are its constants elided?"
    done = subprocess.run([program, path, "-o", os.devnull], capture_output=True, text=True)
    assert done.returncode == 0, f"{name}: {done.stderr}"
