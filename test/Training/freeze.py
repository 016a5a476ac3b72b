"""freeze.py CNNC WORK: what --freeze names has no gradient and keeps its bits; so do the averages of a frozen norm."""
import os
import subprocess
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from trainer import Trainer

NETWORK = """network probe
input image: f32[5, 6, 3]
label class: 3
x = image |> conv(5, 3) |> batch_norm |> relu
score = x |> conv(4, 2) |> batch_norm |> flatten |> dense(3)
output result = score
train {
  loss = cross_entropy(score, class)
  optimizer = sgd(rate = 0.1, momentum = 0.9, weight_decay = 0.1)
  batch = 4
}
"""

cnnc, work = sys.argv[1:]
os.makedirs(work, exist_ok=True)
net, so = os.path.join(work, "n.net"), os.path.join(work, "n.so")
with open(net, "w", encoding="utf-8") as out:
    out.write(NETWORK)
wrong = subprocess.run([cnnc, net, "--train", "--freeze", "y.*", "-o", so], capture_output=True, text=True, check=False)
assert wrong.returncode == 1 and "no parameter matches 'y.*', which is to be frozen" in wrong.stderr, wrong.stderr
subprocess.run([cnnc, net, "--train", "--freeze", "x.*", "-o", so], check=True)
trainer = Trainer(so, batch=4)
before = {name: value.copy() for name, value in trainer.parameters().items()}
rng = np.random.default_rng(1)
for _ in range(3):
    trainer.step([rng.standard_normal((4, 5, 6, 3)).astype(np.float32)], [rng.integers(0, 3, (4, 1)).astype(np.int32)])
assert not [name for name in trainer.gradients() if name.startswith("x.")], list(trainer.gradients())
for name, value in trainer.parameters().items():
    same = value.tobytes() == before[name].tobytes()
    assert same == name.startswith("x."), f"{name} is {'the same' if same else 'another'}"
trainer.close()
