"""The real console in a process of its own, for what would end or upset the process that tests.

``python -m tests.walkthroughs.console_child HOME JOB`` starts it; when its pages stand it does JOB, and tells as JSON
what it said.
"""

from __future__ import annotations

import faulthandler
import json
import sys
import threading
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from tests.builders import MORNING
from tests.walkthroughs.hands import ShopClock

from servicedesk.paths import Home
from servicedesk.terminal import Terminal, watch_for_mistakes
from servicedesk.ui.theme import dress

CUSTOMER = "Zhang Xiaoyue 13800002203"


class OursError(Exception):
    """A mistake in the program, with a customer's name in its words."""


def _mistakes(terminal: Terminal) -> None:
    """In a slot, in an action, in a thread, and no memory: one after the other, told when all four were said."""

    def slot(customer: str = CUSTOMER) -> None:
        raise OursError(customer)

    def starved() -> None:
        raise MemoryError

    def action(_desk: object, _session: object, customer: str) -> None:
        raise OursError(customer)

    toasts = terminal.console.window.toasts
    toasts.MOST = 4
    QTimer.singleShot(0, terminal.console, slot)
    terminal.counter.do(action, CUSTOMER)  # type: ignore[arg-type] # it never answers
    threading.Thread(target=slot).start()
    QTimer.singleShot(0, terminal.console, starved)
    waiting = QTimer(terminal.console, interval=20)
    waiting.timeout.connect(lambda: len(toasts.texts()) == toasts.MOST and _tell(terminal))
    waiting.start()


def _struck_down(_terminal: Terminal) -> None:
    faulthandler._sigsegv()  # type: ignore[attr-defined] # what a broken driver does


def _first(terminal: Terminal) -> None:
    """Stays as the first window until it was asked to come to the front."""
    assert terminal.front is not None
    terminal.front.wanted.connect(lambda: QTimer.singleShot(0, terminal.console, lambda: _tell(terminal)))
    print("open", flush=True)


def _tell(terminal: Terminal) -> None:
    print(json.dumps(terminal.console.window.toasts.texts(), ensure_ascii=False), flush=True)
    QApplication.quit()


JOBS = {
    "mistakes": _mistakes, "struck down": _struck_down, "first": _first,
}  # fmt: skip


def main() -> int:
    home, job = Home(Path(sys.argv[1])), sys.argv[2]
    application = QApplication(sys.argv[:1])
    dress(application, "light", 1.0, "zh_CN")
    terminal = Terminal(home, ShopClock(MORNING))
    watch_for_mistakes(terminal, home)
    terminal.console.built.connect(lambda: JOBS[job](terminal))
    terminal.start()
    try:
        return application.exec()
    finally:
        terminal.stop()


if __name__ == "__main__":
    sys.exit(main())
