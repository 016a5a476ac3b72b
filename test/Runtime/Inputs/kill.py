"""kill.py TIMES CHECKPOINT COMMAND...: runs the command, kills it (SIGKILL) at a random moment, and runs it again, until
it has been killed TIMES times after it had written a new checkpoint, or has ended by itself; then to its end.

Some kills meet the start, where the checkpoint is read. On a slow machine the moments come later and later, until a run
gets somewhere.
"""
import os
import random
import subprocess
import sys
import time


def written(path):
    return os.stat(path).st_mtime_ns if os.path.exists(path) else 0


def main(times, checkpoint, *command):
    moments, longest, advanced = random.Random(int(times)), 0.05, 0
    while advanced < int(times):
        before = written(checkpoint)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.005, longest))
        process.kill()
        if process.wait() == 0:
            break
        if written(checkpoint) != before:
            advanced += 1
        else:
            longest *= 1.1
    assert advanced >= 3, f"only {advanced} kills came after a checkpoint"
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
