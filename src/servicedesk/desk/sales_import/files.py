"""A till's file as raw records: its digest, its encoding, and rows that survive broken quotes, bytes and endless lines.

Lines are counted physically from 1, the header included. A quote that is never closed costs one line, not the file.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from servicedesk.errors import KnownError

LONGEST_LINE_BYTES = 64 * 1024
MOST_LINES_IN_A_RECORD = 50
ENCODINGS = ("utf-8", "gb18030")
_CHUNK_BYTES = 1 << 20


class FileUnreadableError(KnownError):
    code = "SD-2301"
    exit_code = 2
    msgid = "The file {file} could not be read ({problem}). Nothing of it was taken. Check the file and try again."


class EncodingUnclearError(KnownError):
    code = "SD-2302"
    exit_code = 2
    msgid = (
        "The characters of {file} could be read in two ways. Nothing of it was taken. "
        "Save it as UTF-8 with BOM, or name its encoding with --encoding."
    )


@dataclass(frozen=True, slots=True)
class FileLook:
    """What a first pass over a file found out. ``encoding`` is a Python codec name, strict but for single bad lines."""

    digest: str
    line_count: int
    encoding: str


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One record and the physical line it starts on. ``fields`` is None when it is no CSV (``readable_text`` False when
    even its bytes are none of the encoding's)."""

    line: int
    fields: list[str] | None
    readable_text: bool = True


def look_at(path: Path, encoding: str | None = None) -> FileLook:
    """Digest and encoding in one pass. ``encoding`` given by a person is believed.

    Raises FileUnreadableError, EncodingUnclearError."""
    try:
        with path.open("rb") as file:
            return _look(file, path.name, encoding)
    except OSError as error:
        raise FileUnreadableError(file=path.name, problem=error.strerror or "?") from error


def _look(file: BinaryIO, name: str, encoding: str | None) -> FileLook:
    digest = hashlib.sha256()
    guess = _EncodingGuess()
    line_count = 0
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
        line_count += chunk.count(b"\n")
        if encoding is None:
            guess.feed(chunk)
    if encoding is None:
        encoding = guess.answer()
        if encoding is None:
            raise EncodingUnclearError(file=name)
    return FileLook(digest.hexdigest(), line_count, encoding)


class _EncodingGuess:
    """UTF-8 or GB18030, from all bytes of a file.

    Valid UTF-8 with a BOM or with one character of three bytes (every Chinese one) is UTF-8. A short GB18030 word can
    by chance be valid UTF-8 of two-byte characters; such a file is unclear and a person must say. A file that neither
    encoding fits whole is UTF-8 with damaged lines, which are set aside one by one.
    """

    def __init__(self) -> None:
        self._utf8 = codecs.getincrementaldecoder("utf-8")("strict")
        self._gb18030 = codecs.getincrementaldecoder("gb18030")("strict")
        self._is_utf8 = self._is_gb18030 = True
        self._ascii = True
        self._bom = False
        self._far = 0
        self._started = False

    def feed(self, chunk: bytes) -> None:
        if not self._started:
            self._started, self._bom = True, chunk.startswith(codecs.BOM_UTF8)
        if self._ascii and chunk.isascii():
            return
        self._ascii = False
        self._decode(chunk, final=False)

    def _decode(self, chunk: bytes, *, final: bool) -> None:
        if self._is_utf8:
            try:
                text = self._utf8.decode(chunk, final)
            except UnicodeDecodeError as error:
                self._is_utf8 = False
                text = bytes(error.object[: error.start]).decode("utf-8")
            self._far += sum(character >= "\u0800" for character in text)
        if self._is_gb18030:
            try:
                self._gb18030.decode(chunk, final)
            except UnicodeDecodeError:
                self._is_gb18030 = False

    def answer(self) -> str | None:
        self._decode(b"", final=True)
        if self._bom or self._ascii:
            return "utf-8"
        if self._is_utf8 and self._is_gb18030 and not self._far:
            return None
        if not self._is_utf8 and self._is_gb18030:
            # One damaged byte must not turn a UTF-8 file into rubbish that happens to be valid GB18030.
            return None if self._far else "gb18030"
        return "utf-8"


def raw_records(path: Path, encoding: str) -> Iterator[RawRecord]:
    """Every record of the file but empty lines, the header first. Memory holds one record at a time."""
    try:
        with path.open("rb") as file:
            if file.read(3) != codecs.BOM_UTF8:
                file.seek(0)
            yield from _records(_Lines(file), encoding)
    except OSError as error:
        raise FileUnreadableError(file=path.name, problem=error.strerror or "?") from error


class _Lines:
    """Physical lines with their numbers; lines that were tried as part of a record can be put back."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._waiting: deque[tuple[int, bytes]] = deque()
        self._number = 0

    def next(self) -> tuple[int, bytes] | None:
        if self._waiting:
            return self._waiting.popleft()
        data = self._file.readline(LONGEST_LINE_BYTES + 1)
        if not data:
            return None
        self._number += 1
        rest = data
        while len(rest) > LONGEST_LINE_BYTES and not rest.endswith(b"\n"):
            rest = self._file.readline(LONGEST_LINE_BYTES + 1)
        return self._number, data

    def put_back(self, lines: list[tuple[int, bytes]]) -> None:
        self._waiting.extendleft(reversed(lines))


def _records(lines: _Lines, encoding: str) -> Iterator[RawRecord]:
    while (first := lines.next()) is not None:
        number, data = first
        if not data.strip():
            continue
        if len(data) > LONGEST_LINE_BYTES:
            yield RawRecord(number, None)
        elif b'"' not in data and b"\r" not in data.rstrip(b"\r\n"):
            text = _decoded(data.rstrip(b"\r\n"), encoding)
            yield RawRecord(number, None, False) if text is None else RawRecord(number, text.split(","))
        else:
            yield _quoted(lines, number, data, encoding)


def _quoted(lines: _Lines, number: int, data: bytes, encoding: str) -> RawRecord:
    """A record with quotes in it: it goes on over line ends until its quotes close, within limits."""
    text, size_bytes, more = _decoded(data, encoding), len(data), list[tuple[int, bytes]]()
    if text is None:
        return RawRecord(number, None, False)
    while True:
        fields, open_quote = _parse(text)
        if fields is not None:
            return RawRecord(number, fields)
        following = lines.next() if open_quote and len(more) < MOST_LINES_IN_A_RECORD else None
        if following is not None:
            more.append(following)
            size_bytes += len(following[1])
        further = _decoded(following[1], encoding) if following else None
        if further is None or size_bytes > LONGEST_LINE_BYTES:
            lines.put_back(more)
            return RawRecord(number, None)
        text += further


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _parse(text: str) -> tuple[list[str] | None, bool]:
    """The fields, or None and whether a quote was left open."""
    try:
        return next(csv.reader([text.rstrip("\r\n")], strict=True)), False
    except csv.Error as error:
        return None, "unexpected end" in str(error)
    except StopIteration:
        return None, False
