"""Every sentence has its Chinese, every Chinese its sentence, and both speak of the same things."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from tests.architecture.msgids import has_words, placeholders, sentences, unreadable
from tests.architecture.trees import ROOT, dotted, none, package_modules

CHINESE = ROOT / "resources" / "locale" / "zh_CN"
HAN = r"[\u3400-\u9fff\U00020000-\U000323af]"
HALF_WIDTH = re.compile(rf"{HAN}\s*[,;:!?()]|[,;!?()]\s*{HAN}|{HAN}\.(?!\w)|{HAN}\s+[,.;:!?]")
SHOWS_WORDS = {
    *("setText", "setTitle", "setWindowTitle", "setToolTip", "setStatusTip", "setPlaceholderText", "setAccessibleName"),
    *("setAccessibleDescription", "setInformativeText", "addAction", "QLabel", "QPushButton", "QAction", "QGroupBox"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One translation in one catalogue."""

    catalogue: Path
    line: int
    msgid: str
    chinese: str
    fuzzy: bool

    @property
    def place(self) -> str:
        return f"{self.catalogue.relative_to(ROOT)}:{self.line}"


@cache
def entries() -> tuple[Entry, ...]:
    return tuple(entry for catalogue in sorted(CHINESE.glob("*.po")) for entry in _read(catalogue))


def _read(catalogue: Path) -> Iterator[Entry]:
    with catalogue.open("rb") as file:
        for message in read_po(file, locale="zh_CN", abort_invalid=True):
            if message.id:
                yield Entry(catalogue, message.lineno or 0, str(message.id), str(message.string), message.fuzzy)


def offered(msgid: str) -> set[str]:
    """The values that every place which says this sentence gives it (its own placeholders at least)."""
    given = [said.offered for said in sentences() if said.msgid == msgid and said.offered is not None]
    return placeholders(msgid) | (set.intersection(*map(set, given)) if given else set())


def test_every_sentence_has_its_chinese() -> None:
    translated = {entry.msgid for entry in entries() if entry.chinese and not entry.fuzzy}
    missing = defaultdict(list)
    for said in sentences():
        if has_words(said.msgid) and said.msgid not in translated:
            missing[said.msgid].append(said.place)
    none((f"{places[0]} {msgid!r}" for msgid, places in missing.items()), "add it to the .po of its room and compile")


def test_every_chinese_entry_is_still_said() -> None:
    said = {sentence.msgid for sentence in sentences()}
    none((f"{entry.place} {entry.msgid!r}" for entry in entries() if entry.msgid not in said), "drop the entry")


def test_no_sentence_is_put_together_where_it_is_said() -> None:
    none(unreadable(), 'say t("… {name} …", name=name): a catalogue knows only literals')


def test_every_place_gives_its_sentence_what_it_speaks_of() -> None:
    none(
        (
            f"{said.place} {said.msgid!r} lacks {', '.join(sorted(placeholders(said.msgid) - said.offered))}"
            for said in sentences()
            if said.offered is not None and placeholders(said.msgid) - said.offered
        ),
        "hand the value in by its name, or the reader sees the braces",
    )


def test_the_chinese_speaks_of_the_same_things() -> None:
    def strays() -> Iterator[str]:
        for entry in entries():
            english, chinese, given = placeholders(entry.msgid), placeholders(entry.chinese), offered(entry.msgid)
            if unknown := chinese - given:
                yield f"{entry.place} {entry.chinese!r} speaks of {sorted(unknown)}, which nobody gives"
            elif (forgotten := english - chinese) and not chinese - english:
                yield f"{entry.place} {entry.chinese!r} is silent about {sorted(forgotten)}"

    none(strays(), "use the placeholders of the English sentence")


def test_one_sentence_has_one_chinese() -> None:
    by_msgid: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries():
        by_msgid[entry.msgid].setdefault(entry.chinese, entry.place)
    none(
        (f"{msgid!r}: {texts}" for msgid, texts in by_msgid.items() if len(texts) > 1),
        "choose one; a word that needs two is two English sentences",
    )


def test_chinese_uses_chinese_punctuation() -> None:
    texts = ((entry, re.sub(r"\{[^{}]*\}", "数", entry.chinese)) for entry in entries())
    none(
        (f"{entry.place} {entry.chinese}" for entry, text in texts if HALF_WIDTH.search(text)),
        "，。：；！？（） between Chinese words",
    )


def test_catalogues_say_whose_they_are() -> None:
    assert list(CHINESE.glob("*.po"))
    heads = ((path, path.read_text("utf-8")[:600]) for path in sorted(CHINESE.glob("*.po")))
    none(
        (path.name for path, head in heads if "charset=UTF-8" not in head or "Language: zh_CN" not in head),
        'the header needs "Language: zh_CN" and "Content-Type: text/plain; charset=UTF-8"',
    )


def test_screens_show_no_words_that_were_not_marked() -> None:
    none(
        (
            f"{module.place}:{node.lineno} {argument.value!r}"
            for module in package_modules()
            if module.layer == "ui"
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call) and dotted(node.func).split(".")[-1] in SHOWS_WORDS
            for argument in node.args[:2]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            if re.search(r"[^\W\d_]{2}", argument.value)
        ),
        't("…")',
    )
