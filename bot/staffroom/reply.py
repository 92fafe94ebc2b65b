"""The answer to a free question, as the bot would give it, in plain text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.answers.asked import candidates, several_message
from bot.answers.faq import Article, Library
from bot.answers.refusals import number
from bot.answers.voice import Voice, paragraphs
from bot.reading.anonymous import anonymous
from bot.rules.declared import DeclaredMonth
from bot.texts import Markup, plain
from bot.understanding import Action, Flow, Match, Outcome, Understood

_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What was understood, with the articles that answer it on a day."""

    understood: Understood
    library: Library
    voice: Voice
    day: date

    def articles(self) -> list[Article]:
        """Those that answer the question, or are offered, best first."""
        return [found for match in self.understood.matches if (found := self.article(match))]

    def message(self) -> Markup:
        understood, voice = self.understood, self.voice
        found = self.articles()
        match understood.outcome:
            case _ if understood.parts:
                body: Markup | None = several_message(
                    ((anonymous(one.text), self.article(one.match)) for one in understood.parts),
                    voice,
                )
            case Outcome.ANSWERED:
                body = found[0].message() if found else None
            case Outcome.UNSURE:
                offered = candidates(found, voice) if found else None
                body = paragraphs([voice.texts("ask.unsure") if found else None, offered])
            case Outcome.DECLINED:
                body = voice.texts("ask.declined")
            case Outcome.MENU:
                body = voice.texts("ask.nothing")
        return paragraphs([self._offer(), body])

    def data(self) -> Mapping[str, object]:
        understood = self.understood
        results = [
            {
                "topic": article.topic.id,
                "score": round(match.score, _DECIMALS),
                "question": plain(article.title),
                "answer": plain(article.answer),
            }
            for match in understood.matches
            if (article := self.article(match))
        ]
        answered = understood.outcome in {Outcome.ANSWERED, Outcome.MENU}
        data: dict[str, object] = {
            "answered": answered,
            "results": results,
            "action": _action(understood.action),
        }
        if understood.parts:
            data["parts"] = [
                {"text": anonymous(part.text), "topic": part.match and part.match.topic}
                for part in understood.parts
            ]
        return data

    def article(self, match: Match | None) -> Article | None:
        topic = match and self.library.topics.get(match.topic)
        return self.library.article(topic, self.voice, self.day) if topic else None

    def _offer(self) -> Markup | None:
        """What the data in the question calls for: a button in a chat."""
        action = self.understood.action
        if action is None or action.flow is Flow.MENU:
            return None
        return self.voice.texts(f"ask.action.{action.flow}")


def _action(action: Action | None) -> Mapping[str, object] | None:
    if action is None:
        return None
    fields: dict[str, object] = {}
    if action.kind is not None:
        fields["kind"] = str(action.kind)
    if action.incomes:
        incomes = [number(income) for income in action.incomes]
        fields["income"] = incomes if len(incomes) > 1 else incomes[0]
    for mark in (DeclaredMonth.PAID, DeclaredMonth.UNPAID):
        months = [str(month) for month, one in action.marks.items() if one is mark]
        if months:
            fields[str(mark)] = months
    return {"flow": str(action.flow), "fields": fields}
