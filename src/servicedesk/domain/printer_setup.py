"""Which printers a counter has: what each one is and can do, read from its settings and checked value by value.

A role ("slip", "page") has printers in the order in which they are tried. A wrong value is a ``SetupFault`` that names
its key; what is right beside it still works. Profiles: dependencies 3.1 (dots of common print heads).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from servicedesk.domain.sentences import N_, Sentence
from servicedesk.domain.slips import PAGE_PRINTER, SLIP_PRINTER

ROLES = (SLIP_PRINTER, PAGE_PRINTER)
WIDTHS_DOTS = (576, 512, 384)
ENCODINGS = ("", "gb2312", "gbk", "gb18030")


UNREADABLE = N_(
    "The printer settings cannot be read: {problem}. Paper is saved and waits. "
    "Choose the printers again in the settings."
)
WRONG = N_(
    "In the printer settings, {key} is {value}; it has to be {wanted}. Paper is saved and waits. "
    "Choose the printer again in the settings."
)
LACKING = N_(
    "In the printer settings, {key} is missing. Paper is saved and waits. Choose the printer again in the settings."
)
STRANGE = N_(
    "In the printer settings, nobody knows {key}. Paper is saved and waits. Choose the printer again in the settings."
)
_ONE_OF, _TEXT, _WHOLE = N_("one of {names}"), N_("a text"), N_("a whole number from {least} to {most}")
_YES_NO, _LIST = N_("true or false"), N_("a list of printers")


class PrinterKind(StrEnum):
    """How a printer is reached."""

    NETWORK = "network"
    USB = "usb"
    SERIAL = "serial"
    CUPS = "cups"
    WINDOWS = "windows"
    SYSTEM = "system"
    FOLDER = "folder"
    DUMMY = "dummy"


ADDRESS_KEYS: Mapping[PrinterKind, str] = {
    PrinterKind.NETWORK: "host",
    PrinterKind.USB: "path",
    PrinterKind.SERIAL: "device",
    PrinterKind.CUPS: "queue",
    PrinterKind.WINDOWS: "printer",
    PrinterKind.SYSTEM: "printer",
    PrinterKind.FOLDER: "path",
    PrinterKind.DUMMY: "path",
}
"""What its address is called in the settings file; folders may do without one."""
_NEEDS_NO_ADDRESS = (PrinterKind.FOLDER, PrinterKind.DUMMY)
THERMAL = (PrinterKind.NETWORK, PrinterKind.USB, PrinterKind.SERIAL, PrinterKind.CUPS, PrinterKind.WINDOWS)
"""Kinds that can be a receipt printer and take its commands."""


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """What a receipt printer can do. ``width_dots`` the head prints; ``roll_mm`` what is loaded; ``text`` the encoding
    whose characters its own font has ("" sends pictures only); ``drawer_pin`` 0 or 1, None for no cash drawer;
    ``answers`` whether it tells its state when asked (a printer that should and does not is taken for switched off)."""

    name: str
    width_dots: int = 576
    roll_mm: int = 80
    text: str = ""
    cutter: bool = True
    drawer_pin: int | None = None
    answers: bool = True


PROFILES: Mapping[str, PrinterProfile] = {
    profile.name: profile
    for profile in (
        PrinterProfile("80mm"),
        PrinterProfile("80mm-512", width_dots=512),
        PrinterProfile("80mm-text", text="gb18030"),
        PrinterProfile("58mm", width_dots=384, roll_mm=58, cutter=False),
        PrinterProfile("58mm-text", width_dots=384, roll_mm=58, text="gb18030", cutter=False),
    )
}
WIDE = PROFILES["80mm"]


@dataclass(frozen=True, slots=True)
class PrinterEntry:
    """One printer of the settings. ``address`` is a host, a device, a queue or a folder; ``port`` and ``baud`` are for
    network and serial ones. ``name`` is what people call it."""

    kind: PrinterKind
    address: str = ""
    name: str = ""
    profile: PrinterProfile = WIDE
    port: int = 9100
    baud: int = 19200

    @property
    def called(self) -> str:
        return self.name or self.address or self.kind.value.upper()


@dataclass(frozen=True, slots=True)
class SetupFault:
    """A value that is wrong: for which role (None: for all), under which key, and a sentence for a person."""

    role: str | None
    key: str
    said: Sentence


@dataclass(frozen=True, slots=True)
class PrinterSetup:
    """The printers of each role in the order in which they are tried, and what was wrong in the settings."""

    printers: Mapping[str, tuple[PrinterEntry, ...]] = field(default_factory=dict)
    faults: tuple[SetupFault, ...] = ()

    def of(self, role: str) -> tuple[PrinterEntry, ...]:
        return self.printers.get(role, ())

    def fault_of(self, role: str) -> SetupFault | None:
        """The first fault that keeps this role from printing as it was meant."""
        return next((fault for fault in self.faults if fault.role in (None, role)), None)

    def with_printers(self, role: str, entries: tuple[PrinterEntry, ...]) -> PrinterSetup:
        """The same with other printers for one role, whose faults are gone with the old ones."""
        kept = tuple(fault for fault in self.faults if fault.role not in (None, role))
        return PrinterSetup({**self.printers, role: entries}, kept)


FOLDERS = PrinterSetup({role: (PrinterEntry(PrinterKind.FOLDER, name="PDF"),) for role in ROLES})
"""What a counter begins with: every paper as a PDF in its paper folder."""


def unreadable(problem: str) -> PrinterSetup:
    """Settings that are no settings at all."""
    return PrinterSetup({}, (SetupFault(None, "printers.json", Sentence(UNREADABLE, {"problem": problem})),))


def parse(value: object) -> PrinterSetup:
    """Settings as they were read from JSON. A role that is not named prints to the folder."""
    if not isinstance(value, dict):
        return unreadable(str(Sentence(_LIST)))
    printers = dict(FOLDERS.printers)
    faults = [_fault(None, str(key), STRANGE) for key in value if key not in ROLES]
    for role in ROLES:
        if role in value:
            entries, wrong = _entries(role, value[role])
            printers[role] = entries
            faults += wrong
    return PrinterSetup(printers, tuple(faults))


def _entries(role: str, value: object) -> tuple[tuple[PrinterEntry, ...], list[SetupFault]]:
    if isinstance(value, str):
        return _first_release(role, value), []
    if not isinstance(value, list) or not value:
        return (), [_wrong(role, role, value, Sentence(_LIST))]
    entries, faults = [], []
    for index, item in enumerate(value):
        read = _Reader(role, f"{role}[{index}]", item)
        entry = read.entry()
        faults += read.faults
        if entry is not None and not read.faults:
            entries.append(entry)
    return tuple(entries), faults


def _first_release(role: str, value: str) -> tuple[PrinterEntry, ...]:
    """The first release kept one word: "escpos-folder" for slips, the name of the computer's printer for pages."""
    if role == SLIP_PRINTER:
        kind = PrinterKind.DUMMY if value == "escpos-folder" else PrinterKind.FOLDER
        return (PrinterEntry(kind, name="ESC/POS" if kind is PrinterKind.DUMMY else "PDF"),)
    return (PrinterEntry(PrinterKind.SYSTEM, value) if value else PrinterEntry(PrinterKind.FOLDER, name="PDF"),)


class _Reader:
    """Takes one printer apart; what is wrong is collected, so that a person sees all of it at once."""

    def __init__(self, role: str, key: str, item: object) -> None:
        self.faults: list[SetupFault] = []
        self._role, self._key, self._item = role, key, item

    def entry(self) -> PrinterEntry | None:
        if not isinstance(self._item, dict):
            self._refuse("", self._item, Sentence(_LIST))
            return None
        kind = self._one_of("kind", [kind.value for kind in PrinterKind])
        if kind is None:
            return None
        of_kind = PrinterKind(kind)
        address_key = ADDRESS_KEYS[of_kind]
        address = self._text(address_key, needed=of_kind not in _NEEDS_NO_ADDRESS)
        name = self._text("name")
        port = self._whole("port", 1, 65535, 9100) if of_kind is PrinterKind.NETWORK else 9100
        baud = self._whole("baud", 1200, 921_600, 19200) if of_kind is PrinterKind.SERIAL else 19200
        known = {"kind", address_key, "name", "profile", *_OVERRIDES}
        known |= {"port"} if of_kind is PrinterKind.NETWORK else {"baud"} if of_kind is PrinterKind.SERIAL else set()
        for key in self._item:
            if key not in known:
                self.faults.append(_fault(self._role, f"{self._key}.{key}", STRANGE))
        return PrinterEntry(of_kind, address, name, self._profile(), port, baud)

    def _profile(self) -> PrinterProfile:
        chosen = PROFILES[self._one_of("profile", list(PROFILES), "80mm") or "80mm"]
        changes: dict[str, Any] = {}
        for key in _OVERRIDES:
            if self._has(key):
                match key:
                    case "width_dots":
                        changes[key] = int(self._one_of(key, [str(dots) for dots in WIDTHS_DOTS], "576") or 576)
                    case "roll_mm":
                        changes[key] = self._whole(key, 40, 120, chosen.roll_mm)
                    case "text":
                        changes[key] = self._one_of(key, list(ENCODINGS), "") or ""
                    case "drawer_pin":
                        changes[key] = self._whole(key, 0, 1, 0)
                    case _:
                        changes[key] = self._yes_no(key)
        return replace(chosen, **changes)

    def _has(self, key: str) -> bool:
        return isinstance(self._item, dict) and self._item.get(key) is not None

    def _get(self, key: str) -> Any:
        return self._item.get(key) if isinstance(self._item, dict) else None

    def _text(self, key: str, *, needed: bool = False) -> str:
        value = self._get(key)
        if value is None and not needed:
            return ""
        if value is None or (needed and value == ""):
            self.faults.append(_fault(self._role, f"{self._key}.{key}", LACKING))
            return ""
        if isinstance(value, str) and value.isprintable():
            return value
        self._refuse(key, value, Sentence(_TEXT))
        return ""

    def _one_of(self, key: str, names: list[str], default: str | None = None) -> str | None:
        value = self._get(key)
        if value is None:
            if default is None:
                self.faults.append(_fault(self._role, f"{self._key}.{key}", LACKING))
            return default
        if not isinstance(value, bool | float | list | dict) and str(value) in names:
            return str(value)
        self._refuse(key, value, Sentence(_ONE_OF, {"names": ", ".join(names)}))
        return default

    def _whole(self, key: str, least: int, most: int, default: int) -> int:
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self._refuse(key, value, Sentence(_WHOLE, {"least": least, "most": most}))
        return default

    def _yes_no(self, key: str) -> bool:
        value = self._get(key)
        if isinstance(value, bool):
            return value
        self._refuse(key, value, Sentence(_YES_NO))
        return True

    def _refuse(self, key: str, value: object, wanted: Sentence) -> None:
        self.faults.append(_wrong(self._role, f"{self._key}.{key}" if key else self._key, value, wanted))


_OVERRIDES = tuple(one.name for one in fields(PrinterProfile) if one.name != "name")
"""What a printer may have otherwise than its profile says."""


def _fault(role: str | None, key: str, msgid: str) -> SetupFault:
    return SetupFault(role, key, Sentence(msgid, {"key": key}))


def _wrong(role: str, key: str, value: object, wanted: Sentence) -> SetupFault:
    shown = repr(value)[:40]
    return SetupFault(role, key, Sentence(WRONG, {"key": key, "value": shown, "wanted": wanted}))


def as_value(setup: PrinterSetup) -> dict[str, object]:
    """The settings as JSON values; ``parse`` reads them back as the same."""
    return {role: list(_each(entries)) for role, entries in setup.printers.items()}


def _each(entries: tuple[PrinterEntry, ...]) -> Iterator[dict[str, object]]:
    for entry in entries:
        profile, known = entry.profile, PROFILES[entry.profile.name]
        value: dict[str, object] = {"kind": entry.kind.value}
        value |= {ADDRESS_KEYS[entry.kind]: entry.address} if entry.address else {}
        value |= {"name": entry.name} if entry.name else {}
        value |= {"port": entry.port} if entry.kind is PrinterKind.NETWORK else {}
        value |= {"baud": entry.baud} if entry.kind is PrinterKind.SERIAL else {}
        if entry.kind in THERMAL or profile is not WIDE:
            changed = {key: getattr(profile, key) for key in _OVERRIDES if getattr(profile, key) != getattr(known, key)}
            value |= {"profile": profile.name, **changed}
        yield value
