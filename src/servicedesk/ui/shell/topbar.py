"""The top bar: whose counter this is, one field for everything, the line, the printer, the time, who is on duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from servicedesk.ui.parts import (
    RIGHT,
    SPRING,
    Avatar,
    ElidedLabel,
    FaceButton,
    H,
    Icon,
    IconButton,
    KeyCap,
    Label,
    Pill,
    V,
    plain,
    show_if,
    vline,
)
from servicedesk.ui.theme import px
from servicedesk.ui.words import dated_words, t, time_words

HEIGHT = 58
_CAP_FROM = 230


@dataclass(frozen=True, slots=True)
class CounterFace:
    """Whose counter this is, as it is shown."""

    chain: str
    store: str
    desk: str


@dataclass(frozen=True, slots=True)
class PersonFace:
    """Who is on duty, as it is shown. ``manager`` opens the manager's place."""

    name: str
    role: str
    number: str
    manager: bool = False
    tone: str = "info"


class SearchField(FaceButton):
    """Looks like a field and opens the palette: there is one place to type, and it is there."""

    def __init__(self) -> None:
        hint = ElidedLabel(t("Scan a receipt, or find phone / number / item"), "t3")
        self._cap = KeyCap("Ctrl K")
        face = H(Icon("scan", "text3", 20), (hint, 1), self._cap, gap=10, margins=(12, 0, 8, 0))
        super().__init__("search", face, t("Find or scan"), "Ctrl+K", height=40)
        self.setMinimumWidth(px(140))
        self.setMaximumWidth(px(520))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where there is room for one of both, the words stay: the key bar and the tip name the key."""
        show_if(self._cap, self.width() >= px(_CAP_FROM))
        self.setToolTip("" if self.width() >= px(_CAP_FROM) else self.accessibleName())


class TopBar(QFrame):
    """What is true of the whole counter, all the time."""

    find_wanted = Signal()
    line_wanted = Signal()
    printer_wanted = Signal()
    person_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, counter: CounterFace, zone: str) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(px(HEIGHT))
        self.search = SearchField()
        self.line = Pill(t("Offline, works as usual"), "mute", "cloud-off")
        self.printer = Pill(t("Printer"), "mute", "print")
        self._time, self._day = Label("", "strong", align=RIGHT), Label("", "sm t3", align=RIGHT)
        self._avatar = Avatar("", 38)
        self._name, self._role = Label("", "strong"), Label("", "sm t3")
        names = V(SPRING, self._name, self._role, SPRING, gap=0)
        self._person = FaceButton(
            "bare",
            H(self._avatar, names, Icon("down", "text3", 14), gap=10, margins=(4, 0, 6, 0)),
            t("Who is on duty"),
            height=50,
        )
        self._lock = IconButton("lock", t("Lock, change over"), key="F9", width=44, height=44)
        for button in (self.line, self.printer, self._person, self._lock):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._wire()
        self._chain, self._place = ElidedLabel("", "strong"), ElidedLabel("", "sm t3")
        self._shop = plain(V(SPRING, self._chain, self._place, SPRING, gap=0))
        self.show_counter(counter, zone)
        H(
            self._shop,
            12,
            (self.search, 5),
            (plain(H()), 1),
            self.line,
            self.printer,
            4,
            V(SPRING, self._time, self._day, SPRING, gap=0),
            4,
            vline(),
            self._person,
            self._lock,
            margins=(20, 0, 14, 0),
            into=self,
        )

    def show_counter(self, counter: CounterFace, zone: str) -> None:
        """Whose counter this is, and in which zone its clock goes."""
        self.counter, self.zone, self._zone = counter, zone, ZoneInfo(zone)
        place = t("{store}, {desk}", store=counter.store, desk=counter.desk)
        self._chain.setText(counter.chain)
        self._place.setText(place)
        wide = max(self._chain.sizeHint().width(), self._place.sizeHint().width()) + 2
        self._shop.setFixedWidth(min(wide, px(180)))
        self._shop.setAccessibleName(f"{counter.chain} {place}")

    def _wire(self) -> None:
        self.search.clicked.connect(self.find_wanted)
        self.line.clicked.connect(self.line_wanted)
        self.printer.clicked.connect(self.printer_wanted)
        self._person.clicked.connect(self.person_wanted)
        self._lock.clicked.connect(self.lock_wanted)

    def show_person(self, person: PersonFace) -> None:
        self._avatar.show_person(person.name, person.tone)
        self._name.setText(person.name)
        self._role.setText(t("{role}, {number}", role=person.role, number=person.number))
        self._person.name_as(t("On duty: {name}, {role}", name=person.name, role=person.role))

    def show_time(self, now: datetime) -> None:
        """``now`` is aware; shown in the shop's zone."""
        local = now.astimezone(self._zone)
        if self._time.text() != time_words(local):
            self._time.setText(time_words(local))
            self._day.setText(dated_words(local.date()))
