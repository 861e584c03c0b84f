"""Every screen of a day's work, on the demo store: all of it can be read, and in one language at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from tests.ui.audit import Finding, audit

from servicedesk import paths
from servicedesk.commands.demo import make_first_day
from servicedesk.commands.demo_store import description
from servicedesk.commands.screens import AT, cast, on_stage
from servicedesk.paths import Home
from servicedesk.ui.reading import say_screen, visible_texts
from servicedesk.ui.showcase import Look
from servicedesk.ui.showcase_walks import FIRST_DAY, WORKING_DAY, first_day, working_day

WIDE, SMALL = {"width": 1920, "height": 1080}, {"width": 1366, "height": 768}
LOOKS = [
    Look("zh_CN", "light", **SMALL), Look("zh_CN", "dark", **WIDE), Look("zh_CN", "high", scale=1.3, **SMALL),
    Look("en", "light", **WIDE), Look("en", "dark", scale=1.3, **SMALL), Look("en", "high", **WIDE),
    Look("zh_CN", width=1280, height=720),
]  # fmt: skip
"""Every pair of language, theme and size; the largest letters in both languages; the smallest screen."""
THE_REST = [
    Look(language, theme, scale=scale, **size)
    for language in ("zh_CN", "en") for theme in ("light", "dark", "high")
    for size in (SMALL, WIDE) for scale in (0.0, 1.0, 1.16, 1.3)
    if Look(language, theme, scale=scale, **size) not in LOOKS
]  # fmt: skip
"""Every other combination, in the long lane."""
HAN_OR_FULL_WIDTH = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
UNFILLED = re.compile(r"\{\w+[^{}]*\}|\bNone\b|\b[A-Z]\w+\.[A-Z_]+\b")
CODES = re.compile(r"\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b|\b[A-Z]\d+\b|[A-Za-z]+/[A-Za-z]+")
"""Numbers of receipts, slips, rules and printers, and the zone: data in every language."""
LATIN_IN_CHINESE = {"Alt", "Ctrl", "Enter", "Esc", "English", "CNY", "PDF", "SOP", "Tab", "USB", "XL"}


@dataclass(frozen=True, slots=True)
class Seen:
    """One screen as it stood: what is wrong with it, what it shows, what it reads out, and how large it was."""

    findings: list[Finding]
    texts: list[str]
    said: str
    size: tuple[int, int]


Walked = dict[str, Seen]


@pytest.fixture(scope="module")
def first_store(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made: Home = make_first_day(tmp_path_factory.mktemp("screens") / "first", AT)
    return made


def walked(look: Look, practice_store: Home, first_store: Home) -> Walked:
    """Both stores in one look, each screen as it stood."""
    done: Walked = {}
    for home, way in ((practice_store, working_day), (first_store, first_day)):
        stage = on_stage(home, look)
        try:
            for name in way(stage, cast()):
                window = stage.window
                size = (window.width(), window.height())
                done[name] = Seen(audit(window), visible_texts(window), say_screen(window), size)
        finally:
            stage.close()
    return done


def _id(look: Look) -> str:
    return look.name


@pytest.mark.parametrize("look", LOOKS, ids=_id)
def test_every_screen_is_reached_by_keys_and_can_be_read_and_pressed(
    look: Look, practice_store: Home, first_store: Home
) -> None:
    """One walk for all that is looked at: a walk takes longer than looking."""
    seen = walked(look, practice_store, first_store)
    assert list(seen) == [*WORKING_DAY, *FIRST_DAY]
    assert {one.size for one in seen.values()} == {(look.width, look.height)}
    foreign = _english_in if look.language == "zh_CN" else _chinese_in
    wrong = []
    for name, one in seen.items():
        wrong += [f"{name}: {finding}" for finding in one.findings]
        wrong += [f"{name}: in the wrong language: {text!r}" for text in one.texts if foreign(text)]
        wrong += [f"{name}: unfilled: {text!r}" for text in one.texts if UNFILLED.search(text)]
    assert not wrong, "\n".join(wrong)
    if look == LOOKS[0]:
        _is_said(seen)


@pytest.mark.soak
@pytest.mark.parametrize("look", THE_REST, ids=_id)
def test_every_other_look_can_be_read_and_pressed(look: Look, practice_store: Home, first_store: Home) -> None:
    test_every_screen_is_reached_by_keys_and_can_be_read_and_pressed(look, practice_store, first_store)


def _is_said(seen: Walked) -> None:
    """What somebody hears who does not see the screen."""
    verdict, refusal = seen["04b_returns_yes"].said, seen["05_returns_no"].said
    for wanted in ("可以退", "规则 S-24-7", "建议这样说", "¥188.18", "[退货并打印，快捷键 F10]"):
        assert wanted in verdict
    assert "*[退货并打印，快捷键 F10]" in verdict, "the focus is on the act"
    for wanted in ("不能退", "最后一日 10月18日", "收费修理", "12315", "请店长特批"):
        assert wanted in refusal
    customer = seen["11_customer"].said
    assert "可以退" in customer
    assert "退给您" in customer
    for internal in ("138", "吴", "规则", "特批", "F10"):
        assert internal not in customer
    dialog = seen["05b_returns_approval"].said
    assert "请店长特批" in dialog
    assert "退哪一件" not in dialog, "what lies below a dialog can't be reached, so it is not read out either"


@cache
def _english_in(text: str) -> bool:
    words = set(re.findall(r"[A-Za-z]{3,}", CODES.sub("", _without_data(text)))) - LATIN_IN_CHINESE
    return bool(words) or any(pattern.fullmatch(text) for pattern in _english_sentences())


@cache
def _chinese_in(text: str) -> bool:
    """Data apart: names, goods, and what was said are Chinese in every language."""
    return HAN_OR_FULL_WIDTH.search(_without_data(text)) is not None


@cache
def _english_sentences() -> list[re.Pattern[str]]:
    """Every English source of the catalogues that has a Chinese of its own, as a pattern of what it looks like."""
    sources = []
    for catalogue in Path(paths.resources() / "locale" / "zh_CN").glob("*.po"):
        with catalogue.open("rb") as file:
            sources += [str(one.id) for one in read_po(file, locale="zh_CN") if one.id and one.id != one.string]
    lettered = [source for source in sources if re.search(r"[A-Za-z]{2}", re.sub(r"\{[^}]*\}", "", source))]
    return [re.compile(".+".join(map(re.escape, re.split(r"\{[^}]*\}", source)))) for source in lettered]


def _texts(told: object) -> Iterator[str]:
    """Every text of the demo's description, however deep."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from _texts(one)


def _without_data(text: str) -> str:
    """The text without names, goods, and what customers and clerks said."""
    for each in _data():
        text = text.replace(each, "")
    return re.sub(r"[\u3400-\u9fff]\*+[\u3400-\u9fff]?", "", text)


@cache
def _data() -> list[str]:
    about = description()
    told = [_texts(about[room]) for room in about if room != "names"]
    data = [text for texts in told for text in texts if HAN_OR_FULL_WIDTH.search(text)]
    data += [
        "壶底有水渗出，通电 2 次均复现",
        "外盒已拆，戴过约一个月",
        "老会员，愿意换同款新品，避免升级投诉",
        "简体中文",
        "卡号 6222 0212 3456 7890 128",
    ]
    return sorted(data, key=len, reverse=True)
