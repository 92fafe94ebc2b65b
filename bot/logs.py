"""Logs for people or for machines, with personal data and tokens removed from both."""

from __future__ import annotations

import logging
import math
import sys
from collections.abc import Mapping
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.redaction import redact

QUIET = ("aiogram.middlewares", "aiohttp.access", "asyncio")
"""Loggers that say something about every request."""

HANDLER_NAME = "bot"


def _redacted(value: Any) -> Any:
    if isinstance(value, bool | None):
        return value
    if isinstance(value, Mapping):
        return {redact(_text(key)): _redacted(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted(item) for item in value]
    if isinstance(value, int | float):
        return _redacted_number(value)
    return redact(_text(value))


def _redacted_number(value: float) -> float | str:
    """A number stays one, unless its digits before the point could be somebody's."""
    try:
        whole = str(int(value)) if math.isfinite(value) else ""
    except (ValueError, OverflowError):  # more digits than Python is willing to write
        return "[digits]"
    told = redact(whole)
    return value if told == whole else told


def _text(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def redact_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Structlog processor: redact every field; runs after exceptions have become text."""
    return {redact(key): _redacted(value) for key, value in event.items()}


def configure(
    level: str, form: Literal["console", "json"], stream: TextIO | None = None
) -> logging.Handler:
    """Send all logging of the process, libraries included, to `stream` (standard error).

    Called again it replaces the handler that it had installed.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    logging.captureWarnings(capture=True)  # some quote what was sent
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.name = HANDLER_NAME
    handler.setFormatter(_formatter(form, shared))
    _install(handler, level)
    return handler


def _formatter(
    form: Literal["console", "json"], shared: list[Processor]
) -> structlog.stdlib.ProcessorFormatter:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            redact_event,
            renderer,
        ],
    )


def _install(handler: logging.Handler, level: str) -> None:
    root = logging.getLogger()
    for installed in [other for other in root.handlers if other.name == HANDLER_NAME]:
        root.removeHandler(installed)
    root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))
