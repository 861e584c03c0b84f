"""Where things lie: the program's own resources, and the data folder of one counter."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def resources() -> Path:
    """The folder of shipped data (fonts, icons, policies, words): in the installed package, else the checkout's."""
    installed = _PACKAGE / "resources"
    return installed if installed.is_dir() else _CHECKOUT / "resources"


def migrations() -> Path:
    """The folder of Alembic scripts, found the same way as ``resources``."""
    installed = _PACKAGE / "migrations"
    return installed if installed.is_dir() else _CHECKOUT / "migrations"


@dataclass(frozen=True, slots=True)
class Home:
    """The data folder of one counter; every file of ours below it has its name here and nowhere else."""

    root: Path

    @property
    def store_file(self) -> Path:
        return self.root / "counter.db"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def paper(self) -> Path:
        """Where the PDF-folder printer writes."""
        return self.root / "paper"

    @property
    def printers(self) -> Path:
        """Which printers this counter has; its own file, so that IT can read and copy it."""
        return self.root / "printers.json"

    @property
    def incoming(self) -> Path:
        """The watched folder: a till drops its receipts here."""
        return self.root / "incoming"

    @property
    def open_lock(self) -> Path:
        """Held by the one program that has the counter open."""
        return self.root / "open.lock"

    @property
    def running_mark(self) -> Path:
        """Lies there while the console runs."""
        return self.root / "running"

    @property
    def reserve(self) -> Path:
        """Takes up space that is given back when the disk is full."""
        return self.root / "reserve.bin"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def demo_marker(self) -> Path:
        """Says that this is a practice counter, which may be thrown away."""
        return self.root / "demo.json"

    def may_receive(self, target: Path) -> bool:
        """Whether a file that somebody asked for may be written there: outside this folder, or among backups and
        papers. Everything else in it is the counter's own."""
        place = target.resolve()
        if not place.is_relative_to(self.root.resolve()):
            return True
        return any(place.parent.is_relative_to(folder.resolve()) for folder in (self.backups, self.paper))


def home(chosen: str | os.PathLike[str] | None = None) -> Home:
    """The counter's data folder: ``--home``, else SERVICEDESK_HOME, else the platform's place."""
    if chosen is None:
        chosen = os.environ.get("SERVICEDESK_HOME")
    if chosen is None:
        import platformdirs

        chosen = platformdirs.user_data_path("servicedesk", appauthor=False)
    return Home(Path(chosen).expanduser().absolute())
