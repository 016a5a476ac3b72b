"""kill.py TIMES CHECKPOINT COMMAND...: runs the command, kills it (SIGKILL) at random moments, and runs it again, until
it has been killed TIMES times or has ended by itself; then to its end. Most kills must have met it after its first
checkpoint.
"""
import os
import random
import subprocess
import sys
import time


def main(times, checkpoint, *command):
    moments, late = random.Random(int(times)), 0
    for _ in range(int(times)):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        # Some kills hit the start, where the checkpoint is read.
        time.sleep(moments.uniform(0.01, 0.06))
        process.kill()
        if process.wait() == 0:
            break
        late += os.path.exists(checkpoint)
    assert late >= int(times) // 2, f"only {late} kills came after a checkpoint"
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
