"""Posts to the webhook: whose are taken, when they are confirmed, what is refused and how."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.playground import TelegramServer, User
from bot.settings import SettingsFault
from bot.webhook import LARGEST, MOST_AT_ONCE, SECRET_HEADER
from tests.running import SECRET, RunningApp, by_webhook, running, settings_of, until
from tests.wire import Citizen

HEADERS = {SECRET_HEADER: SECRET}


@pytest.fixture
async def bot(endpoint: TelegramServer, tmp_path: Path) -> AsyncIterator[RunningApp]:
    async with running(endpoint, by_webhook(settings_of(tmp_path / "ledger.sqlite3"))) as app:
        yield app


@pytest.fixture
async def http(bot: RunningApp) -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


def url_of(bot: RunningApp) -> str:
    assert bot.app.settings.webhook_url
    return bot.app.settings.webhook_url


def written(update_id: int, user: User, text: str = "/help") -> dict[str, Any]:
    chat = {"id": user.id, "type": "private", "first_name": user.first_name}
    message = {"message_id": 1, "date": 0, "chat": chat, "from": user.wire(), "text": text}
    return {"update_id": update_id, "message": message}


def answers(bot: RunningApp, user: User) -> list[str]:
    return [one.text for one in bot.telegram.chat(user).messages if one.from_bot]


async def post(http: ClientSession, bot: RunningApp, body: Any, **headers: str) -> int:
    given = {"data": body} if isinstance(body, bytes | str) else {"json": body}
    async with http.post(url_of(bot), headers={**HEADERS, **headers}, **given) as answer:
        assert await answer.read() == b"" or answer.status == 405
        return answer.status


async def test_telegram_is_told_where_and_under_which_secret(bot: RunningApp) -> None:
    (call,) = [call for call in bot.telegram.calls if call.method == "setWebhook"]
    assert call.parameters["url"] == url_of(bot)
    assert call.parameters["secret_token"] == SECRET
    assert call.parameters["max_connections"] == str(MOST_AT_ONCE)
    assert call.parameters["drop_pending_updates"] == "false"
    wanted = call.parameters["allowed_updates"]
    assert sorted(wanted) == sorted(bot.app.dispatcher.resolve_used_update_types())
    assert {"message", "edited_message", "callback_query"} <= set(wanted)
    assert bot.telegram.token not in str(call.parameters)
    assert not [call for call in bot.telegram.calls if call.method == "deleteWebhook"]


async def test_going_back_to_polling_deletes_it_and_loses_nothing(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3")
    async with running(endpoint, by_webhook(settings)) as before:
        citizen = await before.settler("kk")
    await endpoint.send_text(citizen.user, "/help")
    async with running(endpoint, settings) as after:
        await after.settled()
        screen = Citizen(endpoint, citizen.user, after.settled).screen
        assert screen.html == after.text("kk", "help.page")
    (call,) = [call for call in endpoint.calls if call.method == "deleteWebhook"]
    assert call.parameters.get("drop_pending_updates") == "false"


async def test_an_update_is_confirmed_only_when_it_is_handled(
    bot: RunningApp, http: ClientSession
) -> None:
    user = bot.telegram.user()
    bot.telegram.chat(user).met = True
    bot.telegram.delay_next("sendMessage", 0.3)
    confirming = asyncio.create_task(post(http, bot, written(1, user)))
    await until(lambda: len(bot.app.in_flight) == 1)
    await asyncio.sleep(0.1)
    assert not confirming.done()
    assert await confirming == 200
    assert len(answers(bot, user)) == 1


async def test_repeats_are_confirmed_and_answered_once(
    bot: RunningApp, http: ClientSession
) -> None:
    user = bot.telegram.user()
    bot.telegram.chat(user).met = True
    update = written(1, user)
    assert await asyncio.gather(*(post(http, bot, update) for _ in range(5))) == [200] * 5
    assert await post(http, bot, update) == 200
    assert len(answers(bot, user)) == 1
    assert bot.app.metrics.value("mams_updates_repeated_total") == 5


async def test_a_lost_receipt_and_an_overtaken_update_do_no_harm(bot: RunningApp) -> None:
    citizen, neighbour = await bot.settler("kk"), await bot.settler("ru")
    bot.telegram.lose_receipts(2)
    bot.telegram.hold_up(0.2)
    await bot.telegram.send_text(citizen.user, "/help")
    await bot.telegram.send_text(citizen.user, "/privacy")
    await neighbour.says("/help")
    told = [one.html for one in citizen.chat.messages if one.from_bot]
    assert told.count(bot.text("kk", "help.page")) == 1
    assert told[-2] == bot.text("kk", "help.page")
    assert "msqory.kz" in (told[-1] or "")
    assert neighbour.screen.html == bot.text("ru", "help.page")


async def test_the_updates_of_a_chat_are_answered_in_order(
    bot: RunningApp, http: ClientSession
) -> None:
    user = bot.telegram.user()
    bot.telegram.chat(user).met = True
    bot.telegram.delay_next("sendMessage", 0.2)
    texts = ["/help", "/privacy", "/help", "/privacy"]
    posts = []
    for number, text in enumerate(texts, start=1):
        posts.append(asyncio.create_task(post(http, bot, written(number, user, text))))
        await until(lambda number=number: len(bot.app.in_flight) == number)  # type: ignore[misc]
    assert await asyncio.gather(*posts) == [200] * len(texts)
    told = answers(bot, user)
    assert told[0] == told[2] != told[1] == told[3]


@pytest.mark.parametrize(
    "secret",
    [None, "", SECRET[:-1], SECRET + "x", SECRET.upper(), "қ" * 20, "\u0661" * len(SECRET)],
)
async def test_a_wrong_secret_is_refused_without_noise(
    bot: RunningApp,
    http: ClientSession,
    caplog: pytest.LogCaptureFixture,
    secret: str | None,
) -> None:
    headers = {} if secret is None else {SECRET_HEADER: secret}
    user = bot.telegram.user()
    calls = len(bot.telegram.calls)
    caplog.clear()
    async with http.post(url_of(bot), json=written(1, user), headers=headers) as answer:
        assert answer.status == 401
        assert await answer.read() == b""
    assert len(bot.telegram.calls) == calls
    assert caplog.records == []
    assert bot.app.metrics.value("mams_webhook_refusals_total", reason="secret") == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"\xff\xfe",
        b"{}",
        b'{"update_id": "x"}',
        b'{"update_id": 1, "message": "801315300123"}',
        b'{"update_id": -1}',
        b'{"update_id": 9223372036854775808}',
        b'{"update_id": ' + b"1" * 5000 + b"}",
        b"[" * 100_000,
        b'{"update_id": NaN}',
    ],
)
async def test_what_is_no_update_is_refused_without_noise(
    bot: RunningApp, http: ClientSession, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    caplog.clear()
    assert await post(http, bot, body) == 400
    assert caplog.records == []
    assert bot.app.metrics.value("mams_webhook_refusals_total", reason="content") == 1


async def test_a_body_is_bounded(bot: RunningApp, http: ClientSession) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(LARGEST // 4096 + 2):
            yield b" " * 4096

    whole = io.BytesIO(b" " * (LARGEST + 1))
    for body in (whole, endless()):
        async with http.post(url_of(bot), data=body, headers=HEADERS) as answer:
            assert answer.status == 413
    assert bot.app.metrics.value("mams_webhook_refusals_total", reason="size") == 2


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "PATCH"])
async def test_other_methods_and_places_are_refused(
    bot: RunningApp, http: ClientSession, method: str
) -> None:
    async with http.request(method, url_of(bot), headers=HEADERS) as answer:
        assert answer.status == 405
    async with http.request(method, f"{url_of(bot)}/elsewhere", headers=HEADERS) as answer:
        assert answer.status == 404


async def test_an_update_of_an_unknown_kind_is_passed_over_in_a_word(
    bot: RunningApp, http: ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()
    assert await post(http, bot, {"update_id": 5, "thought": {"text": "801315300123"}}) == 200
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 1
    assert "801315300123" not in told[0]
    assert bot.app.metrics.value("mams_updates_total", kind="other") == 1


@pytest.mark.fails(1)
async def test_what_cannot_be_kept_comes_again(bot: RunningApp, http: ClientSession) -> None:
    user = bot.telegram.user()
    bot.telegram.chat(user).met = True
    async with bot.app.database.write() as connection:
        await connection.execute("ALTER TABLE handled_updates RENAME TO elsewhere")
    assert await post(http, bot, written(1, user)) == 500
    assert answers(bot, user) == []
    assert bot.app.metrics.value("mams_errors_total") == 1
    assert bot.app.metrics.value("mams_webhook_refusals_total", reason="failed") == 1
    async with bot.app.database.write() as connection:
        await connection.execute("ALTER TABLE elsewhere RENAME TO handled_updates")
    assert await post(http, bot, written(1, user)) == 200
    assert len(answers(bot, user)) == 1


async def test_while_shutting_down_nothing_new_is_taken(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    settings = by_webhook(settings_of(tmp_path / "ledger.sqlite3"))
    async with running(endpoint, settings) as bot, ClientSession() as http:
        citizen = await bot.settler("kk")
        other = endpoint.user()
        endpoint.delay_next("sendMessage", 0.5)
        await endpoint.send_text(citizen.user, "/help")
        await until(lambda: len(bot.app.in_flight) == 1)
        bot.app.health.leaving.set()
        assert await post(http, bot, written(1, other)) == 503
        ready = url_of(bot).replace("/hook", "/readyz")
        async with http.get(ready) as answer:
            assert answer.status == 503
            assert (await answer.json())["checks"]["staying"] is False
        await endpoint.send_text(other, "/help")
    assert citizen.screen.html == bot.text("kk", "help.page")
    assert [one.from_bot for one in endpoint.chat(other).messages] == [False]
    async with running(endpoint, settings) as again:
        await again.settled()
    assert [one.from_bot for one in endpoint.chat(other).messages] == [False, True]


async def test_an_address_that_telegram_refuses_is_named(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    settings = by_webhook(settings_of(tmp_path / "ledger.sqlite3"))
    settings = settings.model_copy(update={"webhook_url": "http://bot.example.kz/hook"})
    with pytest.raises(SettingsFault, match=r"WEBHOOK_URL.*HTTPS"):
        async with running(endpoint, settings):
            pass


async def test_a_port_that_is_taken_is_named(endpoint: TelegramServer, tmp_path: Path) -> None:
    settings = by_webhook(settings_of(tmp_path / "ledger.sqlite3"))
    async with running(endpoint, settings):
        other = settings.model_copy(
            update=settings_of(tmp_path / "other.sqlite3").model_dump(include={"ledger_url"})
        )
        with pytest.raises(SettingsFault, match="WEBHOOK_PORT: cannot listen"):
            async with running(endpoint, other):
                pass
