"""What is said when something is wrong: what happened, whether work is safe, what to do now; in both languages (ux 7).

The table names every fault of the machine that one counter can meet; the tests of each fault produce it and look for
its sentence.
"""

from __future__ import annotations

import re

import pytest

from servicedesk.desk import backups
from servicedesk.records import errors
from servicedesk.ui import console, faults, telling
from servicedesk.ui.shell import saving
from servicedesk.wording import Words

VALUES = {"place": "home", "detail": "x", "user": "wangfang", "seconds": 5, "mb": 80, "zone": "Asia/Shanghai"}
FAULTS = {
    "A1 power cut, crash": console._SUDDENLY,
    "A3 saved after all": console._WAS_SAVED,
    "A3 not saved": console._WAS_NOT_SAVED,
    "A3 nobody can tell": errors.SaveUnknownError.msgid,
    "A4 filling up": faults.DISK_LOW,
    "A4 almost full": faults.DISK_CAREFUL,
    "A4 almost full, no backup": backups._SCARCE,
    "A4 full": errors.DiskFullError.msgid,
    "A4 full, day closed": faults.DISK_FULL,
    "A5 read-only at start": errors.StoreReadOnlyError.msgid,
    "A5 read-only or gone": errors.FolderGoneError.msgid,
    "A6 one error": errors.DiskFailedError.msgid,
    "A6 not read": errors.DiskNotReadError.msgid,
    "A6 safe stop": errors.SafeStopError.msgid,
    "A7 slow": saving.STILL_SAVING,
    "A9-A11 damaged, cut, swapped": errors.StoreDamagedError.msgid,
    "A9 key": errors.StoreKeyError.msgid,
    "A12 waiting": console._HELD,
    "A12 held": errors.StoreLockedError.msgid,
    "A14 open here": errors.StoreOpenHereError.msgid,
    "A14 open in a command": errors.StoreInUseError.msgid,
    "A14 open in another session": errors.StoreOpenElsewhereError.msgid,
    "A15 memory, nothing saved": errors.OutOfMemoryError.msgid,
    "A15 memory": telling._NO_MEMORY,
    "A16 our mistake": telling._OUR_FAULT,
    "B1 jumped": faults.DATE_DOUBTFUL,
    "B2 said to be wrong": faults.DATE_WRONG,
    "B4 other zone": faults.OTHER_ZONE,
    "drafts": console._DRAFT_NOT_KEPT,
}
SAFE = {
    "en": re.compile(r"safe|[Ss]aved|left untouched|[Nn]othing (was changed|is lost|has to be)|protect your data"),
    "zh_CN": re.compile(r"都在|没有改动|保存|不会丢|保护数据|没有错|不变|不用"),
}
DO = {
    "en": re.compile(
        r"\b([Cc]all|[Ff]ree|[Dd]o |[Cc]lose|[Tt]ell|[Rr]estart|[Ee]nter|[Ww]ait|[Gg]o on|[Cc]hange over|[Bb]ring|"
        r"[Cc]heck|[Ss]et |[Ff]inish|[Ii]nstall|[Ss]ign|[Nn]othing has to be entered|IT can|is offered)"
    ),
    "zh_CN": re.compile(r"请|联系|不要|不用|可以|重启|重新"),
}  # fmt: skip


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[。；！？，]|(?<!\d)[.;!?](?:\s|$)", text) if part.strip()]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_as_what_happened_what_is_safe_and_what_to_do_now(fault: str, language: str) -> None:
    text = Words(language)(FAULTS[fault], **VALUES)
    parts = _parts(text)
    assert len(parts) >= 2, text
    assert SAFE[language].search(text), text
    assert any(DO[language].search(part) for part in parts[1:]), text
    assert "!" not in text
    assert "！" not in text
    assert (text == FAULTS[fault].format(**VALUES)) is (language == "en"), "there is a translation"
