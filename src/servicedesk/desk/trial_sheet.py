"""The test sheet of a printer: a person who reads it down sees whether its paper can be trusted (H6, H8).

It says which counter sent it and to which printer, so that a sheet that comes out next door is noticed; it shows both
edges, small and rare characters, money, a bar code and a QR code, each with what has to be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from servicedesk.desk import slip_parts
from servicedesk.domain.counters import CounterProfile
from servicedesk.domain.documents import (
    Align,
    Aside,
    Barcode,
    Block,
    Boxed,
    CodeBox,
    CutLine,
    Document,
    Pair,
    Paper,
    QrBeside,
    Rule,
    Size,
    StoreHead,
    Text,
    TitleBar,
    Triple,
)
from servicedesk.domain.printer_setup import PrinterEntry, PrinterKind
from servicedesk.domain.slips import PAGE_PRINTER
from servicedesk.wording import N_, Words

KIND = "TEST_SHEET"
COMMON = "退货受理单 顾客签名 质量问题 最晚到账"
RARE = "𬱖㛃 䶮 堃 喆 嫄 祎 頔"
"""Characters of people's names that many printers' own fonts lack."""
SIGNS = "¥1,056.08 ￥ ①② № × ÷ ± ～ — …… 「」"

HOW_REACHED = {
    PrinterKind.NETWORK: N_("network"),
    PrinterKind.USB: N_("USB"),
    PrinterKind.SERIAL: N_("serial line"),
    PrinterKind.CUPS: N_("queue of this computer"),
    PrinterKind.WINDOWS: N_("queue of Windows"),
    PrinterKind.SYSTEM: N_("printer of this computer"),
    PrinterKind.FOLDER: N_("PDF folder"),
    PrinterKind.DUMMY: N_("practice printer"),
}


def trial_sheet(
    words: Words, counter: CounterProfile, entry: PrinterEntry | None, now: datetime, role: str
) -> Document:
    """The sheet for one printer; ``now`` is aware."""
    at = f"{now.astimezone(ZoneInfo(counter.zone)):%Y-%m-%d %H:%M:%S}"
    title = words("Printer test")
    store = slip_parts.letterhead(words, counter)
    return Document(
        kind=KIND,
        number=f"TEST-{counter.store_id}-{counter.terminal_id}",
        title=title,
        language=words.language,
        paper=Paper.A4 if role == PAGE_PRINTER else Paper.SLIP_80MM,
        footer=at,
        blocks=(
            StoreHead(store.name, store.detail),
            TitleBar(title),
            *_whose(words, counter, entry, at),
            Rule(),
            *_what_to_see(words, counter),
        ),
    )


def _whose(words: Words, counter: CounterProfile, entry: PrinterEntry | None, at: str) -> Iterator[Block]:
    """Wrong printer, shared address: the sheet says who sent it and where to."""
    yield Pair(words("Counter"), f"{counter.store_id} {counter.terminal_id}", strong=True)
    if entry is not None:
        yield Pair(words("Printer"), entry.called)
        yield Pair(words("Reached by"), f"{words(HOW_REACHED[entry.kind])} {entry.address}".strip())
        kept = words("pictures") if not entry.profile.text else words("text ({encoding})", encoding=entry.profile.text)
        yield Pair(words("Roll"), words("{mm} mm, {dots} dots, {kept}", mm=entry.profile.roll_mm,
                                        dots=entry.profile.width_dots, kept=kept))  # fmt: skip
    yield Pair(words("Time"), at)


def _what_to_see(words: Words, counter: CounterProfile) -> Iterator[Block]:
    yield Boxed(
        words("1. Is this frame whole?"), (words("Both edges have to be there. If not, choose another width."),)
    )
    yield Text(words("2. Are these easy to read?"), strong=True)
    yield Text(COMMON)
    yield Text(COMMON, Size.SMALL)
    yield Text(words("3. Is each of these a character, none a box?"), strong=True)
    yield Text(RARE, Size.MEDIUM)
    yield Text(SIGNS)
    yield Text(words("4. Does the money stand at the right edge?"), strong=True)
    yield Triple("6921234500178", "2×94.09", "188.18")
    yield Pair(words("You get back"), "¥188.18", Size.HUGE)
    yield Text(words("5. Does the scanner read both codes?"), strong=True)
    number = f"TEST-{counter.store_id}-{counter.terminal_id}"
    yield Barcode(number)
    yield QrBeside(f"SD:{number}", (Aside(words("Scan me"), strong=True), Aside(words("Settings show what was read"))))
    yield CodeBox(words("6. In a frame"), "7 3 0 5", words("large and black"))
    yield CutLine(words("7. Is it cut off below, or easy to tear?"))
    yield Text(words("If all is well, this printer is ready."), align=Align.CENTRE)
