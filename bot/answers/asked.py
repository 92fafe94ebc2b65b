"""Words around a free question: what was understood of it, and what was not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.answers.faq import Article
from bot.answers.voice import Voice, joined, paragraphs
from bot.texts import Markup


def several_message(parts: Iterable[tuple[str, Article | None]], voice: Voice) -> Markup:
    """Each question of a message with the article that answers it, or that none does."""
    lines = [_part(question, article, voice) for question, article in parts]
    return paragraphs([voice.texts("ask.several"), joined(lines)])


def candidates(articles: Sequence[Article], voice: Voice) -> Markup:
    """The same as buttons for who has none: a terminal."""
    return joined(voice.texts("ask.candidate", title=article.title) for article in articles)


def _part(question: str, article: Article | None, voice: Voice) -> Markup:
    if article is None:
        return voice.texts("ask.part.unknown", question=question)
    return voice.texts("ask.part.answered", question=question, title=article.title)
