"""The keyed hashes under which people, phones, documents and accounts stand in the database.

Without the key nobody can tell from a copy of the database who is in it: there are few enough
IINs to try them all against a plain hash, so a plain hash would hide nothing.
"""

from __future__ import annotations

import os
import secrets
from hashlib import blake2b
from pathlib import Path

from bot.ledger.phones import phone_digits

DIGEST_SIZE = 16
"""Bytes of a pseudonym."""
_SEAL_SIZE = 8
_SHORTEST_KEY, _LONGEST_KEY = 16, blake2b.MAX_KEY_SIZE
_GENERATED_KEY = 32
_CIPHER_KEY = 32


class KeyFault(Exception):
    """The secret key cannot be used; the message names the file or setting, never the key."""


class Pseudonyms:
    """Keyed hashes of 16 bytes, one family for each sort of thing, so that none match across."""

    def __init__(self, key: bytes) -> None:
        """`key`: 16 to 64 bytes; other lengths raise `KeyFault`."""
        if not _SHORTEST_KEY <= len(key) <= _LONGEST_KEY:
            raise KeyFault(f"IIN_KEY must have {_SHORTEST_KEY} to {_LONGEST_KEY} bytes")
        # Hashers that have taken the key in already: copying one is twice as fast as making it.
        self._person = blake2b(key=key, digest_size=DIGEST_SIZE, person=b"person")
        self._phone = blake2b(key=key, digest_size=DIGEST_SIZE, person=b"phone")
        self._account = blake2b(key=key, digest_size=DIGEST_SIZE, person=b"account")
        self._conversation = blake2b(key=key, digest_size=DIGEST_SIZE, person=b"conversation")
        self._document = blake2b(key=key, digest_size=DIGEST_SIZE, person=b"document")
        self._occasion = blake2b(key=key, digest_size=DIGEST_SIZE, person=b"occasion")
        self._payer = blake2b(key=key, digest_size=_SEAL_SIZE, person=b"payer")
        self.proof_of_key = blake2b(key=key, digest_size=DIGEST_SIZE, person=b"proof").digest()
        """What a ledger keeps to recognise its key."""
        self.chat_key = blake2b(key=key, digest_size=_CIPHER_KEY, person=b"chat").digest()
        """A key of its own, derived from the secret one, for what must be read again."""

    def person(self, iin: str) -> bytes:
        return _digest(self._person, iin)

    def phone(self, phone: str) -> bytes:
        """The same for every way to write one number; `ValueError` where it is no phone number."""
        digits = phone_digits(phone)
        if digits is None:
            raise ValueError("not a phone number")
        return _digest(self._phone, digits)

    def account(self, telegram_id: int) -> bytes:
        return _digest(self._account, str(telegram_id))

    def conversation(self, *parts: object) -> bytes:
        """The key of one conversation: bot, chat, person, topic and so on, in a fixed order."""
        return _digest(self._conversation, repr(parts))

    def occasion(self, *parts: object) -> bytes:
        """Something that an account was told: account, person and occasion, in a fixed order."""
        return _digest(self._occasion, repr(parts))

    def document(self, document: str) -> bytes:
        return _digest(self._document, document)

    def payer(self, payer_bin: str, document: str) -> bytes:
        """A seal of 8 bytes over payer and document together.

        It tells whether a document came again with the same payer, and nothing else: rows of
        one payer do not match, so nobody can read from the ledger who works together.
        """
        return _digest(self._payer, f"{payer_bin} {document}")


def load_or_create_key(path: Path) -> bytes:
    """The key kept in `path` (hexadecimal, readable by its owner only), made on first use.

    Raises `KeyFault` naming the file where it cannot be read, written or understood.
    """
    try:
        if not path.exists():
            _create_key(path)
        return _understood(path.read_text(encoding="ascii"), path)
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFault(f"{path}: the key file cannot be read or written") from error


def _create_key(path: Path) -> None:
    """Write a new key beside its place, then link it there: nobody ever sees half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_GENERATED_KEY) + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        return  # another process made it in the meantime: that one counts
    finally:
        draft.unlink()


def _understood(text: str, path: Path) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _GENERATED_KEY:
        raise KeyFault(f"{path}: the key file is damaged; put the saved copy of it back")
    return key


def _digest(hasher: blake2b, text: str) -> bytes:
    copy = hasher.copy()
    copy.update(text.encode())
    return copy.digest()
