"""interrupt.py SIGNAL COMMAND...: sends the signal to the command while it trains; prints its output and exit code."""
import signal
import subprocess
import sys
import time

process = subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE, text=True)
# The first line that ends an epoch.
lines = []
for line in process.stdout:
    lines.append(line)
    if line.startswith("epoch "):
        break
time.sleep(0.01)
process.send_signal(getattr(signal, "SIG" + sys.argv[1]))
rest, _ = process.communicate()
print("".join(lines) + rest, end="")
print("exit code", process.returncode)
