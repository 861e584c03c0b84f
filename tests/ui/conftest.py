"""Screens in tests: drawn without a display, dressed before anything is built."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from servicedesk.commands.screens import cast, on_stage
from servicedesk.paths import Home
from servicedesk.ui.showcase import Look, Showcase
from servicedesk.ui.theme import Theme, dress

Dresser = Callable[..., Theme]

SIZES = ((1280, 720, 0.94), (1366, 768, 1.0), (1920, 1080, 1.16))
"""Every screen has to hold at these: width, height, scale (ux 3)."""


@pytest.fixture
def look(qapp: QApplication) -> Iterator[Dresser]:
    """``look("dark", 1.16, "en")`` dresses the application; afterwards it is light, 1.0 and Chinese again."""

    def dresser(name: str = "light", scale: float = 1.0, language: str = "zh_CN") -> Theme:
        return dress(qapp, name, scale, language)

    dresser()
    yield dresser
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    dresser()


@pytest.fixture
def stage(practice_store: Home) -> Iterator[Showcase]:
    """A clerk has signed in at a counter of their own; somebody has waited for 18 seconds."""
    stage = on_stage(practice_store, Look("zh_CN"))
    stage.sign_in(cast().clerk)
    yield stage
    stage.close()


def ask(stage: Showcase, query: Callable[..., Any], *args: object) -> Any:
    """What the records say now."""
    answers: list[object] = []
    stage.counter.ask(query, *args, then=answers.append)
    stage.settle()
    return answers[0]
