"""Our software printer reads streams as a reader does that we did not write.

``npos`` 0.1.19 (an ESC/POS tokeniser from npm, MIT) read the streams in ``golden/streams`` once; what it made of them
lies beside them: commands in order, text decoded from GB18030, dots by their digest. So the printer that all other
tests print on is itself checked, without a second language in the test run.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.printing.emulator import Emulator

STREAMS = Path(__file__).parent / "golden" / "streams"
READ: dict[str, Any] = json.loads((STREAMS / "npos-0.1.19.json").read_text(encoding="utf-8"))
NAMES = {"ESC @": "init", "GS v0": "raster", "ESC J": "feed", "GS V": "cut"}
SETTINGS = {"ESC R", "ESC E", "GS !", "FS !", "FS &"}


@pytest.mark.parametrize("name", READ)
def test_our_printer_reads_a_stream_as_an_independent_reader_did(name: str) -> None:
    machine, read = Emulator(), READ[name]
    machine.feed((STREAMS / f"{name}.escpos").read_bytes())
    told = [NAMES.get(one, "set") for one in read["commands"] if one != "text"]
    assert [one for one in machine.commands if one != "line"] == told
    assert [line for piece in machine.pieces for line in piece.text] == ([] if read["text"] == [""] else read["text"])
    rows = b"".join(bytes(piece.rows) for piece in machine.pieces)
    assert (len(rows), hashlib.sha256(rows).hexdigest()) == (read["dot_bytes"], read["dots_sha256"])


def test_the_independent_reader_met_only_commands_we_may_send() -> None:
    met = {command for read in READ.values() for command in read["commands"]}
    assert met <= {*NAMES, *SETTINGS, "text"}
