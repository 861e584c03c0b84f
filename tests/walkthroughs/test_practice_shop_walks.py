"""Walks through the Chinese practice shop: a refusal with something else to offer, work that changes hands, a receipt
nobody has seen, a second person who says no, a printer that is off and then without paper."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
import zxingcpp
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from tests.printing import escpos_reader
from tests.printing.emulator import OUT_OF_PAPER
from tests.printing.machines import Machine
from tests.walkthroughs.conftest import NOON
from tests.walkthroughs.hands import Hands, at_the_counter

from servicedesk.desk import setup
from servicedesk.desk.receipts import NO_RECEIPT
from servicedesk.domain.documents import Document, Text
from servicedesk.domain.returns_facts import ApprovalDenied, ApprovalGiven, ReturnRefused, ReturnSettled
from servicedesk.domain.sales import Sale
from servicedesk.domain.slips import SlipOutcome, SlipQueued, SlipState
from servicedesk.domain.times import FixedClock
from servicedesk.domain.visits import VisitFinished
from servicedesk.paths import Home
from servicedesk.printing.thermal import OFF
from servicedesk.printing.thermal import OUT_OF_PAPER as NO_PAPER
from servicedesk.records import journal, rebuild
from servicedesk.records.journal import Recorded
from servicedesk.records.queries import sales
from servicedesk.ui.words import t
from servicedesk.wire.documents import decode_document
from servicedesk.wording import Words

CLERK, CLERK_PIN, CLERK_NAME = "1027", "615082", "李婷"
MANAGER, MANAGER_PIN = "1001", "730164"
OTHER, OTHER_PIN, OTHER_NAME = "1031", "209417", "王小满"


@dataclass(frozen=True)
class Story:
    """What the walk left in the journal: the facts behind what was there before."""

    facts: list[Recorded]

    def one(self, kind: type) -> Recorded:
        found = [recorded for recorded in self.facts if isinstance(recorded.fact, kind)]
        assert len(found) == 1, [recorded.header.type for recorded in self.facts]
        return found[0]

    def paper(self) -> Document:
        return decode_document(self.one(SlipQueued).personal["document"].encode())


def _story(home: Home, before: int) -> Story:
    desk = setup.open_desk(home, FixedClock(NOON))
    try:
        with desk.database.reading() as connection:
            assert rebuild.compare(connection) is None
            return Story(list(journal.read(connection, after=before)))
    finally:
        desk.close()


def _before(home: Home, category: str) -> tuple[int, Sale]:
    """How many facts there are, and the newest receipt with goods of a category and others beside them."""
    desk = setup.open_desk(home, FixedClock(NOON))
    try:
        with desk.database.reading() as connection:
            every = [
                sale
                for day in range(13, 23)
                for number in range(1, 30)
                if (sale := sales.find_sale(connection, f"RM01-11{day}-{number:04d}")) is not None
            ]
            fitting = [sale for sale in every if any(line.category == category for line in sale.lines)]
            whole = [sale for sale in fitting if all(line.left_qty == line.qty for line in sale.lines)]
            return journal.count(connection), whole[-1]
    finally:
        desk.close()


def _said(document: Document) -> str:
    """The running text of a paper."""
    return "\n".join(block.text for block in document.blocks if isinstance(block, Text))


def _standing_still(read: str) -> str:
    """What a page says, but for its running clocks."""
    return re.sub(r"\d\d:\d\d / ", "", read)


def _codes_on(slip: Path) -> set[str]:
    tape = escpos_reader.read(slip.read_bytes())
    return {code.text for piece in tape.pieces for code in zxingcpp.read_barcodes(escpos_reader.on_paper(piece))}


@pytest.mark.usefixtures("chinese")
def test_underwear_without_its_seal_is_refused_with_something_else_to_offer_and_a_notice(
    qtbot: QtBot, shop: Home
) -> None:
    before, sale = _before(shop, "UNDERWEAR")
    worn = next(line for line in sale.lines if line.category == "UNDERWEAR")
    with at_the_counter(qtbot, shop, NOON) as hands:
        hands.sign_in(CLERK, CLERK_PIN)
        _worn_underwear(hands, sale)  # nobody pressed F2: the scan opens, greets and classifies
        assert t("Can be returned") not in hands.reads(hands.page)
        hands.type("2")  # takes the second thing that is offered
        hands.press(Qt.Key.Key_F10)
        slip = hands.printed(1)
        assert hands.console.window.page is hands.console.pages["home"]
    story = _story(shop, before)
    refused = story.one(ReturnRefused).fact
    assert isinstance(refused, ReturnRefused)
    assert [line.name for line in refused.lines] == [worn.name]
    assert len(refused.alternatives) >= 2
    assert refused.accepted == refused.alternatives[1]
    assert story.one(VisitFinished).position == story.one(ReturnRefused).position + 1
    assert not [one for one in story.facts if isinstance(one.fact, ReturnSettled)]
    assert refused.number in _codes_on(slip)
    assert "12315" in _said(story.paper())


@pytest.mark.usefixtures("chinese")
def test_unfinished_work_outlives_the_lock_and_goes_on_in_other_hands(qtbot: QtBot, shop: Home) -> None:
    before, sale = _before(shop, "APPL_SMALL")
    line = next(line for line in sale.lines if line.category == "APPL_SMALL")
    with at_the_counter(qtbot, shop, NOON) as hands:
        hands.sign_in(CLERK, CLERK_PIN)
        hands.scan(sale.receipt_number)
        if len(sale.lines) > 1:
            hands.scan(line.code)
        hands.type("2")
        half_done = _standing_still(hands.reads(hands.page))
        hands.press(Qt.Key.Key_F9)
        assert hands.counter.session is None
        assert t("{name} has unfinished work here; it is kept.", name=CLERK_NAME) in hands.reads()

        hands.scan(sale.receipt_number)
        hands.press(Qt.Key.Key_F10)
        hands.press(Qt.Key.Key_F2)
        assert hands.papers() == []
        assert hands.counter.session is None

        tiles = [tile.number for tile, _button in hands.console.sign_in._tiles]
        hands.type(str(tiles.index(OTHER) + 1) + "000000")
        assert hands.counter.session is None
        hands.type(OTHER_PIN)
        assert hands.counter.session is not None
        assert hands.counter.session.name == OTHER_NAME
        asked = t("{name}'s return is not finished: {what}", name=CLERK_NAME, what=sale.receipt_number)
        assert asked in hands.reads(hands.window.layer)
        hands.press(Qt.Key.Key_F10)  # goes on with it
        assert _standing_still(hands.reads(hands.page)) == half_done

        hands.type("1")
        hands.type("1")
        assert t("Can be returned") in hands.reads(hands.page)
        hands.press(Qt.Key.Key_F10)
        slip = hands.printed(1)
        who = hands.counter.session.staff_id
    story = _story(shop, before)
    settled = story.one(ReturnSettled)
    assert isinstance(settled.fact, ReturnSettled)
    assert settled.header.actor == who
    assert [one.name for one in settled.fact.lines] == [line.name]
    assert settled.fact.number in _codes_on(slip)
    assert re.search(OTHER_NAME, str(story.paper()))


@pytest.mark.usefixtures("chinese")
def test_a_receipt_nobody_has_seen_is_told_and_is_found_by_another_way(qtbot: QtBot, shop: Home) -> None:
    """The till's file of today has not come yet, or the paper is another shop's: nothing is begun."""
    before, sale = _before(shop, "APPL_SMALL")
    with at_the_counter(qtbot, shop, NOON) as hands:
        hands.sign_in(CLERK, CLERK_PIN)
        hands.scan("RM09-1122-4711")
        assert t(NO_RECEIPT, number="RM09-1122-4711") in hands.reads()
        assert hands.page is hands.console.pages["home"]
        hands.press(Qt.Key.Key_F3)
        hands.control(Qt.Key.Key_K)
        hands.type(sale.receipt_number)
        hands.press(Qt.Key.Key_Return)
        assert hands.page is hands.console.pages["returns"]
        assert sale.receipt_number in hands.reads(hands.page)
    assert not [one for one in _story(shop, before).facts if isinstance(one.fact, ReturnRefused | ReturnSettled)]


@pytest.mark.usefixtures("chinese")
def test_a_second_person_says_no_and_the_refusal_stands_with_what_was_asked(qtbot: QtBot, shop: Home) -> None:
    before, sale = _before(shop, "UNDERWEAR")
    with at_the_counter(qtbot, shop, NOON) as hands:
        hands.sign_in(CLERK, CLERK_PIN)
        _worn_underwear(hands, sale)
        hands.press(Qt.Key.Key_F12)
        hands.type("regular customer")
        hands.scan(f"B{MANAGER}")
        hands.alt(Qt.Key.Key_N)
        hands.type(MANAGER_PIN)
        assert hands.window.layer is None
        assert t("Can't be returned") in hands.reads(hands.page)
        hands.press(Qt.Key.Key_F10)  # the notice of the refusal
        slip = hands.printed(1)
    story = _story(shop, before)
    denied = story.one(ApprovalDenied)
    assert isinstance(denied.fact, ApprovalDenied)
    assert denied.personal["reason"] == "regular customer"
    refused = story.one(ReturnRefused).fact
    assert isinstance(refused, ReturnRefused)
    assert refused.number in _codes_on(slip)
    assert not [one for one in story.facts if isinstance(one.fact, ReturnSettled | ApprovalGiven)]


@pytest.mark.usefixtures("chinese")
def test_a_printer_that_is_off_and_then_without_paper_holds_nobody_up_and_each_slip_comes_out_once(
    qtbot: QtBot, shop: Home
) -> None:
    before, sale = _before(shop, "UNDERWEAR")
    machine = Machine(on=False)
    with at_the_counter(qtbot, shop, NOON, machine.printer()) as hands:
        hands.sign_in(CLERK, CLERK_PIN)
        _worn_underwear(hands, sale)
        hands.press(Qt.Key.Key_F10)
        assert hands.page is hands.console.pages["home"]  # settled, and the next one can come
        hands.until(lambda: _told(hands, OFF, printer="front"))
        machine.on, machine.emulator.status = True, dict(OUT_OF_PAPER)
        hands.press(Qt.Key.Key_F8)
        hands.until(lambda: _told(hands, NO_PAPER, printer="front", mm=80))
        assert machine.emulator.paper == []
        machine.emulator.load()
        hands.press(Qt.Key.Key_F8)
        hands.until(lambda: bool(machine.emulator.paper) and not hands.page.trouble.isVisible())
        came_out = len(machine.emulator.paper)
        assert all(piece.whole for piece in machine.emulator.paper)
        hands.press(Qt.Key.Key_F8)
        hands.rest()
        assert len(machine.emulator.paper) == came_out
    story = _story(shop, before)
    outcomes = [one.fact for one in story.facts if isinstance(one.fact, SlipOutcome)]
    assert [outcome.state for outcome in outcomes] == [SlipState.CONFIRMED]


def _told(hands: Hands, msgid: str, **params: object) -> bool:
    """Whether every sentence of a message stands on the screen, what happened above what to do."""
    return all(sentence in hands.reads() for sentence in Words("zh_CN")(msgid, **params).strip("。").split("。"))


def _worn_underwear(hands: Hands, sale: Sale) -> None:
    """Scanned, ticked, not wanted, its seal broken: the rules say no."""
    hands.scan(sale.receipt_number)
    worn = next(line for line in sale.lines if line.category == "UNDERWEAR")
    if len(sale.lines) > 1:
        hands.scan(worn.code)  # the thing itself ticks its line
    hands.type("2")  # does not like it
    hands.type("3")  # the seal is broken
    assert t("Can't be returned") in hands.reads(hands.page)
