import asyncio
import logging

import pytest
from aiogram import Bot, Dispatcher
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import SendDice
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.playground import TelegramServer, User
from tests.playground.conftest import bot_of, polled
from tests.wire.fixtures import TOKEN


def echo() -> Dispatcher:
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def answer(message: Message) -> None:
        await message.answer(message.text or "…")

    return dispatcher


async def test_updates_stay_until_they_are_confirmed(bot: Bot, reader: User) -> None:
    (first,) = await bot.get_updates()
    assert first.message
    assert first.message.from_user
    assert first.message.from_user.id == reader.id
    assert await bot.get_updates() == [first]
    assert await bot.get_updates(offset=first.update_id + 1) == []


async def test_long_polling_waits_for_the_next_update(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
) -> None:
    (first,) = await bot.get_updates()
    poll = asyncio.create_task(bot.get_updates(offset=first.update_id + 1, timeout=5))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await endpoint.send_text(reader, "new")
    (update,) = await poll
    assert update.message
    assert update.message.text == "new"


async def test_a_negative_offset_forgets_all_but_the_last(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
) -> None:
    await endpoint.send_text(reader, "second")
    (update,) = await bot.get_updates(offset=-1)
    assert update.message
    assert update.message.text == "second"


async def test_only_wanted_kinds_are_delivered(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["message"])
    message = await endpoint.send_text(reader, "x")
    await endpoint.edit_text(reader, message.id, "y")
    kinds = [update.event_type for update in await bot.get_updates()]
    assert kinds == ["message", "message"]
    kinds = [update.event_type for update in await bot.get_updates(allowed_updates=[])]
    assert kinds == ["message", "message"]


async def test_the_older_of_two_pollers_is_sent_away(endpoint: TelegramServer, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(bot.get_updates(timeout=5))
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
        await first
    await endpoint.send_text(endpoint.user(), "x")
    assert len(await second) == 1


async def test_everything_a_person_can_send_arrives(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
) -> None:
    await bot.get_updates(offset=-1)
    await endpoint.send_voice(reader)
    await endpoint.send_photo(reader, caption="c")
    await endpoint.send_sticker(reader)
    await endpoint.send_document(reader, "a.csv", b"x")
    await endpoint.send_contact(reader)
    await endpoint.block(reader)
    updates = (await bot.get_updates())[1:]
    kinds = [update.message.content_type for update in updates if update.message]
    assert kinds == ["voice", "photo", "sticker", "document", "contact"]
    assert updates[-1].my_chat_member
    assert updates[-1].my_chat_member.new_chat_member.status == "kicked"
    contact = updates[-2].message
    assert contact
    assert contact.contact
    assert contact.contact.user_id == reader.id


async def test_a_group_is_told_from_a_private_chat(endpoint: TelegramServer, bot: Bot) -> None:
    await endpoint.send_text(endpoint.user(), "/start", chat=endpoint.group("Clinic"))
    (update,) = await bot.get_updates()
    assert update.message
    assert (update.message.chat.type, update.message.chat.title) == ("group", "Clinic")


async def test_a_persons_language_is_told(endpoint: TelegramServer, bot: Bot) -> None:
    user = endpoint.user(language_code="kk")
    endpoint.change_language(user, "en")
    await endpoint.send_text(user, "x")
    (update,) = await bot.get_updates()
    assert update.message
    assert update.message.from_user
    assert update.message.from_user.language_code == "en"


async def test_a_polling_bot_drains_the_queue(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
) -> None:
    async with polled(echo(), bot):
        await endpoint.send_text(reader, "hello")
        await asyncio.wait_for(endpoint.drained(), 5)
        endpoint.repeat()
        await asyncio.wait_for(endpoint.drained(), 5)
        await asyncio.sleep(0.1)
    answers = [message.text for message in endpoint.chat(reader).messages if message.from_bot]
    assert answers == ["/start", "hello", "hello"]


async def test_a_webhook_gets_updates_with_its_secret(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
) -> None:
    app = web.Application()
    SimpleRequestHandler(echo(), bot, secret_token="a-secret").register(app, "/hook")
    async with TestServer(app) as hook:
        await bot.set_webhook(str(hook.make_url("/hook")), secret_token="a-secret")
        with pytest.raises(TelegramConflictError, match="webhook is active"):
            await bot.get_updates()
        await asyncio.wait_for(endpoint.drained(), 5)
        assert (await bot.get_webhook_info()).pending_update_count == 0
        await bot.delete_webhook()
        await asyncio.sleep(0.1)
    assert [message.text for message in endpoint.chat(reader).messages] == ["/start", "/start"]


async def test_a_webhook_needs_https_or_this_machine(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="An HTTPS URL must be provided"):
        await bot.set_webhook("http://fms.kz/hook")


async def test_wrong_tokens_and_methods_are_refused(endpoint: TelegramServer, bot: Bot) -> None:
    async with bot_of(endpoint.base_url, "1:another") as other:
        with pytest.raises(TelegramUnauthorizedError):
            await other.get_me()
    with pytest.raises(TelegramNotFound):
        await bot(SendDice(chat_id=1))
    assert (await bot.get_me()).username == "local_bot"


async def test_faults_on_demand_happen_once(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
) -> None:
    endpoint.fail_next("sendMessage", 429, "Too Many Requests: retry after 3", retry_after=3)
    with pytest.raises(TelegramRetryAfter) as late:
        await bot.send_message(reader.id, "x")
    assert late.value.retry_after == 3
    endpoint.fail_next("sendMessage", 502, "Bad Gateway")
    with pytest.raises(TelegramServerError):
        await bot.send_message(reader.id, "x")
    await bot.send_message(reader.id, "x")
    assert [(call.status, call.injected) for call in endpoint.calls] == [
        (429, True),
        (502, True),
        (200, False),
    ]


async def test_a_dropped_connection_may_hide_a_message_that_was_sent(
    endpoint: TelegramServer,
    bot: Bot,
    reader: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    endpoint.drop_next("sendMessage")
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(reader.id, "lost")
    endpoint.drop_next("sendMessage", carried_out=True)
    with pytest.raises(TelegramNetworkError):
        await bot.send_message(reader.id, "sent")
    assert [one.text for one in endpoint.chat(reader).messages if one.from_bot] == ["sent"]
    assert [call.status for call in endpoint.calls] == [0, 0]
    assert not caplog.records


async def test_a_late_answer_is_late(endpoint: TelegramServer, bot: Bot, reader: User) -> None:
    endpoint.delay_next("sendMessage", 0.2)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    await bot.send_message(reader.id, "x")
    assert loop.time() - begun >= 0.2


async def test_json_and_query_parameters_are_read_too(
    endpoint: TelegramServer,
    reader: User,
) -> None:
    url = f"{endpoint.base_url}/bot{TOKEN}/SENDMESSAGE"
    async with ClientSession() as session:
        async with session.post(url, json={"chat_id": reader.id, "text": "json"}) as answer:
            assert answer.status == 200
        async with session.get(url, params={"chat_id": reader.id, "text": "query"}) as answer:
            assert (await answer.json())["result"]["text"] == "query"
        async with session.post(url, data="{", headers={"Content-Type": "application/json"}) as bad:
            assert bad.status == 400


async def test_foreign_pages_are_kept_out(endpoint: TelegramServer) -> None:
    url = f"{endpoint.base_url}/bot{TOKEN}/getMe"
    async with ClientSession() as session:
        for headers in ({"Origin": "https://evil.example"}, {"Host": "evil.example:80"}):
            async with session.get(url, headers=headers) as answer:
                assert answer.status == 403


async def test_a_bot_that_remembers_updates_answers_after_a_restart_of_the_endpoint() -> None:
    seen = []
    for _ in range(2):
        async with TelegramServer(TOKEN, page=False).running() as server:
            user = server.user()
            ids = []
            for _ in range(20):  # more than one a second: the next start gave their numbers anew
                await server.send_text(user, "/start")
                assert server.last_update is not None
                ids.append(server.last_update["update_id"])
            seen.append((ids, user.id))
        await asyncio.sleep(1.1)
    (first_updates, first_user), (second_updates, second_user) = seen
    assert min(second_updates) > max(first_updates)
    assert second_user != first_user
