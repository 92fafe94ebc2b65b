"""Tests of the bot as `python -m bot run` starts it: nothing imports aiogram before this."""

from bot.telegram_types import build_on_first_use

build_on_first_use()
