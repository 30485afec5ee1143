"""How long it takes to answer a question: the words to be read, and a choice.

A question goes in; seconds come out::

    seconds = 60 × words / words per minute + seconds for the choice

The words are those of the question, its help and its unit, and of its answers with their help.
Adults read English non-fiction silently at 238 words a minute on average, most of them at 175 to
300 (M. Brysbaert, "How many words do we read per minute? A review and meta-analysis of reading
rate", Journal of Memory and Language 109, 2019, 104047).
The 5 seconds for the choice are an assumption of ours. With them a question of 20 words takes 10
seconds, as the Pew Research Center counts for an ordinary question of its online surveys ("How we
keep our online surveys from running too long", 8 December 2022).
Nothing stands for looking something up or asking somebody, which no text tells.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from surveymodel.content.nouns import Question

__all__ = ["Pace", "minutes"]


@frozen
class Pace:
    """How fast somebody reads and chooses."""

    words_per_minute: int = 238
    choice: int = 5  #: seconds

    def seconds(self, question: Question) -> int:
        """Return how long a question takes, to the nearest second."""
        words = sum(len(text.split()) for text in _texts(question))
        return (60 * words + self.words_per_minute // 2) // self.words_per_minute + self.choice


def _texts(question: Question) -> Iterator[str]:
    yield question.ask
    yield question.help
    yield question.unit or ""
    for answer in question.answers:
        yield answer.text
        yield answer.help or ""


def minutes(seconds: int) -> int:
    """Return seconds in minutes as far as an estimate goes: beyond ten minutes, in steps of five."""
    step = 1 if seconds < 600 else 5
    return max(step * ((seconds + 30 * step) // (60 * step)), 1 if seconds else 0)
