"""Keyed hashes and the file that keeps their key."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.ledger import KeyFault, Pseudonyms, load_or_create_key
from bot.ledger.phones import phone_digits
from tests.ledger.files import AIGUL, BOLAT, PSEUDONYMS

OTHER = Pseudonyms(b"another key, just as long as one")


def test_a_pseudonym_depends_on_the_key_and_the_sort_of_thing() -> None:
    assert PSEUDONYMS.person(AIGUL) == Pseudonyms(b"a key for tests only, 32 bytes!!").person(AIGUL)
    digests = [
        PSEUDONYMS.person(AIGUL),
        PSEUDONYMS.person(BOLAT),
        OTHER.person(AIGUL),
        PSEUDONYMS.account(int(AIGUL)),
        PSEUDONYMS.phone(AIGUL),
        PSEUDONYMS.document(AIGUL),
        PSEUDONYMS.conversation(int(AIGUL)),
        PSEUDONYMS.conversation(AIGUL),
        PSEUDONYMS.conversation(1, 23),
        PSEUDONYMS.conversation(12, 3),
        PSEUDONYMS.proof_of_key,
        OTHER.proof_of_key,
    ]
    assert len(set(digests)) == len(digests)
    assert {len(digest) for digest in digests} == {16}


@pytest.mark.parametrize("key", [b"", b"short", b"x" * 65])
def test_a_key_of_another_length_is_refused_without_being_shown(key: bytes) -> None:
    with pytest.raises(KeyFault, match="IIN_KEY") as refused:
        Pseudonyms(key)
    assert "short" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("+7 701 000 13 13", "77010001313"),
        ("8 (701) 000-13-13", "77010001313"),
        ("7010001313", "77010001313"),
        ("77010001313", "77010001313"),
        ("+998 90 000 13 13", "998900001313"),
        ("998900001313", "998900001313"),
        ("701000131", None),
        ("+7 701 000 13 13 доб. 2", None),
        ("", None),
    ],
)
def test_one_number_written_in_many_ways(written: str, digits: str | None) -> None:
    assert phone_digits(written) == digits


def test_no_phone_no_pseudonym() -> None:
    with pytest.raises(ValueError, match="not a phone"):
        PSEUDONYMS.phone("call me")


def test_a_key_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "state" / "ledger.key"
    key = load_or_create_key(path)
    assert len(key) == 32
    assert load_or_create_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["ledger.key"]
    assert load_or_create_key(tmp_path / "other.key") != key


@pytest.mark.parametrize("content", [b"", b"not hexadecimal", b"abcd", b"\xff\xfe"])
def test_a_damaged_key_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.key"
    path.write_bytes(content)
    with pytest.raises(KeyFault, match=r"ledger\.key"):
        load_or_create_key(path)
    assert path.read_bytes() == content


def test_a_key_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KeyFault, match=r"ledger\.key"):
        load_or_create_key(tmp_path / "file" / "ledger.key")
