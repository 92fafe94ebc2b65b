"""Starting and stopping: nothing is lost, nothing is dropped, nothing stays open."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import Endpoint, build
from bot.clock import Clock
from bot.ledger import open_ledger
from bot.playground import TelegramServer
from bot.running import run
from bot.settings import Settings, SettingsFault
from handlers.states import Lookup
from tests.running import SECRET, TODAY, free_port, running, settings_of, until
from tests.wire import Citizen

ROOT = Path(__file__).parent.parent.parent
RUN = """
import asyncio
from bot.app import build
from bot.clock import Clock
from bot.running import run
from bot.settings import load_settings

async def main():
    settings = load_settings()
    async with build(settings, Clock(settings.timezone)) as app:
        await run(app)

asyncio.run(main())
"""
OPERATOR = {
    "operator_name": "Клиника «Шипагер»",
    "operator_contact": "+7 727 000-00-00",
    "bot_is_official": False,
    "lookup_policy": "open",
}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_of(tmp_path / "ledger.sqlite3")


async def test_a_restart_keeps_language_consent_and_conversation(
    endpoint: TelegramServer, settings: Settings
) -> None:
    async with running(endpoint, settings) as before:
        citizen = await before.settler("ru")
        await before.state(citizen).set_state(Lookup.iin)
    async with running(endpoint, settings) as after:
        account = await after.account(citizen)
        assert (account.language, account.consented_on) == ("ru", TODAY)
        returned = Citizen(endpoint, citizen.user, after.settled)
        await returned.says("/cancel")
        assert returned.screen.html == after.text("ru", "cancel.lookup")


async def test_a_newcomers_destination_outlives_a_restart(
    endpoint: TelegramServer, settings: Settings
) -> None:
    async with running(endpoint, settings) as before:
        citizen = before.citizen("kk")
        await citizen.says("/start settings")
    async with running(endpoint, settings) as after:
        returned = Citizen(endpoint, citizen.user, after.settled)
        await returned.taps("menu:lang_kk")
        await returned.taps("consent:1")
        screen = returned.screen
        assert after.text("kk", "settings.nobody") in screen.html


async def test_what_was_written_meanwhile_is_answered(
    endpoint: TelegramServer, settings: Settings
) -> None:
    user = endpoint.user(language_code="kk")
    await endpoint.send_text(user, "/help")
    async with running(endpoint, settings) as app:
        await app.settled()
        assert Citizen(endpoint, user, app.settled).screen.html == app.text("kk", "help.page")


async def test_an_update_repeated_after_a_restart_is_not_answered_again(
    endpoint: TelegramServer, settings: Settings
) -> None:
    async with running(endpoint, settings) as before:
        await (await before.settler("kk")).says("/help")
    async with running(endpoint, settings) as after:
        calls = len(endpoint.calls)
        endpoint.repeat()
        await after.settled()
        assert len(endpoint.calls) == calls


async def test_a_shutdown_waits_for_the_answer_in_flight(
    endpoint: TelegramServer, settings: Settings
) -> None:
    async with running(endpoint, settings) as app:
        citizen = await app.settler("kk")
        endpoint.delay_next("sendMessage", 0.5)
        menu = citizen.screen.message_id
        await endpoint.send_text(citizen.user, "/help")
        await until(lambda: len(app.app.in_flight) == 1)
        await endpoint.tap(citizen.user, menu, "menu:privacy")
        await until(lambda: len(app.app.in_flight) == 2)  # one answers, one waits for its turn
    told = [one.html for one in citizen.chat.messages if one.from_bot]
    assert told[-1] == app.text("kk", "help.page")
    assert "msqory.kz" in (told[-2] or "")


async def test_the_profile_is_set_in_each_language(
    endpoint: TelegramServer, settings: Settings
) -> None:
    async with running(endpoint, settings):
        calls = [call for call in endpoint.calls if not call.refused]
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        languages = [c.parameters.get("language_code") for c in calls if c.method == method]
        assert languages == [None, "kk", "ru"]
    methods = {call.method for call in calls}
    assert "setMyName" not in methods
    assert all("true" not in str(c.parameters) for c in calls if c.method == "deleteWebhook")
    scopes = [c.parameters["scope"] for c in calls if c.method == "setMyCommands"]
    assert all("all_private_chats" in str(scope) for scope in scopes)


async def test_without_a_profile_the_bot_answers_all_the_same(
    endpoint: TelegramServer, settings: Settings
) -> None:
    endpoint.fail_next("setMyCommands", 400, "Bad Request: BOT_COMMAND_INVALID")
    async with running(endpoint, settings) as app:
        citizen = app.citizen("ru")
        await citizen.says("/help")
        assert citizen.screen.html == app.text("ru", "help.page")


async def test_a_demo_ledger_is_not_for_a_real_token(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.sqlite3"
    async with open_ledger(settings_of(path)) as (ledger, _, _):
        await ledger.mark_demo()
    settings = settings_of(path, bot_token=endpoint.token, today=None, **OPERATOR)
    with pytest.raises(SettingsFault, match="LEDGER_URL"):
        async with build(settings, Clock(settings.timezone)):
            pass


async def test_an_unknown_token_is_named(endpoint: TelegramServer, settings: Settings) -> None:
    stranger = Endpoint(SecretStr("4200000001:another-token"), endpoint.base_url)
    async with build(settings, Clock(settings.timezone), stranger) as app:
        with pytest.raises(SettingsFault, match="BOT_TOKEN") as raised:
            await run(app, handle_signals=False)
    assert "another-token" not in str(raised.value)


async def test_a_server_that_is_not_there_is_named(settings: Settings) -> None:
    nowhere = Endpoint(SecretStr("4200000001:another-token"), "http://127.0.0.1:1")
    async with build(settings, Clock(settings.timezone), nowhere) as app:
        with pytest.raises(SettingsFault, match="BOT_API_URL") as raised:
            await run(app, handle_signals=False)
    assert "another-token" not in str(raised.value)


async def test_a_state_that_is_not_there_is_named(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "ledger.sqlite3", state_url="redis://127.0.0.1:1")
    nowhere = Endpoint(SecretStr("1:abc"))
    with pytest.raises(SettingsFault) as raised:
        async with build(settings, Clock(settings.timezone), nowhere):
            pass
    named = [fault.partition(":")[0] for fault in raised.value.faults]
    assert named == ["STATE_URL"]


async def test_the_process_ends_when_told_after_its_last_answer(
    endpoint: TelegramServer, tmp_path: Path, mode: str
) -> None:
    user = endpoint.user(language_code="kk")
    port = free_port()
    webhook = {
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        "WEBHOOK_SECRET": SECRET,
        "WEBHOOK_PORT": str(port),
    }
    endpoint.delay_next("sendMessage", 0.5)
    await endpoint.send_text(user, "/help")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        RUN,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "BOT_TOKEN": endpoint.token,
            "BOT_API_URL": endpoint.base_url,
            "LEDGER_URL": f"sqlite:///{tmp_path}/ledger.sqlite3",
            **{name.upper(): str(value) for name, value in OPERATOR.items()},
            **(webhook if mode == "webhook" else {}),
        },
    )
    await until(lambda: not endpoint.faults_left, patience=60)  # the answer is on its way
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert [one.from_bot for one in endpoint.chat(user).messages] == [False, True]
