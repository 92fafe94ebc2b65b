"""What only fails when a person arrives, found before."""

import ast
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackData

import bot
import handlers
from bot.app import Parts
from handlers import callbacks
from handlers.places import places, routers

GIVEN_BY_AIOGRAM = {"bot", "state", "raw_state", "dispatcher", "event_from_user", "event_chat"}
GIVEN_BY_FILTERS = {"command", "callback_data"}
GIVEN_BY_MIDDLEWARES = {
    *("texts", "catalogs", "today", "account", "account_key", "onward", "callback_answer"),
    *("headline", "switches", "room"),
    "conversation",  # of a router
}
GIVEN_BY_RECEPTION = {"request", "left_out"}
GIVEN_TO_PLACES = {"detail"}
GIVEN = (
    GIVEN_BY_AIOGRAM | GIVEN_BY_RECEPTION | GIVEN_BY_MIDDLEWARES | set(Parts.__dataclass_fields__)
)
CODE = [
    path
    for package in (bot, handlers)
    for path in sorted(Path(str(package.__file__)).parent.rglob("*.py"))
]


def every_registration() -> Iterator[HandlerObject]:
    for router in routers(places()):
        for one in router.chain_tail:
            for observer in one.observers.values():
                yield from observer.handlers


def every_handler() -> Iterator[Callable[..., Any]]:
    return (handler.callback for handler in every_registration())


def parameters(function: Callable[..., Any]) -> list[str]:
    """Those that have to be given by name: the first is the event."""
    named = list(inspect.signature(function).parameters.values())[1:]
    return [one.name for one in named if one.default is one.empty]


@pytest.mark.parametrize("handler", list(every_handler()), ids=lambda one: one.__qualname__)
def test_handlers_take_what_is_given(handler: Callable[..., Any]) -> None:
    assert inspect.iscoroutinefunction(handler), "aiogram would run it in a thread"
    assert set(parameters(handler)) <= GIVEN | GIVEN_BY_FILTERS


def test_conditions_are_checked_where_they_stand() -> None:
    """A bare `F` went to a thread and back: four times for one number in a chat."""
    conditions = [one for handler in every_registration() for one in handler.filters or ()]
    assert conditions
    assert [one.callback for one in conditions if not one.awaitable] == []


@pytest.mark.parametrize("name", sorted(places()))
def test_places_take_what_is_given(name: str) -> None:
    enter = places()[name]
    assert inspect.iscoroutinefunction(enter)
    assert set(parameters(enter)) <= GIVEN | GIVEN_TO_PLACES
    assert name.isascii()
    assert name.isalpha(), "a place is a command and the first word of a link"


def test_callback_prefixes_are_unique() -> None:
    factories = [
        one
        for one in vars(callbacks).values()
        if inspect.isclass(one) and issubclass(one, CallbackData) and one is not CallbackData
    ]
    prefixes = [factory.__prefix__ for factory in factories]
    assert factories
    assert len(set(prefixes)) == len(prefixes)


def test_callback_factories_live_in_one_file() -> None:
    for path in CODE:
        tree = ast.parse(path.read_text("utf-8"))
        bases = [
            ast.unparse(base)
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef)
            for base in node.bases
        ]
        assert not {"CallbackData", "Tapped"} & set(bases) or path.name == "callbacks.py", path


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_taps_are_answered_by_the_middleware_alone(path: Path) -> None:
    """`callback_answer.text = ...` says something; a second answer would be refused."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = ast.unparse(node.func)
            assert called not in {"query.answer", "callback.answer", "bot.answer_callback_query"}


def test_conversations_have_nothing_of_their_own_to_pass_before_their_handlers() -> None:
    """The reception asks their handlers directly."""
    for router in routers(places()):
        assert list(router.chain_tail) == [router]
        for observer in router.observers.values():
            assert not observer.outer_middleware
            assert not observer._handler.filters


def test_the_last_router_takes_every_tap() -> None:
    last = routers(places())[-1]
    assert isinstance(last, Router)
    assert any(not handler.filters for handler in last.callback_query.handlers)
