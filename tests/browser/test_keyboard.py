"""The whole page without a mouse."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect as expect_that

from bot.commands.demo import demo_people
from tests.browser.phone import DESKTOP, PHONE, Phone

pytestmark = pytest.mark.asyncio(loop_scope="session")

IIN = {person.key: person.iin for person in demo_people()}
Phones = Callable[..., Awaitable[Phone]]


async def see_the_focus(phone: Phone) -> str:
    """Where the focus is; it must be somewhere, marked, and inside the window."""
    seen = await phone.page.evaluate(
        """() => {
          const at = document.activeElement;
          const box = at.getBoundingClientRect();
          const label = at.closest("label") ?? at;
          return {
            nowhere: at === document.body,
            outline: getComputedStyle(label).outlineStyle,
            width: parseFloat(getComputedStyle(label).outlineWidth),
            inside: box.bottom > 0 && box.top < innerHeight
              && box.right > 0 && box.left < innerWidth,
          };
        }"""
    )
    place = await phone.focused()
    assert not seen["nowhere"], "the focus is lost"
    assert seen["outline"] != "none", place
    assert seen["width"] >= 2, place
    assert seen["inside"], place
    return place


async def see_the_focus_on(phone: Phone, buttons: str) -> None:
    """On the first button of the new screen; where that is too long, it is read from its top."""
    place = await see_the_focus(phone)
    chat, said = phone.page.locator("#chat"), phone.said
    fits = await said.evaluate("(one) => one.offsetHeight") <= await chat.evaluate(
        "(one) => one.clientHeight"
    )
    whole = f"#{await said.get_attribute('id')}"
    assert place.startswith(buttons) if fits else place == whole


async def press(phone: Phone, *keys: str) -> str:
    for key in keys:
        await phone.page.keyboard.press(key)
    return await see_the_focus(phone)


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_whole_conversation_by_keyboard_alone(
    phones: Phones, viewport: dict[str, int]
) -> None:
    phone = await phones(viewport=viewport)
    await phone.opens()
    await phone.page.reload()
    await expect_that(phone.page.locator("#start")).to_be_visible()
    assert await press(phone, "Tab") == "#skip"
    assert await press(phone, "Enter") == "#start"
    await phone.page.keyboard.press("Enter")
    await expect_that(phone.button("menu:lang_kk")).to_be_visible()
    assert await see_the_focus(phone) == "#chat"

    await phone.tabs_to("menu:lang_kk")
    await phone.page.keyboard.press("Space")
    await phone.answered()
    await expect_that(phone.button("consent:1")).to_be_visible()
    await see_the_focus_on(phone, "consent:")
    if await phone.focused() != "consent:1":
        await phone.tabs_to("consent:1")
    await phone.page.keyboard.press("Enter")
    await phone.answered()
    await expect_that(phone.button("menu:status")).to_be_visible()
    await see_the_focus_on(phone, "menu:")

    await phone.tabs_to("#text")
    await phone.page.keyboard.type(IIN["seasonal"])
    await phone.page.keyboard.press("Enter")
    await expect_that(phone.button("view:ways")).to_be_visible()
    assert await see_the_focus(phone) == "#text"
    back = [await press(phone, "Shift+Tab") for _ in range(3)]
    assert back[:1] == ["#commands-open"]
    assert back[1].startswith(("menu:", "view:", "input")), "the newest buttons are the nearest"


async def test_the_focus_stays_on_a_button_that_is_still_there(phone: Phone) -> None:
    """It went to the first button of the message, so that ticking a second month took ages."""
    await phone.opens()
    await phone.starts()
    await phone.says(IIN["seasonal"])
    await phone.taps("view:ways")
    await phone.taps("plan:prepay:person")
    month = "ptick:prepay:person:2027-06"
    await phone.button(month).focus()
    for key, state in (("Space", "paid"), ("Enter", "unpaid")):
        await phone.page.keyboard.press(key)
        await phone.answered()
        text = phone.app.text("kk", f"button.plan.{state}", period="062027")
        await expect_that(phone.button(month)).to_contain_text(text)
        assert await see_the_focus(phone) == month


async def test_another_screen_keeps_the_focus_in_its_message(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says(IIN["seasonal"])
    await phone.button("view:ways").focus()
    await phone.page.keyboard.press("Enter")
    await phone.answered()
    await expect_that(phone.button("plan:")).to_be_attached()
    await see_the_focus(phone)
    assert await phone.said.evaluate("(one) => one.contains(document.activeElement)")
    assert (await press(phone, "Tab")) != "#text"


async def test_sheets_open_close_and_give_the_focus_back(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    for opener, sheet in (("#commands-open", "#commands"), ("#attach", "#attachments")):
        button = phone.page.locator(opener)
        await button.focus()
        await phone.page.keyboard.press("Enter")
        await expect_that(phone.page.locator(sheet)).to_be_visible()
        await expect_that(button).to_have_attribute("aria-expanded", "true")
        await see_the_focus(phone)
        assert await phone.page.locator(sheet).evaluate("(one) => one.matches(':focus-within')")
        assert await press(phone, "Escape") == opener
        await expect_that(phone.page.locator(sheet)).to_be_hidden()
        await expect_that(button).to_have_attribute("aria-expanded", "false")
    await phone.page.locator("#commands-open").focus()
    count = await phone.messages.count()
    assert await press(phone, "Enter", "Tab", "Enter") == "#commands-open"
    await expect_that(phone.messages).not_to_have_count(count)


async def test_the_settings_of_a_phone_are_a_room_of_their_own(phone: Phone) -> None:
    """Tab went on to the chat behind them."""
    await phone.opens()
    await phone.starts()
    await phone.page.locator("#settings-open").focus()
    assert await press(phone, "Enter") == "#settings-close"
    places = [await press(phone, "Tab") for _ in range(3)]
    assert places[-1] == "#over"
    assert "#text" not in places
    await phone.page.locator('#languages input[value="kk"]').focus()
    await phone.page.keyboard.press("ArrowDown")
    await expect_that(phone.page.locator("html")).to_have_attribute("lang", "ru")
    await see_the_focus(phone)
    await expect_that(phone.page.locator('#languages input[value="ru"]')).to_be_focused()
    assert await press(phone, "Escape") == "#settings-open"
    await phone.tabs_to("#text")


async def test_editing_begins_and_ends_at_the_text(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says("1414")
    await phone.page.locator(".edit").last.focus()
    assert await press(phone, "Enter") == "#text"
    await phone.page.locator("#editing-cancel").focus()
    assert await press(phone, "Enter") == "#text"
    await expect_that(phone.writing).to_have_value("")


async def test_what_is_folded_is_unfolded_and_folded_again(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says(IIN["seasonal"])
    fold = phone.said.locator(".fold").first
    await fold.focus()
    await phone.page.keyboard.press("Space")
    await expect_that(fold).to_have_attribute("aria-expanded", "true")
    await phone.page.keyboard.press("Enter")
    await expect_that(fold).to_have_attribute("aria-expanded", "false")
    await see_the_focus(phone)


async def test_news_are_read_out_and_old_messages_are_not(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    log = phone.page.get_by_role("log")
    await expect_that(log).to_have_attribute("aria-live", "polite")
    await expect_that(log.get_by_role("listitem").last).to_contain_text("Бот:")
    await expect_that(phone.page.locator("#toast")).to_have_attribute("role", "status")
    watch = """() => {
      const log = document.getElementById("log"), seen = [];
      const see = () => {
        seen.push(log.getAttribute("aria-busy"));
        document.body.dataset.busy = seen.join(" then ");
      };
      new MutationObserver(see).observe(log, { attributes: true, attributeFilter: ["aria-busy"] });
    }"""
    await expect_that(log).not_to_have_attribute("aria-busy", "true")  # the empty chat is old news
    await phone.page.evaluate(watch)
    await phone.says("1414")
    await expect_that(phone.last).to_have_class("theirs")
    body = phone.page.locator("body")
    assert await body.get_attribute("data-busy") is None
    await phone.chooses("people", "1")
    await expect_that(body).to_have_attribute("data-busy", "true then ")
