"""Chat ids that can be read again, unlike a hash, but by whoever holds the secret key only."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE: Final = 12
"""Bytes, fresh for every seal, as AES-GCM wants them."""
_NUMBER: Final = 8
"""Bytes of a chat id; all alike, so that the length of a seal tells nothing."""


class SealBroken(Exception):
    """A seal of another key or another account, or a damaged one."""


class ChatSeal:
    """Seals the id of a chat together with the account that it belongs to."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 bytes."""
        self._cipher = AESGCM(key)

    def close(self, chat_id: int, account: bytes) -> bytes:
        """36 bytes, never the same twice."""
        nonce, number = os.urandom(_NONCE), chat_id.to_bytes(_NUMBER, "big", signed=True)
        return nonce + self._cipher.encrypt(nonce, number, account)

    def open(self, sealed: bytes, account: bytes) -> int:
        """Raises `SealBroken`."""
        try:
            number = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], account)
        except InvalidTag:
            raise SealBroken from None
        return int.from_bytes(number, "big", signed=True)
