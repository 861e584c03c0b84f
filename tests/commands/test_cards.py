"""``card verify``: what each exit code means, in both languages, with no network and nobody signed in."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.builders import StaffedDesk, a_line, a_sale, add_sale, closing, counter, done

from servicedesk.commands import cli
from servicedesk.desk import cards
from servicedesk.desk.cards import CardForm


@pytest.fixture
def made(tmp_path: Path) -> tuple[StaffedDesk, str, str]:
    """A closed counter with two cards of one line: the first is superseded by the second."""
    with closing(counter(tmp_path)) as desk:
        sale = add_sale(desk, a_sale("R-1001", a_line(1, category="AV_TV", serial="TV-7733")))
        first, second = (
            done(cards.issue(desk, desk.clerk, CardForm(sale_id=sale.sale_id, line_no=1))) for _ in range(2)
        )
        return desk, first.payload, second.payload


def test_the_exit_code_says_what_a_card_is_worth(
    made: tuple[StaffedDesk, str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, old, current = made
    home = ("--home", str(desk.home.root))

    def verified(text: str, language: str = "en") -> tuple[int, str]:
        code = cli.main([*home, "--lang", language, "card", "verify", text])
        said = capsys.readouterr()
        assert said.err == ""
        return code, said.out

    code, out = verified(current)
    assert code == 0
    assert out.startswith("Genuine and current: card CD-S01T1-260310-0002")
    assert "TV-7733" in out
    assert "Free repair, main parts: until 2029-03-07" in out
    code, out = verified(old)
    assert (code, out.count("\n")) == (3, 1)
    assert "followed by CD-S01T1-260310-0002" in out
    altered = current[:40] + ("A" if current[40] != "A" else "B") + current[41:]
    for text, language, start in (
        (altered, "en", "Not genuine"), (altered, "zh_CN", "不是真卡"), ("RM01-1117-0456", "en", "This is not"),
    ):  # fmt: skip
        code, out = verified(text, language)
        assert code == 4
        assert out.startswith(start)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{current}\n"))
    assert verified("-")[0] == 0


def test_a_counter_that_is_open_elsewhere_checks_no_card_and_does_not_say_it_is_old(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(counter(tmp_path)) as desk:
        assert cli.main(["--home", str(desk.home.root), "--lang", "en", "card", "verify", "SDC:A"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "The card was not checked" in said.err
