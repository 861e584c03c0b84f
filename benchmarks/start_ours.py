"""The counter from the start of the process to the first painted window, and on to the names on it.

``python -m benchmarks.start_ours HOME T0`` (T0: ``time.monotonic()`` of who starts it) prints one line of JSON. The
program's own ``run_console`` runs; what is added only looks.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

BEAT_MS = 5


def main() -> None:
    home, began_s = Path(sys.argv[1]), float(sys.argv[2])

    from benchmarks.looking import resident_mb
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication(sys.argv[:1])
    seen: dict[str, Any] = {}

    class Eyes(QObject):
        """Notes the first paint of a window, and then the longest time in which the window could not have moved."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
            if "painted_s" not in seen and event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
                seen["painted_s"] = 0.0
                QTimer.singleShot(0, self, self.painted)
            return False

        def painted(self) -> None:
            seen["painted_s"] = time.monotonic() - began_s
            seen["cpu_s"], seen["rss_mb"] = time.process_time(), resident_mb()
            seen["modules"] = sorted(sys.modules)
            self._last_s, self._longest_s = time.monotonic(), 0.0
            application.removeEventFilter(self)
            self._sign_in = sign_in_page()
            self._beat = QTimer(self, interval=BEAT_MS)
            self._beat.timeout.connect(self.beat)
            self._beat.start()

        def beat(self) -> None:
            now_s = time.monotonic()
            self._longest_s = max(self._longest_s, now_s - self._last_s)
            self._last_s = now_s
            if any(button.isVisible() for _tile, button in self._sign_in._tiles):
                seen["names_s"], seen["stall_s"] = now_s - began_s, self._longest_s
                application.quit()

    def sign_in_page() -> Any:
        from servicedesk.ui.staff.signin import SignInPage

        return next(widget for widget in application.allWidgets() if isinstance(widget, SignInPage))

    eyes = Eyes()
    application.installEventFilter(eyes)
    from servicedesk.paths import Home
    from servicedesk.terminal import run_console

    run_console(Home(home), "zh_CN")
    print(json.dumps(seen))


if __name__ == "__main__":
    main()
