"""People at the desk: who may do what, and PINs that cannot be guessed, moved or got round (reliability 3.10, 3.11)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select
from tests.builders import StaffedDesk, add_sale, closing, counter, done, put_to_work, refusal, reopened
from tests.killing import killed_at

from servicedesk.desk import approvals, backups, drawer, paper, printer_setup, refunds, returns, staff, visits
from servicedesk.desk.approvals import ApprovalRequest
from servicedesk.desk.outcomes import Done, Refused
from servicedesk.desk.return_forms import Pick, ReturnForm
from servicedesk.domain import staff as rules
from servicedesk.domain.printer_setup import FOLDERS
from servicedesk.domain.return_case import Outcome
from servicedesk.domain.staff import (
    RecoveryUsed,
    Role,
    Session,
    SignedIn,
    SignInRefused,
    StaffUnlocked,
)
from servicedesk.domain.visits import NeedsNoted, Purpose, Source
from servicedesk.records import journal, pins, tables
from servicedesk.records.keys import RecoveryCodeError
from servicedesk.records.queries import staff as staff_rows

WRONG = "918273"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path)) as desk:
        yield desk


def _attempts(desk: StaffedDesk, session: Session) -> int:
    with desk.database.reading() as connection:
        return pins.attempts(connection, session.staff_id)


def _facts(desk: StaffedDesk, kind: type) -> list[object]:
    with desk.database.reading() as connection:
        return [recorded.fact for recorded in journal.read(connection) if isinstance(recorded.fact, kind)]


def _try(desk: StaffedDesk, pin: str = WRONG, number: str = "1003") -> Done[Session] | Refused:
    return staff.sign_in(desk, number, pin)


def _said(outcome: object) -> str:
    assert isinstance(outcome, Refused)
    return str(outcome.reason)


# --- signing in ------------------------------------------------------------------------------------------------------
def test_the_right_pin_signs_in_under_name_and_role(desk: StaffedDesk) -> None:
    session = done(_try(desk, desk.pins["1003"]))
    assert (session.name, session.role, desk.is_signed_in(session)) == ("Li Ting", Role.CLERK, True)


def test_a_wrong_pin_is_counted_told_and_remembered(desk: StaffedDesk) -> None:
    assert _said(_try(desk)) == "That PIN is not right. You can try 4 more times."
    assert _facts(desk, SignInRefused)[-1] == SignInRefused(desk.clerk.staff_id, 1)


def test_signing_in_ends_the_session_before(desk: StaffedDesk) -> None:
    first = done(_try(desk, desk.pins["1003"]))
    done(_try(desk, desk.pins["1004"], "1004"))
    assert not desk.is_signed_in(first)


def test_the_right_pin_forgets_the_wrong_ones_before(desk: StaffedDesk) -> None:
    for _ in range(4):
        _try(desk)
    done(_try(desk, desk.pins["1003"]))
    assert _attempts(desk, desk.clerk) == 0


def test_an_unknown_number_costs_as_much_work_as_a_wrong_pin(
    desk: StaffedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Timed by what takes the time: one slow hash is checked in either case."""
    checked: list[str] = []
    verify = PasswordHasher.verify

    def counting(self: PasswordHasher, verifier: str, pin: str) -> bool:
        checked.append(verifier)
        return bool(verify(self, verifier, pin))

    _try(desk, WRONG, "9999")
    monkeypatch.setattr(PasswordHasher, "verify", counting)
    assert refusal(_try(desk, WRONG, "9999")) == "NOBODY"
    unknown = len(checked)
    assert refusal(_try(desk)) == "PIN_WRONG"
    assert (unknown, len(checked) - unknown) == (1, 1)


def test_the_badge_alone_lets_nobody_in(desk: StaffedDesk) -> None:
    assert refusal(staff.sign_in(desk, "1003", "", by_badge=True)) == "PIN_WRONG"


def test_how_somebody_came_in_is_remembered(desk: StaffedDesk) -> None:
    session = done(staff.sign_in(desk, " 1003 ", desk.pins["1003"], by_badge=True))
    assert _facts(desk, SignedIn)[-1] == SignedIn(session.session_id, session.staff_id, by_badge=True)


def test_locking_ends_the_session_and_is_remembered_once(desk: StaffedDesk) -> None:
    before = desk.head()
    done(staff.lock(desk, desk.clerk, idle=True))
    done(staff.lock(desk, desk.clerk))
    after = desk.head()
    assert before is not None
    assert after is not None
    assert after.seq == before.seq + 1
    assert refusal(visits.arrive(desk, desk.clerk, Source.KEY)) == "NOT_SIGNED_IN"


# --- waiting and locking ---------------------------------------------------------------------------------------------
def test_from_the_fifth_wrong_pin_the_wait_doubles_and_the_tenth_locks(desk: StaffedDesk) -> None:
    waits = []
    for attempt in range(1, 10):
        assert refusal(_try(desk)) == "PIN_WRONG"
        waits.append(desk.pin_waits[desk.clerk.staff_id] - desk.clock.monotonic_s())
        if attempt >= 5:
            assert refusal(_try(desk, desk.pins["1003"])) == "PIN_WAIT"
        desk.clock.advance(waits[-1])
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480]
    assert refusal(_try(desk)) == "PIN_LOCKED"
    desk.clock.advance(86400)
    assert refusal(_try(desk, desk.pins["1003"])) == "PIN_LOCKED"


def test_a_wait_is_over_to_the_second(desk: StaffedDesk) -> None:
    for _ in range(5):
        _try(desk)
    desk.clock.advance(29)
    assert _said(_try(desk, desk.pins["1003"])).startswith("Too many wrong PINs. Nothing is lost. Wait 2 seconds")
    desk.clock.advance(1)
    done(_try(desk, desk.pins["1003"]))


def test_moving_the_wall_clock_does_not_shorten_the_wait(desk: StaffedDesk) -> None:
    for _ in range(5):
        _try(desk)
    desk.clock.jump(86400)
    assert refusal(_try(desk, desk.pins["1003"])) == "PIN_WAIT"
    desk.clock.jump(-2 * 86400)
    assert refusal(_try(desk, desk.pins["1003"])) == "PIN_WAIT"


def test_a_try_during_the_wait_is_not_counted(desk: StaffedDesk) -> None:
    for _ in range(9):
        _try(desk)
    assert _attempts(desk, desk.clerk) == 5


def test_a_restart_begins_the_wait_anew_and_forgets_no_try(desk: StaffedDesk) -> None:
    for _ in range(5):
        _try(desk)
    desk.clock.advance(29)
    home, clock = desk.home, desk.clock
    desk.close()
    with closing(reopened(home, clock)) as again:
        clock.advance(29)
        assert refusal(_try(again, again.pins["1003"])) == "PIN_WAIT"
        clock.advance(1)
        assert refusal(_try(again)) == "PIN_WRONG"
        assert _attempts(again, again.clerk) == 6


def test_one_persons_wait_is_not_anothers(desk: StaffedDesk) -> None:
    for _ in range(5):
        _try(desk)
    done(_try(desk, desk.pins["1004"], "1004"))


def test_a_manager_unlocks_and_it_is_remembered(desk: StaffedDesk) -> None:
    for _ in range(10):
        _try(desk)
        desk.clock.advance(900)
    assert refusal(_try(desk, desk.pins["1003"])) == "PIN_LOCKED"
    done(staff.unlock(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id))
    done(_try(desk, desk.pins["1003"]))
    assert _facts(desk, StaffUnlocked) == [StaffUnlocked(desk.clerk.staff_id)]


def test_thirty_wrong_pins_in_an_hour_over_everybody_stop_all_guessing(desk: StaffedDesk) -> None:
    numbers = [str(2000 + number) for number in range(8)]
    for number in numbers:
        desk.pins[number] = done(
            staff.add(desk, desk.manager, desk.pins["1001"], number, f"Clerk {number}", Role.CLERK)
        )
    for number in numbers[:7]:
        for _ in range(4):
            assert refusal(_try(desk, WRONG, number)) == "PIN_WRONG"
    for _ in range(2):
        assert refusal(_try(desk, WRONG, numbers[7])) == "PIN_WRONG"
    assert refusal(_try(desk, desk.pins[numbers[7]], numbers[7])) == "PIN_SPRAY"
    desk.clock.advance(3600)
    done(_try(desk, desk.pins[numbers[7]], numbers[7]))


def test_a_try_counts_though_the_power_goes_before_the_pin_is_looked_at(tmp_path: Path) -> None:
    """The guesser pulls the plug on each wrong PIN; ten tries later the account is locked all the same."""
    with closing(counter(tmp_path)) as desk:
        home, clock = desk.home, desk.clock

    def guessing(steps: Callable[[str], None]) -> None:
        with closing(reopened(home, clock)) as again:
            PasswordHasher.verify = lambda *_arguments: steps("looking at the PIN")  # type: ignore[method-assign,assignment] # the plug
            clock.advance(900)
            _try(again)

    for _ in range(10):
        assert killed_at(1, guessing) == "looking at the PIN"
    with closing(reopened(home, clock)) as again:
        assert _attempts(again, again.clerk) == 10
        assert refusal(_try(again, again.pins["1003"])) == "PIN_LOCKED"


# --- PINs ------------------------------------------------------------------------------------------------------------
def test_its_owner_changes_a_pin_and_only_the_new_one_works(desk: StaffedDesk) -> None:
    done(staff.choose_pin(desk, desk.clerk, desk.pins["1003"], "739146"))
    assert refusal(_try(desk, desk.pins["1003"])) == "PIN_WRONG"
    done(_try(desk, "739146"))


@pytest.mark.parametrize("role", ["manager", "supervisor", "clerk", "it"])
def test_people_of_every_role_change_their_own_pin(desk: StaffedDesk, role: str) -> None:
    desk.pins["1009"] = done(staff.add(desk, desk.manager, desk.pins["1001"], "1009", "Help", Role.IT))
    who = done(_try(desk, desk.pins["1009"], "1009")) if role == "it" else getattr(desk, role)
    put_to_work(desk)
    done(staff.choose_pin(desk, who, desk.pins[who.number], "739146"))


def test_a_pin_is_not_changed_without_the_old_one(desk: StaffedDesk) -> None:
    assert refusal(staff.choose_pin(desk, desk.clerk, WRONG, "739146")) == "PIN_WRONG"
    done(_try(desk, desk.pins["1003"]))


@pytest.mark.parametrize("pin", ["123456", "1003", "73914", "7391466", "７３９１４６", "73914a", "", "771003"])
def test_a_pin_that_is_easy_or_cannot_be_typed_is_refused(desk: StaffedDesk, pin: str) -> None:
    assert refusal(staff.choose_pin(desk, desk.clerk, desk.pins["1003"], pin)) == "PIN_TRIVIAL"


def test_a_new_pin_from_the_manager_works_at_once_and_forgives(desk: StaffedDesk) -> None:
    for _ in range(5):
        _try(desk)
    pin = done(staff.issue_pin(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id))
    done(_try(desk, pin))


def test_drawn_pins_are_never_easy() -> None:
    assert not any(rules.is_trivial_pin(staff.draw_pin("0042"), "0042") for _ in range(2000))


def test_a_pin_drawn_for_somebody_never_holds_their_number(desk: StaffedDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter([91003, 739146])
    monkeypatch.setattr(staff.secrets, "randbelow", lambda _limit: next(drawn))
    assert done(staff.issue_pin(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id)) == "739146"


def test_a_verifier_without_the_pepper_is_useless(desk: StaffedDesk) -> None:
    """Somebody with the whole file and the right PIN proves nothing; nor do they with the pepper of another machine."""
    with desk.database.reading() as connection:
        verifier = connection.execute(
            select(tables.pin_states.c.verifier).where(tables.pin_states.c.staff_id == desk.clerk.staff_id)
        ).scalar_one()
    for guess in (desk.pins["1003"], staff._peppered(bytes(32), desk.clerk.staff_id, desk.pins["1003"])):
        with pytest.raises(VerifyMismatchError):
            PasswordHasher().verify(verifier, guess)
    assert "$m=19456,t=2,p=1$" in verifier


def test_two_people_with_the_same_pin_have_different_verifiers(desk: StaffedDesk) -> None:
    done(staff.choose_pin(desk, desk.clerk, desk.pins["1003"], "739146"))
    done(staff.choose_pin(desk, desk.other_clerk, desk.pins["1004"], "739146"))
    with desk.database.reading() as connection:
        verifiers = list(connection.execute(select(tables.pin_states.c.verifier)).scalars())
    assert len(set(verifiers)) == len(verifiers)
    assert not staff._fits(verifiers[2], staff._peppered(desk.pepper, desk.other_clerk.staff_id, "739146"))


# --- the recovery code -----------------------------------------------------------------------------------------------
def test_the_recovery_code_gives_the_manager_a_new_pin_and_leaves_a_fact(desk: StaffedDesk) -> None:
    for _ in range(10):
        _try(desk, WRONG, "1001")
        desk.clock.advance(900)
    pin = done(staff.recover_manager(desk, desk.recovery_code, "1001"))
    done(_try(desk, pin, "1001"))
    assert _facts(desk, RecoveryUsed) == [RecoveryUsed(desk.manager.staff_id)]


@pytest.mark.parametrize("code", ["", "0" * 32, "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345-6789"])
def test_a_wrong_recovery_code_changes_nothing(desk: StaffedDesk, code: str) -> None:
    before = desk.head()
    with pytest.raises(RecoveryCodeError):
        staff.recover_manager(desk, code, "1001")
    assert desk.head() == before


@pytest.mark.parametrize("sealed", [None, b"", b"[]", b"{}", b'{"salt":null}', b'{"salt":"","nonce":"","sealed":""}'])
def test_a_damaged_or_missing_seal_is_a_wrong_code_and_no_crash(desk: StaffedDesk, sealed: bytes | None) -> None:
    place = desk.home.keys / "recovery.json"
    place.unlink()
    if sealed is not None:
        place.write_bytes(sealed)
    with pytest.raises(RecoveryCodeError):
        staff.recover_manager(desk, desk.recovery_code, "1001")


def test_the_recovery_code_is_for_managers(desk: StaffedDesk) -> None:
    assert refusal(staff.recover_manager(desk, desk.recovery_code, "1003")) == "NOBODY"


# --- colleagues ------------------------------------------------------------------------------------------------------
def test_a_new_colleague_signs_in_with_the_pin_that_was_drawn(desk: StaffedDesk) -> None:
    pin = done(staff.add(desk, desk.manager, desk.pins["1001"], " 1005 ", " Chen Mei ", Role.CLERK))
    assert done(_try(desk, pin, "1005")).name == "Chen Mei"


@pytest.mark.parametrize("number", ["1003", " 1003 "])
def test_a_number_in_use_is_refused(desk: StaffedDesk, number: str) -> None:
    assert refusal(staff.add(desk, desk.manager, desk.pins["1001"], number, "Chen Mei", Role.CLERK)) == "NUMBER_TAKEN"


@pytest.mark.parametrize("number", ["", "  ", "12", "123456789", "abc", "１００５", "10 05"])
def test_a_number_that_is_none_is_refused(desk: StaffedDesk, number: str) -> None:
    assert refusal(staff.add(desk, desk.manager, desk.pins["1001"], number, "Chen Mei", Role.CLERK)) == "NUMBER_ODD"


def test_a_colleague_without_a_name_is_refused(desk: StaffedDesk) -> None:
    assert refusal(staff.add(desk, desk.manager, desk.pins["1001"], "1005", "  ", Role.CLERK)) == "NAME_MISSING"
    assert refusal(staff.rename(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id, " ")) == "NAME_MISSING"


def test_a_left_colleague_cannot_sign_in_and_their_session_is_dead(desk: StaffedDesk) -> None:
    done(staff.leave(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id))
    assert refusal(_try(desk, desk.pins["1003"])) == "NOBODY"
    assert refusal(visits.arrive(desk, desk.clerk, Source.KEY)) == "NOT_SIGNED_IN"


def test_the_number_of_a_left_colleague_is_not_given_to_another(desk: StaffedDesk) -> None:
    done(staff.leave(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id))
    assert refusal(staff.add(desk, desk.manager, desk.pins["1001"], "1003", "Chen Mei", Role.CLERK)) == "NUMBER_TAKEN"


def test_the_last_manager_can_neither_leave_nor_become_less(desk: StaffedDesk) -> None:
    assert refusal(staff.leave(desk, desk.manager, desk.pins["1001"], desk.manager.staff_id)) == "LAST_MANAGER"
    assert (
        refusal(staff.change_role(desk, desk.manager, desk.pins["1001"], desk.manager.staff_id, Role.CLERK))
        == "LAST_MANAGER"
    )


def test_a_manager_leaves_once_there_is_another(desk: StaffedDesk) -> None:
    done(staff.change_role(desk, desk.manager, desk.pins["1001"], desk.supervisor.staff_id, Role.MANAGER))
    done(staff.leave(desk, desk.manager, desk.pins["1001"], desk.manager.staff_id))
    assert refusal(_try(desk, desk.pins["1001"], "1001")) == "NOBODY"


def test_somebody_whose_rights_changed_signs_in_again(desk: StaffedDesk) -> None:
    done(staff.change_role(desk, desk.manager, desk.pins["1001"], desk.supervisor.staff_id, Role.MANAGER))
    done(staff.change_role(desk, desk.manager, desk.pins["1001"], desk.manager.staff_id, Role.CLERK))
    assert refusal(staff.issue_pin(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id)) == "NOT_SIGNED_IN"
    assert done(_try(desk, desk.pins["1001"], "1001")).role is Role.CLERK


@pytest.mark.parametrize("act", ["rename", "change_role", "leave", "unlock", "issue_pin"])
@pytest.mark.parametrize("whom", ["a stranger", "somebody who left"])
def test_nothing_is_done_to_people_who_do_not_work_here(desk: StaffedDesk, act: str, whom: str) -> None:
    done(staff.leave(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id))
    staff_id = "0" * 16 if whom == "a stranger" else desk.clerk.staff_id
    more = {"rename": ("Li",), "change_role": (Role.CLERK,)}.get(act, ())
    before = desk.head()
    assert refusal(getattr(staff, act)(desk, desk.manager, desk.pins["1001"], staff_id, *more)) == "NOT_HERE"
    assert desk.head() == before


def test_a_new_name_is_shown_and_the_old_facts_keep_theirs(desk: StaffedDesk) -> None:
    done(staff.rename(desk, desk.manager, desk.pins["1001"], desk.clerk.staff_id, "Li Ting-Ting"))
    with desk.database.reading() as connection:
        member = staff_rows.by_id(connection, desk.clerk.staff_id)
        names = {recorded.personal.get("name") for recorded in journal.read(connection)}
    assert member is not None
    assert member.name == "Li Ting-Ting"
    assert {"Li Ting", "Li Ting-Ting"} <= names


# --- who may do what -------------------------------------------------------------------------------------------------
FORM = ReturnForm(1, (Pick(1, 1),))
REQUEST = ApprovalRequest("settle", "RETURN", 100, "parts")
Act = Callable[[StaffedDesk, Session], object]

ACTIONS: dict[str, Act] = {
    "visits.arrive": lambda desk, who: visits.arrive(desk, who, Source.KEY),
    "visits.greet": lambda desk, who: visits.greet(desk, who, "v"),
    "visits.classify": lambda desk, who: visits.classify(desk, who, "v", visits.Classification(Purpose.RETURN)),
    "visits.receive_scan": lambda desk, who: visits.receive_scan(desk, who, None),
    "visits.note_needs": lambda desk, who: visits.note_needs(desk, who, "v", NeedsNoted("v", ()), "for camping"),
    "visits.park": lambda desk, who: visits.park(desk, who, "v"),
    "visits.resume": lambda desk, who: visits.resume(desk, who, "v"),
    "visits.leave": lambda desk, who: visits.leave(desk, who, "v"),
    "visits.hand_on": lambda desk, who: visits.hand_on(desk, who, "v", "1004"),
    "visits.finish": lambda desk, who: visits.finish(desk, who, "v"),
    "staff.add": lambda desk, who: staff.add(desk, who, WRONG, "1005", "Chen", Role.CLERK),
    "staff.rename": lambda desk, who: staff.rename(desk, who, WRONG, desk.other_clerk.staff_id, "Zhao"),
    "staff.change_role": lambda desk, who: staff.change_role(desk, who, WRONG, desk.other_clerk.staff_id, Role.CLERK),
    "staff.leave": lambda desk, who: staff.leave(desk, who, WRONG, desk.other_clerk.staff_id),
    "staff.unlock": lambda desk, who: staff.unlock(desk, who, WRONG, desk.other_clerk.staff_id),
    "staff.issue_pin": lambda desk, who: staff.issue_pin(desk, who, WRONG, desk.other_clerk.staff_id),
    "staff.choose_pin": lambda desk, who: staff.choose_pin(desk, who, WRONG, "739146"),
    "paper.answer_unknown": lambda desk, who: paper.answer_unknown(desk, who, "s", came_out=True),
    "paper.release": paper.release,
    "paper.drop": paper.drop,
    "paper.reprint": lambda desk, who: paper.reprint(desk, who, "RT-1"),
    "printer_setup.choose": lambda desk, who: printer_setup.choose(desk, who, "slip", FOLDERS.of("slip")),
    "printer_setup.print_test": printer_setup.print_test,
    "drawer.check": drawer.check,
    "returns.settle": lambda desk, who: returns.settle(desk, who, FORM, Outcome.RETURN, 100),
    "returns.refuse": lambda desk, who: returns.refuse(desk, who, FORM),
    "returns.void": lambda desk, who: returns.void(desk, who, "RT-1", "a wrong line", "a"),
    "refunds.pay_cash": lambda desk, who: refunds.pay_cash(desk, who, "r"),
    "refunds.mark_paid": lambda desk, who: refunds.mark_paid(desk, who, "r", "ref"),
    "refunds.mark_failed": lambda desk, who: refunds.mark_failed(desk, who, "r", "card closed"),
    "approvals.approve": lambda desk, who: approvals.approve(desk, who, REQUEST, "1001", WRONG, "a good reason"),
    "approvals.deny": lambda desk, who: approvals.deny(desk, who, REQUEST, "1001", WRONG, "a good reason"),
}
MANAGERS_ONLY = {"staff.add", "staff.rename", "staff.change_role", "staff.leave", "staff.issue_pin"}
NOT_FOR_IT = {name for name in ACTIONS if name.split(".")[0] not in {"staff", "printer_setup", "drawer"}}
MISSING = {
    Role.CLERK: MANAGERS_ONLY | {"staff.unlock", "drawer.check"},
    Role.SUPERVISOR: MANAGERS_ONLY | {"staff.unlock"},
    Role.MANAGER: set(),
    Role.IT: MANAGERS_ONLY | NOT_FOR_IT,
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StaffedDesk]:
    with closing(counter(tmp_path_factory.mktemp("rights"))) as desk:
        add_sale(desk)
        yield desk


@pytest.mark.parametrize("name", ACTIONS)
def test_nobody_acts_without_being_signed_in(shared: StaffedDesk, name: str) -> None:
    stranger = Session("0" * 16, shared.manager.staff_id, "1001", "Wang Fang", Role.MANAGER)
    before = shared.head()
    assert refusal(ACTIONS[name](shared, stranger)) == "NOT_SIGNED_IN"
    assert shared.head() == before


@pytest.mark.parametrize("name", ACTIONS)
def test_a_session_with_a_better_role_written_on_it_is_nobodys(shared: StaffedDesk, name: str) -> None:
    forged = replace(shared.clerk, role=Role.MANAGER)
    put_to_work(shared)
    assert refusal(ACTIONS[name](shared, forged)) == "NOT_SIGNED_IN"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", ACTIONS)
def test_each_role_may_do_exactly_what_it_is_for(shared: StaffedDesk, name: str, role: Role) -> None:
    who = replace(shared.clerk, session_id="5e" * 8, role=role)
    shared.sessions[who.session_id] = who
    shared.sessions.update({session.session_id: session for session in (shared.other_clerk,)})
    before = shared.head()
    outcome = ACTIONS[name](shared, who)
    allowed = not (isinstance(outcome, Refused) and outcome.code == "NOT_ALLOWED")
    assert allowed == (name not in MISSING[role])
    assert allowed or shared.head() == before
    with shared.database.transaction() as connection:  # what an allowed action did to the colleague is taken back
        connection.execute(tables.staff_members.update().values(active=1))
        connection.execute(tables.staff_members.delete().where(tables.staff_members.c.number == "1005"))


def test_every_action_with_a_session_is_in_the_table() -> None:
    """A new action of these modules has to say who may do it."""
    found = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in (visits, staff, paper, printer_setup, drawer, returns, refunds, approvals)
        for name, action in inspect.getmembers(module, inspect.isfunction)
        if action.__module__ == module.__name__ and not name.startswith("_")
        if list(inspect.signature(action).parameters)[:2] == ["desk", "who"]
    }
    ends_its_own_session = {"staff.lock"}
    assert found - ends_its_own_session == ACTIONS.keys()


# --- the own PIN again ----------------------------------------------------------------------------------------------
STAFF_ACTIONS: dict[str, Callable[[StaffedDesk, str], object]] = {
    "add": lambda desk, pin: staff.add(desk, desk.manager, pin, "1005", "Chen", Role.CLERK),
    "rename": lambda desk, pin: staff.rename(desk, desk.manager, pin, desk.clerk.staff_id, "Zhao"),
    "change_role": lambda desk, pin: staff.change_role(desk, desk.manager, pin, desk.clerk.staff_id, Role.MANAGER),
    "leave": lambda desk, pin: staff.leave(desk, desk.manager, pin, desk.clerk.staff_id),
    "unlock": lambda desk, pin: staff.unlock(desk, desk.manager, pin, desk.clerk.staff_id),
    "issue_pin": lambda desk, pin: staff.issue_pin(desk, desk.manager, pin, desk.clerk.staff_id),
}


@pytest.mark.parametrize("name", STAFF_ACTIONS)
def test_a_manager_who_is_signed_in_changes_no_colleague_without_their_own_pin(desk: StaffedDesk, name: str) -> None:
    before = _people(desk)
    for pin in ("", desk.pins["1003"]):
        assert refusal(STAFF_ACTIONS[name](desk, pin)) == "PIN_WRONG"
    assert _attempts(desk, desk.manager) == 2, "they count as any other"
    assert _people(desk) == before


def _people(desk: StaffedDesk) -> object:
    with desk.database.reading() as connection:
        return staff_rows.everybody(connection), connection.execute(select(tables.pin_states.c.verifier)).all()


# --- nothing in clear ------------------------------------------------------------------------------------------------
def test_no_name_phone_pin_or_code_lies_in_clear_in_any_file(tmp_path: Path) -> None:
    canaries = {"name": "Canary Wren", "phone": "13900007777", "note": "canary said the kettle sings"}
    with closing(counter(tmp_path)) as desk:
        pin = done(staff.add(desk, desk.manager, desk.pins["1001"], "1777", canaries["name"], Role.CLERK))
        session = done(_try(desk, pin, "1777"))
        visit = done(visits.arrive(desk, session, Source.KEY))
        said = visits.Classification(Purpose.RETURN, note=canaries["note"], phone=canaries["phone"])
        done(visits.classify(desk, session, visit, said))
        backups.make(desk, tmp_path / "b.backup")
        while_open = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
        code = desk.recovery_code
    files = while_open | {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert any(file.name.endswith("-wal") for file in files)
    wanted = [*canaries.values(), f"|{pin}", pin, code, code.replace("-", "")]
    hits = [
        (file.name, text)
        for file, content in files.items()
        for text in wanted
        for spelled in (text.encode(), text.encode("utf-16-le"))
        # Six digits turn up by chance in a megabyte of noise; what is text must hold none.
        if spelled in content and not (len(spelled) <= 6 and file.name.startswith(("counter.db", "b.backup")))
    ]
    assert hits == []
