"""What is wrong with a file, said to the admin who sent it: where, why, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.answers.voice import clipped, joined, paragraphs
from bot.texts import Markup, Problem, Texts, plain

SHOWN: Final = 8
"""Faults in the message; all of them stand in a file."""
_CLIP: Final = 80
"""Characters of a key or of what was found, both of which a file may hold at any length."""
_NO_PLACEHOLDERS: Final = "none"
"""As `bot.texts.catalogs.named` writes it."""


def faults_message(problems: Sequence[Problem], texts: Texts) -> Markup:
    """The first faults; nothing was changed, and what to do next."""
    more = len(problems) - SHOWN
    return paragraphs(
        [
            texts("admin.texts.refused", count=len(problems)),
            faults_lines(problems, texts),
            texts("admin.texts.faults-more", count=more) if more > 0 else None,
            texts("admin.texts.refused-next"),
        ]
    )


def faults_lines(problems: Sequence[Problem], texts: Texts, shown: int = SHOWN) -> Markup:
    """The first of them, with an empty line between two."""
    return joined((_line(one, texts) for one in problems[:shown]), "\n\n")


def faults_file(problems: Sequence[Problem], texts: Texts) -> bytes:
    """All of them as plain text, a fault a line."""
    return "".join(f"{plain(_line(one, texts))}\n" for one in problems).encode()


def _line(problem: Problem, texts: Texts) -> Markup:
    return texts("admin.texts.fault", place=_place(problem, texts), text=_reason(problem, texts))


def _place(problem: Problem, texts: Texts) -> str:
    """File, line and key, as far as they are known."""
    parts: list[str] = [problem.file] if problem.file else []
    if problem.line:
        parts.append(texts("admin.texts.fault-at", line=problem.line))
    if problem.key:
        parts.append(clipped(problem.key, _CLIP))
    return ", ".join(parts)


def _reason(problem: Problem, texts: Texts) -> Markup | str:
    """In the admin's language; a fault that has no words there keeps those for operators."""
    if not texts.has(f"admin.texts.fault.{problem.code}"):
        return clipped(problem.message, _CLIP)
    nothing = texts("admin.texts.no-placeholders")
    values = {
        name: nothing
        if value == _NO_PLACEHOLDERS and name in {"here", "there"}
        else clipped(value, _CLIP)
        for name, value in problem.details
    }
    return texts.tell(f"admin.texts.fault.{problem.code}", values)
