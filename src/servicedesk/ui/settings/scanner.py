"""The scanner's test: scan into a field with the Chinese input method on, see what arrived, and take the advice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QInputMethodEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from servicedesk.domain.scan_trials import Heard, Trial, TrialResult, judge
from servicedesk.domain.scans import Scan
from servicedesk.ui.focus_filter import FocusFilter
from servicedesk.ui.parts import (
    SPRING,
    Chip,
    Choice,
    ChoiceGroup,
    H,
    KeyButton,
    KeyCap,
    Label,
    TextLine,
    V,
    announce,
    frame,
    hline,
    show_if,
)
from servicedesk.ui.scanner import ScannerSettings
from servicedesk.ui.words import t

PREFIX = "Ctrl+B"
_GAPS_MS = (30, 50, 80, 120, 150)
_QUIET_MS = 400
"""After so long without a character a trial is over; only a hand is slower."""


class ScanWatch(FocusFilter):
    """Writes down what comes from the keyboard and from an input method, and takes nothing away. ``attach`` it after
    the scanner, which takes keys away."""

    ended = Signal(object)
    """The ``Heard`` of one burst, in order, when it fell silent."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._heard: list[Heard] = []
        self._preedit = ""
        self._quiet = QTimer(self, singleShot=True)
        self._quiet.timeout.connect(self._end)

    def detach(self) -> None:
        super().detach()
        self.take()

    def take(self) -> tuple[Heard, ...]:
        """What was heard since the last silence; from here on anew."""
        self._quiet.stop()
        heard, self._heard, self._preedit = tuple(self._heard), [], ""
        return heard

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            own = watched is (QApplication.focusWidget() or watched) and event.timestamp() > 0
            if own and len(event.text()) == 1 and " " < event.text() <= "~" and not event.isAutoRepeat():
                self._note(Heard(event.text(), event.timestamp()))
        elif isinstance(event, QInputMethodEvent) and watched is QApplication.focusWidget():
            self._input_method(event)
        return False

    def _input_method(self, event: QInputMethodEvent) -> None:
        """Letters on the way into a word, and words handed on: what was counted before is not counted again."""
        shown, given = event.preeditString(), event.commitString()
        fresh = shown[len(self._preedit) :] if shown.startswith(self._preedit) else shown
        if given and given != self._preedit:
            fresh = given + fresh
        self._preedit = shown
        if fresh:
            self._note(Heard(fresh, self._heard[-1].at_ms if self._heard else 0, by_input_method=True))

    def _note(self, heard: Heard) -> None:
        self._heard.append(heard)
        self._quiet.start(_QUIET_MS)

    def _end(self) -> None:
        heard = self.take()
        if heard:
            self.ended.emit(heard)


class ScannerCard(QWidget):
    """``wanted`` carries what was chosen, as settings by name. ``use`` tells it how the scanner is understood now."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._settings = ScannerSettings()
        self.field = TextLine(t("Put the Chinese input method on, then scan"), name=t("Field for the scanner's test"))
        self.chip = Chip("", "mute", "scan")
        self.code, self.measures = Label("", "strong", wrap=True), Label("", "sm t2", wrap=True)
        self.advice = Label(t("Scan anything: what it is taken for stands here."), "", wrap=True)
        self.follow = KeyButton("", "", "check", size="sm", on=self._follow)
        self._advised: dict[str, object] = {}
        self._trial: Trial | None = None
        self.gaps = ChoiceGroup(self)
        gaps = [self.gaps.add(gap, Choice(str(gap), centred=True, height=44)) for gap in _GAPS_MS]
        self.gaps.changed.connect(lambda: self.wanted.emit({"gap_ms": self.gaps.value()}))
        self.ways = ChoiceGroup(self)
        by_speed = self.ways.add("", Choice(t("By its speed"), centred=True))
        by_prefix = self.ways.add(PREFIX, Choice(t("By a key before the code ({key})", key=PREFIX), centred=True))
        self.ways.changed.connect(lambda: self.wanted.emit({"prefix": self.ways.value()}))
        head = H(Label(t("Scanner"), "h2"), SPRING, self.chip, gap=8)
        column = V(
            head, hline(), H(Label(t("Try it"), "sm strong t2"), KeyCap("Alt S"), SPRING, gap=6), self.field, self.code,
            self.measures, self.advice, H(self.follow, SPRING), 2,
            Label(t("How a code is told from typing"), "sm strong t2"), H((by_speed, 2), (by_prefix, 3), gap=8), 2,
            Label(t("Longest pause within a code, ms (Bluetooth: 80 or more)"), "sm strong t2"),
            H(*[(gap, 1) for gap in gaps], gap=8), SPRING, gap=6, margins=(18, 12, 18, 14),
        )  # fmt: skip
        V(frame("card", column), into=self)
        for part in (self.chip, self.code, self.measures, self.follow):
            part.hide()
        self.watch = ScanWatch(self)
        self.watch.ended.connect(lambda heard: self._judge(heard, None))
        self.use(self._settings)

    def use(self, settings: ScannerSettings) -> None:
        """How the counter understands its scanner now."""
        self._settings = settings
        self.gaps.set_value(settings.gap_ms)
        self.ways.set_value(settings.prefix)

    def take_scan(self, scan: Scan) -> None:
        """The counter has understood a code."""
        self._judge(self.watch.take(), scan)

    def _judge(self, heard: tuple[Heard, ...], scan: Scan | None) -> None:
        if scan is None and len(heard) < 2 and not any(one.by_input_method for one in heard):
            return
        limit_ms = 10 * _QUIET_MS if self._settings.prefix else self._settings.gap_ms
        trial = judge(heard, scan.text if scan is not None else "", limit_ms, self._settings.least)
        self._trial = trial
        well = trial.result is TrialResult.UNDERSTOOD
        self.chip.show_state(t("Understood") if well else t("Not as a code"), "ok" if well else "warn",
                             "check" if well else "warn")  # fmt: skip
        self.code.setText(
            _kind_words(scan) if scan is not None else t("Arrived: {text}", text=trial.text or trial.taken)
        )
        self.measures.setText(_measure_words(trial, len(heard)))
        self.advice.setText(_advice_words(trial))
        self._advise(trial)
        for part, wanted in ((self.chip, True), (self.code, True), (self.measures, bool(self.measures.text()))):
            show_if(part, wanted)
        self.field.clear()
        announce(self.field, f"{self.code.text()} {self.advice.text()}")

    def _advise(self, trial: Trial) -> None:
        self._advised = {}
        if trial.gap_ms and not self._settings.prefix:
            self._advised = {"gap_ms": trial.gap_ms}
            self.follow.show_act(t("Allow {n} ms", n=trial.gap_ms))
        elif trial.result in (TrialResult.SPLIT, TrialResult.TOO_SLOW) and not self._settings.prefix:
            self._advised = {"prefix": PREFIX}
            self.follow.show_act(t("Wait for {key} before a code", key=PREFIX))
        show_if(self.follow, bool(self._advised))

    def _follow(self) -> None:
        if self._advised:
            self.wanted.emit(self._advised)
            self.advice.setText(t("Kept. Scan once more to see whether it holds."))
            self.follow.hide()
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        self.watch.attach()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        self.watch.detach()


def _kind_words(scan: Scan) -> str:
    names = {
        "receipt": t("a receipt"), "item": t("an item"), "member": t("a member"), "order": t("a service slip"),
        "badge": t("a staff badge"),
    }  # fmt: skip
    return t("{code} is {what}.", code=scan.text, what=names.get(scan.kind.value, t("nothing we know")))


def _measure_words(trial: Trial, count: int) -> str:
    if trial.result is TrialResult.SPLIT:
        return t("The input method took: {text}", text=trial.taken)
    if count < 2:
        return ""
    said = {"n": count, "longest": trial.longest_ms, "average": trial.average_ms, "total": trial.total_ms}
    return t("{n} characters in {total} ms, {average} ms apart, {longest} ms at most", **said)


def _advice_words(trial: Trial) -> str:
    said = {
        TrialResult.UNDERSTOOD: t("The scanner is understood. Nothing of a code reaches a field."),
        TrialResult.SPLIT: t(
            "The input method tore the code apart. Have the scanner send {key} before each code (its manual says how), "
            "then choose the key here; or switch the scanner to serial mode.", key=PREFIX,
        ),
        TrialResult.SLOW: t("It came too slowly to be told from typing. Allow longer pauses."),
        TrialResult.TOO_SLOW: t("Slower than any scanner's limit. If it was the scanner, use the key before the code."),
        TrialResult.SHORT: t("Too short for a code. Scan a receipt."),
    }  # fmt: skip
    if trial.result is TrialResult.UNDERSTOOD and trial.gap_ms:
        return t("Understood, but only just. Allow longer pauses, for busy days.")
    return said[trial.result]
