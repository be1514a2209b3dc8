"""`python -m guidegen`."""

from guidegen.program import run

run()
