"""`blazon bench`: placeholder until the indexer's author writes it."""

import typer

app = typer.Typer()


@app.command()
def index() -> None: ...
