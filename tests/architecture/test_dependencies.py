"""What we stand on: declared, pinned, used, and sound."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from tests.architecture.trees import ROOT, imported, none, package_modules, read_module

IMPORTED_AS = {
    "pyside6-essentials": {"PySide6", "shiboken6"},
    "pillow": {"PIL"},
    "pyserial": {"serial"},
    "argon2-cffi": {"argon2"},
    "pywin32": {"win32crypt", "win32print", "win32api", "pywintypes"},
}
READ_AS_DATA = {"tzdata": "zoneinfo reads it where the system has no zones (Windows)"}


def _canonical(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name.group()).lower()


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return {_canonical(requirement) for requirement in project["dependencies"]}


def _pins(file: str) -> dict[str, set[str]]:
    """Package -> its pinned versions (one per Python line) in a requirements file."""
    pins: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / file).read_text("utf-8").splitlines():
        if pinned := re.match(r"([A-Za-z0-9._-]+)==(\S+)", line):
            pins.setdefault(_canonical(pinned[1]), set()).add(pinned[2])
    return pins


def _imports_of_the_product() -> set[str]:
    modules = [*package_modules(), *map(read_module, sorted((ROOT / "migrations").rglob("*.py")))]
    return {name.split(".")[0] for module in modules for _, name in imported(module.tree)}


def test_every_dependency_is_used() -> None:
    used = _imports_of_the_product()
    none(
        (name for name in sorted(_declared() - set(READ_AS_DATA)) if not IMPORTED_AS.get(name, {name}) & used),
        "drop it from pyproject.toml, and compile requirements/ again",
    )


def test_every_import_is_declared() -> None:
    declared = {module for name in _declared() for module in IMPORTED_AS.get(name, {name})}
    known = declared | set(sys.stdlib_module_names) | {"servicedesk"}
    none(
        sorted(_imports_of_the_product() - known),
        "declare it in pyproject.toml, and compile requirements/",
    )


def test_requirements_pin_what_pyproject_declares() -> None:
    none(sorted(_declared() - set(_pins("run.txt"))), "compile requirements/run.txt again (its first lines say how)")


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    shipped, tested = _pins("run.txt"), _pins("test.txt")
    none(
        (
            f"{name}: shipped {versions}, tested {tested.get(name)}"
            for name, versions in shipped.items()
            if tested.get(name) != versions
        ),
        "compile both requirement files on the same day",
    )


def test_sqlite_is_newer_than_the_bug_that_resets_the_wal() -> None:
    from servicedesk.records.database import sqlite_version

    assert sqlite_version() >= (3, 51, 3)


COUNTING = """
import sys
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QStringListModel, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QTableView

class Blank(QAbstractTableModel):
    def rowCount(self, parent=QModelIndex()): return 3
    def columnCount(self, parent=QModelIndex()): return 3
    def data(self, index, role=0): return None

app = QApplication(["count", "-platform", "offscreen"])
model, view, label, timer, names = Blank(), QTableView(), QLabel(), QTimer(), QStringListModel()
view.setModel(model)
view.show()
calls = {
    "QLabel.setText": lambda: label.setText("text"),
    "QWidget.repaint with data() -> None": lambda: view.viewport().repaint(),
    "reset of a model": lambda: (model.beginResetModel(), model.endResetModel()),
    "setStringList": lambda: names.setStringList(["one"]),
    "connect and disconnect": lambda: (timer.timeout.connect(print), timer.timeout.disconnect(print)),
}
for name, call in calls.items():
    call()
    before = sys.getrefcount(None)
    for _ in range(500):
        call()
    print(name, (sys.getrefcount(None) - before) / 500, sep="\\t")
"""


def test_qt_loses_no_reference_to_none() -> None:
    """PySide6 6.12 on Python 3.11 drops one per call and aborts after some ten thousand; why the pin is there."""
    told = subprocess.run([sys.executable, "-c", COUNTING], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    rows = [line.split("\t") for line in told.stdout.splitlines()]
    assert len(rows) == 5, told.stdout
    none(
        (f"{name}: {drift} references per call" for name, drift in rows if abs(float(drift)) > 0.05),
        "pin another",
    )
