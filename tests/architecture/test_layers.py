"""Who may use whom. The layers themselves stand in pyproject.toml, for import-linter."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

from tests.architecture.trees import ROOT, Module, dotted, imported, none, package_modules

THREADS_MAY_START_IN = {"terminal", "terminal.paper", "terminal.incoming", "ui.background"}
STARTS_THREADS = {"_thread", "multiprocessing", "concurrent", "asyncio"}
THREAD_CLASSES = {"Thread", "Timer", "QThread", "QThreadPool", "QRunnable", "QtConcurrent"}
"""Locks are fine anywhere; what runs code beside the caller is not."""
DATABASE_LIBRARIES = {"sqlite3", "sqlcipher", "sqlcipher3", "dbapi2", "apsw"}
HEAVY = {"sqlalchemy", "alembic", "sqlcipher3", "reportlab", "PIL", "pypdfium2", "PySide6", "cryptography", "argon2"}
DATABASE_OPENS_IN = "records.database"


def test_every_layer_uses_only_the_layers_below_it() -> None:
    words = [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]
    told = subprocess.run(words, cwd=ROOT, capture_output=True, text=True)
    broken = told.stdout.partition("Broken contracts")[2] or told.stdout + told.stderr
    assert told.returncode == 0, f"{broken}\n-> move the code to a layer that may, or hand the value in"


def test_screens_read_through_queries_and_act_through_desk() -> None:
    def reaches_past(module: Module) -> Iterator[str]:
        for line, name in imported(module.tree):
            parts = name.split(".")
            if parts[:2] != ["servicedesk", "records"] or name == "servicedesk.records.database.Reader":
                continue  # what a query is handed is no way past it
            if parts[2:3] not in (["queries"], ["errors"], []):
                yield f"{module.place}:{line} imports {name}"

    screens = (module for module in package_modules() if module.layer == "ui")
    none((found for module in screens for found in reaches_past(module)), "read with records.queries, act with desk")


def test_threads_start_in_terminal_and_ui_background_only() -> None:
    def threads(module: Module) -> Iterator[str]:
        for line, name in imported(module.tree):
            if name.split(".")[0] in STARTS_THREADS or name.split(".")[-1] in THREAD_CLASSES:
                yield f"{module.place}:{line} imports {name}"
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and dotted(node.func) in {"threading.Thread", "threading.Timer"}:
                yield f"{module.place}:{node.lineno} starts {dotted(node.func)}"

    elsewhere = (module for module in package_modules() if module.name not in THREADS_MAY_START_IN)
    none((found for module in elsewhere for found in threads(module)), "hand the work to a worker of ui.background")


def test_the_database_is_opened_at_one_place() -> None:
    doors = [
        (module.name, f"{module.place}:{node.lineno} calls {dotted(node.func)}")
        for module in package_modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _opens_a_database(dotted(node.func))
    ]
    none((door for name, door in doors if name != DATABASE_OPENS_IN), "open it with records.database.Database")
    assert len(doors) == 1, f"one engine is made, at one line; found {[door for _, door in doors]}"


def _opens_a_database(called: str) -> bool:
    library, _, verb = called.rpartition(".")
    return verb in {"create_engine", "create_async_engine"} or (
        verb in {"connect", "Connection"} and library.split(".")[0] in DATABASE_LIBRARIES
    )


def test_nothing_heavy_is_imported_to_start_the_command_line() -> None:
    code = (
        "import sys\n"
        "from servicedesk.commands import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print('loaded', *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    loaded = set(told.stdout.rpartition("loaded ")[2].split())
    assert loaded, told.stderr
    none(sorted(loaded & HEAVY), "import it inside the function that needs it: the first window waits for every import")
