"""Servers that tests use where they find them, and leave as they were."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from typing import Any

import pytest

from bot.ledger import Pseudonyms

POSTGRES_PLACES = (
    "postgresql://postgres@127.0.0.1:5432/test",
    "postgresql://postgres@127.0.0.1:5432/postgres",
    "postgresql://127.0.0.1:5432/postgres",
)
REDIS_PLACE = "redis://127.0.0.1:6379/9"


@cache
def _postgres() -> str | None:
    psycopg = pytest.importorskip("psycopg", reason="PostgreSQL: its driver is not installed")
    given = os.environ.get("TEST_POSTGRES_URL")
    for place in [given] if given else POSTGRES_PLACES:
        try:
            with psycopg.connect(place, connect_timeout=2) as connection:
                (may_create,) = connection.execute(
                    "SELECT has_database_privilege(current_database(), 'CREATE')"
                ).fetchone()
        except psycopg.OperationalError:
            continue
        if may_create:
            return place
    return None


@cache
def _redis() -> str | None:
    redis = pytest.importorskip("redis", reason="Redis: its driver is not installed")
    place = os.environ.get("TEST_REDIS_URL", REDIS_PLACE)
    try:
        with redis.Redis.from_url(place, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        return None
    return place


@contextmanager
def postgres_schema() -> Iterator[str]:
    """The address of a schema of one's own on a PostgreSQL server; skips where there is none."""
    place = _postgres()
    if place is None:
        pytest.skip("PostgreSQL: none at 127.0.0.1:5432; TEST_POSTGRES_URL names another")
    import psycopg  # noqa: PLC0415  an extra

    schema = f"mams_test_{secrets.token_hex(6)}"
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
        try:
            yield f"{place}{'&' if '?' in place else '?'}options=-csearch_path%3D{schema}"
        finally:
            connection.execute("SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


def redis_place() -> str:
    """The address of a Redis; skips where there is none."""
    place = _redis()
    if place is None:
        pytest.skip("Redis: none at 127.0.0.1:6379; TEST_REDIS_URL names another")
    return place


@asynccontextmanager
async def redis_part(pseudonyms: Pseudonyms) -> AsyncIterator[Any]:
    """A part of a Redis that is empty, and is emptied again."""
    place = redis_place()
    from bot.state.redis_state import RedisState  # noqa: PLC0415  an extra

    try:
        async with RedisState.opened(place, pseudonyms) as state:
            yield state
    finally:
        forgotten(place, pseudonyms)


def forgotten(place: str, pseudonyms: Pseudonyms) -> None:
    """Erase what a bot with this key has put into a Redis."""
    import redis  # noqa: PLC0415  an extra

    with redis.Redis.from_url(place) as client:
        for name in client.scan_iter(f"mams:{pseudonyms.proof_of_key.hex()[:8]}:*"):
            client.delete(name)


def own_pseudonyms() -> Pseudonyms:
    """Of a key that nobody else has: so are the names in a Redis."""
    return Pseudonyms(secrets.token_bytes(32))
