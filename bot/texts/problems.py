"""What can be wrong with the texts, in one table of plain sentences for operators.

The sentences are English constants: they have to be readable when the texts are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # the file
        "no-files": "no .po file for this language",
        "too-large": "larger than {limit} bytes; a locale file is plain text, far smaller",
        "not-text": "compressed, compiled or binary; save it as a plain .po text file",
        "encoding": "not UTF-8; save the file in UTF-8",
        "not-po": "no msgid in it: not a .po file; send the .po itself, not a page or table of it",
        "cut-off": "the file ends in the middle of a text: it was cut off; send it whole",
        "syntax": "not a .po line: a string is not closed, or a backslash stands alone",
        "order": "{keyword} is not expected here: a line above it is missing or repeated",
        "unreadable": "the .po file cannot be read: {reason}",
        "header": "the header says {field} {found}, expected {wanted}",
        # one entry
        "key": "not a key: Latin words with dots between them, the first in lower case",
        "duplicate": "the key stands twice; the first is in {first}",
        "fuzzy": "marked fuzzy: check the text and remove the mark",
        "empty": "the text is empty",
        "plural-key": "msgid_plural has to repeat msgid",
        "plural-missing": "plural form msgstr[{form}] is missing or empty",
        "plural-placeholders": "the plural forms do not hold the same placeholders",
        "reserved-n": "{{n}} is kept for counted messages (msgid_plural)",
        "brace": "a brace that is no placeholder; a placeholder is {{lower_case}}",
        # languages and code together
        "missing": "the key is missing in this language",
        "missing-in-code": "the code asks for this key; this language does not hold it",
        "obsolete": "the key stands only as obsolete (#~)",
        "unused": "no code asks for this key",
        "family-empty": "the code asks for keys of this family; there are none",
        "plural-mismatch": "counted (msgid_plural) in one language only",
        "placeholders": "placeholders differ: {here} here, {there} in {language}",
        "placeholders-code": "placeholders differ: {here} here, {there} in the code",
        # a file that was sent, beside the live ones
        "foreign": "none of its keys is known here; is it the .po of another program?",
        "other-language": "the header says {said}, but the texts are those of {found}",
        "sent-twice": "the same file as {other}; send one of them",
        "lost": "{count} keys of the live texts are missing, from {first} on: was it cut off?",
        "many-files": "{count} files; at most {most} belong together",
        "release": "the release cannot be read: {reason}",
        # markup, length, links
        "html": "Telegram HTML: {fault}",
        "plain-only": "buttons and alerts are plain text: no tags, no & entities",
        "long": "{length} characters; at most {limit} fit",
        "one-line": "a button is one line",
        "link": "{link} is not on the list of allowed links",
        # wording
        "amount": "{found}: an amount typed in; let a placeholder bring it",
        "number": "{found}: a number typed in; let a placeholder bring it",
        "months": "{found}: a number of months typed in; use a placeholder or words",
        "look-alike": "{found}: Latin and Cyrillic letters mixed in one word",
        "capitals": "{found}: capitals for emphasis; an abbreviation goes into style.toml",
        "exclamation": "an exclamation mark",
        "spaces": "two spaces in a row",
        "emoji": "more than one emoji",
        "emoji-first": "an emoji before any word; words come first",
        "invisible": "an invisible character, {sign}",
        # articles, faq.TOPIC.PART
        "article-part": "an article has no such part; its parts are {parts}",
        "article-topic": "no topic {topic} in data/faq/topics.toml",
        "article-missing": "data/faq/topics.toml needs this text; this language does not hold it",
        "article-figure": "{{{name}}} is no number or day of the law; docs/texts.md lists them",
        "article-plain": "no placeholders in this part: it stands on buttons or is searched",
        "article-tag": "<{tag}> has no place in this part of an article",
        "article-digit": "«{found}»: a number typed in; let a placeholder bring it",
        "article-questions": "{count} questions; {least} to {most} lines are wanted",
        "article-iin": "a number as long as an IIN",
        # the code
        "opaque-key": "the key is not written here; write texts('key') or texts(f'some.{{name}}')",
        "calls-differ": "two calls with different placeholders; the other is in {other}",
        "source": "the source cannot be parsed",
        # a running bot
        "unknown-key": "no such text in language {language}",
        "values": "the code gives {given}, the text wants {wanted}",
        "counted": "a counted message has to be asked for by counted(), others not",
    },
)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault at one place. `line` is 0 where no line can be named, `key` empty likewise."""

    file: str
    line: int
    key: str
    code: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(part for part in (place, self.key, self.message) if part)


def problem(file: object, line: int, key: str, code: str, **details: object) -> Problem:
    """The problem `code` at a place, its sentence filled with `details`."""
    return Problem(str(file), line, key, code, SENTENCES[code].format(**details))


class TextsFaulty(Exception):
    """The texts cannot be used; `problems` names every reason."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
