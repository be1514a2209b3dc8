"""Runs the program that this package carries."""

import os
import subprocess
import sys
from pathlib import Path


def path():
    """Where the program is."""
    name = "guidegen.exe" if os.name == "nt" else "guidegen"
    return str(Path(__file__).resolve().parent / "binaries" / name)


def run():
    """Becomes the program, with the arguments of this one."""
    program = path()
    if os.name == "nt":
        # There is no exec on Windows that waits and passes on the exit code.
        sys.exit(subprocess.call([program, *sys.argv[1:]]))
    if not os.access(program, os.X_OK):
        # Some installers drop the right to execute.
        os.chmod(program, 0o755)
    os.execv(program, [program, *sys.argv[1:]])
