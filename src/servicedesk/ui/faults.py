"""Faults that stay: a clock nobody trusts, a disk that fills or fails, a computer in another zone.

Each is looked at in the background and said in a strip above the pages; the date is asked by keyboard (reliability A4,
A6, B1, B2, B4).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Qt, QTimer

from servicedesk.desk import clock, room
from servicedesk.desk.clock import Standing
from servicedesk.desk.room import DiskLook, Room
from servicedesk.records.errors import DiskFailedError, DiskFullError, DiskNotReadError, SafeStopError, SaveUnknownError
from servicedesk.ui.background import Counter
from servicedesk.ui.parts import KeyButton, Label, ModalDialog, V
from servicedesk.ui.shell.alarms import Alarm
from servicedesk.ui.shell.window import Window
from servicedesk.ui.words import dated_words, t, time_words
from servicedesk.wording import N_

DISK_EVERY_MS = 3_600_000
CHECK_KEY = "Alt C"
DATE_DOUBTFUL = N_(
    "Nobody has confirmed the date of this computer. Work goes on and is saved, with return periods marked doubtful. "
    "Check the date with Alt C."
)
DATE_WRONG = N_(
    "The date of this computer is wrong. Work goes on and is saved, with return periods marked doubtful. "
    "Set the computer's clock or call IT, then check the date with Alt C."
)
OTHER_ZONE = N_(
    "This computer is set to another time zone. Saved work is right: all times here are those of {zone}. "
    "IT can set the computer's zone."
)
DISK_LOW = N_("The disk is filling up ({mb} MB left). All work is saved as usual. Tell the manager today.")
DISK_CAREFUL = N_(
    "The disk is almost full ({mb} MB left). All work is still saved; till files and backups wait. Call IT now."
)
DISK_FULL = N_(
    "The disk is full. Everything saved is safe; nothing new can be saved, but the day's log can be printed. "
    "Free disk space or call IT."
)
SAFE_STOP = SafeStopError.msgid


class DateDialog(ModalDialog):
    """ "Check the date: is today …?" Two keys, and no answer is chosen beforehand."""

    def __init__(self, local: datetime, answered: Callable[[bool], object]) -> None:
        shown = t("{day} {year}, {time}", day=dated_words(local.date()), year=local.year, time=time_words(local))
        body = V(Label(t("Is it {when} now?", when=shown), "h1", wrap=True), gap=8)
        told = t("The date decides what may still come back. All saved work is safe. Look at a telephone and answer.")
        super().__init__(t("Check the date"), body, icon="calendar", explained=told)
        self._answered = answered
        self.add_act(KeyButton(t("No, it is wrong"), "Alt N", "no", on=lambda: self._answer(right=False)))
        self.add_act(
            KeyButton(t("Yes, it is right"), "F10", "check", kind="primary", on=lambda: self._answer(right=True)),
            primary=True,
        )

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
        if key == Qt.Key.Key_N and modifiers == Qt.KeyboardModifier.AltModifier:
            self._answer(right=False)
            return True
        return False

    def _answer(self, *, right: bool) -> None:
        self._answered(right)
        self.dismiss()


class Faults(QObject):
    """Looks, and says what stays wrong. ``machine_offset_min`` tells the computer's own distance from UTC, in minutes,
    or None where nobody knows."""

    def __init__(self, counter: Counter, window: Window, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._counter, self._window, self._now = counter, window, now
        self._dialog: DateDialog | None = None
        self._hourly = QTimer(self, interval=DISK_EVERY_MS)
        self._hourly.timeout.connect(self.look_at_disk)
        self._hourly.start()
        window.clock_jumped.connect(self._clock_jumped)
        window.page_shown.connect(self._page_shown)
        window.on_key(CHECK_KEY.replace(" ", "+"), lambda: window.alarms.press(CHECK_KEY))
        counter.trouble.connect(self._trouble)
        self.look_at_disk()
        self._look_at_zone()
        counter.look(clock.standing, then=self._stands)

    # --- the clock ---------------------------------------------------------------------------------------------------
    def _clock_jumped(self, seconds: float) -> None:
        self._counter.do(clock.note_jump, round(seconds), then=self._stands)
        self._look_at_zone()

    def _stands(self, standing: Standing, sentence: str = DATE_DOUBTFUL) -> None:
        alarm = Alarm("warn", t(sentence), t("Check the date"), CHECK_KEY, self.ask_date) if standing.doubtful else None
        self._window.alarms.show_alarm("clock", alarm)

    def ask_date(self, then: Callable[[], object] | None = None) -> None:
        """Ask whether today is today, if that is in doubt; ``then`` follows in any case."""
        self._counter.look(clock.standing, then=lambda standing: self._ask(standing, then))

    def _ask(self, standing: Standing, then: Callable[[], object] | None) -> None:
        if not standing.doubtful or self._counter.session is None or self._dialog is not None:
            if then is not None:
                then()
            return
        self._dialog = DateDialog(standing.local, self._answered)
        self._dialog.dismissed.connect(lambda: self._asked(then))
        self._window.open_layer(self._dialog)

    def _asked(self, then: Callable[[], object] | None) -> None:
        self._dialog = None
        if then is not None and self._counter.session is not None:
            then()

    def _answered(self, right: bool) -> None:
        sentence = DATE_DOUBTFUL if right else DATE_WRONG
        self._counter.do(clock.answer, right=right, then=lambda standing: self._stands(standing, sentence))

    def _look_at_zone(self) -> None:
        profile, offset_min = self._counter.profile, self._counter.machine_offset_min()
        if profile is None or offset_min is None:
            return
        local = self._now().astimezone(ZoneInfo(profile.zone)).utcoffset()
        same = local is not None and local.total_seconds() == offset_min * 60
        alarm = None if same else Alarm("info", t(OTHER_ZONE, zone=profile.zone))
        self._window.alarms.show_alarm("zone", alarm)

    # --- the disk ----------------------------------------------------------------------------------------------------
    def look_at_disk(self) -> None:
        """At start, every hour, before the day is closed, and when saving failed."""
        self._counter.look(room.look, then=self._seen)

    def _page_shown(self, name: str) -> None:
        if name == "manager":
            self.look_at_disk()

    def _trouble(self, what: object) -> None:
        if isinstance(what, DiskFullError | DiskFailedError | DiskNotReadError | SafeStopError | SaveUnknownError):
            self.look_at_disk()

    def _seen(self, disk: DiskLook) -> None:
        self._window.alarms.show_alarm("disk", _disk_alarm(disk))
        self._window.alarms.show_alarm("stop", Alarm("bad", t(SAFE_STOP)) if disk.safe_stop else None)


def _disk_alarm(disk: DiskLook) -> Alarm | None:
    mb = (disk.free_bytes or 0) // 1_000_000
    if disk.room is Room.FULL:
        return Alarm("bad", t(DISK_FULL))
    if disk.room is Room.CAREFUL:
        return Alarm("bad", t(DISK_CAREFUL, mb=mb))
    return Alarm("warn", t(DISK_LOW, mb=mb)) if disk.room is Room.LOW else None
