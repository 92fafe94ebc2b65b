"""What a person does on the page, with a mouse or a finger."""

from __future__ import annotations

import csv
import re
from collections.abc import Awaitable, Callable
from io import StringIO
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.async_api import Browser, FilePayload
from playwright.async_api import expect as expect_that

from bot.commands.demo import demo_people
from bot.texts.languages import LANGUAGES
from tests.browser.phone import SIZES, Phone, context_in, tab_in
from tests.conversations.test_banner import LONG as ANNOUNCED
from tests.running import RunningApp

pytestmark = pytest.mark.asyncio(loop_scope="session")

IIN = {person.key: person.iin for person in demo_people()}
ASKED = {"kk": "дербес төлеуші айына қанша төлейді", "ru": "сколько платить самому за месяц"}
Phones = Callable[..., Awaitable[Phone]]


async def clipboard(phone: Phone) -> str:
    await phone.page.context.grant_permissions(["clipboard-read"])
    return str(await phone.page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", LANGUAGES)
async def test_from_the_first_word_to_the_ways_back(
    phones: Phones, language: str, size: str
) -> None:
    phone = await phones(viewport=SIZES[size])
    await phone.opens("citizen", language)
    assert await phone.page.title() == phone.app.text(language, "playground.name")
    await expect_that(phone.page.locator("#description")).to_be_visible()
    await phone.starts()
    await phone.says(ASKED[language])
    await phone.sees("faq.self-payer-amount.title", language)
    await phone.says(IIN["seasonal"])
    await expect_that(phone.page.get_by_text(IIN["seasonal"])).to_have_count(0)
    status = phone.said
    await expect_that(status).to_contain_text("21 250")
    await phone.taps("view:ways")
    await expect_that(phone.said).to_contain_text(re.compile("51\\s000"))
    assert await phone.overflow() == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_calculator_is_asked_step_by_step(phone: Phone, language: str) -> None:
    await phone.opens("citizen", language)
    await phone.starts()
    await phone.taps("menu:calc")
    await phone.taps("ckind:employee")
    await phone.says("300000")
    await expect_that(phone.said).to_contain_text(re.compile("15\\s000"))


async def test_a_long_answer_is_read_from_its_first_line(phone: Phone) -> None:
    """It was shown from its end, and the answer itself had to be looked for."""
    await phone.opens()
    await phone.starts()
    for act in (phone.says(IIN["seasonal"]), phone.taps("view:ways")):
        await act
        chat, said = await boxes(phone)
        assert said["height"] > chat["height"]
        assert 0 <= said["y"] - chat["y"] < 40
    assert await phone.page.evaluate("[scrollY, document.querySelector('main').scrollTop]") == [
        0,
        0,
    ]
    await phone.page.reload()
    await expect_that(phone.button("plan:")).to_be_attached()
    chat, said = await boxes(phone)
    assert 0 <= said["y"] - chat["y"] < 40


async def boxes(phone: Phone) -> list[dict[str, float]]:
    found = [await phone.page.locator("#chat").bounding_box(), await phone.said.bounding_box()]
    return [dict(box) for box in found if box]


async def test_a_ticked_month_stays_under_the_finger(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says(IIN["seasonal"])
    await phone.taps("view:ways")
    await phone.taps("plan:prepay:person")
    count = await phone.messages.count()
    month = phone.button("ptick:prepay:person:2027-06")
    await month.scroll_into_view_if_needed()
    before = await month.bounding_box()
    unpaid = phone.app.text("kk", "button.plan.unpaid", period="062027")
    await expect_that(month).to_contain_text(unpaid)
    await phone.taps("ptick:prepay:person:2027-06")
    await expect_that(month).to_contain_text(
        phone.app.text("kk", "button.plan.paid", period="062027")
    )
    after = await month.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) < 2
    assert await phone.messages.count() == count, "edited in its place"


async def test_what_is_to_be_copied_is_copied(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says(IIN["seasonal"])
    await phone.taps("view:ways")
    await phone.taps("plan:prepay:person")
    await phone.page.locator(".inline.copies").first.click()
    await expect_that(phone.page.locator("#toast")).not_to_be_empty()
    assert await clipboard(phone) == "122026"
    await phone.said.locator(".code").nth(1).click()
    assert await clipboard(phone) == "012027"


async def test_a_plan_is_taken_along_as_a_table_and_a_calendar(
    phone: Phone, tmp_path: Path
) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says(IIN["seasonal"])
    await phone.taps("view:ways")
    await phone.taps("plan:prepay:person")
    for ending in ("csv", "ics"):
        await phone.taps(f"pfile:prepay:person:{ending}")
        async with phone.page.expect_download() as downloading:
            await phone.said.locator("a.document").click()
        download = await downloading.value
        assert download.suggested_filename.endswith(f".{ending}")
        await download.save_as(tmp_path / ending)
    table = StringIO((tmp_path / "csv").read_text("utf-8-sig"))
    assert len(list(csv.reader(table, delimiter=";"))) == 14
    assert Calendar.from_ical((tmp_path / "ics").read_bytes()).walk("VEVENT")


async def test_the_year_comes_as_a_picture_that_is_seen_whole(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says(IIN["seasonal"])
    await phone.taps("view:year")
    await phone.taps("picture:")
    picture = phone.said.locator("img.photo")
    await expect_that(picture).to_have_js_property("naturalHeight", 1350)
    await expect_that(picture).to_be_in_viewport(ratio=1)
    assert await picture.get_attribute("alt")


async def test_files_and_all_that_is_attached_are_answered(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    for kind in ("photo", "document"):
        await phone.page.locator("#attach").click()
        async with phone.page.expect_file_chooser() as choosing:
            await phone.page.locator(f'[data-send="{kind}"]').click()
        chooser = await choosing.value
        await chooser.set_files(FilePayload(name="a.png", mimeType="image/png", buffer=PIXEL))
        await expect_that(phone.page.locator("#messages > li.own").last).to_contain_text(
            "a.png" if kind == "document" else re.compile(r"\d\d:\d\d")
        )
        await phone.app.settled()
        await expect_that(phone.last).to_have_class("theirs")
    for kind in ("voice", "sticker", "contact"):
        count = await phone.messages.count()
        await phone.page.locator("#attach").click()
        await phone.page.locator(f'[data-send="{kind}"]').click()
        await expect_that(phone.messages).not_to_have_count(count)
        await phone.app.settled()
        await expect_that(phone.last).to_have_class("theirs")
    await expect_that(phone.page.locator("#attachments")).to_be_hidden()


async def test_ones_own_message_is_edited_where_it_stands(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says("1414")
    own = phone.page.locator("#messages > li.own").last
    place = await own.get_attribute("id")
    await own.locator(".edit").click()
    await expect_that(phone.writing).to_have_value("1414")
    await phone.writing.fill("115")
    await phone.page.keyboard.press("Enter")
    await expect_that(phone.page.locator(f"#{place} .text")).to_have_text("115")
    await expect_that(phone.page.locator("#editing")).to_be_hidden()


async def test_the_longest_message_and_the_longest_word_fit(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    await phone.says("ұзақ " * 800 + "ө" * 96)
    await expect_that(phone.page.locator("#messages > li.own").last).to_contain_text("өөө")
    assert await phone.overflow() == []
    wide = "document.documentElement.scrollWidth > innerWidth"
    assert not await phone.page.evaluate(wide)


HOSTILE = (
    '<img src=x onerror="window.harmed=1">',
    "<script>window.harmed = 1</script>",
    '"><svg onload="window.harmed=1">',
    "javascript:window.harmed=1",
    "&lt;b&gt; {0} %s \u202e\u2066",
)


async def test_hostile_text_is_shown_as_text(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    for text in HOSTILE:
        await phone.says(text)
        own = phone.page.locator("#messages > li.own").last
        await expect_that(own.locator(".text")).to_have_text(text)
        assert await own.locator("img, script, svg, a").count() == 0
        await expect_that(phone.last).to_have_class("theirs")
    await phone.page.locator("#attach").click()
    async with phone.page.expect_file_chooser() as choosing:
        await phone.page.locator('[data-send="document"]').click()
    name = "<img src=x onerror=alert(1)>.html"
    harm = b"<script>window.harmed=1</script>"
    file = FilePayload(name=name, mimeType="text/html", buffer=harm)
    await (await choosing.value).set_files(file)
    sent = phone.page.locator("a.document").last
    await expect_that(sent.locator(".file-name")).to_have_text(name)
    async with phone.page.expect_download():
        await sent.click()
    assert await phone.page.evaluate("window.harmed") is None
    assert phone.page.url.rstrip("/") == phone.complaints.home


async def test_a_reload_keeps_the_chat_the_part_and_the_language(phone: Phone) -> None:
    await phone.opens("admin", "ru")
    await phone.starts()
    await phone.says("/banner")
    texts = await phone.messages.all_inner_texts()
    await phone.page.reload()
    await expect_that(phone.messages).to_have_count(len(texts))
    assert await phone.messages.all_inner_texts() == texts
    await expect_that(phone.page.locator("html")).to_have_attribute("lang", "ru")
    await expect_that(phone.page.locator('#people input[value="2"]')).to_be_checked()


async def test_two_tabs_of_one_person_show_one_chat(
    browser: Browser, playground: RunningApp
) -> None:
    async with context_in(browser) as context:
        one, two = [await tab_in(context, playground) for _ in range(2)]
        await one.opens()
        await two.page.goto(two.complaints.home)
        await one.page.bring_to_front()
        await one.starts()
        await expect_that(two.button("menu:status")).to_be_visible()
        await two.page.bring_to_front()
        await two.taps("menu:calc")
        await expect_that(one.button("ckind:employee")).to_be_visible()
        await two.chooses("people", "1")
        await expect_that(one.button("ckind:employee")).to_be_visible()
        for phone in (one, two):
            assert phone.complaints.heard == []


async def test_the_language_of_the_page_follows_that_of_telegram(phone: Phone) -> None:
    await phone.opens()
    await phone.starts()
    for language in (*LANGUAGES, "en"):
        await phone.chooses("languages", language)
        await expect_that(phone.page.locator("html")).to_have_attribute("lang", language)
        spoken = language if language in LANGUAGES else "kk"
        assert await phone.page.title() == phone.app.text(spoken, "playground.name")
        name = await phone.page.locator("#bot-name").inner_text()
        assert name == await phone.page.title()


async def test_starting_over_on_a_phone_shows_the_empty_chat(phone: Phone) -> None:
    """The settings stayed open over it, as if nothing had happened."""
    await phone.opens()
    await phone.starts()
    await phone.page.locator("#settings-open").click()
    await phone.page.locator("#over").click()
    await expect_that(phone.page.locator("#settings")).to_be_hidden()
    await expect_that(phone.page.locator("#start")).to_be_visible()


async def test_what_an_admin_announces_stands_above_the_menu(phone: Phone) -> None:
    await phone.opens("admin")
    await phone.starts()
    await phone.says("/banner")
    for text in ANNOUNCED.values():
        await phone.says(text)
    await phone.taps("bshow")
    try:
        await phone.opens("citizen")
        await phone.starts()
        await expect_that(phone.said).to_contain_text(ANNOUNCED["kk"][:40])
    finally:
        await phone.opens("admin")
        await phone.starts()
        await phone.says("/banner")
        await phone.taps("boff:")


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
