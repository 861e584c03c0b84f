"""Taking a till's file in: look, read, take batch by batch, each in one transaction.

Killed at any moment and started again it comes to the same: a committed batch is known, an uncommitted one never was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from servicedesk.desk.sales_import import files, generic, uci
from servicedesk.desk.sales_import.fields import StoreTerms, clean_text
from servicedesk.desk.sales_import.files import FileLook, RawRecord
from servicedesk.desk.sales_import.taking import Batch, Item, records_in
from servicedesk.domain.sales_import import ImportSummary, SetAside
from servicedesk.errors import KnownError
from servicedesk.records import sales_writes
from servicedesk.records.sales_writes import Commit, Transaction

T = TypeVar("T")
Progress = Callable[[int, int], None]
"""Told after each batch: lines of the file done, lines it has."""


class Transact(Protocol):
    """Runs a body in one transaction of the counter's file and answers what it answered. Between two calls anybody
    else may use the file."""

    def __call__(self, body: Callable[[Transaction], T], /) -> T: ...


BATCH_RECORDS = 1000


class UnknownProfileError(KnownError):
    code = "SD-2303"
    exit_code = 2
    msgid = "There is no import profile called {profile}. Nothing was taken. Choose one of: {profiles}."


class WrongColumnsError(KnownError):
    code = "SD-2304"
    exit_code = 2
    msgid = (
        "The file {file} is not of the profile {profile} (column {column}). Nothing of it was taken. "
        "Choose another profile, or have the till write the columns its guide names."
    )


@dataclass(frozen=True, slots=True)
class Profile:
    """How one kind of till file is read. ``columns`` maps a heading (lower case, no spaces) to our name;
    ``demands_known`` refuses headings it does not know, for there a slip of the pen would lose money; ``encoding`` is
    the only one such files have, None when it has to be told from the bytes."""

    name: str
    columns: dict[str, str]
    needed: tuple[str, ...]
    demands_known: bool
    encoding: str | None
    read: Callable[[Iterator[RawRecord], list[str], StoreTerms], Iterator[Item]]


PROFILES = {
    profile.name: profile
    for profile in (
        Profile(uci.NAME, uci.COLUMNS, uci.NEEDED, False, "utf-8", uci.read),
        Profile(generic.NAME, generic.COLUMNS, generic.NEEDED, True, None, generic.read),
    )
}


def import_sales(
    path: Path,
    profile_name: str,
    terms: StoreTerms,
    commit: Commit,
    *,
    encoding: str | None = None,
    batch_records: int = BATCH_RECORDS,
    progress: Progress | None = None,
) -> ImportSummary:
    """``import_in_slices`` in one go: ``commit`` begins each transaction, and nothing comes between two of them."""

    def transact(body: Callable[[Transaction], T]) -> T:
        with commit() as connection:
            return body(connection)

    return import_in_slices(
        path, profile_name, terms, transact, encoding=encoding, batch_records=batch_records, progress=progress
    )


def import_in_slices(
    path: Path,
    profile_name: str,
    terms: StoreTerms,
    transact: Transact,
    *,
    encoding: str | None = None,
    batch_records: int = BATCH_RECORDS,
    progress: Progress | None = None,
) -> ImportSummary:
    """Take every record of a file, or say why not. Memory holds one batch, and what was set aside. The file is read
    here; only what is done through ``transact`` touches the counter's own.

    Raises UnknownProfileError, WrongColumnsError, FileUnreadableError, EncodingUnclearError before taking anything."""
    profile = PROFILES.get(profile_name)
    if profile is None:
        raise UnknownProfileError(profile=profile_name, profiles=", ".join(PROFILES))
    look = files.look_at(path, encoding or profile.encoding)
    records = files.raw_records(path, look.encoding)
    columns = _columns(next(records, None), profile, path.name)
    summary = ImportSummary(profile.name, path.name, look.digest)
    batches = _batches(profile.read(records, columns, terms), batch_records)
    return _take_all(summary, batches, terms, transact, look, progress)


def _take_all(
    summary: ImportSummary,
    batches: Iterator[list[Item]],
    terms: StoreTerms,
    transact: Transact,
    look: FileLook,
    progress: Progress | None,
) -> ImportSummary:
    aside: list[SetAside] = []
    name, profile = summary.file_name, summary.profile
    import_id = transact(lambda connection: sales_writes.begin_import(connection, look.digest, name, profile))
    for items in batches:
        batch = transact(partial(_take_batch, items, terms, import_id, look.digest, summary.records))
        summary = summary.plus(batch.tally)
        aside += batch.set_aside
        if progress is not None:
            progress(_last_line(items[-1]), look.line_count)
    records = summary.records
    transact(lambda connection: sales_writes.note_progress(connection, import_id, records, finished=True))
    return replace(summary, set_aside=tuple(aside), unclear_times=terms.unclear_times)


def _take_batch(
    items: list[Item], terms: StoreTerms, import_id: int, digest: str, records_before: int, connection: Transaction
) -> Batch:
    batch = Batch(connection, terms, import_id, items)
    for item in items:
        batch.take(item)
    batch.finish()
    sales_writes.put_set_aside(connection, digest, map(_row, batch.set_aside))
    sales_writes.note_progress(connection, import_id, records_before + batch.tally.records, finished=False)
    return batch


def _batches(items: Iterator[Item], batch_records: int) -> Iterator[list[Item]]:
    """Items in their order; a receipt is never torn apart."""
    batch: list[Item] = []
    records = 0
    for item in items:
        batch.append(item)
        records += records_in(item)
        if records >= batch_records:
            yield batch
            batch, records = [], 0
    if batch:
        yield batch


def _row(aside: SetAside) -> tuple[int, str, str]:
    return aside.line, aside.code.value, str(aside.sentence)


def _last_line(item: Item) -> int:
    rows = getattr(item, "lines", None) or getattr(item, "records", None)
    return int(rows[-1].line if rows else item.line)  # type: ignore[union-attr] # one of the two is there


def _columns(header: RawRecord | None, profile: Profile, file_name: str) -> list[str]:
    """Our names of the file's columns, in its order; a column nobody asked for gets a name nobody uses."""
    headings = [clean_text(text) for text in (header.fields if header and header.fields else [])]
    columns: list[str] = []
    for position, heading in enumerate(headings):
        name = profile.columns.get(heading.lower().replace(" ", "").replace("_", ""), f"#{position}")
        if name in columns or (name.startswith("#") and profile.demands_known):
            raise WrongColumnsError(file=file_name, profile=profile.name, column=heading or f"#{position + 1}")
        columns.append(name)
    for name in profile.needed:
        if name not in columns:
            raise WrongColumnsError(file=file_name, profile=profile.name, column=name)
    return columns
