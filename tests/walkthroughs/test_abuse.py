"""Guessing a PIN is hopeless whatever is done to the counter (G10; reliability F1, F3, F7, B5)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.builders import closing, counter, done, refusal, reopened
from tests.walkthroughs.pin_guesser import Guesser, counter_after_the_check

from servicedesk.desk import staff
from servicedesk.domain.staff import LOCKED_AT, Role

TRIES = 45
WRONG = "918273"


def test_no_more_than_ten_guesses_are_looked_at_whatever_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    guesser = Guesser(tmp_path, int(request.config.option.hypothesis_seed), monkeypatch)
    guesser.run(TRIES)
    assert 0 < guesser.looked_at <= LOCKED_AT
    assert guesser.right_pin_is_refused()


def test_the_guesser_finds_a_counter_that_counts_after_the_pin_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guesser = Guesser(tmp_path, 1, monkeypatch)
    counter_after_the_check(monkeypatch)
    guesser.run(TRIES)
    assert guesser.looked_at > LOCKED_AT, "the planted bug survived"


@pytest.mark.soak
@pytest.mark.timeout(0)
def test_ten_thousand_tries_are_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    guesser = Guesser(tmp_path, int(request.config.option.hypothesis_seed), monkeypatch)
    guesser.run(10_000)
    assert 0 < guesser.looked_at <= LOCKED_AT


def test_thirty_wrong_pins_stop_everybodys_guessing_through_restarts_and_clocks(tmp_path: Path) -> None:
    """Four wrong ones each, so that no account waits; the counter is started anew after every account."""
    with closing(counter(tmp_path)) as desk:
        home, clock, manager_pin = desk.home, desk.clock, desk.pins["1001"]
        numbers = [str(2000 + index) for index in range(9)]
        pins = [done(staff.add(desk, desk.manager, manager_pin, one, f"Clerk {one}", Role.CLERK)) for one in numbers]
    codes = []
    for number in numbers[:8]:
        with closing(reopened(home, clock)) as desk:
            clock.jump(86_400)
            codes += [refusal(staff.sign_in(desk, number, WRONG)) for _ in range(4)]
    assert codes == ["PIN_WRONG"] * 30 + ["PIN_SPRAY"] * 2
    with closing(reopened(home, clock)) as desk:
        assert refusal(staff.sign_in(desk, numbers[8], pins[8])) == "PIN_SPRAY"
        clock.advance(3600)
        done(staff.sign_in(desk, numbers[8], pins[8]))


def test_who_it_is_has_to_be_said_first_no_pin_alone_is_ever_looked_up(tmp_path: Path) -> None:
    """A PIN that is somebody's opens nothing under another's number, or under none (F3)."""
    with closing(counter(tmp_path)) as desk:
        assert refusal(staff.sign_in(desk, "1004", desk.pins["1003"])) == "PIN_WRONG"
        assert refusal(staff.sign_in(desk, "", desk.pins["1003"])) == "NOBODY"
