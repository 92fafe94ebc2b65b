"""A phone drawn in a real browser, and what a person does with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request
from playwright.async_api import expect as expect_that

from bot.commands.serving import PLAYERS
from bot.texts import plain
from tests.running import RunningApp

PHONE: Final = {"width": 390, "height": 844}
DESKTOP: Final = {"width": 1280, "height": 800}
SIZES: Final = {"phone": PHONE, "desktop": DESKTOP}
WIDE: Final = 896
"""From this width on, in CSS pixels, the settings stand beside the chat."""
PATIENCE: Final = 60_000
"""Milliseconds for something to be seen, on a busy machine."""
ROLES: Final = tuple(player.role for player in PLAYERS)
STAFF: Final = {player.role: player.id for player in PLAYERS if player.role != "citizen"}
"""Accounts that stay the same when somebody starts over."""

expect_that.set_options(timeout=PATIENCE)


@dataclass
class Complaints:
    """What a page must not do: log errors, fail, or ask anybody but the endpoint."""

    home: str
    heard: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"console: {message.text} ({message.location})")

    def _request(self, request: Request) -> None:
        inner = ("data:", "blob:", f"{self.home}/")
        if not request.url.startswith(inner):
            self.heard.append(f"request: {request.url}")


class Phone:
    """One tab with the page, played by one person."""

    def __init__(self, page: Page, app: RunningApp, complaints: Complaints) -> None:
        self.page = page
        self.app = app
        self.complaints = complaints

    # What there is to see

    @property
    def messages(self) -> Locator:
        return self.page.locator("#messages > li")

    @property
    def last(self) -> Locator:
        """The message that stands lowest."""
        return self.messages.last

    @property
    def said(self) -> Locator:
        """What the bot wrote last."""
        return self.page.locator("#messages > li.theirs").last

    @property
    def writing(self) -> Locator:
        return self.page.locator("#text")

    def button(self, data: str) -> Locator:
        """The newest button with that callback data, or with the beginning of it."""
        return self.page.locator(f'.inline[data-data^="{data}"]').last

    async def focused(self) -> str:
        """The place of the focus: `#id`, the data of a button, or its tag."""
        return str(
            await self.page.evaluate(
                """() => {
                  const at = document.activeElement;
                  return at.id ? `#${at.id}` : at.dataset.data ?? at.className ?? at.localName;
                }"""
            )
        )

    async def overflow(self) -> list[str]:
        """What is wider than the window or than the message that it stands in."""
        found: list[str] = await self.page.evaluate(
            """() => [...document.querySelectorAll("body, body *")].filter((one) => {
              const { left, right, width } = one.getBoundingClientRect();
              if (!width || one.closest(".unseen, svg, pre")) return false;
              return right > innerWidth + 1 || left < -1;
            }).map((one) => `${one.localName}.${one.className}#${one.id}`)"""
        )
        return found

    # What a person does

    async def opens(self, role: str = "citizen", language: str = "kk") -> None:
        """Open the page as somebody new, with an empty chat."""
        await self.page.goto(self.complaints.home)
        await expect_that(self.page.locator("#people input")).to_have_count(len(ROLES))
        async with self.in_settings():
            place = str(ROLES.index(role))
            await self._choose("people", place)
            await self._shows_the_chat_of(place)  # until then the language is the other's
            await self._choose("languages", language)
            await expect_that(self.page.locator("html")).to_have_attribute("lang", language)
            await self.page.locator("#messages").evaluate("(one) => { delete one.dataset.who; }")
            await self.page.locator("#over").click()
            await self._shows_the_chat_of(place)
        await expect_that(self.messages).to_have_count(0)
        await self.app.app.accounts.forget(self.app.app.pseudonyms.account(STAFF.get(role, 0)))

    async def _shows_the_chat_of(self, place: str) -> None:
        await expect_that(self.page.locator("#messages")).to_have_attribute("data-who", place)

    async def chooses(self, what: str, value: str) -> None:
        async with self.in_settings():
            await self._choose(what, value)

    async def _choose(self, what: str, value: str) -> None:
        choice = self.page.locator(f'#{what} label:has(input[value="{value}"])')
        if not await choice.locator("input").is_checked():
            await choice.click()
            await expect_that(choice.locator("input")).to_be_checked()

    @asynccontextmanager
    async def in_settings(self) -> AsyncIterator[None]:
        """They are a sheet over a phone, and always there on a wide screen."""
        window = self.page.viewport_size
        assert window
        if window["width"] >= WIDE:
            yield
            return
        await self.page.locator("#settings-open").click()
        yield
        await self.page.keyboard.press("Escape")
        await expect_that(self.page.locator("#settings")).to_be_hidden()

    async def starts(self, language: str | None = None, *, consents: bool = True) -> None:
        """From the empty chat to the menu."""
        await self.page.locator("#start").click()
        spoken = language or await self.page.locator("html").get_attribute("lang")
        await self.taps(f"menu:lang_{spoken}")
        await self.taps(f"consent:{int(consents)}")
        await expect_that(self.button("menu:status")).to_be_visible()

    async def says(self, text: str) -> None:
        """Type, send, and wait until the bot is done with it."""
        await self.writing.fill(text)
        await self.page.keyboard.press("Enter")
        await expect_that(self.writing).to_have_value("")
        await self._settled()

    async def taps(self, data: str) -> None:
        """Tap, and wait until the bot has answered the tap."""
        await self.button(data).click()
        await self.answered()

    async def answered(self) -> None:
        await expect_that(self.page.locator(".inline[aria-busy]")).to_have_count(0)
        await self._settled()

    async def _settled(self) -> None:
        """The bot is done, and what it has done is drawn, which takes a moment longer."""
        await self.app.settled()
        shown = str(await self.messages.first.get_attribute("id"))
        chats = self.app.telegram.network.chats.values()
        (chat,) = (
            one for one in chats if shown in {f"message-{message.id}" for message in one.messages}
        )
        drawn = self.page.locator("#messages")
        await expect_that(drawn).to_have_attribute("data-turn", str(chat.turns))

    async def sees(self, key: str, language: str, **values: object) -> None:
        """The bot's last message holds this text of the catalog."""
        await expect_that(self.said).to_contain_text(plain(self.app.text(language, key, **values)))

    async def tabs_to(self, place: str, most: int = 80) -> int:
        """Press Tab until the focus is there; how often."""
        for presses in range(1, most + 1):
            await self.page.keyboard.press("Tab")
            if await self.focused() == place:
                return presses
        raise AssertionError(f"{place} is not reached by Tab")


@asynccontextmanager
async def phone_in(browser: Browser, app: RunningApp, **look: Any) -> AsyncIterator[Phone]:
    """A phone in a browser profile of its own; at the end nothing may have been wrong with it."""
    async with context_in(browser, **look) as context:
        phone = await tab_in(context, app)
        yield phone
        assert phone.complaints.heard == []


@asynccontextmanager
async def context_in(browser: Browser, **look: Any) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(**{"viewport": PHONE, "locale": "kk-KZ", **look})
    context.set_default_timeout(PATIENCE)
    try:
        yield context
    finally:
        await context.close()


async def tab_in(context: BrowserContext, app: RunningApp) -> Phone:
    complaints = Complaints(app.telegram.base_url)
    page = await context.new_page()
    complaints.watch(page)
    return Phone(page, app, complaints)
