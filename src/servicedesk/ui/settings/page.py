"""Settings: what a person may set on this counter, and what IT asks for on the phone (ux 2, rail bottom)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from servicedesk import __version__
from servicedesk.desk import backups
from servicedesk.desk import staff as staffing
from servicedesk.desk.outcomes import Refused
from servicedesk.domain.scans import Scan
from servicedesk.settings import CounterSettings
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import (
    SPRING,
    Field,
    H,
    Icon,
    KeyButton,
    Label,
    ModalDialog,
    PinEntry,
    Toast,
    V,
    frame,
    hline,
    plain,
    scroll,
)
from servicedesk.ui.scanner import ScannerSettings
from servicedesk.ui.settings.display import DisplayCard
from servicedesk.ui.settings.printers import PrintersCard
from servicedesk.ui.settings.scanner import ScannerCard
from servicedesk.ui.shell.page import KeyHint, Page
from servicedesk.ui.theme import px
from servicedesk.ui.words import t, words


class SettingsPage(Page):
    """Nothing here can lose anything: each act says what it did."""

    place = "settings"
    topics = frozenset({"session"})
    settings_wanted = Signal(object)
    """Settings of this counter by name, with what was chosen."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self._about = Label("", "t2", wrap=True)
        self.display, self.scanner = DisplayCard(), ScannerCard()
        for part in (self.display, self.scanner):
            part.wanted.connect(self.settings_wanted)
        self.backup = KeyButton(t("Back up now"), "F10", "download", kind="primary", size="big", on=self.primary)
        self.pin = KeyButton(t("Change my PIN"), "Alt P", "key", on=self._change_pin)
        self.printers = PrintersCard(counter)
        self.printers.opened.connect(self.opened.emit)
        self.printers.said.connect(self.said.emit)
        cards = (
            self.display,
            self.scanner,
            _card(t("Printers"), H((self.printers, 1)), ""),
            _card(t("My PIN"), H(self.pin, SPRING), t("Six digits that are not easy to guess.")),
            _card(t("This counter"), H((self._about, 1)), ""),
        )
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(12))
        for index, card in enumerate(cards):
            grid.addWidget(card, index // 2, index % 2)
            grid.setColumnStretch(index % 2, 1)
        told = Label(t("A checked copy in this counter's backup folder. IT keeps it elsewhere."), "t2", wrap=True)
        foot = H(Icon("info", "text3", 20), (told, 1), self.backup, gap=10)
        head = H(Label(t("Settings"), "h1"), SPRING)
        V(head, (scroll(plain(V(grid, SPRING))), 1), foot, gap=12, margins=(20, 12, 20, 14), into=self)

    def heading(self) -> str:
        return t("Settings")

    def key_hints(self) -> list[KeyHint]:
        return [
            KeyHint("F10", t("back up now")), KeyHint("Alt T", t("theme")), KeyHint("Alt S", t("scanner test")),
            KeyHint("Alt D", t("printers")), KeyHint("Alt P", t("change my PIN")), KeyHint("Esc", t("back")),
        ]  # fmt: skip

    def show_settings(self, settings: CounterSettings, scanner: ScannerSettings) -> None:
        """What is in force now: a key or another page may have changed it."""
        self.display.show_settings(settings)
        self.scanner.use(scanner)

    def activated(self, request: object | None) -> None:
        self.printers.refresh()
        profile, policy = self._counter.profile, self._counter.policy
        if profile is not None and policy is not None:
            shown = {
                "store": profile.store_id, "terminal": profile.terminal_id, "version": __version__,
                "policy": policy.version, "currency": profile.currency, "zone": profile.zone,
            }  # fmt: skip
            self._about.setText(
                t("store {store}, terminal {terminal}, version {version}, rules {policy}, {currency}, {zone}", **shown)
            )

    def first_focus(self) -> QWidget | None:
        return self.backup

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        acts: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_D: self.printers.open,
            Qt.Key.Key_P: self._change_pin,
            Qt.Key.Key_S: lambda: self.scanner.field.setFocus(Qt.FocusReason.TabFocusReason),
        }
        if modifiers == Qt.KeyboardModifier.AltModifier and key in acts:
            acts[key]()
            return True
        return False

    def primary(self) -> None:
        self._counter.do(backups.make_in_home, then=self._backed_up)

    def _backed_up(self, made: tuple[str, int]) -> None:
        name, facts = made
        self.said.emit(Toast(t("Backup made and checked: {name}, {n} facts.", name=name, n=facts)))

    def take_scan(self, scan: Scan) -> bool:
        self.scanner.take_scan(scan)
        return True

    def _change_pin(self) -> None:
        self.opened.emit(PinDialog(self._counter, lambda: self.said.emit(Toast(t("Your PIN is changed.")))))


class PinDialog(ModalDialog):
    """The old PIN, then a new one twice."""

    def __init__(self, counter: Counter, changed: Callable[[], object]) -> None:
        self._counter, self._changed = counter, changed
        self.old, self.new, self.again = PinEntry(), PinEntry(), PinEntry()
        self.message = Label("", "t-bad strong", wrap=True)
        body = V(
            Field(t("PIN until now"), self.old), Field(t("New PIN"), self.new),
            Field(t("New PIN once more"), self.again), self.message, gap=10,
        )  # fmt: skip
        super().__init__(t("Change my PIN"), body, icon="key")
        self.save = self.add_act(KeyButton(t("Save"), "F10", "check", kind="primary", on=self._save), primary=True)
        self.old.completed.connect(lambda _pin: self.new.setFocus(Qt.FocusReason.TabFocusReason))
        self.new.completed.connect(lambda _pin: self.again.setFocus(Qt.FocusReason.TabFocusReason))
        self.again.completed.connect(lambda _pin: self._save())

    def _save(self) -> None:
        if self.new.digits() != self.again.digits():
            self.message.setText(t("The two new PINs differ. Type them again."))
            self.new.clear()
            self.again.clear()
            self.new.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._counter.do(
            staffing.choose_pin,
            self.old.digits(),
            self.new.digits(),
            then=lambda _: self._done(),
            refused=self._refused,
        )

    def _done(self) -> None:
        self._changed()
        self.dismiss()

    def _refused(self, refused: Refused) -> None:
        self.message.setText(words().say(refused.reason))
        for entry in (self.old, self.new, self.again):
            entry.clear()
        self.old.setFocus(Qt.FocusReason.OtherFocusReason)


def _card(title: str, content: QHBoxLayout, below: str) -> QWidget:
    told = Label(below, "sm t2", wrap=True) if below else None
    return frame("card", V(Label(title, "h2"), hline(), content, told, SPRING, gap=8, margins=(18, 12, 18, 14)))
