"""Every setting of the bot: the environment goes before the file `.env`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

LookupPolicy = Literal["open", "verified"]

TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{3,}")
WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")
IIN_KEY_BYTES = range(16, 65)
"""A shorter key can be guessed; BLAKE2b takes no longer one."""
_HEX_KEY = re.compile(r"hex:([0-9a-fA-F]{64})")
"""What stands in the key file of an embedded ledger; too long to be a key written as text."""


class SettingsFault(Exception):
    """Settings that the bot cannot start with: one line for each, naming the setting."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _identifiers(value: object) -> object:
    """Turn `"1, 2"` into its parts; anything else is left to the type."""
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",")]
    if not all(part.isascii() and part.isdecimal() for part in parts):
        raise ValueError("expected Telegram ids, numbers separated by commas")
    return parts


def _day(value: object) -> object:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise ValueError("expected a date such as 2026-11-20") from None


def _zone(value: object) -> object:
    try:
        return ZoneInfo(value) if isinstance(value, str) else value
    except (ZoneInfoNotFoundError, ValueError):
        raise ValueError("expected the name of a time zone such as Asia/Almaty") from None


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[SecretStr], SecretStr]:
    def check(value: SecretStr) -> SecretStr:
        if not pattern.fullmatch(value.get_secret_value()):
            raise ValueError(f"expected {expected}")
        return value

    return check


def _web_address(value: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
        raise ValueError("expected an address that begins with http:// or https://")
    return value.rstrip("/")


def _key_length(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not _HEX_KEY.fullmatch(text) and len(text.encode()) not in IIN_KEY_BYTES:
        raise ValueError(f"expected {IIN_KEY_BYTES[0]} to {IIN_KEY_BYTES[-1]} bytes")
    return value


Identifiers = Annotated[
    frozenset[Annotated[int, Field(gt=0)]], NoDecode, BeforeValidator(_identifiers)
]
Port = Annotated[int, Field(ge=1, le=65535)]
WebAddress = Annotated[str, AfterValidator(_web_address)]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
Day = Annotated[date, BeforeValidator(_day)]
LogLevel = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)]
Token = Annotated[
    SecretStr,
    AfterValidator(_matching(TOKEN, "the token that BotFather gives, such as 123456789:AAE...")),
]
LedgerUrl = Annotated[
    SecretStr,
    AfterValidator(
        _matching(
            re.compile(r"sqlite:///[^?#]+|postgres(ql)?://\S+"),
            "sqlite:///path/to/file or postgresql://...",
        )
    ),
]
StateUrl = Annotated[
    SecretStr,
    AfterValidator(_matching(re.compile(r"rediss?://\S+"), "redis://..., or nothing")),
]
WebhookSecret = Annotated[
    SecretStr,
    AfterValidator(_matching(WEBHOOK_SECRET, "16 to 256 characters out of A-Z, a-z, 0-9, _ and -")),
]
IinKey = Annotated[SecretStr, AfterValidator(_key_length)]


class Settings(BaseSettings):
    """The settings; each docstring is also the line about it in `.env.example`.

    Validators look back at fields declared before theirs, so the order of the fields matters.
    """

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        str_strip_whitespace=True,
        use_attribute_docstrings=True,
        validate_default=True,
    )

    bot_token: Token | None = None
    """Token from BotFather; without one `run` starts the playground on this machine."""
    bot_api_url: WebAddress | None = None
    """Another Bot API server; Telegram's own where empty."""
    ledger_url: LedgerUrl = SecretStr("sqlite:///data/state/ledger.sqlite3")
    """Where payments stand: sqlite:///path or postgresql://user:password@host/name."""
    state_url: StateUrl | None = None
    """Where conversations and limits stand: redis://host/0; the ledger's database where empty."""
    iin_key: IinKey | None = None
    """Secret, 16 to 64 bytes, to hash people with; embedded ledgers make theirs (hex:, then it)."""
    staff_ids: Identifiers = frozenset()
    """Telegram ids of the support staff, separated by commas."""
    admin_ids: Identifiers = frozenset()
    """Telegram ids of those who may publish texts, separated by commas."""
    texts_need_second_admin: bool = False
    """true: an admin's texts are published once another admin agrees; needs two ADMIN_IDS."""
    operator_name: str | None = None
    """Who runs this bot, as citizens read it; required with a token."""
    operator_contact: str | None = None
    """Where a citizen reaches the operator: a phone, an address; required with a token."""
    bot_is_official: bool | None = None
    """true where the Fund itself runs this bot, otherwise false; required with a token."""
    webhook_url: WebAddress | None = None
    """Public address for updates instead of polling; must not contain the token."""
    webhook_secret: WebhookSecret | None = None
    """Secret that Telegram repeats with each update; required with WEBHOOK_URL."""
    webhook_host: str = "127.0.0.1"
    """Address of this machine on which the webhook listens."""
    webhook_port: Port = 8080
    """Port on which the webhook listens."""
    lookups_per_day: Annotated[int, Field(ge=1, le=1000)] = 5
    """How many different people one account may look up a day, 1 to 1000."""
    lookup_pause: Annotated[int, Field(ge=0, le=600)] = 30
    """Seconds before an account looks up a third different person; doubled for each further one."""
    slips_per_day: Annotated[int, Field(ge=5, le=1000)] = 30
    """How many mistyped IINs of one account are explained a day, 5 to 1000; no lookup is lost."""
    accounts_per_person: Annotated[int, Field(ge=1, le=1000)] = 10
    """How many different accounts may look one person up a day, 1 to 1000."""
    all_lookups_per_minute: Annotated[int, Field(ge=1, le=100_000)] = 300
    """How many lookups everybody together may make a minute, 1 to 100000."""
    all_lookups_per_day: Annotated[int, Field(ge=1, le=10_000_000)] = 50_000
    """How many lookups everybody together may make a day, 1 to 10000000."""
    lookup_policy: LookupPolicy | None = None
    """open: any IIN, or verified: once the phone matches; required with a token, otherwise open."""
    messages_per_second: Annotated[int, Field(ge=10, le=1000)] = 30
    """How many messages this process sends a second, 10 to 1000; Telegram takes 30 of one bot."""
    messages_per_second_in_chat: Annotated[int, Field(ge=1, le=100)] = 1
    """How many of them to one chat, after a few at once, 1 to 100; Telegram takes one."""
    timezone: Zone = ZoneInfo("Asia/Almaty")
    """Time zone in which days begin and end."""
    metrics_host: str = "127.0.0.1"
    """Address of this machine on which counts for monitoring are served."""
    metrics_port: Port | None = None
    """Port of /metrics, /healthz and /readyz; not served where empty."""
    keep_conversations_days: Annotated[int, Field(ge=1, le=30)] = 1
    """How many days a conversation that nobody goes on with is kept, 1 to 30."""
    keep_updates_days: Annotated[int, Field(ge=2, le=30)] = 2
    """How many days the numbers of handled updates are kept, 2 to 30; Telegram repeats for one."""
    keep_lookups_days: Annotated[int, Field(ge=1, le=30)] = 1
    """How many days it is kept which hashes an account looked up, 1 to 30; limits need today's."""
    keep_words_days: Annotated[int, Field(ge=1, le=60)] = 60
    """How many days questions and opinions in people's own words are kept, 1 to 60."""
    keep_audit_days: Annotated[int, Field(ge=30, le=3650)] = 365
    """How many days it is kept what admins and staff did, 30 to 3650."""
    log_level: LogLevel = "INFO"
    """DEBUG, INFO, WARNING or ERROR."""
    log_format: Literal["console", "json"] = "console"
    """console: lines for people; json: one object a line."""
    today: Day | None = None
    """A fixed date such as 2026-11-20, for demos; refused with a token."""

    @field_validator("iin_key")
    @classmethod
    def _needed_by_a_shared_ledger(
        cls, value: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        ledger = info.data.get("ledger_url")
        if value is None and ledger and not ledger.get_secret_value().startswith("sqlite:"):
            raise ValueError("required where LEDGER_URL is PostgreSQL")
        return value

    @field_validator("texts_need_second_admin")
    @classmethod
    def _needs_two(cls, value: bool, info: ValidationInfo) -> bool:  # noqa: FBT001
        if value and len(info.data.get("admin_ids", ())) < 2:  # noqa: PLR2004  a second one
            raise ValueError("needs two ADMIN_IDS at least: nobody agrees to their own texts")
        return value

    @field_validator("operator_name", "operator_contact", "bot_is_official", "lookup_policy")
    @classmethod
    def _needed_with_a_token(cls, value: Any, info: ValidationInfo) -> Any:
        if value in (None, "") and info.data.get("bot_token", "refused") is not None:
            raise ValueError(f"required with BOT_TOKEN ({_about(str(info.field_name))})")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _keeps_the_token_to_itself(cls, value: str | None, info: ValidationInfo) -> str | None:
        token = info.data.get("bot_token")
        if value and token and token.get_secret_value().partition(":")[2] in value:
            raise ValueError("the address must not contain the token: it ends up in logs")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _needed_by_a_webhook(
        cls, value: SecretStr | None, info: ValidationInfo
    ) -> SecretStr | None:
        if value is None and info.data.get("webhook_url"):
            raise ValueError("required with WEBHOOK_URL: without it anybody could send updates")
        return value

    @field_validator("metrics_port")
    @classmethod
    def _apart_from_the_webhook(cls, value: int | None, info: ValidationInfo) -> int | None:
        if value and info.data.get("webhook_url") and value == info.data.get("webhook_port"):
            raise ValueError(
                "expected another port than WEBHOOK_PORT: counts are not for everybody"
            )
        return value

    @field_validator("today")
    @classmethod
    def _never_with_a_token(cls, value: date | None, info: ValidationInfo) -> date | None:
        if value and info.data.get("bot_token"):
            raise ValueError("refused with BOT_TOKEN: citizens are answered for the real date")
        return value

    def is_staff(self, telegram_id: int) -> bool:
        """Whether somebody may enter the staff room: support staff, and admins too."""
        return telegram_id in self.staff_ids or telegram_id in self.admin_ids

    @property
    def ledger_path(self) -> Path | None:
        """File of an embedded ledger; None where the ledger is a server."""
        place = ledger_place(self.ledger_url)
        return place if isinstance(place, Path) else None

    @property
    def secret_key(self) -> bytes | None:
        """What IIN_KEY says, from whichever way of writing it."""
        if self.iin_key is None:
            return None
        text = self.iin_key.get_secret_value()
        digits = _HEX_KEY.fullmatch(text)
        return bytes.fromhex(digits[1]) if digits else text.encode()

    @classmethod
    def load(cls, **given: Any) -> Self:
        """Read the settings; `given` goes before environment and `.env`.

        Raises SettingsFault with a line for every setting that is wrong or missing.
        """
        _refuse_unreadable_lines(Path(str(cls.model_config.get("env_file"))))
        try:
            return cls(**given)
        except ValidationError as error:
            details = error.errors(include_input=False, include_context=False, include_url=False)
            raise SettingsFault(*dict.fromkeys(map(_fault, details))) from None


def _refuse_unreadable_lines(file: Path) -> None:
    """The library would pass over them: a token with a missing quote would be no token at all."""
    if not file.is_file():
        return
    try:
        lines = list(parse_stream(StringIO(file.read_text("utf-8"))))
    except OSError as error:
        raise SettingsFault(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise SettingsFault(f"{file}: is not UTF-8") from None
    faulty = [line.original.line for line in lines if line.error]
    if faulty:
        raise SettingsFault(*(f"{file}: line {line}: expected NAME=value" for line in faulty))


def ledger_place(url: SecretStr) -> Path | str:
    """The file of an embedded ledger, or the address of a server."""
    scheme, _, place = url.get_secret_value().partition(":///")
    return Path(place) if scheme == "sqlite" else url.get_secret_value()


def ledger_url(text: str) -> SecretStr:
    """An address such as LEDGER_URL takes; `ValueError` says what is expected instead."""
    return TypeAdapter(LedgerUrl).validate_python(text)


def load_settings() -> Settings:
    """The settings of this process, or SettingsFault naming every wrong one."""
    return Settings.load()


def _about(field: str) -> str:
    description = Settings.model_fields[field].description or ""
    return description.partition(";")[0].removesuffix(".")


def _fault(detail: ErrorDetails) -> str:
    reason = detail["msg"].removeprefix("Value error, ").replace("Input should be", "expected")
    return f"{str(detail['loc'][0]).upper()}: {reason}"
