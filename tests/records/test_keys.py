"""The machine's secrets, and the code on paper that opens them again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.records import keys
from servicedesk.records.errors import StoreKeyError
from servicedesk.records.keys import RecoveryCodeError

CODE = "7YKM-0QJ4-1CZW-VH3R-95XT-GA2B-6NPD-8EFS"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, keys.Keys]:
    folder = tmp_path_factory.mktemp("keys") / "keys"
    return folder, keys.create(folder, CODE)


def test_what_was_made_is_what_is_loaded(made: tuple[Path, keys.Keys]) -> None:
    assert keys.load(made[0]) == made[1]
    assert made[1].store != made[1].pepper


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), CODE.replace("-", ""), CODE.replace("-", "  "), CODE.replace("0", "O").replace("1", "l")],
)
def test_the_code_opens_the_seal_as_a_tired_person_types_it(made: tuple[Path, keys.Keys], typed: str) -> None:
    assert keys.recover(keys.sealed_path(made[0]).read_bytes(), typed) == made[1]


@pytest.mark.parametrize("typed", ["", CODE[:-1], CODE[:-1] + "T", CODE + "0", "7YKM" * 8])
def test_another_code_opens_nothing(made: tuple[Path, keys.Keys], typed: str) -> None:
    with pytest.raises(RecoveryCodeError):
        keys.recover(keys.sealed_path(made[0]).read_bytes(), typed)


@given(sealed=st.binary(max_size=60) | st.dictionaries(st.text(), st.text()).map(lambda x: json.dumps(x).encode()))
def test_whatever_the_seal_holds_it_is_a_wrong_code_and_no_crash(sealed: bytes) -> None:
    with pytest.raises(RecoveryCodeError):
        keys.recover(sealed, CODE)


def test_the_seal_shows_neither_secret(made: tuple[Path, keys.Keys]) -> None:
    sealed = keys.sealed_path(made[0]).read_bytes()
    for secret in (made[1].store, made[1].pepper):
        assert secret not in sealed
        assert secret.hex().encode() not in sealed


def test_codes_are_drawn_in_groups_that_can_be_read_aloud() -> None:
    drawn = {keys.new_recovery_code() for _ in range(200)}
    assert len(drawn) == 200
    assert all(re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){7}[0-9A-HJKMNP-TV-Z]{4}", code) for code in drawn)


def test_a_code_of_another_counter_does_not_prove_anything_here(made: tuple[Path, keys.Keys], tmp_path: Path) -> None:
    """Somebody lays a seal of their own, with a code they know, over ours."""
    keys.create(tmp_path / "theirs", "0" * 32)
    ours = tmp_path / "ours"
    keys.install(ours, made[1])
    keys.install_sealed(ours, keys.sealed_path(tmp_path / "theirs").read_bytes())
    with pytest.raises(RecoveryCodeError):
        keys.prove_recovery_code(ours, "0" * 32)


def test_a_folder_without_keys_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreKeyError):
        keys.load(tmp_path)
