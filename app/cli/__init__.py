"""The command line: `cnn-playground serve | train | predict | export | zoo`.

A module `app.cli.<name>` holds the command of that name. Modules import what is heavy inside their functions,
so that `serve` starts at once and `--help` loads no torch.
"""

import typer

from app.cli.export import export
from app.cli.predict import predict
from app.cli.serve import serve
from app.cli.train import train
from app.cli.zoo import zoo

main = typer.Typer(
    name="cnn-playground",
    help="Build a convolutional network by hand, train it live, and see inside it while it learns.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
)


main.command()(serve)
main.command()(train)
main.command()(predict)
main.command()(export)
main.add_typer(zoo, name="zoo")
