"""Work on many parts, here or by several processes: parts go in, what comes of each comes out in their order."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

from surveymodel.errors import SurveyModelError

__all__ = ["each"]

#: How many parts a process may be ahead of what is taken.
_AHEAD = 2

T = TypeVar("T")
R = TypeVar("R")


def each(work: Callable[[T], R], parts: Iterable[T], jobs: int) -> Iterator[R]:
    """Yield what comes of parts, in their order, from so many processes.

    ``work``, the parts and what comes of them can be sent to another process. Raises
    :class:`~surveymodel.errors.SurveyModelError` where a process was ended from outside.
    """
    if jobs == 1:
        yield from map(work, parts)
        return
    executor = ProcessPoolExecutor(jobs, initializer=_begin, initargs=(work,))
    waiting: deque[Future[R]] = deque()
    try:
        for part in parts:
            waiting.append(executor.submit(_work, part))
            if len(waiting) > jobs * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        message = "a process was ended from outside, for want of memory perhaps: try fewer --jobs"
        raise SurveyModelError(message) from None
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


_here: Callable[[Any], Any] | None = None


def _begin(work: Callable[[Any], Any]) -> None:
    """Make a process ready, which leaves signals to the one that began it and ends with it."""
    global _here  # noqa: PLW0603 - a process has one piece of work
    _here = work
    gc.freeze()
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        signal.signal(getattr(signal, name, signal.SIGTERM), signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _work(part: Any) -> Any:
    if _here is None:
        raise RuntimeError("this process was not made ready")
    return _here(part)
