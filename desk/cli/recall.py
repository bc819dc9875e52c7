"""`blazon recall`: how much of a strategy's exact order, over the whole register, the engine's candidates keep."""

from __future__ import annotations

from typing import Annotated

import typer

from desk.cli.console import emit, progress_bars
from desk.cli.context import open_context
from desk.evaluation.register import measure
from desk.strategies import catalogue
from search_api.index import PublicIndex, StaffIndex


def recall(
    sample: Annotated[int, typer.Option("--sample", min=1, max=10_000, help="Marks of the register to ask for.")] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Which marks are drawn.")] = 1,
    strategy: Annotated[str, typer.Option("--strategy", help="Name, or name.vVERSION.")] = "verbal",
    public: Annotated[bool, typer.Option("--public", help="Ask the public's index, not the staff's.")] = False,
    json_output: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Place every mark exactly for a sample of questions, and name what a search did not show."""
    reader = PublicIndex if public else StaffIndex
    with open_context() as context, progress_bars() as bars:
        chosen = catalogue(context.settings.office).get(strategy)
        found = measure(reader(context.engine, context.deployment), chosen, sample, seed, bars)
    if json_output:
        emit(found)
        return
    typer.echo(f"{found['strategy']}: {found['sample']} questions, each against all {found['register']:,} marks")
    for depth, share in found["kept"].items():
        typer.echo(f"  of the exact first {depth}: {100 * share:.2f} % kept")
    for one in found["lost"][:20]:
        typer.echo(f"  {one['asked']}: lost {', '.join(one['marks'][:5])}")
