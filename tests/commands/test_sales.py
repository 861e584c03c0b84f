"""``import sales``: what a script reads, what a person reads, and how it ends."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from servicedesk.commands import cli
from servicedesk.commands.sales import as_json
from servicedesk.desk.sales_import.importing import PROFILES
from servicedesk.domain.sales_import import ImportSummary, SetAside, SetAsideCode
from servicedesk.wording import Words

REPOSITORY = Path(__file__).parents[2]
SAMPLE = REPOSITORY / "packaging" / "till-csv" / "sample.gb18030.csv"
KEYS = ["records", "sales", "lines_taken", "returns_linked", "returns_unlinked", "already_known", "set_aside"]


def _run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "src"), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "servicedesk", *arguments, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=120)


@pytest.fixture(scope="module")
def empty_counter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("counter") / "home"
    made = _run(home, "init", "--store", "S1", "--terminal", "T1", "--name", "Shop")
    assert made.returncode == 0, made.stderr
    return home


@pytest.fixture
def home(empty_counter: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty_counter, tmp_path / "home"))


def test_a_file_is_taken_once_and_known_the_second_time(home: Path) -> None:
    first = _run(home, "import", "sales", str(SAMPLE), "--profile", "generic", "--json")
    assert (first.returncode, first.stderr) == (0, "")
    counts = json.loads(first.stdout)
    assert list(counts) == KEYS
    assert counts == dict(zip(KEYS, (7, 3, 6, 1, 0, 0, []), strict=True))
    second = json.loads(_run(home, "import", "sales", str(SAMPLE), "--profile", "generic", "--json").stdout)
    assert second == dict(zip(KEYS, (7, 0, 0, 0, 0, 7, []), strict=True))


def test_each_import_is_one_fact_and_the_journal_stays_sound(home: Path, tmp_path: Path) -> None:
    for _ in range(2):
        _run(home, "import", "sales", str(SAMPLE), "--profile", "generic")
    out = tmp_path / "facts.jsonl"
    assert _run(home, "journal", "export", str(out)).returncode == 0
    facts = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    taken = [fact["fact"] for fact in facts if fact["header"]["type"] == "SalesImported"]
    assert [(fact["records"], fact["lines_taken"], fact["already_known"]) for fact in taken] == [(7, 6, 0), (7, 0, 7)]
    assert len({fact["digest"] for fact in taken}) == 1
    assert _run(home, "journal", "verify").returncode == 0
    assert _run(home, "rebuild", "--check").returncode == 0


def test_a_person_reads_the_counts_and_what_was_set_aside_in_chinese(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "till.csv"
    header = "receipt,bought_at,tenders,line,code,name,qty,unit_price"
    path.write_text(f"{header}\nR1,2026-03-01 10:00:00,CASH=1.00,1,A,衬衫,1,1.001\n", encoding="utf-8")
    answer = _run(home, "import", "sales", str(path), "--profile", "generic", "--lang", "zh_CN")
    assert answer.returncode == 0
    assert answer.stdout.splitlines() == [
        "共 1 条记录：新销售 0 单、0 行；退货已对上 0 条、未对上 0 条；先前已有 0 条；未收下 1 条",
        "第 2 行：“1.001”不是价格，或小数位数多于币种允许的位数（BAD_PRICE）",
    ]


@pytest.mark.parametrize(
    ("file", "profile", "code"),
    [
        ("nowhere.csv", "generic", "SD-2301"),
        (str(SAMPLE), "guess", "SD-2303"),
        (str(SAMPLE), "uci-online-retail", "SD-2304"),
    ],
)
def test_a_file_that_is_no_tills_is_one_line_and_exit_2(home: Path, file: str, profile: str, code: str) -> None:
    answer = _run(home, "import", "sales", file, "--profile", profile, "--json")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.count("\n") == 1
    assert f"({code})" in answer.stderr


def test_every_sentence_of_an_import_is_there_in_chinese() -> None:
    words = Words("zh_CN")
    missing = [code for code in SetAsideCode if not words.knows(SetAside(1, code).sentence.msgid)]
    assert missing == []


def test_the_answer_accounts_for_every_record() -> None:
    aside = SetAside(9, SetAsideCode.NEGATIVE_QTY, "-6")
    summary = ImportSummary("generic", "a.csv", "00", 10, 2, 4, 2, 1, 2, (aside,))
    shown = as_json(summary, Words("en"))
    assert shown["set_aside"] == [
        {"line": 9, "code": "NEGATIVE_QTY", "text": "A quantity of -6 on something that is not a cancellation"}
    ]
    assert summary.accounts_for_all


def test_help_names_every_profile(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["import", "--help"])
    shown = capsys.readouterr().out
    assert all(profile in shown for profile in PROFILES)
