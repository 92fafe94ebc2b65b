"""What the page looks like: readable by everybody, at any size, light and dark."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect as expect_that

from bot.commands.demo import demo_people
from bot.playground.chats import Tap
from tests.browser.phone import DESKTOP, PHONE, SIZES, Phone

pytestmark = pytest.mark.asyncio(loop_scope="session")

IIN = {person.key: person.iin for person in demo_people()}
Phones = Callable[..., Awaitable[Phone]]
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
READABLE = 4.5
"""Contrast of text by WCAG 2.2 AA, whatever its size."""
SEEN = 3.0
"""Contrast of what shows where the focus is."""

CONTRASTS = (Path(__file__).with_name("contrasts.js")).read_text("utf-8")


async def screens(phone: Phone, language: str) -> AsyncIterator[str]:
    """One after the other on the same page."""
    await phone.opens("citizen", language)
    yield "empty"
    await phone.starts()
    yield "menu"
    await phone.says(IIN["seasonal"])
    yield "status"
    await phone.taps("view:ways")
    await phone.taps("plan:prepay:person")
    yield "plan"
    await phone.taps("pfile:prepay:person:csv")
    await phone.page.locator("#attach").click()
    yield "file and sheet"
    await phone.page.locator("#commands-open").click()
    yield "commands"
    await phone.page.keyboard.press("Escape")
    chat = next(chat for chat in phone.app.telegram.network.chats.values() if chat.watchers)
    for alert in (False, True):
        user = phone.app.telegram.network.users[chat.id]
        tap = Tap("1", user, chat.id, 1, "x", text="1414", show_alert=alert)
        chat.tell({"event": "answer", "tap": tap})
        shown = phone.page.locator("#alert" if alert else "#toast")
        await expect_that(shown).to_contain_text("1414")
        yield "alert" if alert else "toast"
    await phone.page.keyboard.press("Escape")
    if phone.page.viewport_size == PHONE:
        await phone.page.locator("#settings-open").click()
        yield "settings"


@pytest.mark.parametrize(
    ("language", "size", "scheme"),
    [
        ("kk", "phone", "light"),
        ("ru", "phone", "dark"),
        ("ru", "desktop", "light"),
        ("kk", "desktop", "dark"),
    ],
)
async def test_every_screen_can_be_read_and_used_by_everybody(
    phones: Phones, language: str, size: str, scheme: str
) -> None:
    phone = await phones(viewport=SIZES[size], color_scheme=scheme)
    checker = Axe()
    async for screen in screens(phone, language):
        report = (await checker.run(phone.page, options=RULES)).response
        found = [_told(one) for one in report["violations"]]
        assert found == [], f"{screen}: {found}"
        faint = await phone.page.evaluate(CONTRASTS)
        assert {one["what"]: one["contrast"] for one in faint if one["contrast"] < READABLE} == {}
        assert len(faint) > 5, screen
        assert await phone.overflow() == [], screen


def _told(violation: Mapping[str, object]) -> str:
    nodes = violation["nodes"]
    assert isinstance(nodes, list)
    return f"{violation['id']}: {[node['html'][:200] for node in nodes[:3]]}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_is_seen_where_the_focus_is(phones: Phones, scheme: str) -> None:
    phone = await phones(color_scheme=scheme)
    await phone.opens()
    await phone.starts()
    for place in ("#text", "#attach", '[data-data="menu:status"]', "#settings-open"):
        await phone.page.locator(place).focus()
        await phone.page.keyboard.press("Shift+Tab")
        await phone.page.keyboard.press("Tab")
        around = await phone.page.evaluate(f"({CONTRASTS.strip().rstrip(';')}, focusContrast())")
        assert around >= SEEN, place


@pytest.mark.parametrize(("size", "language"), [("phone", "kk"), ("desktop", "ru")])
async def test_at_twice_the_size_nothing_is_cut_off(
    phones: Phones, size: str, language: str
) -> None:
    """A browser that enlarges a page gives it half as many pixels in each direction."""
    half = {side: length // 2 for side, length in SIZES[size].items()}
    phone = await phones(viewport=half, device_scale_factor=2)
    cut = """() => [...document.querySelectorAll(".inline .label, .menu, #start")]
      .filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)"""
    async for screen in screens(phone, language):
        assert await phone.overflow() == [], screen
        assert not await phone.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert await phone.page.evaluate(cut) == [], screen
        if screen not in {"empty", "alert", "settings"}:
            box = await phone.writing.bounding_box()
            assert box
            assert box["width"] > 60, screen


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
async def test_nothing_moves_for_who_does_not_want_it(phones: Phones, motion: str) -> None:
    phone = await phones(reduced_motion=motion)
    await phone.opens()
    await phone.starts()
    moving = await phone.button("menu:status").evaluate(
        """(one) => {
          one.setAttribute("aria-busy", "true");
          return getComputedStyle(one, "::before").animationName;
        }"""
    )
    assert (moving == "none") is (motion == "reduce")
    assert await phone.page.evaluate("document.getAnimations().length") == int(
        motion == "no-preference"
    )


async def test_the_settings_close_when_the_window_becomes_wide(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.page.locator("#settings-open").click()
    await phone.page.set_viewport_size(DESKTOP)
    await expect_that(phone.page.locator("#settings")).to_be_visible()
    await phone.writing.fill("1414")
