"""The types of the Bot API, built when each is first used rather than all of them at the start.

aiogram makes pydantic build every one of its types while it is imported: most of its time and of
its memory (aiogram issues 1513 and 1876), for types of which a bot like this needs a tenth.
Nothing else about them changes, and `tests/wire/test_types.py` builds each one both ways.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from threading import RLock
from typing import Any

from pydantic import BaseModel

Names = Mapping[str, Any]
"""What the annotations of a type may name."""


def build_on_first_use() -> None:
    """Import aiogram so; to be called before anything else imports it, afterwards it is too late.

    An aiogram that came first, or one that no longer builds its types at import, stays as it is.
    """
    if "aiogram.types" in sys.modules:
        return
    with _postponed() as names:
        types, methods = import_module("aiogram.types"), import_module("aiogram.methods")
    if names:
        bases = types.TelegramObject, methods.TelegramMethod, methods.Response
        _build_when_asked(bases, names)


@contextmanager
def _postponed() -> Iterator[Names]:
    """Nobody who says which names a type needs has it built now; these names are kept."""
    names: dict[str, Any] = {}
    built: classmethod[BaseModel, Any, bool | None] = vars(BaseModel)["model_rebuild"]

    def later(
        cls: type[BaseModel], /, *, _types_namespace: Names | None = None, **how: Any
    ) -> bool | None:
        if _types_namespace is None:
            return built.__func__(cls, **how)
        names.update(_types_namespace)
        return None

    BaseModel.model_rebuild = classmethod(later)  # type: ignore[method-assign,assignment]
    try:
        yield names
    finally:
        BaseModel.model_rebuild = built  # type: ignore[method-assign,assignment]


def _build_when_asked(bases: tuple[type[BaseModel], ...], names: Names) -> None:
    """A type that is used before it is built is rebuilt by pydantic, which calls this."""
    one_at_a_time = RLock()
    build: Any = vars(BaseModel)["model_rebuild"].__func__

    def rebuilt(
        cls: type[BaseModel], /, *, _types_namespace: Names | None = None, **how: Any
    ) -> bool | None:
        with one_at_a_time:
            built: bool | None = build(cls, _types_namespace=_types_namespace or names, **how)
        return built

    for base in bases:
        base.model_rebuild = classmethod(rebuilt)  # type: ignore[method-assign,assignment]
