"""One action, one wait for the disk (performance 3): counted, not timed; and none at all would be found."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, a_sale, add_sale, closing, counter, done
from tests.records.syncs import DiskCalls, counting

from servicedesk.desk import paper, refunds, returns, visits
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Accessories, Condition, Reason
from servicedesk.domain.sales import Tender
from servicedesk.domain.slips import SlipState
from servicedesk.domain.visits import Source
from servicedesk.records import database

WHOLE = (
    Given("reason", (Reason.NO_REASON,)),
    Given("condition", (Condition.SEALED,)),
    Given("accessories", (Accessories.COMPLETE,)),
)
CUSTOMERS = 8


def _count(calls: DiskCalls, action: Callable[[], object]) -> tuple[int, int]:
    calls.reset()
    action()
    return calls.wal_syncs, calls.file_syncs


def _a_customer(desk: StaffedDesk, index: int) -> list[tuple[str, Callable[[], object]]]:
    """One customer from the door to the paper, action by action."""
    sale = add_sale(desk, a_sale(f"R-{index}", tenders=(Tender(1, "CASH", 29900),)))
    here: dict[str, str] = {}

    def arrive() -> None:
        here["visit"] = done(visits.arrive(desk, desk.clerk, Source.KEY))

    def settle() -> None:
        form = ReturnForm(sale.sale_id, (Pick(1, 1),), WHOLE, visit_id=here["visit"])
        settled = done(returns.settle(desk, desk.clerk, form, Outcome.RETURN, 29900))
        here["refund"], here["slip"] = settled.refunds[0].refund_id, settled.slip_id

    return [
        ("arrive", arrive),
        ("receive the receipt", lambda: done(visits.receive_scan(desk, desk.clerk, here["visit"]))),
        ("settle", settle),
        ("mark the slip as sending", lambda: paper.mark_sending(desk, here["slip"], "front")),
        ("mark the slip as printed", lambda: paper.mark_outcome(desk, here["slip"], SlipState.CONFIRMED)),
        ("pay the cash", lambda: done(refunds.pay_cash(desk, desk.clerk, here["refund"]))),
    ]


def test_every_action_waits_for_the_disk_exactly_once(tmp_path: Path) -> None:
    with counting() as calls, closing(counter(tmp_path)) as desk:
        done(visits.arrive(desk, desk.clerk, Source.KEY))  # the first write also syncs the log's new header
        told = [
            (name, _count(calls, action)) for index in range(CUSTOMERS) for name, action in _a_customer(desk, index)
        ]
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
