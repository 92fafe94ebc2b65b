"""A screen that Telegram would refuse is found out before it is sent."""

import pytest

from bot.screen import LONGEST_TEXT, say
from tests.running import RunningApp

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_tags_and_escapes_do_not_count(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    message = running_app.app.bot.send_message
    text = '<a href="https://msqory.kz">' + "&amp;" * LONGEST_TEXT + "</a>"
    sent = await message(citizen.user.id, "—")
    await say(sent, text)
    assert len(citizen.screen.text) == LONGEST_TEXT


async def test_longer_ones_are_refused_with_their_length(running_app: RunningApp) -> None:
    citizen = await running_app.settler("kk")
    sent = await running_app.app.bot.send_message(citizen.user.id, "—")
    with pytest.raises(ValueError, match="4098"):
        await say(sent, "🙂" * 2049)
