"""The least a PySide6 program can do: one window with one label. ``python -m benchmarks.start_bare - T0``."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.looking import resident_mb
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

began_s = float(sys.argv[2])


class Bare(QMainWindow):
    painted = False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, done)


def done() -> None:
    seen = {"painted_s": time.monotonic() - began_s, "cpu_s": time.process_time(), "rss_mb": resident_mb()}
    print(json.dumps(seen | {"modules": sorted(sys.modules)}))
    application.quit()


application = QApplication(sys.argv[:1])
window = Bare()
window.resize(1366, 768)
window.setCentralWidget(QLabel("hello"))
window.show()
application.exec()
