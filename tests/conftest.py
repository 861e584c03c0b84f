"""What every test stands on: compiled words, no screen, no data folder of a real counter, and a seed that is told."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.compiling import compile_once
from tests.faultshim import shim
from tests.sharing import made_once
from tests.soaking import progress
from xdist.workermanage import WorkerController

from servicedesk.commands.demo import make_for_pictures
from servicedesk.commands.screens import AT, DAYS
from servicedesk.paths import Home
from translations import compile_catalogues

# Before any test module imports Qt. Tests that want a real window start it as a program on a display of their own.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

# Every run looks at new examples; the seed in the header repeats them. Time limits would fail on a busy machine.
_LOCAL = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("local", _LOCAL)
settings.register_profile("ci", _LOCAL, derandomize=False, database=None)
settings.register_profile("soak", _LOCAL, max_examples=5000)
compile_once()
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Once per run, before any worker starts: compile the catalogues and draw the seed of all workers."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()
        if config.option.hypothesis_seed is None:
            config.option.hypothesis_seed = str(secrets.randbelow(2**32))
    else:
        config.option.hypothesis_seed = config.workerinput["hypothesis_seed"]


LONGEST = ("test_kill", "test_powercut", "test_iosweep", "test_screens")
"""Begun first, so that no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A soak that goes on leaves out what passed before it was interrupted."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)
    passed = progress().passed()
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in passed])
    items[:] = [item for item in items if item.nodeid not in passed]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.when == "call" and report.passed:
        progress().note_passed(report.nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Every worker draws from the seed that the header tells."""
    node.workerinput["hypothesis_seed"] = node.config.option.hypothesis_seed


def pytest_report_header(config: pytest.Config) -> str:
    seed = config.option.hypothesis_seed
    return (
        f"properties: seed {seed} (again with --hypothesis-seed={seed}), profile {settings.get_current_profile_name()}"
    )


@pytest.fixture(scope="session")
def faultshim(request: pytest.FixtureRequest) -> Path:
    """The recorder of disk calls, to be preloaded into a program of the tests; compiled when its source has changed."""
    return shim.compiled(request.config.cache.mkdir("faultshim"))


@pytest.fixture(scope="session")
def practice_store(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The Chinese practice shop on a Sunday at 10:42, with a week behind it; take a copy."""

    def make(folder: Path) -> None:
        make_for_pictures(folder / "home", AT, DAYS)

    return Home(made_once(tmp_path_factory.getbasetemp(), "practice-store", make) / "home")


@pytest.fixture(scope="session", autouse=True)
def _no_real_counter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whatever forgets --home lands in a folder of the test run, never in the data folder of this machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SERVICEDESK_HOME", str(tmp_path_factory.mktemp("home-of-no-one")))
        yield
