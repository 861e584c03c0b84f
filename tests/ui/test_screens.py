"""Every screen of a day's work, on the demo store: all of it can be read, and in one language at a time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
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
from servicedesk.ui.showcase_walks import first_day, working_day

WIDE = {"width": 1920, "height": 1080}
LOOKS = (
    Look("zh_CN"), Look("en"), Look("zh_CN", **WIDE), Look("en", **WIDE), Look("zh_CN", width=1280, height=720),
    Look("zh_CN", "dark", **WIDE), Look("en", "dark"), Look("zh_CN", "high"), Look("en", "high", **WIDE),
    Look("zh_CN", scale=1.3), Look("en", scale=1.3),
)  # fmt: skip
"""Each language in each theme, both at both sizes; the smallest screen; the largest letters."""
THE_REST = [
    Look(language, theme, width, height, scale)
    for language in ("zh_CN", "en")
    for theme in ("light", "dark", "high")
    for width, height in ((1366, 768), (1920, 1080))
    for scale in (0.0, 1.0, 1.16, 1.3)
    if Look(language, theme, width, height, scale) not in LOOKS
]
"""Every other combination, in the long lane."""
CHINESE = [look for look in LOOKS if look.language == "zh_CN"]
ENGLISH = [look for look in LOOKS if look.language == "en"]
HAN_OR_FULL_WIDTH = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
CODES = re.compile(r"\b[A-Z0-9]+(?:-[A-Z0-9]+)+\b|\b[A-Z]\d+\b|[A-Za-z]+/[A-Za-z]+")
"""Numbers of receipts, slips, rules and printers, and the zone: data in every language."""
LATIN_IN_CHINESE = {"Alt", "Ctrl", "Enter", "Esc", "English", "CNY", "PDF", "SOP", "Tab", "USB", "XL"}
SCREENS = {
    "01_sign_in", "02_home", "02b_home_settled", "02c_home_printer", "02d_home_first_day",
    "02e_home_did_it_come_out", "02f_home_papers_wait", "14b_printers", "03_visit_waiting",
    "03b_visit_hurry", "03c_visit_overtime", "03d_visit_greeted", "03e_visit_needs", "04_returns_asking",
    "04b_returns_yes", "04c_returns_empty", "05_returns_no", "05b_returns_approval", "06_refunds",
    "06b_refunds_empty", "07_reprint", "07b_receipt_none", "07c_receipt_copy", "08_cases", "08b_cases_empty",
    "09_day_log", "10_palette", "11_customer", "12_scripts", "13_staff", "14_settings", "14b_settings_scanned",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """One screen as it stood: what is wrong with it, what it shows, what it reads out, and how large it was."""

    findings: list[Finding]
    texts: list[str]
    said: str
    size: tuple[int, int]


Walked = dict[str, Seen]


@pytest.fixture(scope="module")
def walked(practice_store: Home, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Look], Walked]:
    """Walks through both stores in a look, once."""
    folder = tmp_path_factory.mktemp("screens")
    first: Home = make_first_day(folder / "first", AT)
    done: dict[Look, Walked] = {}

    def walk(look: Look) -> Walked:
        if look not in done:
            done[look] = {}
            for home, way in ((practice_store, working_day), (first, first_day)):
                stage = on_stage(home, look)
                try:
                    for name in way(stage, cast()):
                        window = stage.window
                        size = (window.width(), window.height())
                        done[look][name] = Seen(audit(window), visible_texts(window), say_screen(window), size)
                finally:
                    stage.close()
        return done[look]

    return walk


def _id(look: Look) -> str:
    return look.name


@pytest.mark.parametrize("look", LOOKS, ids=_id)
def test_every_screen_is_reached_by_keys_and_fits_its_window(walked: Callable[[Look], Walked], look: Look) -> None:
    seen = walked(look)
    assert set(seen) == SCREENS
    assert {one.size for one in seen.values()} == {(look.width, look.height)}


@pytest.mark.parametrize("look", LOOKS, ids=_id)
def test_every_screen_can_be_read_and_pressed(walked: Callable[[Look], Walked], look: Look) -> None:
    wrong = [f"{name}: {finding}" for name, seen in walked(look).items() for finding in seen.findings]
    assert not wrong, "\n".join(wrong)


@pytest.mark.soak
@pytest.mark.parametrize("look", THE_REST, ids=_id)
def test_every_screen_can_be_read_and_pressed_in_every_other_look(walked: Callable[[Look], Walked], look: Look) -> None:
    test_every_screen_is_reached_by_keys_and_fits_its_window(walked, look)
    test_every_screen_can_be_read_and_pressed(walked, look)


@pytest.mark.parametrize("look", CHINESE, ids=_id)
def test_a_chinese_screen_shows_no_english(walked: Callable[[Look], Walked], look: Look) -> None:
    untranslated = _english_sentences()
    wrong = []
    for name, seen in walked(look).items():
        for text in seen.texts:
            left = CODES.sub("", _without_data(text))
            words = set(re.findall(r"[A-Za-z]{3,}", left)) - LATIN_IN_CHINESE
            if words or any(pattern.fullmatch(text) for pattern in untranslated):
                wrong.append(f"{name}: {text!r} {sorted(words)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("look", ENGLISH, ids=_id)
def test_an_english_screen_shows_chinese_only_in_data(walked: Callable[[Look], Walked], look: Look) -> None:
    wrong = [
        f"{name}: {text!r}"
        for name, seen in walked(look).items()
        for text in seen.texts
        if HAN_OR_FULL_WIDTH.search(_without_data(text))
    ]
    assert not wrong, "\n".join(wrong)


def test_no_screen_shows_an_unfilled_place(walked: Callable[[Look], Walked]) -> None:
    wrong = [
        f"{name}: {text!r}"
        for look in (CHINESE[0], ENGLISH[0])
        for name, seen in walked(look).items()
        for text in seen.texts
        if re.search(r"\{\w+[^{}]*\}|\bNone\b|\b[A-Z]\w+\.[A-Z_]+\b", text)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_verdict_names_rule_sentence_and_money(walked: Callable[[Look], Walked]) -> None:
    said = walked(CHINESE[0])["04b_returns_yes"].said
    for wanted in ("可以退", "规则 S-24-7", "建议这样说", "¥188.18", "[退货并打印，快捷键 F10]"):
        assert wanted in said
    assert "*[退货并打印，快捷键 F10]" in said, "the focus is on the act"


def test_a_refusal_offers_other_ways_and_a_second_person(walked: Callable[[Look], Walked]) -> None:
    said = walked(CHINESE[0])["05_returns_no"].said
    for wanted in ("不能退", "最后一日 10月18日", "收费修理", "12315", "请店长特批"):
        assert wanted in said


def test_the_customer_reads_the_answer_and_nothing_internal(walked: Callable[[Look], Walked]) -> None:
    said = walked(CHINESE[0])["11_customer"].said
    assert "可以退" in said
    assert "退给您" in said
    for internal in ("138", "吴", "规则", "特批", "F10"):
        assert internal not in said


def test_a_dialog_is_read_alone(walked: Callable[[Look], Walked]) -> None:
    """What lies below a dialog can't be reached, so it is not read out either."""
    said = walked(CHINESE[0])["05b_returns_approval"].said
    assert "请店长特批" in said
    assert "退哪一件" not in said


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
    about = description()
    told = [_texts(about[room]) for room in about if room != "names"]
    data = [text for texts in told for text in texts if HAN_OR_FULL_WIDTH.search(text)]
    data += [
        "壶底有水渗出，通电 2 次均复现",
        "外盒已拆，戴过约一个月",
        "老会员，愿意换同款新品，避免升级投诉",
        "简体中文",
    ]
    for each in sorted(data, key=len, reverse=True):
        text = text.replace(each, "")
    return re.sub(r"[\u3400-\u9fff]\*+[\u3400-\u9fff]?", "", text)
