"""One field finds people, slips, items, acts and scripts; nobody by four digits alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.finding_shop import KETTLE, PHONE, Shop, on_stage, open_shop, typed

from servicedesk.ui.showcase import Showcase


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return open_shop(tmp_path_factory.mktemp("finding"))


@pytest.fixture(scope="module")
def asking(shop: Shop, tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Showcase]:
    """One counter for all who only ask."""
    asking = on_stage(shop, tmp_path_factory.mktemp("asking"))
    yield asking
    asking.close()


@pytest.mark.parametrize("question", ["2203 3-8", "2203 张", "2203 299", PHONE, "M123456"])
def test_a_person_is_found_masked_by_two_things_known_or_one_that_is_whole(asking: Showcase, question: str) -> None:
    said = typed(asking, question)
    assert "张*国" in said
    assert "138****2203" in said
    assert "张建国" not in said
    assert PHONE not in said.replace(question, "")
    assert "R-1001" in said


@pytest.mark.parametrize("question", ["2203", "张建国", "138", "2203 李", "2203 3-7"])
def test_nobody_is_found_by_less(asking: Showcase, question: str) -> None:
    said = typed(asking, question)
    assert "张*国" not in said
    assert "R-100" not in said


def test_four_digits_alone_say_what_else_is_needed(asking: Showcase) -> None:
    assert "只凭四位尾号不能找人。再加上日期、金额或姓名：2203 11-17" in typed(asking, "2203")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("dsh", KETTLE), ("水壶", KETTLE), ("690001", KETTLE), ("电水壶 3-8", "R-1001"), ("299.00", "R-1002"),
        ("xjd", "新接待"), ("F5", "补打小票"), ("dtj", "等太久"), ("壶盖", "第 1 位顾客，3月10日"), ("台灯", "RT-0009"),
        ("3-10", "RT-0009"),
    ],
)  # fmt: skip
def test_words_first_letters_days_and_amounts_find_what_they_name(asking: Showcase, question: str, answer: str) -> None:
    assert answer in typed(asking, question)
