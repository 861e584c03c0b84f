"""One action, one wait for the disk (performance 3): counted, not timed; and none at all would be found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import add_sale, closing, counter, done
from tests.records.customers import a_customer
from tests.records.syncs import DiskCalls, counting

from servicedesk.desk import returns, visits
from servicedesk.desk.return_forms import Pick, ReturnForm
from servicedesk.domain.visits import Source
from servicedesk.records import database

CUSTOMERS = 8


def _count(calls: DiskCalls, action: Callable[[], object]) -> tuple[int, int]:
    calls.reset()
    action()
    return calls.wal_syncs, calls.file_syncs


def test_every_action_waits_for_the_disk_exactly_once(tmp_path: Path) -> None:
    with counting() as calls, closing(counter(tmp_path)) as desk:
        done(visits.arrive(desk, desk.clerk, Source.KEY))  # the first write also syncs the log's new header
        told = [(name, _count(calls, action)) for index in range(CUSTOMERS) for name, action in a_customer(desk, index)]
    assert {counted for _, counted in told} == {(1, 0)}, told


def test_looking_waits_for_nothing(tmp_path: Path) -> None:
    with counting() as calls, closing(counter(tmp_path)) as desk:
        sale = add_sale(desk)
        form = ReturnForm(sale.sale_id, (Pick(1, 1),))
        assert _count(calls, lambda: returns.preview(desk, form)) == (0, 0)
        assert calls.bytes_written == 0


def test_a_file_that_does_not_sync_at_commit_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    careless = tuple(one.replace("synchronous = FULL", "synchronous = NORMAL") for one in database._PRAGMAS)
    counter(tmp_path).close()
    shutil.rmtree(tmp_path / "home")
    monkeypatch.setattr(database, "_PRAGMAS", careless)
    with counting() as calls, closing(counter(tmp_path)) as desk:
        done(visits.arrive(desk, desk.clerk, Source.KEY))
        assert _count(calls, lambda: done(visits.arrive(desk, desk.clerk, Source.KEY))) == (0, 0)
        assert calls.bytes_written > 0
