"""force.py CNNC NET KERNEL FILE: a tuning file for x86-64-v4 that gives the third layer KERNEL with tile [4, 3, 2]."""
import json
import subprocess
import sys

cnnc, net, kernel, path = sys.argv[1:]
done = subprocess.run([cnnc, net, "--explain=json", "--mcpu=x86-64-v4"], capture_output=True, text=True, check=True)
layer = json.loads(done.stdout)["layers"][2]
with open(path, "w") as file:
    file.write(f"cnnc-tuning 1\n# made up\ntarget x86_64 x86-64-v4 avx512\nlayer {layer['signature']}\n"
               f"  {kernel} [4, 3, 2] 1000 ns\n")
