"""The bot seen from outside: people who write and tap, over a local Telegram's HTTP.

    citizen = Citizen(endpoint, endpoint.user(language_code="kk"), settled)
    await citizen.says("/start")
    await citizen.taps("language:kk")
    assert "…" in citizen.screen.text

`settled` waits until the bot has taken every update (`await endpoint.drained()`) and has
finished its work on them. After each act the citizen checks what is true of every good bot:
see `Citizen`.
"""

from tests.wire.citizen import Button, Citizen, Screen

__all__ = ["Button", "Citizen", "Screen"]
