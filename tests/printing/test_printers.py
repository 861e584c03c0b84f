"""Printers that write files: a folder of PDFs, and the practice printer that keeps what a thermal head would burn."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.printing import escpos_reader, samples

from servicedesk.desk.paper import SlipJob
from servicedesk.domain import documents as d
from servicedesk.domain.slips import SlipState
from servicedesk.printing.pdf import render_pdf
from servicedesk.printing.printers import DummyPrinter, FolderPrinter, Printer, file_stem
from servicedesk.wording import Words

CARD = samples.repair_card()
JOB = SlipJob("a1", "slip", CARD)


def test_a_folder_printer_puts_the_pdf_under_its_number(tmp_path: Path) -> None:
    printer: Printer = FolderPrinter(tmp_path / "paper")
    assert printer.trouble() is None
    assert printer.send(JOB).state is SlipState.CONFIRMED
    assert [file.name for file in (tmp_path / "paper").iterdir()] == ["CD-RM0101-261122-0413X.pdf"]
    assert (tmp_path / "paper" / "CD-RM0101-261122-0413X.pdf").read_bytes() == render_pdf(CARD).pdf


def test_the_same_paper_twice_is_one_file_and_another_of_its_number_is_a_second(tmp_path: Path) -> None:
    printer = FolderPrinter(tmp_path)
    printer.send(JOB)
    printer.send(JOB)
    printer.send(replace(JOB, document=replace(CARD, copies=())))
    printer.send(replace(JOB, document=replace(CARD, reprint=1)))
    names = sorted(file.name for file in tmp_path.iterdir())
    assert names == [f"CD-RM0101-261122-0413X{end}.pdf" for end in ("-2", "-copy1", "")]


def test_a_folder_that_cannot_be_written_is_a_trouble_in_words(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_bytes(b"")
    printer = FolderPrinter(blocked / "paper")
    delivery = printer.send(JOB)
    assert delivery.state is SlipState.FAILED
    assert delivery.reason == printer.trouble()
    assert delivery.reason is not None
    assert Words("zh_CN").say(delivery.reason).startswith("写不进文件夹")


def test_half_a_pdf_is_never_seen_under_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert FolderPrinter(tmp_path).send(JOB).state is SlipState.FAILED
    assert not list(tmp_path.glob("*.pdf"))


@pytest.mark.parametrize(
    ("number", "stem"),
    [("../../etc/passwd", "etc-passwd"), ("RT:1?", "RT-1"), ("退货", "paper"), ("", "paper"), ("RT-0217K", "RT-0217K")],
)
def test_no_number_leaves_the_folder_or_upsets_a_file_system(number: str, stem: str) -> None:
    assert file_stem(replace(CARD, number=number)) == stem


def test_what_the_face_lacks_is_told_with_the_delivery(tmp_path: Path) -> None:
    job = replace(JOB, document=replace(CARD, blocks=(d.Text("👍"),)))
    assert FolderPrinter(tmp_path).send(job).missing == {"👍"}


def test_the_practice_printer_keeps_every_slip_it_was_sent(tmp_path: Path) -> None:
    printer: Printer = DummyPrinter(tmp_path)
    assert printer.send(JOB).state is SlipState.CONFIRMED
    printer.send(JOB)
    kept = sorted(tmp_path.iterdir())
    assert [file.name for file in kept] == [f"0000{n}-CD-RM0101-261122-0413X.escpos" for n in (1, 2)]
    assert len(escpos_reader.read(kept[0].read_bytes()).pieces) == 2


def test_nothing_has_left_when_the_hook_before_the_first_byte_is_called(tmp_path: Path) -> None:
    def power_cut() -> None:
        assert list(tmp_path.iterdir()) == []
        raise InterruptedError

    with pytest.raises(InterruptedError):
        DummyPrinter(tmp_path, on_first_byte=power_cut).send(JOB)
    assert list(tmp_path.iterdir()) == []
