"""What several commands of the command line take."""

from typing import Annotated

import typer

from vectorstore.model import SHARED, Scope

Server = Annotated[
    str | None,
    typer.Option(
        help="The id of the Discord server it is for; without it, the sources shared by all.",
        metavar="ID",
    ),
]
OneSource = Annotated[
    str | None, typer.Option(help="The id of the one source to use.", metavar="ID")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]


def scope_of(server: str | None) -> Scope:
    """The scope that `--server` names; raises `typer.BadParameter` for what is no id."""
    if server is not None and not server.isdecimal():
        raise typer.BadParameter(
            f"--server has the value '{server}'. It must be a Discord server's id."
        )
    return SHARED if server is None else Scope(server)
