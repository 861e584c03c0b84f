"""One SQL dialect and one cache of compiled statements for all the files a test process opens.

The program opens one file and compiles each statement once; a test process opens thousands and would spend half of its
time compiling the same statements for each.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine

from servicedesk.records import database

_FIRST: list[Engine] = []


def compile_once() -> None:
    """From now on, in this process. Who changes an engine's dialect gives it one of its own first."""
    create = database.create_engine

    def created(*arguments: Any, **named: Any) -> Engine:
        engine = create(*arguments, **named)
        _FIRST[:] = _FIRST or [engine]
        engine.dialect = engine.pool._dialect = _FIRST[0].dialect
        engine._compiled_cache = _FIRST[0]._compiled_cache
        return engine

    database.create_engine = created
