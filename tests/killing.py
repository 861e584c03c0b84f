"""The power cut of tests: a process of its own does a job and dies, as with ``kill -9``, at the step it is told."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator

Steps = Callable[[str], None]


def killed_at(last_step: int, job: Callable[[Steps], None]) -> str | None:
    """Run ``job`` in a child that dies at its n-th step; answers the step's name, None when there were fewer.

    The child is a fork, so that a hundred cuts take seconds; nothing of it runs after the signal. A job that fails
    otherwise fails the test."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _die_at(last_step, job, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0:
        return None
    assert os.WIFSIGNALED(status), told
    assert os.WTERMSIG(status) == signal.SIGKILL
    return told


def _die_at(last_step: int, job: Callable[[Steps], None], writing: int) -> None:
    reached = 0

    def step(name: str) -> None:
        nonlocal reached
        reached += 1
        if reached == last_step:
            os.write(writing, name.encode())
            os.kill(os.getpid(), signal.SIGKILL)

    try:
        job(step)
    except BaseException:
        os.write(writing, traceback.format_exc().encode())
        os._exit(1)
    os._exit(0)


def every_cut(job: Callable[[int], Callable[[Steps], None]], most: int = 200) -> Iterator[tuple[int, str]]:
    """Kill a fresh job at its first step, the next at its second, until one comes to its end: (number, step's name).

    ``job`` makes the n-th job, with its own folder."""
    for last_step in range(1, most):
        told = killed_at(last_step, job(last_step))
        if told is None:
            return
        yield last_step, told
    raise AssertionError(f"still not done after {most} steps")
