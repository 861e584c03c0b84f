"""What the policy sets for the counter itself, and who is let in, seen at the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from servicedesk.commands.demo import make_for_pictures
from servicedesk.commands.screens import AT, DAYS, cast, on_stage
from servicedesk.domain.policies import IdleLock, Policy
from servicedesk.paths import Home
from servicedesk.ui.returns.page import ReturnsPage
from servicedesk.ui.showcase import Look, Showcase
from servicedesk.wire import policies

Rules = Callable[[Policy], Policy]


@pytest.fixture(scope="module")
def store(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Home:
    made: Home = make_for_pictures(tmp_path_factory.mktemp("serving") / "day", AT, DAYS)
    return made


@pytest.fixture
def opened(store: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Rules], Showcase]]:
    """``opened(change)`` is a counter whose rules were changed; nobody has signed in."""
    stages: list[Showcase] = []

    def open_with(change: Rules) -> Showcase:
        rules = change(policies.default_policy())
        monkeypatch.setattr(policies, "default_policy", lambda: rules)
        stages.append(on_stage(store, Look("zh_CN")))
        return stages[-1]

    yield open_with
    for stage in stages:
        stage.close()


def test_the_counter_locks_itself_after_the_time_the_policy_sets(opened: Callable[[Rules], Showcase]) -> None:
    stage = opened(lambda rules: replace(rules, idle_lock=IdleLock(after_s=400, busy_after_s=550)))
    stage.sign_in(cast().clerk)
    assert 180_000 < stage.window._watch.waits_ms() <= 400_000
    stage.scan(cast().receipt)
    assert 400_000 < stage.window._watch.waits_ms() <= 550_000


def test_codes_are_told_by_the_patterns_the_policy_sets(opened: Callable[[Rules], Showcase]) -> None:
    receipts = (r"KS\d{4}",)
    stage = opened(lambda rules: replace(rules, scans=replace(rules.scans, receipts=receipts)))
    stage.sign_in(cast().clerk)
    stage.scan(cast().receipt)
    assert not isinstance(stage.window.page, ReturnsPage), "the shipped pattern is not this shop's"
    stage.scan("KS0001")
    assert "KS0001" in " ".join(stage.window.toasts.texts())
    assert "Ctrl" in " ".join(stage.window.toasts.texts()), "it was looked for as a receipt"
