"""Choosing printers, their test sheet, and the drawer: what the records say of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, closing, counter, done, refusal
from tests.desk import days

from servicedesk.desk import drawer, paper, printer_setup
from servicedesk.domain import printer_setup as setups
from servicedesk.domain.documents import all_text
from servicedesk.domain.printer_setup import PrinterEntry, PrinterKind
from servicedesk.domain.sentences import Sentence
from servicedesk.domain.slips import DrawerState
from servicedesk.records.queries import slips as slip_rows

FRONT = PrinterEntry(PrinterKind.NETWORK, "192.168.1.50", "前台")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def test_without_settings_everything_goes_to_the_folder(desk: StaffedDesk) -> None:
    assert printer_setup.load(desk.home) == setups.FOLDERS


def test_a_chosen_printer_is_written_down_and_the_others_stay(desk: StaffedDesk) -> None:
    done(printer_setup.choose(desk, desk.clerk, "slip", (FRONT,)))
    assert printer_setup.load(desk.home).of("slip") == (FRONT,)
    assert printer_setup.load(desk.home).of("page") == setups.FOLDERS.of("page")
    assert not list(desk.home.root.glob("*.part"))


@pytest.mark.parametrize("text", ["{", "[1, 2", '{"slip": 7}', "\x00", "[" * 100_000])
def test_settings_that_cannot_be_read_are_a_fault_and_no_crash(desk: StaffedDesk, text: str) -> None:
    desk.home.printers.write_text(text, encoding="utf-8")
    setup = printer_setup.load(desk.home)
    assert setup.fault_of("slip") is not None
    done(printer_setup.choose(desk, desk.clerk, "slip", (FRONT,)))
    assert printer_setup.load(desk.home).of("slip") == (FRONT,)


def test_a_folder_that_takes_no_settings_leaves_no_fact(desk: StaffedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(home: object, setup: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(printer_setup, "_keep", full)
    before = desk.head()
    with pytest.raises(OSError, match="No space"):
        printer_setup.choose(desk, desk.clerk, "slip", (FRONT,))
    assert desk.head() == before


def test_the_test_sheet_says_who_sent_it_and_to_which_printer(desk: StaffedDesk) -> None:
    done(printer_setup.choose(desk, desk.clerk, "slip", (FRONT,)))
    done(printer_setup.print_test(desk, desk.clerk))
    job = paper.next_job(desk)
    assert job is not None
    assert job.printer == paper.SLIP_PRINTER
    for told in ("S01 T1", "前台", "192.168.1.50", "𬱖", "¥1,056.08"):
        assert told in all_text(job.document)


def test_the_sheet_of_a_second_printer_comes_out_at_no_other(desk: StaffedDesk) -> None:
    back = PrinterEntry(PrinterKind.USB, "/dev/usb/lp0", "后台")
    done(printer_setup.choose(desk, desk.clerk, "slip", (FRONT, back)))
    done(printer_setup.print_test(desk, desk.clerk, "slip", 1))
    assert paper.next_job(desk, frozenset({"slip", "slip#1"})) is None
    job = paper.next_job(desk, frozenset({"slip#2"}))
    assert job is not None
    assert "后台" in all_text(job.document)


# --- the drawer ------------------------------------------------------------------------------------------------------
def test_cash_that_is_paid_out_opens_the_drawer_once(desk: StaffedDesk) -> None:
    settled = days.a_return(desk, "R-1", tender="CASH")
    days.pay(desk, settled)
    opening = drawer.next_opening(desk, frozenset())
    assert opening is not None
    assert opening.about == settled.number
    drawer.mark_pulsed(desk, opening.opening_id, DrawerState.SENT, "front")
    assert drawer.next_opening(desk, frozenset()) is None
    assert _state(desk, opening.opening_id) is DrawerState.SENT


def test_an_opening_that_was_tried_in_this_run_is_never_tried_again(desk: StaffedDesk) -> None:
    """Noting what became of it failed: the pulse may be out."""
    done(drawer.check(desk, desk.supervisor))
    opening = drawer.next_opening(desk, frozenset())
    assert opening is not None
    assert drawer.next_opening(desk, frozenset({opening.opening_id})) is None
    assert _state(desk, opening.opening_id) is DrawerState.TOLD


@pytest.mark.parametrize("after", [drawer.WORTH_OPENING + timedelta(seconds=1), timedelta(minutes=5)])
def test_a_drawer_nobody_could_open_at_once_stays_shut_and_that_is_noted(desk: StaffedDesk, after: timedelta) -> None:
    done(drawer.check(desk, desk.supervisor))
    desk.clock.advance(after.total_seconds())
    assert drawer.next_opening(desk, frozenset()) is None
    with desk.database.reading() as connection:
        assert slip_rows.openings_untold(connection, desk.now() - drawer.LOOK_BACK) == []


def test_openings_of_long_ago_are_left_alone(desk: StaffedDesk) -> None:
    done(drawer.check(desk, desk.supervisor))
    desk.clock.advance(3600)
    before = desk.head()
    assert drawer.next_opening(desk, frozenset()) is None
    assert desk.head() == before


def test_a_clerk_may_not_open_the_drawer_to_see_whether_it_opens(desk: StaffedDesk) -> None:
    assert refusal(drawer.check(desk, desk.clerk)) == "NOT_ALLOWED"


def test_what_became_of_an_opening_is_said_once(desk: StaffedDesk) -> None:
    done(drawer.check(desk, desk.supervisor))
    opening = drawer.next_opening(desk, frozenset())
    assert opening is not None
    drawer.mark_pulsed(desk, opening.opening_id, DrawerState.SHUT, "front", Sentence("off"))
    drawer.mark_pulsed(desk, opening.opening_id, DrawerState.SENT, "front")
    assert _state(desk, opening.opening_id) is DrawerState.SHUT


def _state(desk: StaffedDesk, opening_id: str) -> DrawerState:
    with desk.database.reading() as connection:
        return slip_rows.drawer_state(connection, opening_id)
