"""What an editor does with the texts, and where tests find them in the chat."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po, write_po

from bot.files import LOCALES
from bot.playground import TelegramServer
from bot.state.audit import COMMAND_LINE
from tests.conversations.office import ADMINS, Office, open_office
from tests.wire import Citizen, Screen
from tests.wire.fixtures import TOKEN

TITLE = "menu.title"
"""A text that every citizen reads, and that holds no placeholder."""
PLURALS = {
    "kk": "nplurals=2; plural=(n != 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<12 || n%100>14) ? 1 : 2);",
}
_EMPTY_DATE = re.compile(rb'"[\w-]+-Date: *\\n"\n')
NEW = {
    "kk": "Не керек екенін таңдаңыз. Сұрағыңызды өз сөзіңізбен де жаза аласыз.",
    "ru": "Выберите, что вам нужно. Вопрос можно написать и своими словами.",
}


def shipped(language: str, domain: str = "messages") -> bytes:
    """A file as the program brings it."""
    return (LOCALES / language / "LC_MESSAGES" / f"{domain}.po").read_bytes()


def edited(content: bytes, texts: Mapping[str, str]) -> bytes:
    """The file with other texts, saved as Poedit saves: its own header, lines wrapped anew."""
    catalog = read_po(BytesIO(_EMPTY_DATE.sub(b"", content)))
    language = str(catalog.locale_identifier)
    for key, text in texts.items():
        message = catalog.get(key)
        assert message is not None, key
        message.string = text
    body = BytesIO()
    write_po(body, catalog, width=79, omit_header=True, sort_output=False)
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)
    header = [
        "Project-Id-Version: mams-bot",
        "Report-Msgid-Bugs-To: ",
        "POT-Creation-Date: ",
        f"PO-Revision-Date: {moment:%Y-%m-%d %H:%M%z}",
        "Last-Translator: ",
        "Language-Team: ",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=UTF-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {PLURALS[language]}",
        "X-Generator: Poedit 3.4.2",
    ]
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in header), ""]
    return "\n".join(lines).encode() + b"\n" + body.getvalue().lstrip(b"\n")


def title(language: str, text: str | None = None) -> bytes:
    """`messages.po` with another greeting above the menu."""
    return edited(shipped(language), {TITLE: NEW[language] if text is None else text})


async def sends(admin: Citizen, *files: bytes, name: str = "messages.po") -> Screen:
    """Send files, as an album where they are several; the screen that came of them."""
    if len(files) == 1:
        await admin.sends_document(name, files[0])
    else:
        await admin.sends_album([(name, content) for content in files])
    return admin.screen


async def publishes(admin: Citizen, *files: bytes) -> Screen:
    """Send files and confirm them."""
    await sends(admin, *files)
    await admin.taps("dpublish")
    return admin.screen


def draft_of(screen: Screen) -> int:
    """The number of the draft that a screen is about."""
    found = screen.find("draft:")
    assert found, screen.text
    assert found.data
    return int(found.data.split(":")[1])


async def live(office: Office) -> int:
    return (await office.app.app.publishing.live()).number


async def reads_menu(citizen: Citizen) -> str:
    await citizen.says("/menu")
    return citizen.screen.text


@asynccontextmanager
async def open_newsroom(path: Path, **given: Any) -> AsyncIterator[Office]:
    async with (
        TelegramServer(TOKEN, page=False).running() as telegram,
        open_office(telegram, path, **given) as office,
    ):
        await cleared(office)
        yield office


async def cleared(office: Office) -> None:
    """The shipped texts again, no draft waiting, admins whom nobody knows: for the next test."""
    publishing = office.app.app.publishing
    for draft in await publishing.waiting():
        await publishing.discard(draft.number, COMMAND_LINE)
    newest = await live(office)
    if newest:
        await publishing.roll_back(0, COMMAND_LINE, live=newest)
    for number in ADMINS.values():
        await office.app.app.accounts.forget(office.app.app.pseudonyms.account(number))
        chat = office.app.telegram.chat(office.app.telegram.user(number))
        chat.clear()
        chat.met = True  # or Telegram would not take their commands
