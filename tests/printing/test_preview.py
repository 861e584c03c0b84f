"""The preview is the print: the same pages, as pictures."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image
from tests.printing import samples

from servicedesk.printing.pdf import render_pdf
from servicedesk.printing.preview import page_png, page_previews
from servicedesk.printing.raster import page_images


def test_a_log_of_three_pages_previews_as_three_a4_pictures() -> None:
    pages = page_previews(samples.day_log(returns=60), dpi=72)
    assert [(page.width, page.height) for page in pages] == [(596, 842)] * 3
    assert all(len(page.rgb) == page.width * page.height * 3 for page in pages)


def test_each_page_has_its_own_ink() -> None:
    first, second, third = page_previews(samples.day_log(returns=60), dpi=60)
    assert first.rgb != second.rgb != third.rgb
    for page in (first, second, third):
        grey = Image.frombytes("RGB", (page.width, page.height), page.rgb).convert("L")
        assert 0.01 < sum(grey.histogram()[:128]) / (page.width * page.height) < 0.15


def test_a_png_is_the_page_asked_for() -> None:
    document = samples.day_log(returns=60)
    second = Image.open(io.BytesIO(page_png(document, page=1, dpi=60)))
    preview = page_previews(document, dpi=60)[1]
    assert second.convert("RGB").tobytes() == preview.rgb


def test_a_preview_and_the_print_worker_never_spoil_each_others_pages() -> None:
    log, card = samples.day_log(returns=60), samples.repair_card()
    alone = {document.kind: page_previews(document, dpi=50) for document in (log, card)}
    with ThreadPoolExecutor(4) as workers:
        together = list(workers.map(lambda document: (document.kind, page_previews(document, dpi=50)), [log, card] * 4))
    assert all(pages == alone[kind] for kind, pages in together)


def test_who_stops_looking_half_way_blocks_nobody() -> None:
    pages = page_images(render_pdf(samples.day_log(returns=60)).pdf, 50)
    next(pages)
    with ThreadPoolExecutor(1) as workers:
        assert len(workers.submit(page_previews, samples.repair_card(), 50).result(timeout=30)) == 2
    pages.close()  # type: ignore[attr-defined]  - a generator, said to be an iterator


def test_there_is_no_page_behind_the_last() -> None:
    with pytest.raises(IndexError):
        page_png(samples.day_log(), page=9)
