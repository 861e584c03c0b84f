"""The second screen of a counter: always the customer's. The answer while there is one, else whose counter this is."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from servicedesk.ui.shell.customer import CustomerFace, CustomerView


class CustomerScreen(QObject):
    """Fills the first screen the counter's window is not on; with one screen there is nothing, and F11 turns it."""

    def __init__(self, store: str, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._wanted, self._running = window, True, False
        self.view = CustomerView(store, standing=True)
        self.view.setWindowFlags(
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.view.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.screenAdded.connect(self._place)
            app.screenRemoved.connect(self._place)

    def start(self) -> None:
        """Show it where there is a second screen, and follow when screens come and go or the window moves over."""
        self._running = True
        handle = self._window.windowHandle()
        if handle is not None:
            handle.screenChanged.connect(self._place)
        self._place()

    def stop(self) -> None:
        self._running = False
        self._place()

    def want(self, wanted: bool) -> None:
        """Whether the second screen is the customer's (settings)."""
        self._wanted = wanted
        self._place()

    @property
    def shown(self) -> bool:
        """Whether the customer has a screen of their own now."""
        return self.view.isVisible()

    def show_face(self, face: CustomerFace | None) -> None:
        """The answer, or None for whose counter this is. The same answer twice draws nothing."""
        self.view.show_face(face)

    def _other(self) -> QScreen | None:
        here = self._window.screen()
        return next((screen for screen in QGuiApplication.screens() if screen is not here), None)

    def _place(self, *_changed: object) -> None:
        other = self._other() if self._running and self._wanted else None
        if other is None:
            self.view.hide()
            return
        self.view.setScreen(other)
        self.view.setGeometry(other.geometry())
        self.view.showFullScreen()
