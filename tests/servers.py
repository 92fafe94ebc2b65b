"""Servers that tests use where they find them, and leave as they were."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache

import pytest

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


@asynccontextmanager
async def redis_state() -> AsyncIterator[str]:
    """The address of an empty Redis, emptied again of what the test has put there."""
    place = _redis()
    if place is None:
        pytest.skip("Redis: none at 127.0.0.1:6379; TEST_REDIS_URL names another")
    yield place
