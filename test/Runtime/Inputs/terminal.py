"""terminal.py COMMAND...: runs the command on a terminal of 120 columns and prints what it wrote there, with each
carriage return and erasure as a mark of its own: <CR>, <ERASE>.
"""
import fcntl
import os
import pty
import struct
import sys
import termios

child, terminal = pty.fork()
if child == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 120, 0, 0))
    os.execv(sys.argv[1], sys.argv[1:])
output = b""
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:  # How Linux tells that the other end is closed.
        break
    if not piece:
        break
    output += piece
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
text = output.decode().replace("\r\n", "\n").replace("\r", "<CR>").replace("\033[K", "<ERASE>")
for line in text.replace("\n", "<CR>").split("<CR>"):
    assert len(line.replace("<ERASE>", "")) < 120 or "validation" in line, "a bar that wraps: " + line
print(text, end="")
sys.exit(code)
