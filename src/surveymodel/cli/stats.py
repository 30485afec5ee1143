"""``surveymodel stats``: what a pack holds, what its survey costs, and which questions decide."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from surveymodel.authoring.stats.pace import Pace
from surveymodel.authoring.stats.stats import stats_of
from surveymodel.authoring.suite import suite_of
from surveymodel.cli.shared import files_option
from surveymodel.content.cache import read_cached
from surveymodel.engine.load import pack_folder

__all__ = ["command"]


@click.command(
    "stats",
    epilog="""\b
Examples:
  surveymodel stats
  surveymodel stats --pack content/core --top 20
  surveymodel stats --pack content/core --words-per-minute 175 --choice 20
  surveymodel stats --pack content/core --format json""",
)
@files_option
@click.option("--top", type=click.IntRange(min=0), metavar="N", default=10, show_default=True,
              help="How many of the questions that decide most are listed.")  # fmt: skip
@click.option("--words-per-minute", "words", type=click.IntRange(1, 1_000), metavar="N",
              default=Pace().words_per_minute, show_default=True,
              help="How fast somebody reads.")  # fmt: skip
@click.option("--choice", type=click.IntRange(0, 3_600), metavar="SECONDS",
              default=Pace().choice, show_default=True,
              help="How long somebody takes to choose once a question is read.")  # fmt: skip
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True,
              help="How it is written; JSON has every question, and the answers behind least and most.")  # fmt: skip
def command(pack: str, top: int, words: int, choice: int, form: str) -> None:
    """Count what a pack holds, what its survey costs, and what each question decides."""
    stats = stats_of(suite_of(read_cached(pack_folder(pack))), Pace(words, choice))
    if form == "text":
        from surveymodel.cli.stats_table import print_stats

        print_stats(stats, top)
        return
    from surveymodel.authoring.stats.document import stats_json

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="")
    click.echo(stats_json(stats), nl=False)
