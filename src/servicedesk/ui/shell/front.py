"""One window for one counter: a second start asks the first one to come to the front, and goes (reliability A14)."""

from __future__ import annotations

import hashlib

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from servicedesk.paths import Home

_LONGEST_MS = 1500
_COME, _COMING = b"come\n", b"coming\n"


def _name(home: Home) -> str:
    return "servicedesk-" + hashlib.sha256(str(home.root).encode()).hexdigest()[:24]


class Front(QObject):
    """The first window's ear. Listen only while the counter is open: who has it open may take the name."""

    wanted = Signal()

    def __init__(self, home: Home, parent: QObject) -> None:
        super().__init__(parent)
        self._home = home
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)

    def listen(self) -> bool:
        """Whether others can be heard; what a killed program left under the name is cleared away."""
        QLocalServer.removeServer(_name(self._home))
        return self._server.listen(_name(self._home))

    def _called(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.disconnected.connect(socket.deleteLater)
        socket.write(_COMING)
        socket.flush()
        self.wanted.emit()

    def close(self) -> None:
        self._server.close()


def call_to_front(home: Home) -> bool:
    """Ask the window that has this counter open to come; whether it answered. Waits, so never on the GUI thread."""
    socket = QLocalSocket()
    socket.connectToServer(_name(home))
    if not socket.waitForConnected(_LONGEST_MS):
        return False
    socket.write(_COME)
    socket.flush()
    answered = socket.waitForReadyRead(_LONGEST_MS)
    socket.disconnectFromServer()
    return answered
