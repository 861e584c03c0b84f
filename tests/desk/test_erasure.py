"""What was kept about a person is erased: the chain verifies, and papers print the same but for what is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from tests.builders import StaffedDesk, closing, counter, done, refusal, reopened
from tests.desk import days

from servicedesk.desk import daylog, erasure, paper
from servicedesk.domain.documents import Document, Paper, Text, all_text
from servicedesk.domain.erasure import PersonalErased, struck_out
from servicedesk.domain.slips import SlipQueued
from servicedesk.records import erasure as erasing
from servicedesk.records import journal, rebuild
from servicedesk.records.errors import StoreDamagedError

NOTE = "leaks at the bottom, says Mrs Chen"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    """A return with a note, its slip printed, and the day's log that tells of it."""
    with closing(counter(tmp_path)) as desk:
        days.a_return(desk, "R-1001", takes_s=100, note=NOTE)
        done(daylog.print_log(desk, desk.manager, desk.today()))
        while days.let_print(desk) is not None:
            continue
        yield desk


def _that_say(desk: StaffedDesk, name: str) -> list[str]:
    """The facts whose personal part has this field."""
    with desk.database.reading() as connection:
        return [one.header.fact_id for one in journal.read(connection) if name in one.personal]


def _queued(desk: StaffedDesk) -> list[str]:
    """What waits for a printer, in words."""
    jobs = []
    while (job := paper.next_job(desk)) is not None:
        jobs.append(all_text(job.document))
        days.let_print(desk)
    return jobs


def _whole(desk: StaffedDesk) -> str:
    """Every personal part there is."""
    with desk.database.reading() as connection:
        return "\n".join(text for one in journal.read(connection) for text in one.personal.values())


def _numbers(desk: StaffedDesk) -> list[str]:
    with desk.database.reading() as connection:
        facts = [one.fact for one in journal.read(connection)]
    return [fact.about for fact in facts if isinstance(fact, SlipQueued) and fact.copy_no == 0]


def test_the_chain_still_verifies_and_the_read_tables_forget_too(desk: StaffedDesk) -> None:
    assert NOTE in _whole(desk)
    assert done(erasure.erase(desk, desk.manager, _that_say(desk, "note"))) == 2, "the slip and the log say it"
    assert NOTE not in _whole(desk)
    with desk.database.reading() as connection:
        assert journal.verify(connection) == journal.count(connection)
        assert rebuild.compare(connection) is None
    before = desk.home
    desk.close()
    with closing(reopened(before, desk.clock)) as again:
        assert NOTE not in _whole(again)


def test_a_slip_printed_again_is_the_same_but_for_what_was_erased(desk: StaffedDesk) -> None:
    slip, log = _numbers(desk)
    for about in (slip, log):
        done(paper.reprint(desk, desk.manager, about))
    before = _queued(desk)
    done(erasure.erase(desk, desk.manager, _that_say(desk, "note")))
    for about in (slip, log):
        done(paper.reprint(desk, desk.manager, about))
    after = _queued(desk)
    mark = desk.words("(erased)")
    assert all(NOTE in said for said in before)
    for said, then in zip(after, before, strict=True):
        assert said.replace("2", "1") == then.replace(NOTE, mark).replace("2", "1"), "only the count of copies differs"


def test_the_log_of_a_past_day_is_drawn_with_what_was_erased_gone(desk: StaffedDesk) -> None:
    done(erasure.erase(desk, desk.manager, _that_say(desk, "note")))
    desk.clock.advance(3 * 24 * 3600)
    log = daylog.draw(desk, desk.today().replace(day=10))
    assert NOTE not in all_text(log.document)
    assert log.figures.totals.returned == 1


def test_a_paper_of_which_nothing_is_left_prints_as_erased_and_holds_up_no_other(desk: StaffedDesk) -> None:
    slip, _log = _numbers(desk)
    days.a_return(desk, "R-1002")
    papers = _that_say(desk, "document")
    with desk.work(desk.manager) as work:
        erasing.erase(work, papers)
    done(paper.reprint(desk, desk.manager, slip))
    waiting = _queued(desk)
    assert len(waiting) == 2
    assert all("已经抹除" in said for said in waiting)


def test_a_personal_part_that_is_missing_without_a_fact_that_says_so_is_found(desk: StaffedDesk) -> None:
    with desk.database.transaction() as connection, pytest.raises(IntegrityError, match="never changed"):
        connection.execute(text("DELETE FROM personal_parts"))
    with desk.database.transaction() as connection:
        connection.execute(text("DROP TRIGGER personal_parts_no_delete"))
        connection.execute(
            text("DELETE FROM personal_parts WHERE position = (SELECT max(position) FROM personal_parts)")
        )
    with pytest.raises(StoreDamagedError), desk.database.reading() as connection:
        journal.verify(connection)


def _pages(desk: StaffedDesk) -> bytes:
    """Every page of the file in clear, free ones too: AES-256-CBC, the IV before the 64 bytes of the page's HMAC."""
    cipher, sealed, size = algorithms.AES(desk.database.key), desk.home.store_file.read_bytes(), 4096
    clear = b""
    for start in range(0, len(sealed), size):
        page = sealed[start + (16 if start == 0 else 0) : start + size]
        opened = Cipher(cipher, modes.CBC(page[-80:-64])).decryptor()
        clear += opened.update(page[:-80]) + opened.finalize()
    return clear


def test_not_a_byte_of_it_is_left_in_the_pages_of_the_file(desk: StaffedDesk) -> None:
    desk.database.empty_log()
    assert NOTE.encode() in _pages(desk), "with the key it can be found"
    done(erasure.erase(desk, desk.manager, _that_say(desk, "note")))
    assert NOTE.encode() not in _pages(desk)
    assert desk.home.store_file.with_name("counter.db-wal").stat().st_size == 0


def test_only_who_may_see_personal_data_may_have_it_erased(desk: StaffedDesk) -> None:
    assert refusal(erasure.erase(desk, desk.clerk, _that_say(desk, "note"))) == "NOT_ALLOWED"


def test_the_longest_text_is_struck_first_and_nothing_else_changes() -> None:
    document = Document("k", "1", "Chen", "en", Paper.A4, (Text("Mrs Chen left"),))
    struck = struck_out(document, ["Chen", "Mrs Chen", " "], "–")
    assert struck == Document("k", "1", "–", "en", Paper.A4, (Text("– left"),))


def test_the_fact_names_no_person(desk: StaffedDesk) -> None:
    done(erasure.erase(desk, desk.manager, _that_say(desk, "note")))
    with desk.database.reading() as connection:
        (fact,) = [one.fact for one in journal.read(connection) if isinstance(one.fact, PersonalErased)]
    assert all(len(fact_id) == 32 for fact_id in fact.fact_ids)
