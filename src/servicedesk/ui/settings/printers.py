"""Printers, chosen and tested by keyboard: which printer slips and pages go to, a test sheet, the cash drawer (ux 3).

What is chosen is written down at once and used from the next paper on. The test sheet says what to look for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from servicedesk.desk import drawer as openings
from servicedesk.desk import printer_setup as setting
from servicedesk.desk.context import Desk
from servicedesk.desk.outcomes import Refused
from servicedesk.domain.printer_setup import (
    PROFILES,
    ROLES,
    THERMAL,
    PrinterEntry,
    PrinterKind,
    PrinterProfile,
    PrinterSetup,
)
from servicedesk.domain.slips import PAGE_PRINTER, SLIP_PRINTER
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    SPRING,
    Choice,
    ChoiceGroup,
    Field,
    H,
    KeyButton,
    Label,
    ModalDialog,
    TextLine,
    Toast,
    V,
    plain,
    show_if,
)
from servicedesk.ui.telling import facts, listed
from servicedesk.ui.words import t, words

_ALT = Qt.KeyboardModifier.AltModifier


def kind_name(kind: PrinterKind) -> str:
    """How a printer is reached, in a clerk's words."""
    return {
        PrinterKind.NETWORK: t("network"), PrinterKind.USB: t("USB"), PrinterKind.SERIAL: t("serial line"),
        PrinterKind.CUPS: t("printer of this computer"), PrinterKind.WINDOWS: t("printer of this computer"),
        PrinterKind.SYSTEM: t("printer of this computer"), PrinterKind.FOLDER: t("PDF folder"),
        PrinterKind.DUMMY: t("practice printer"),
    }[kind]  # fmt: skip


def role_name(role: str) -> str:
    return t("Slips") if role == SLIP_PRINTER else t("Pages (A4)")


def printer_words(entry: PrinterEntry) -> str:
    """One printer in a line: name, how it is reached, roll."""
    roll = t("{mm} mm roll", mm=entry.profile.roll_mm) if entry.kind in THERMAL else ""
    return facts(entry.name or entry.address, kind_name(entry.kind), roll)


def setup_words(setup: PrinterSetup) -> str:
    """What prints what, and what is wrong in the settings."""
    lines = []
    for role in ROLES:
        told = listed(printer_words(entry) for entry in setup.of(role)) or t("no printer")
        lines.append(t("{what}: {printers}", what=role_name(role), printers=told))
    return "\n".join([*lines, *(words().say(fault.said) for fault in setup.faults)])


class PrintersCard(QWidget):
    """What the settings page shows of the printers. ``opened`` carries the dialog to change them."""

    opened = Signal(object)
    said = Signal(object)

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self._told = Label("", "t2", wrap=True)
        self.change = KeyButton(t("Choose and test printers"), "Alt D", "print", on=self.open)
        V(self._told, H(self.change, SPRING), gap=8, into=self)

    def refresh(self) -> None:
        self._counter.look(_load, then=lambda setup: self._told.setText(setup_words(setup)))

    def open(self) -> None:
        """Lay the dialog over the window."""
        dialog = PrintersDialog(self._counter, self.said.emit)
        dialog.dismissed.connect(self.refresh)
        self.opened.emit(dialog)


def _load(desk: Desk) -> PrinterSetup:
    return setting.load(desk.home)


def _offered(_desk: Desk) -> list[PrinterEntry]:
    from servicedesk.printing.finding import offered

    return offered()


class PrintersDialog(ModalDialog):
    """Role, connection, address, roll; F10 saves and prints a test sheet, F8 prints one at the printer as it is."""

    def __init__(self, counter: Counter, say: Callable[[Toast], None]) -> None:
        self._counter, self._say = counter, say
        self._setup = PrinterSetup()
        self._found: list[PrinterEntry] = []
        self.now = Label("", "t2", wrap=True)
        self.which, self.kind, self.roll = (ChoiceGroup(self.now) for _ in range(3))
        self.traits = ChoiceGroup(self.now, many=True)
        self.address, self.name = TextLine(chinese=False), TextLine()
        self._address_field = Field(t("Address"), self.address, required=True)
        self.message = Label("", "t-bad strong", wrap=True)
        body = V(
            self.now,
            H(*[(self._choice(self.which, place, text, key), 1) for place, text, key in _places()], gap=8),
            Label(t("How is it connected?"), "sm strong t2"),
            H(*[(self._choice(self.kind, kind, kind_name(kind), key), 1) for kind, key in _KIND_KEYS], gap=8),
            H((self._address_field, 3), (Field(t("Name for people"), self.name), 2), gap=10),
            self._thermal_part(),
            self.message,
            gap=9,
        )
        super().__init__(t("Printers"), body, icon="print", width=900)
        self.drawer = self.add_act(KeyButton(t("Open drawer"), "Alt O", "cash", on=self._open_drawer))
        self.again = self.add_act(KeyButton(t("Try again now"), "Alt R", "retry", on=self._try_again))
        self.test = self.add_act(KeyButton(t("Test sheet"), "F8", "receipt", on=self.print_test))
        self.save = self.add_act(
            KeyButton(t("Save and test"), "F10", "check", kind="primary", on=self._save), primary=True
        )
        self.which.changed.connect(self._show_place)
        self.kind.changed.connect(self._show_kind)
        counter.look(_load, then=self._take)
        counter.look(_offered, then=self._take_found)

    def _choice(self, group: ChoiceGroup, value: object, text: str, key: str) -> QWidget:
        return group.add(value, Choice(text, key, centred=True), key)

    def _thermal_part(self) -> QWidget:
        """What only a receipt printer has: its roll, a drawer on its cable, whether it answers."""
        rolls = [(self._choice(self.roll, name, text, key), 1) for name, text, key in _rolls()]
        traits = [(self._choice(self.traits, trait, text, ""), 1) for trait, text in _traits()]
        self._thermal = plain(V(Label(t("Roll"), "sm strong t2"), H(*rolls, gap=8), H(*traits, gap=8), gap=9))
        return self._thermal

    # --- showing -----------------------------------------------------------------------------------------------------
    def _take(self, setup: PrinterSetup) -> None:
        self._setup = setup
        if self.which.value() is None:
            self.which.set_value((SLIP_PRINTER, 0))
        self._show_place()

    def _take_found(self, found: list[PrinterEntry]) -> None:
        self._found = found
        self._show_kind()

    def _where(self) -> tuple[str, int]:
        """The role that is being set, and whether its first printer or its second."""
        place = self.which.value()
        return place if isinstance(place, tuple) else (SLIP_PRINTER, 0)

    def _before(self) -> PrinterEntry:
        role, place = self._where()
        entries = self._setup.of(role)
        return entries[place] if place < len(entries) else PrinterEntry(PrinterKind.FOLDER)

    def _show_place(self) -> None:
        role, _ = self._where()
        entries, entry = self._setup.of(role), self._before()
        fault = self._setup.fault_of(role)
        told = listed(printer_words(one) for one in entries) or t("no printer")
        self.now.setText(words().say(fault.said) if fault else t("Now: {printers}", printers=told))
        self.kind.set_value(_shown_kind(entry.kind))
        self.address.setText(entry.address)
        self.name.setText("" if entry.kind is PrinterKind.FOLDER else entry.name)
        self.roll.set_value(entry.profile.name if entry.profile.name in _ROLLS else "80mm")
        drawer, silent = entry.profile.drawer_pin is not None, not entry.profile.answers
        self.traits.set_value(*(["drawer"] if drawer else []), *(["silent"] if silent else []))
        self._show_kind()

    def _show_kind(self) -> None:
        kind = self.kind.value()
        if not isinstance(kind, PrinterKind):
            return
        hints = {
            PrinterKind.NETWORK: t("such as 192.168.1.50"), PrinterKind.USB: t("such as /dev/usb/lp0"),
            PrinterKind.SERIAL: t("such as COM3 or /dev/ttyUSB0"), PrinterKind.FOLDER: t("empty: this counter's own"),
        }  # fmt: skip
        here = [entry.address for entry in self._found if _shown_kind(entry.kind) is kind]
        found = t("found: {names}", names=listed(here[:3])) if here else ""
        self._address_field.show_hint(found or hints.get(kind, ""))
        if not self.address.text() and len(here) == 1:
            self.address.setText(here[0])
        show_if(self._thermal, kind in THERMAL and self._where()[0] == SLIP_PRINTER)
        self.message.setText("")
        inside = self.panel.layout()
        if inside is not None and self.isVisible():
            inside.activate()
            self.place()

    # --- acts --------------------------------------------------------------------------------------------------------
    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_F8:
            self.print_test()
        elif modifiers == _ALT and key == Qt.Key.Key_O:
            self._open_drawer()
        elif modifiers == _ALT and key == Qt.Key.Key_R:
            self._try_again()
        else:
            digit = chr(key.value) if Qt.Key.Key_0.value <= key.value <= Qt.Key.Key_9.value else ""
            return bool(digit) and any(group.press_key(digit) for group in (self.which, self.kind, self.roll))
        return True

    def entry(self) -> PrinterEntry | None:
        """What is filled in, or None while something is missing."""
        kind, before = self.kind.value(), self._before()
        if not isinstance(kind, PrinterKind):
            return None
        address = self.address.text().strip()
        if not address and kind is not PrinterKind.FOLDER:
            self._address_field.show_problem(t("Where is it? Choose one that was found, or type it."), take_focus=True)
            return None
        self._address_field.show_problem("")
        reached = next((one.kind for one in self._found if _shown_kind(one.kind) is kind), kind)
        name = self.name.text().strip() or ("PDF" if kind is PrinterKind.FOLDER else "")
        return replace(before, kind=reached, address=address, name=name, profile=self._profile(before.profile))

    def _profile(self, before: PrinterProfile) -> PrinterProfile:
        """The roll and the traits that are chosen; what else a profile was told stays when the roll does."""
        chosen, traits = str(self.roll.value() or "80mm"), self.traits.values()
        profile = before if before.name == chosen else PROFILES[chosen]
        return replace(profile, drawer_pin=(before.drawer_pin or 0) if "drawer" in traits else None,
                       answers="silent" not in traits)  # fmt: skip

    def _save(self) -> None:
        entry, (role, place) = self.entry(), self._where()
        if entry is None:
            return
        entries = list(self._setup.of(role))
        entries[place : place + 1] = [] if place and entry.kind is PrinterKind.FOLDER else [entry]
        self._counter.do(
            setting.choose, role, tuple(entries), then=self._saved, refused=self._refused, failed=self._failed
        )

    def _saved(self, setup: PrinterSetup) -> None:
        self._take(setup)
        self.print_test()

    def print_test(self) -> None:
        """A sheet at the printer of this role."""
        role, place = self._where()
        self._counter.do(setting.print_test, role, place, then=lambda _: self._tested())

    def _tested(self) -> None:
        self._say(Toast(t("A test sheet is on its way. Read it from top to bottom; it says what to look for.")))

    def _open_drawer(self) -> None:
        told = Toast(t("The drawer is told to open. Who did it stands in the day's log."))
        self._counter.do(openings.check, then=lambda _: self._say(told), refused=self._refused)

    def _try_again(self) -> None:
        self._counter.touched.emit(frozenset({"printers asked"}))

    def _refused(self, refused: Refused) -> None:
        self.message.setText(words().say(refused.reason))

    def _failed(self, error: Exception) -> None:
        self.message.setText(t("The settings could not be saved: {problem}. Nothing was changed. Try once more.",
                               problem=getattr(error, "strerror", None) or type(error).__name__))  # fmt: skip


_KIND_KEYS = (
    (PrinterKind.NETWORK, "4"), (PrinterKind.USB, "5"), (PrinterKind.SERIAL, "6"), (PrinterKind.CUPS, "7"),
    (PrinterKind.FOLDER, "8"),
)  # fmt: skip
_ROLLS = ("80mm", "58mm", "80mm-text", "58mm-text")


def _rolls() -> tuple[tuple[str, str, str], ...]:
    return (
        ("80mm", t("80 mm"), "9"), ("58mm", t("58 mm"), "0"), ("80mm-text", t("80 mm, as text"), ""),
        ("58mm-text", t("58 mm, as text"), ""),
    )  # fmt: skip


def _places() -> tuple[tuple[tuple[str, int], str, str], ...]:
    return (
        ((SLIP_PRINTER, 0), t("Slips"), "1"), ((SLIP_PRINTER, 1), t("Slips, when the first cannot"), "2"),
        ((PAGE_PRINTER, 0), t("Pages (A4)"), "3"),
    )  # fmt: skip


def _traits() -> tuple[tuple[str, str], ...]:
    return ("drawer", t("cash drawer on its cable")), ("silent", t("never answers questions"))


def _shown_kind(kind: PrinterKind) -> PrinterKind:
    """The system's own queues are one choice, whichever system it is."""
    if kind in (PrinterKind.WINDOWS, PrinterKind.SYSTEM):
        return PrinterKind.CUPS
    return PrinterKind.FOLDER if kind is PrinterKind.DUMMY else kind
