"""``init`` and ``recover`` as IT runs them."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, counter, done, reopened
from tests.builders import closing as closing_desk

from servicedesk.commands import cli
from servicedesk.desk import setup, staff
from servicedesk.domain.staff import RecoveryUsed
from servicedesk.paths import Home
from servicedesk.records import journal
from servicedesk.terminal.clock import SystemClock

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run one command: (exit code, output, errors)."""

    def run(home: Path, *arguments: str, typed: str = "", lang: str = "en") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        code = cli.main(["--home", str(home), "--lang", lang, *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


# --- init ------------------------------------------------------------------------------------------------------------
PLAIN = {"--store": "s001", "--terminal": "t01", "--name": " 外滩店 "}


def _line(**changes: str) -> list[str]:
    options = PLAIN | {f"--{name.replace('_', '-')}": text for name, text in changes.items()}
    return ["init", *(word for option in options.items() for word in option)]


def test_a_new_counter_opens_with_what_was_given_and_its_manager_signs_in(run: Run, tmp_path: Path) -> None:
    code, out, err = run(tmp_path / "home", *_line(currency="gbp", manager_number="888"), "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    with closing(setup.open_desk(Home(tmp_path / "home"), SystemClock())) as desk:
        profile = desk.profile
        assert (profile.store_id, profile.terminal_id, profile.store_name) == ("S001", "T01", "外滩店")
        assert profile.currency == "GBP"
        assert done(staff.sign_in(desk, "888", told["manager_pin"])).name == "Manager"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"manager_number": ""}, "'' is no staff number."),
        ({"manager_number": "12"}, "'12' is no staff number."),
        ({"manager_number": "123456789"}, "'123456789' is no staff number."),
        ({"manager_number": "boss"}, "'boss' is no staff number."),
        ({"manager_number": "１００１"}, "is no staff number."),
        ({"currency": "XXXX"}, "'XXXX' is no currency."),
        ({"currency": ""}, "'' is no currency."),
        ({"currency": "元元元"}, "'元元元' is no currency."),
        ({"name": ""}, "The store's name is empty."),
        ({"name": "  "}, "The store's name is empty."),
        ({"name": "a\nb"}, "--name 'a\\nb' holds characters that cannot be printed."),
        ({"legal_entity": "\x1b[2J"}, "--legal-entity "),
        ({"store": "S-1"}, "--store"),
        ({"zone": "Mars/Olympus"}, "--zone"),
    ],
)
def test_what_no_counter_could_work_with_is_refused_and_nothing_is_made(
    run: Run, tmp_path: Path, changes: dict[str, str], said: str
) -> None:
    code, out, err = run(tmp_path / "home", *_line(**changes))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
    assert "Nothing was changed." in err
    assert not (tmp_path / "home").exists()


def test_a_refusal_is_said_in_chinese(run: Run, tmp_path: Path) -> None:
    _, _, err = run(tmp_path / "home", *_line(currency="XXXX"), lang="zh_CN")
    assert "'XXXX' 不是货币。什么都没有改动。" in err


# --- recover ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def left(tmp_path: Path) -> StaffedDesk:
    with closing_desk(counter(tmp_path)) as desk:
        return desk


def _facts(desk: StaffedDesk) -> list[object]:
    with closing_desk(reopened(desk.home, desk.clock)) as again, again.database.reading() as connection:
        return [recorded.fact for recorded in journal.read(connection)]


@pytest.mark.parametrize("named", [True, False])
def test_the_recovery_code_gives_a_manager_a_new_pin_which_is_shown_once(
    left: StaffedDesk, run: Run, named: bool
) -> None:
    code_words = ["--recovery-code", left.recovery_code] if named else []
    typed = "" if named else left.recovery_code.lower()
    code, out, err = run(left.home.root, "recover", "--manager", "1001", *code_words, typed=typed)
    assert (code, err, out.count("\n")) == (0, "", 1)
    (pin,) = re.findall(r"\b[0-9]{6}\b", out)
    assert RecoveryUsed(left.manager.staff_id) in _facts(left)
    with closing_desk(reopened(left.home, left.clock)) as desk:
        assert done(staff.sign_in(desk, "1001", pin)).staff_id == left.manager.staff_id


def test_a_wrong_code_ends_with_exit_2_and_changes_nothing(left: StaffedDesk, run: Run) -> None:
    before = _facts(left)
    code, out, err = run(left.home.root, "recover", "--manager", "1001", "--recovery-code", "-", typed="0" * 32)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("servicedesk: This recovery code does not fit this counter.")
    assert _facts(left) == before


@pytest.mark.parametrize("number", ["1003", "9999"])
def test_the_code_is_of_no_use_to_somebody_who_is_no_manager(left: StaffedDesk, run: Run, number: str) -> None:
    before = _facts(left)
    code, out, _ = run(left.home.root, "recover", "--manager", number, "--recovery-code", left.recovery_code)
    assert (code, out) == (2, "")
    assert _facts(left) == before


def test_an_open_counter_is_said_and_no_pin_is_drawn(left: StaffedDesk, run: Run) -> None:
    with closing_desk(reopened(left.home, left.clock)):
        words = ["recover", "--manager", "1001", "--recovery-code", left.recovery_code]
        assert run(left.home.root, *words)[0] == 3
