"""The stories: the whole program, from keys and scans to paper and facts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from servicedesk.paths import Home
from servicedesk.ui.theme import dress

REAL_SALES = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail_2009-2010.csv"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """The walk over real sales is there where the real sales are (beside the project, never in it)."""
    if collection_path.name == "test_real_sales_walk.py" and not REAL_SALES.exists():
        return True
    return None


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    dress(qapp, "light", 1.0, "en")
    yield
    _leave(qapp)


@pytest.fixture
def chinese(qapp: QApplication) -> Iterator[None]:
    dress(qapp, "light", 1.0, "zh_CN")
    yield
    _leave(qapp)


def _leave(qapp: QApplication) -> None:
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    dress(qapp)


NOON = datetime(2026, 11, 22, 2, 46, tzinfo=UTC)
"""A Sunday at 10:46 in Shanghai, four minutes after the practice shop was left."""


@pytest.fixture
def shop(practice_store: Home, tmp_path: Path) -> Home:
    """A copy of the practice shop, for one walk."""
    home = Home(tmp_path / "home")
    shutil.copytree(practice_store.root, home.root)
    return home
