"""Types of the Bot API that are built when they are first used are the types of aiogram."""

import json
import subprocess
import sys

import pytest

BUILT = """
import json, re, sys
from bot.telegram_types import build_on_first_use
if sys.argv[1] == "too late":
    import aiogram
build_on_first_use()
from aiogram import methods, types
assert types.Update.__pydantic_complete__ == (sys.argv[1] == "too late")
from pydantic import BaseModel

def ready(model):
    # What every use of a type takes: either is built by asking it for anything.
    for part in (model.__pydantic_validator__, model.__pydantic_serializer__):
        getattr(part, "title", None)
    fields = {name: repr(field.annotation) for name, field in model.model_fields.items()}
    told = str(model.__pydantic_complete__), type(model.__pydantic_validator__).__name__
    return [*told, {name: re.sub(" at 0x[0-9a-f]+", "", said) for name, said in fields.items()}]

def every():
    for module in (types, methods):
        for one in map(vars(module).get, module.__all__):
            if isinstance(one, type) and issubclass(one, BaseModel):
                yield f"{module.__name__}.{one.__name__}", one
            answer = vars(one).get("__returning__") if isinstance(one, type) else None
            if answer is not None and not isinstance(answer, property):
                yield f"answer to {one.__name__}", methods.Response[answer]

found = list(every())
if sys.argv[2] == "last first":
    found.reverse()
print(json.dumps(dict(sorted((name, ready(model)) for name, model in found))))
"""


def built(how: str, order: str) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", BUILT, how, order], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def usual() -> dict[str, object]:
    """An aiogram that something else imported before: it stays as it is."""
    return built("too late", "first first")


@pytest.mark.parametrize("order", ["first first", "last first"])
def test_each_is_the_same_whatever_is_used_before_it(usual: dict[str, object], order: str) -> None:
    assert len(usual) > 700
    assert built("on first use", order) == usual
