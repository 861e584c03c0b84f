"""Cards at a real counter: issued with their paper in one act, superseded by what comes after, checked by anybody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done, refusal, reopened
from tests.desk.days import a_form, a_void

from servicedesk.desk import backups, cards, paper, returns
from servicedesk.desk.cards import CardForm, CardSeen, IssuedCard, Standing
from servicedesk.desk.return_forms import Given, Pick, ReturnForm
from servicedesk.desk.returns import Settled
from servicedesk.domain.cards import CardFault, Period
from servicedesk.domain.cards_facts import CardIssued
from servicedesk.domain.documents import Paper, QrBeside, all_text, says
from servicedesk.domain.papers import CardDetails, CardRepair
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.return_requests import Defect, Reason
from servicedesk.domain.sales import Sale
from servicedesk.paths import Home
from servicedesk.records import card_keys, journal, rebuild
from servicedesk.records.queries import cards as card_rows
from servicedesk.records.tables import card_keys as key_rows
from servicedesk.wire import cards as card_codes


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def a_television(desk: StaffedDesk, **changes: object) -> Sale:
    line = a_line(1, 299900, name="Television", category="AV_TV", serial="TV-7733", **changes)
    return add_sale(desk, a_sale("R-1001", line, customer_name="Zhao", customer_phone="13912348806"))


def issued(desk: StaffedDesk, sale: Sale, **changes: object) -> IssuedCard:
    return done(cards.issue(desk, desk.clerk, CardForm(sale_id=sale.sale_id, line_no=1, **changes)))  # type: ignore[arg-type] # a test names its fields


def seen(desk: StaffedDesk, card: IssuedCard) -> tuple[Standing, str]:
    answer = cards.check(desk, card.payload)
    assert isinstance(answer, CardSeen)
    return answer.standing, answer.after


def facts(desk: StaffedDesk) -> list[CardIssued]:
    with desk.database.reading() as connection:
        return [one.fact for one in journal.read(connection) if isinstance(one.fact, CardIssued)]


def exchanged(desk: StaffedDesk, sale: Sale) -> Settled:
    said = {"reason": Reason.QUALITY, "defect": Defect.VERIFIED, "serial": "YES", "part": "WHOLE", "fundamental": False,
            "stock": "YES", "official_fail": False, "recall": False, "fraud": False}  # fmt: skip
    form = ReturnForm(sale.sale_id, (Pick(1, 1),), tuple(Given(field, (value,)) for field, value in said.items()))
    return done(returns.settle(desk, desk.clerk, form, Outcome.EXCHANGE, 0))


def test_a_card_is_a_fact_with_its_days_and_its_paper_waits(desk: StaffedDesk) -> None:
    sale = a_television(desk, delivered_on=date(2026, 3, 9))
    card = issued(desk, sale)
    (fact,) = facts(desk)
    assert (fact.number, fact.serial, fact.delivered_on, fact.supersedes) == (
        card.number, "TV-7733", date(2026, 3, 9), "",
    )  # fmt: skip
    assert card.number.startswith("CD-S01T1-260310-0001")
    assert ("FAULT_RETURN", "2026-03-16", "S-3B-7") in fact.deadlines
    assert ("WHOLE_UNIT", "2027-03-09", "S-3B-WARR") in fact.deadlines
    assert fact.payload_digest == card_codes.digest_of(card.payload)
    job = paper.next_job(desk)
    assert job is not None
    assert (job.printer, job.document.number, job.slip_id) == (paper.SLIP_PRINTER, card.number, card.slip_id)
    assert [block.data for block in job.document.for_customer if isinstance(block, QrBeside)] == [card.payload]
    text = "\n".join(says(job.document))
    assert "2027-03-09" in text
    assert "139****8806" in text
    assert "13912348806" not in text


def test_a_card_fills_the_form_without_its_sale(desk: StaffedDesk) -> None:
    sale = a_television(desk)
    answer = cards.check(desk, f" {issued(desk, sale).payload.lower()}\n")
    assert isinstance(answer, CardSeen)
    claims = answer.claims
    assert (claims.receipt_number, claims.serial, claims.goods.category, claims.price_minor, answer.sale_id) == (
        sale.receipt_number, "TV-7733", "AV_TV", 299900, sale.sale_id,
    )  # fmt: skip
    assert {day.period for day in answer.deadlines} >= {Period.WHOLE_UNIT, Period.MAIN_PARTS}


def test_a_new_card_takes_the_place_of_the_one_before(desk: StaffedDesk) -> None:
    sale = a_television(desk)
    first, second = issued(desk, sale), issued(desk, sale, repair_days=12, repairs=1)
    assert facts(desk)[-1].supersedes == first.number
    assert seen(desk, first) == (Standing.SUPERSEDED, second.number)
    assert seen(desk, second) == (Standing.CURRENT, "")
    whole = {day.period: day.nominal_on for day in second.deadlines}[Period.WHOLE_UNIT]
    assert (whole - {day.period: day.nominal_on for day in first.deadlines}[Period.WHOLE_UNIT]).days == 12


def test_goods_that_came_back_end_their_card_and_a_void_gives_it_back(desk: StaffedDesk) -> None:
    sale = add_sale(desk)
    card = issued(desk, sale)
    settled = done(returns.settle(desk, desk.clerk, a_form(sale), Outcome.RETURN, 29900))
    assert seen(desk, card) == (Standing.SUPERSEDED, settled.number)
    assert refusal(cards.issue(desk, desk.clerk, CardForm(sale_id=sale.sale_id, line_no=1))) == "CAME_BACK"
    a_void(desk, settled)
    assert seen(desk, card) == (Standing.CURRENT, "")


def test_an_exchange_ends_the_card_and_the_new_one_begins_again(desk: StaffedDesk) -> None:
    sale = a_television(desk)
    old = issued(desk, sale)
    settled = exchanged(desk, sale)
    assert seen(desk, old) == (Standing.SUPERSEDED, settled.number)
    new = issued(desk, sale, serial="TV-9000", because=settled.number)
    assert seen(desk, old) == (Standing.SUPERSEDED, new.number)
    fact = facts(desk)[-1]
    assert (fact.serial, fact.exchanged_on, fact.supersedes) == ("TV-9000", date(2026, 3, 10), old.number)
    assert {period: day for period, day, _ in fact.deadlines}["WHOLE_UNIT"] == "2027-03-10"
    void_number = a_void(desk, settled)
    assert seen(desk, new) == (Standing.SUPERSEDED, void_number)
    assert seen(desk, old) == (Standing.CURRENT, "")


def test_folding_again_gives_the_same_cards(desk: StaffedDesk) -> None:
    sale = a_television(desk)
    issued(desk, sale)
    settled = exchanged(desk, sale)
    issued(desk, sale, because=settled.number)
    a_void(desk, settled)
    with desk.database.reading() as connection:
        assert rebuild.compare(connection) is None
        before = card_rows.of_line(connection, sale.sale_id, 1)
    with desk.database.transaction() as connection:
        rebuild.refold(connection)
        assert card_rows.of_line(connection, sale.sale_id, 1) == before
        assert card_keys.public_keys(connection)


def test_a_card_of_another_line_or_receipt_is_refused(desk: StaffedDesk) -> None:
    sale, before = a_television(desk), desk.head()
    for form in (CardForm(sale_id=sale.sale_id, line_no=2), CardForm(sale_id=99, line_no=1)):
        assert refusal(cards.issue(desk, desk.clerk, form)) == "NO_LINE"
    assert desk.head() == before


def test_what_cannot_be_signed_is_not_saved(desk: StaffedDesk) -> None:
    sale, before = a_television(desk), desk.head()
    with pytest.raises(card_codes.CardTooLongError):
        issued(desk, sale, serial="X" * 400)
    assert desk.head() == before
    assert paper.next_job(desk) is None


def test_a_payment_cards_number_is_refused_wherever_it_was_typed(desk: StaffedDesk) -> None:
    sale = a_television(desk)
    record = CardRepair("2026-03-01", "4111 1111 1111 1111")
    form = CardForm(sale_id=sale.sale_id, line_no=1, details=CardDetails(repairs=(record,)))
    assert refusal(cards.issue(desk, desk.clerk, form)) == "CARD_NUMBER"


def test_somebody_who_may_not_is_refused(desk: StaffedDesk) -> None:
    desk.sessions.clear()
    assert refusal(cards.issue(desk, desk.clerk, CardForm(sale_id=1, line_no=1))) == "NOT_SIGNED_IN"


def test_a_card_of_this_store_from_another_counter_is_genuine_and_says_where_it_is_from(
    desk: StaffedDesk, tmp_path: Path
) -> None:
    sale = a_television(desk)
    card = issued(desk, sale)
    with desk.database.reading() as connection:
        public = next(iter(card_keys.public_keys(connection).values()))
    with closing(counter(tmp_path / "other")) as other:
        assert seen(other, card) == (Standing.ELSEWHERE, "")  # the two have the same key
        with other.database.transaction() as connection:
            connection.execute(key_rows.delete())
            card_keys.ensure(connection)
        assert cards.check(other, card.payload) is CardFault.UNKNOWN_KEY
        with other.database.transaction() as connection:
            card_keys.trust(connection, public)
        assert seen(other, card) == (Standing.ELSEWHERE, "")


def test_another_text_under_the_number_of_a_card_is_not_that_card(desk: StaffedDesk) -> None:
    card = issued(desk, a_television(desk))
    answer = cards.check(desk, card.payload)
    assert isinstance(answer, CardSeen)
    with desk.database.reading() as connection:
        forged = card_codes.sign(replace(answer.claims, price_minor=1), card_keys.seed(connection))
    assert cards.check(desk, forged) is CardFault.ALTERED


def test_a_restored_counter_knows_its_cards_and_signs_with_the_same_key(desk: StaffedDesk, tmp_path: Path) -> None:
    card = issued(desk, a_television(desk))
    backup = backups.make(desk, tmp_path / "b.backup").path
    there = Home(tmp_path / "another machine")
    backups.restore(there, desk.clock, backup, desk.recovery_code)
    with closing(reopened(there, desk.clock)) as other:
        assert seen(other, card) == (Standing.CURRENT, "")
        keys = []
        for one in (desk, other):
            with one.database.reading() as connection:
                keys.append(connection.execute(select(key_rows.c.seed)).scalar_one())
        assert keys[0] == keys[1]


def test_a_card_is_printed_again_as_other_papers_are(desk: StaffedDesk) -> None:
    card = issued(desk, a_television(desk), paper=Paper.A6)
    job = paper.next_job(desk)
    assert job is not None
    assert (job.printer, job.document.paper) == (paper.PAGE_PRINTER, Paper.A6)
    paper.mark_sending(desk, job.slip_id, "office")
    assert done(paper.reprint(desk, desk.clerk, card.number)) == 1
    again = paper.next_job(desk)
    assert again is not None
    assert again.document.reprint == 1
    assert card.payload in all_text(again.document)


def test_the_card_says_when_nobody_vouches_for_the_date(desk: StaffedDesk) -> None:
    desk.date_doubtful = True
    issued(desk, a_television(desk))
    assert facts(desk)[0].date_doubtful
    job = paper.next_job(desk)
    assert job is not None
    assert any(text.startswith("日期存疑") for text in says(job.document))
