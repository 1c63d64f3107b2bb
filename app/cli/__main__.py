"""`python -m app.cli` is `cnn-playground`."""

from app.cli import main

main(prog_name="cnn-playground")
