"""The file's shape over time: an older file is brought up to date after a backup, a newer one is left alone."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from servicedesk import paths
from servicedesk.records.errors import StoreNotMigratedError, StoreTooNewError


def _folder() -> Path:
    return paths.migrations() / "terminal"


def known_revisions() -> list[str]:
    """Every revision this release knows, oldest first; the file names begin with them."""
    return sorted(script.stem.split("_")[0] for script in (_folder() / "versions").glob("[0-9]*.py"))


def revision_of(connection: Connection) -> str | None:
    """The file's revision; None for a file without tables of ours."""
    known = connection.execute(text("SELECT 1 FROM sqlite_schema WHERE name = 'alembic_version'")).first()
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None


def is_current(connection: Connection) -> bool:
    """Whether nothing has to be done. Raises StoreTooNewError for a revision this release does not know."""
    revision = revision_of(connection)
    known = known_revisions()
    if revision is not None and revision not in known:
        raise StoreTooNewError
    return revision == known[-1]


def upgrade(connection: Connection) -> None:
    """Bring the file to the newest revision inside the caller's transaction: all of it or nothing.

    Raises StoreNotMigratedError, or what the database says; the caller rolls back."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreNotMigratedError(detail=error) from error
