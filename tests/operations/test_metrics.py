"""What is counted, and that no label ever holds anything about a person."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from bot.app import COUNTED_REQUESTS
from bot.commands.admission import admission
from bot.commands.demo import DEMO_FILES
from bot.metrics import HookRefusal, Metrics, Sets, TelegramError
from bot.playground import TelegramServer
from bot.reception import KINDS
from bot.texts.languages import LANGUAGES
from handlers.places import places, routers
from tests.running import TODAY, RunningApp, free_port, running, settings_of, until

IIN, WRONG_IIN = "801315300123", "801315300124"
HOSTILE = [
    IIN,
    WRONG_IIN,
    f"менің ЖСН-ім {IIN}, атым Айгүл",
    "+7 701 123 45 67",
    "8 701 123 45 67 Болат",
    f"/start {IIN}",
    "/start faq_87011234567",
    f"/{IIN}",
    "/faq_Айгүл",
    "Айгүл Серікқызы",
    "ё" * 4096,
    '"} evil{label="',
    "line\nmams_hacked 1",
]
HOSTILE_TAPS = [f"menu:{IIN}", "menu:faq_Айгүл", f"opinion:{IIN}:1", IIN, "Айгүл", ":" * 60]


@pytest.fixture
async def bot(endpoint: TelegramServer, tmp_path: Path) -> AsyncIterator[RunningApp]:
    settings = settings_of(tmp_path / "l.sqlite3", metrics_port=free_port(), lookups_per_day=2)
    async with running(endpoint, settings) as app:
        yield app


async def exposition(bot: RunningApp) -> str:
    url = f"http://127.0.0.1:{bot.app.settings.metrics_port}/metrics"
    async with ClientSession() as http, http.get(url) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/plain"
        return await answer.text()


def label_values(text: str) -> Iterator[tuple[str, str]]:
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            yield from sample.labels.items()


def closed_sets(topics: frozenset[str]) -> dict[str, frozenset[str]]:
    known = places()
    numbers = {str(edge) for edge in (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)}
    return {
        "kind": KINDS | frozenset(TelegramError) | {"other"},
        "place": frozenset(known) | {one.name for one in routers(known)} | {"other"},
        "topic": topics | {""},
        "language": frozenset(LANGUAGES) | {"other"},
        "code": frozenset(
            {"bad_input", "kind_not_in_force", "parameter_unknown", "over_regime_limit"}
            | {"not_found", "misread", "lookup_limit", "iin_length", "iin_digits", "iin_zeros"}
            | {"iin_not_issuable", "iin_control", "lookup_pause", "lookup_limit_person"}
            | {"lookup_limit_all", "lookup_limit_slips"}
        ),
        "outcome": frozenset({"allowed", "limited", "new", "repeated", "replaced"}),
        "method": COUNTED_REQUESTS | {"other"},
        "reason": frozenset(HookRefusal),
        "check": frozenset({"database", "texts", "telegram", "staying"}),
        "le": frozenset(numbers) | {"+Inf"},
    }


async def test_no_label_holds_anything_about_a_person(bot: RunningApp) -> None:
    closed = closed_sets(frozenset(bot.app.library.topics.by_id))
    stranger = bot.citizen(IIN)  # a language code can be anything, too
    citizen = await bot.settler("kk")
    group = bot.telegram.group(f"Айгүл {IIN}")
    for words in HOSTILE:
        await stranger.says(words)
        await citizen.says(words)
        await bot.telegram.send_text(citizen.user, words, chat=group)
    await citizen.sends_document(f"{IIN}.csv", IIN.encode(), caption=IIN)
    await citizen.shares_contact("+77011234567")
    await citizen.edits(IIN)
    for data in HOSTILE_TAPS:
        await bot.telegram.tap(citizen.user, citizen.screen.message_id, data)
        await bot.settled()
    text = await exposition(bot)
    seen = list(label_values(text))
    assert {name for name, _ in seen} >= closed.keys() - {"reason", "method"}
    assert [(name, value) for name, value in seen if value not in closed[name]] == []
    for personal in (IIN, WRONG_IIN, "Айгүл", "Болат", "7011234567", "evil", "hacked"):
        assert personal not in text


@given(hostile=st.text(), keys=st.lists(st.text()))
def test_strings_from_outside_are_counted_as_other(hostile: str, keys: list[str]) -> None:
    metrics = Metrics(Sets({"message"}, {"menu"}, {"opt-out"}, {"kk"}, {"sendMessage"}))
    with metrics.update(hostile):
        metrics.answered(hostile, hostile, [*keys, f"refusal.{hostile}", f"faq.{hostile}.answer"])
        metrics.telegram_failed(hostile, TelegramError.OTHER)
    known = {"", "other", "message", "menu", "opt-out", "kk", "sendMessage"}
    values = {value for name, value in label_values(metrics.exposition().decode()) if name != "le"}
    assert values <= known | closed_sets(frozenset())["code"]


async def test_answers_and_refusals_are_counted(bot: RunningApp) -> None:
    count = bot.app.metrics.value
    citizen = await bot.settler("kk")
    await citizen.says("/help")
    await citizen.taps("menu:menu")
    await citizen.says("/start faq_opt-out")
    await citizen.says("бірдеңе")
    await citizen.says(WRONG_IIN)
    for place, topic in (("help", ""), ("menu", ""), ("faq", "opt-out"), ("questions", "")):
        times = count("mams_answers_total", place=place, topic=topic, language="kk")
        assert times >= 1, place
    assert count("mams_refusals_total", code="iin_control") == 1
    assert count("mams_updates_total", kind="message") == 5
    assert count("mams_updates_total", kind="callback_query") == 3
    assert count("mams_update_seconds_count") == 8
    assert count("mams_in_flight") == 0


async def test_lookups_are_counted_by_outcome(bot: RunningApp) -> None:
    account = b"a" * 16
    for person in (b"1", b"2", b"1", b"3"):
        await bot.app.lookups.ask(account, person * 16)
    assert bot.app.metrics.value("mams_lookups_total", outcome="allowed") == 3
    assert bot.app.metrics.value("mams_lookups_total", outcome="limited") == 1


@pytest.mark.parametrize(
    ("status", "description", "kind"),
    [
        (429, "Too Many Requests: retry after 1", "too_many"),
        (502, "Bad Gateway", "server"),
        (403, "Forbidden: bot was blocked by the user", "forbidden"),
        (400, "Bad Request: message is not modified", "normal_life"),
    ],
)
async def test_refusals_of_telegram_are_counted_by_method_and_kind(
    bot: RunningApp, status: int, description: str, kind: str
) -> None:
    citizen = await bot.settler("ru")
    retry_after = 1 if status == 429 else None
    bot.telegram.fail_next("editMessageText", status, description, retry_after=retry_after)
    await citizen.taps("menu:help")
    sample = {"method": "editMessageText", "kind": kind}
    assert bot.app.metrics.value("mams_telegram_errors_total", **sample) == 1
    assert bot.app.metrics.troubles() == (1 if kind in {"too_many", "server"} else 0)


@pytest.mark.fails(1)
async def test_errors_and_repeats_and_what_is_in_flight_are_counted(bot: RunningApp) -> None:
    citizen = await bot.settler("ru")
    confirmed = bot.telegram.last_update
    await citizen.says("/menu")
    bot.telegram.repeat(confirmed)
    await bot.settled()
    bot.telegram.fail_next("sendMessage", 400, "Bad Request: chat is odd")
    await citizen.says("/help")
    bot.telegram.delay_next("sendMessage", 0.3)
    await bot.telegram.send_text(citizen.user, "/help")
    await until(lambda: len(bot.app.in_flight) == 1)
    text = await exposition(bot)
    await bot.settled()
    samples = {
        sample.name: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.labels
    }
    assert samples["mams_errors_total"] == 1
    assert samples["mams_updates_repeated_total"] == 1
    assert samples["mams_in_flight"] == 1
    assert samples["mams_draining"] == 0
    assert samples["process_resident_memory_bytes"] > 0


async def test_imports_of_another_process_are_seen(bot: RunningApp) -> None:
    assert "mams_ledger_last_import_timestamp_seconds 0.0" in await exposition(bot)
    allowed = admission(bot.app.law, TODAY)
    for _ in range(2):
        report = await bot.app.ledger.import_files(DEMO_FILES, allowed)
    text = await exposition(bot)
    assert f'mams_ledger_import_rows{{outcome="new"}} {float(report.repeated)}' in text
    assert f'mams_ledger_import_rows{{outcome="repeated"}} {float(report.repeated)}' in text
    assert "mams_ledger_last_import_timestamp_seconds 0.0" not in text
    assert bot.app.metrics.value("mams_ledger_import_seconds") > 0


async def test_what_is_finished_while_shutting_down_is_counted(
    endpoint: TelegramServer, tmp_path: Path
) -> None:
    async with running(endpoint, settings_of(tmp_path / "l.sqlite3")) as bot:
        citizen = await bot.settler("kk")
        endpoint.delay_next("sendMessage", 0.3)
        await endpoint.send_text(citizen.user, "/help")
        await until(lambda: len(bot.app.in_flight) == 1)
    assert bot.app.metrics.draining
    assert bot.app.metrics.value("mams_drained_updates_total") == 1
