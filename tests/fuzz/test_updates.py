"""Updates of every kind with hostile contents: no error, no refused call, silence or an answer."""

import pytest
from aiogram.types import Update
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.examples import examples
from tests.fuzz.stranger import HUGE, MESSAGE, Stranger, check_log, message, told
from tests.fuzz.words import texts

pytestmark = pytest.mark.asyncio(loop_scope="module")

KINDS = sorted(set(Update.model_fields) - {"update_id"})
SOME_CHAT = {"id": 1, "type": "private"}
numbers = st.one_of(st.integers(), st.sampled_from([0, -1, HUGE, 2**63, -(2**63), 2**70]))
files = st.fixed_dictionaries(
    {"file_id": st.text(max_size=9), "file_unique_id": st.text(max_size=9), "width": numbers},
    optional={"height": numbers, "length": numbers, "duration": numbers, "file_name": texts},
)
rubbish = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.floats(allow_nan=False), texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=6,
)
entities = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["bot_command", "url", "text_link", "blockquote", "new_one"]),
            "offset": st.integers(-5, 5000),
            "length": st.integers(-5, 5000),
        }
    ),
    max_size=3,
)
contents = st.fixed_dictionaries(
    {},
    optional={
        "text": texts,
        "caption": texts,
        "entities": entities,
        "photo": st.lists(files, max_size=2),
        "document": files,
        "voice": files,
        "video_note": files,
        "sticker": rubbish,
        "contact": st.fixed_dictionaries(
            {"phone_number": texts, "first_name": texts}, optional={"user_id": numbers}
        ),
        "location": st.fixed_dictionaries(
            {"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}
        ),
        "dice": st.just({"emoji": "🎲", "value": 6}),
        "pinned_message": st.just(
            {"chat": {"id": 1, "type": "private"}, "message_id": 1, "date": 0}
        ),
        "new_chat_title": texts,
        "edit_date": numbers,
        "date": numbers,
        "message_id": numbers,
        "message_thread_id": numbers,
        "media_group_id": texts,
        "a_field_of_next_year": rubbish,
        "reply_to_message": rubbish,
        "business_connection_id": texts,
        "quote": rubbish,
        "web_app_data": st.just({"data": "{", "button_text": "<b>"}),
        "users_shared": rubbish,
        "story": rubbish,
        "poll": rubbish,
    },
)
chats = st.sampled_from(["private", "group", "supergroup", "channel", "secret"])
names = st.fixed_dictionaries(
    {"first_name": st.one_of(texts, st.just(""))},
    optional={
        "username": texts,
        "language_code": texts,
        "last_name": texts,
        "is_bot": st.booleans(),
    },
)


@examples
@given(content=contents, name=names, kind=st.sampled_from(["message", "edited_message"]))
async def test_whatever_a_person_sends_is_answered(
    stranger: Stranger, caplog: pytest.LogCaptureFixture, content: dict, name: dict, kind: str
) -> None:
    who = stranger.newcomer() | name
    written = message(who, **content)
    calls = await stranger.sends(kind, written)
    check_log(caplog)
    if content.keys() <= {"text", "entities"} and "text" in content and kind == "message":
        assert told(calls, who) or not _is_valid(stranger, written)


def _is_valid(stranger: Stranger, written: dict) -> bool:
    try:
        Update.model_validate({"update_id": 1, "message": written})
    except ValueError:
        return False
    return True


@examples
@given(content=contents, kind=st.sampled_from(KINDS), chat=chats, where=numbers)
async def test_elsewhere_nothing_is_said(
    stranger: Stranger,
    caplog: pytest.LogCaptureFixture,
    content: dict,
    kind: str,
    chat: str,
    where: int,
) -> None:
    who = stranger.newcomer()
    place = {"id": where, "type": chat, "title": "<b>"}
    written = {"message_id": MESSAGE, "date": 0, "chat": place, "from": who, **content}
    calls = await stranger.sends(kind, written)
    check_log(caplog)
    if chat != "private":
        assert not calls


@examples
@given(kind=st.one_of(st.sampled_from(KINDS), st.text(max_size=9)), content=rubbish, number=numbers)
async def test_rubbish_is_passed_over(
    stranger: Stranger, caplog: pytest.LogCaptureFixture, kind: str, content: object, number: int
) -> None:
    await stranger.gives({"update_id": number, kind: content})
    check_log(caplog)


@examples
@given(
    data=st.one_of(st.none(), texts),
    shown=st.sampled_from(["mine", "gone", "none", "elsewhere"]),
    game=st.one_of(st.none(), texts),
)
async def test_every_tap_is_answered(
    stranger: Stranger,
    caplog: pytest.LogCaptureFixture,
    data: str | None,
    shown: str,
    game: str | None,
) -> None:
    who = stranger.newcomer()
    query = {"id": "1", "from": who, "chat_instance": "1"}
    query |= {"data": data} if data else {}
    query |= {"game_short_name": game} if game else {}
    chat = {"id": who["id"], "type": "private", "first_name": "A"}
    query |= {
        "mine": {"message": message(who, text="-")},
        "gone": {"message": {"chat": chat, "message_id": MESSAGE, "date": 0}},
        "none": {"inline_message_id": "abc"},
        "elsewhere": {"message": message(who, text="-") | {"chat": {"id": -5, "type": "group"}}},
    }[shown]
    calls = await stranger.sends("callback_query", query)
    check_log(caplog)
    if shown in {"mine", "gone"}:
        assert [call.method for call in calls].count("answerCallbackQuery") == 1
