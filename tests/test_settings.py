"""Settings come from the environment or `.env`, and a wrong one is named before anything starts."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsFault, load_settings

TOKEN = "123456789:" + "A" * 35
WITH_TOKEN = {
    "BOT_TOKEN": TOKEN,
    "OPERATOR_NAME": "Клиника",
    "OPERATOR_CONTACT": "example.kz",
    "BOT_IS_OFFICIAL": "false",
    "LOOKUP_POLICY": "open",
}
EXAMPLE = Path(__file__).parent.parent / ".env.example"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither the environment nor the `.env` of whoever runs the tests counts."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def faults(monkeypatch: pytest.MonkeyPatch, **values: str) -> dict[str, str]:
    with pytest.raises(SettingsFault) as raised:
        given(monkeypatch, **values)
    assert "\n".join(raised.value.faults) == str(raised.value)
    pairs = [fault.split(": ", 1) for fault in raised.value.faults]
    assert len({name for name, _ in pairs}) == len(pairs), "a setting is named twice"
    return dict(pairs)


def test_nothing_set_is_enough_for_the_playground() -> None:
    settings = load_settings()
    assert settings.bot_token is None
    assert settings.ledger_path == Path("data/state/ledger.sqlite3")
    assert settings.timezone.key == "Asia/Almaty"
    assert settings.lookups_per_day == 5
    assert settings.staff_ids == frozenset()


def test_a_whole_set_with_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(
        monkeypatch, **WITH_TOKEN, STAFF_IDS="1, 22", ADMIN_IDS="22", LOG_LEVEL="debug"
    )
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.staff_ids == {1, 22}
    assert settings.admin_ids == {22}
    assert settings.bot_is_official is False
    assert settings.log_level == "DEBUG"


def test_the_environment_goes_before_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("LOOKUPS_PER_DAY=7\nTODAY=2026-11-20\nSTAFF_IDS=\nPATH_OF_X=1\n")
    settings = given(monkeypatch, LOOKUPS_PER_DAY="9")
    assert settings.lookups_per_day == 9
    assert settings.today == date(2026, 11, 20)
    assert settings.staff_ids == frozenset()


def test_a_token_asks_for_an_operator_and_a_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    named = faults(monkeypatch, BOT_TOKEN=TOKEN, OPERATOR_NAME=" ")
    assert named.keys() == {
        "OPERATOR_NAME",
        "OPERATOR_CONTACT",
        "BOT_IS_OFFICIAL",
        "LOOKUP_POLICY",
    }
    assert all("required with BOT_TOKEN" in reason for reason in named.values())


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("BOT_TOKEN", "my-token", "BotFather"),
        ("BOT_API_URL", "localhost:8081", "http://"),
        ("LEDGER_URL", "mysql://host/db", "postgresql://"),
        ("LEDGER_URL", "sqlite://ledger", "sqlite:///path"),
        ("STATE_URL", "memcached://host", "redis://"),
        ("IIN_KEY", "fifteen bytes..", "16 to 64 bytes"),
        ("IIN_KEY", "ж" * 33, "16 to 64 bytes"),
        ("IIN_KEY", "hex:" + "g" * 64, "16 to 64 bytes"),
        ("STAFF_IDS", "12,@somebody", "separated by commas"),
        ("STAFF_IDS", "0", "greater than 0"),
        ("ADMIN_IDS", "-5", "separated by commas"),
        ("BOT_IS_OFFICIAL", "perhaps", "boolean"),
        ("WEBHOOK_URL", "example.kz/hook", "https://"),
        ("WEBHOOK_SECRET", "short", "16 to 256"),
        ("WEBHOOK_SECRET", "sixteen charact!", "16 to 256"),
        ("WEBHOOK_PORT", "99999", "65535"),
        ("METRICS_PORT", "0", "1"),
        ("LOOKUPS_PER_DAY", "0", "1"),
        ("LOOKUPS_PER_DAY", "many", "integer"),
        ("LOOKUP_PAUSE", "-1", "0"),
        ("SLIPS_PER_DAY", "4", "5"),
        ("ACCOUNTS_PER_PERSON", "0", "1"),
        ("ALL_LOOKUPS_PER_MINUTE", "0", "1"),
        ("ALL_LOOKUPS_PER_DAY", "0", "1"),
        ("MESSAGES_PER_SECOND", "9", "10"),
        ("MESSAGES_PER_SECOND_IN_CHAT", "0", "1"),
        ("LOOKUP_POLICY", "closed", "'open' or 'verified'"),
        ("TIMEZONE", "Asia/Almatyy", "time zone"),
        ("TIMEZONE", "../etc/passwd", "time zone"),
        ("LOG_LEVEL", "loud", "'DEBUG'"),
        ("LOG_FORMAT", "xml", "'console' or 'json'"),
        ("TODAY", "20.11.2026", "a date such as"),
        ("TODAY", "1795132800", "a date such as"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_expected(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    named = faults(monkeypatch, **{**WITH_TOKEN, name: value})
    assert expected in named.pop(name)
    assert not named


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    named = faults(
        monkeypatch, BOT_TOKEN=TOKEN, LOG_FORMAT="xml", STAFF_IDS="x", TODAY="2026-01-01"
    )
    assert {"LOG_FORMAT", "STAFF_IDS", "TODAY", "OPERATOR_NAME", "LOOKUP_POLICY"} <= named.keys()


def test_a_fixed_date_is_refused_with_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "real date" in faults(monkeypatch, **WITH_TOKEN, TODAY="2026-11-20")["TODAY"]


def test_a_webhook_needs_its_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    named = faults(monkeypatch, **WITH_TOKEN, WEBHOOK_URL="https://example.kz/hook")
    assert named.keys() == {"WEBHOOK_SECRET"}


def test_a_webhook_address_keeps_the_token_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"https://example.kz/{TOKEN.partition(':')[2]}"
    named = faults(monkeypatch, **WITH_TOKEN, WEBHOOK_URL=address, WEBHOOK_SECRET="s" * 16)
    assert named.keys() == {"WEBHOOK_URL"}


def test_a_shared_ledger_needs_a_key_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(monkeypatch, LEDGER_URL="postgresql://u:p@host/db").keys() == {"IIN_KEY"}
    settings = given(monkeypatch, LEDGER_URL="postgresql://u:p@host/db", IIN_KEY="k" * 32)
    assert settings.ledger_path is None


def test_an_absolute_path_of_a_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, LEDGER_URL="sqlite:////srv/l.db").ledger_path == Path("/srv/l.db")


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("BOT_TOKEN", "hunter2"),
        ("IIN_KEY", "hunter2"),
        ("LEDGER_URL", "mysql://u:hunter2@host"),
        ("STATE_URL", "ftp://:hunter2@host"),
        ("WEBHOOK_SECRET", "hunter2"),
    ],
)
def test_no_secret_in_a_message(monkeypatch: pytest.MonkeyPatch, name: str, secret: str) -> None:
    with pytest.raises(SettingsFault) as raised:
        given(monkeypatch, **{name: secret})
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__
    assert "hunter2" not in str(raised.value)


def test_no_secret_in_the_representation(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(
        monkeypatch,
        **WITH_TOKEN,
        IIN_KEY="hunter2-hunter2-hunter2",
        LEDGER_URL="postgresql://u:hunter2@host/db",
        STATE_URL="redis://:hunter2@host/0",
        WEBHOOK_SECRET="hunter2-hunter2-hunter2",
    )
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert "hunter2" not in shown
        assert "AAAA" not in shown


def test_the_example_lists_every_setting_with_a_line_about_it() -> None:
    blocks = EXAMPLE.read_text("utf-8").strip().split("\n\n")[1:]
    listed = [tuple(block.split("\n")) for block in blocks]
    described = [
        (f"# {field.description}", name.upper()) for name, field in Settings.model_fields.items()
    ]
    assert [(about, line.partition("=")[0]) for about, line in listed] == described


def test_the_example_holds_the_defaults(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(EXAMPLE.read_text("utf-8"))
    assert load_settings() == Settings(_env_file=None)


def test_the_key_of_a_key_file_can_be_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, IIN_KEY=f"hex:{'0f' * 32}").secret_key == b"\x0f" * 32
    assert given(monkeypatch, IIN_KEY="hex:" + "a" * 20).secret_key == b"hex:" + b"a" * 20


COMPOSE = (EXAMPLE.parent / "compose.yaml").read_text("utf-8")


def test_what_compose_sets_are_settings_of_the_bot() -> None:
    bot = COMPOSE.partition("  bot:\n")[2].partition("  postgres:\n")[0]
    listed = bot.partition("    environment:\n")[2].partition("    expose:")[0]
    named = {line.strip().partition(":")[0] for line in listed.splitlines()}
    assert {"LEDGER_URL", "STATE_URL", "IIN_KEY"} < named
    assert named <= {name.upper() for name in Settings.model_fields}


def test_what_compose_builds_and_keeps_is_there() -> None:
    built = COMPOSE.partition("REQUIREMENTS: ")[2].split()[0]
    assert (EXAMPLE.parent / built).is_file()
    assert "ARG REQUIREMENTS=" in (EXAMPLE.parent / "Dockerfile").read_text("utf-8")
    assert "bot:/app/data/state" in COMPOSE
    assert COMPOSE.count("healthcheck:") == 3
