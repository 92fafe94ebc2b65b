"""Which texts the code asks for, read from its source.

Found are calls of anything named `texts` or `t` (`texts("key", day=...)`, `self._texts(...)`,
`texts.counted("key", n)`, `texts.tell("key", values)`) and of one language of a snapshot
(`catalogs["kk"]("key")`, `shelf.current[language]("key")`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, TypeAlias

from bot.texts.problems import Problem, TextsFaulty, problem

ANY: Final = "**"
"""Stands among the names of a call that hands over more values, by `**` or `tell`."""

_RECEIVERS: Final = frozenset({"texts", "t"})
_SNAPSHOTS: Final = frozenset({"catalogs", "current"})
_FAMILY_SIGN: Final = "*"

_PARSING: Final = Lock()
"""CPython 3.11 counts the depth of a tree for the interpreter, not for the thread: two threads
that parse at once can fail with a `SystemError`."""

_Assigned: TypeAlias = Mapping[str, list[ast.expr]]


@dataclass(frozen=True, slots=True)
class Use:
    """One call. `key` holds `*` where a part is chosen at run time: `because.*`."""

    key: str
    names: frozenset[str]
    file: str
    line: int

    def contradicts(self, other: Use) -> bool:
        """Whether no text could satisfy both calls of the same key."""
        return self.names != other.names and ANY not in self.names | other.names


def is_family(key: str) -> bool:
    """Whether `key` stands for a family of keys, such as `because.*`."""
    return _FAMILY_SIGN in key


def used(*roots: Path) -> Mapping[str, frozenset[str]]:
    """Keys and families asked for below `roots`, each with its placeholder names.

    `n` stands among the names of counted messages. Raises `TextsFaulty` where a key cannot be
    read from the code or two calls of one key give different placeholders.
    """
    uses: dict[str, Use] = {}
    problems: list[Problem] = []
    for found in _found(roots):
        if isinstance(found, Problem):
            problems.append(found)
            continue
        first = uses.setdefault(found.key, found)
        if found.contradicts(first) and not is_family(found.key):
            problems.append(_contradiction(found, first))
        uses[found.key] = _both(first, found)
    if problems:
        raise TextsFaulty(problems)
    return {key: use.names for key, use in uses.items()}


def _contradiction(use: Use, other: Use) -> Problem:
    place = f"{other.file}:{other.line}"
    return problem(use.file, use.line, use.key, "calls-differ", other=place)


def _both(first: Use, second: Use) -> Use:
    """One use for two calls; of a family's differing calls only the common names are certain."""
    if first.names == second.names:
        return first
    if is_family(first.key):
        return Use(first.key, (first.names & second.names) | {ANY}, first.file, first.line)
    return Use(first.key, first.names | second.names, first.file, first.line)


def _found(roots: Iterable[Path]) -> Iterator[Use | Problem]:
    for root in roots:
        for path in sorted(root.rglob("*.py")):
            try:
                with _PARSING:
                    tree = ast.parse(path.read_text("utf-8"), path)
            except (SyntaxError, UnicodeDecodeError):
                yield problem(path, 0, "", "source")
                continue
            yield from (use for part in _parts(tree.body) for use in _uses_in(path, part))


def _parts(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Functions and methods, each a part with local names of its own, and loose statements."""
    for statement in body:
        if isinstance(statement, ast.ClassDef):
            yield from _parts(statement.body)
        else:
            yield statement


def _uses_in(path: Path, part: ast.stmt) -> Iterator[Use | Problem]:
    assigned = _assigned(part)
    for node in ast.walk(part):
        if isinstance(node, ast.Call):
            yield from _uses(path, node, assigned)


def _assigned(part: ast.stmt) -> _Assigned:
    """What the local names of a function can stand for, as far as it is written there."""
    values: dict[str, list[ast.expr]] = {}
    for node in ast.walk(part):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values.setdefault(name, []).append(value)
            case ast.For(target=ast.Name(id=name), iter=ast.Tuple(elts=items)):
                values.setdefault(name, []).extend(items)
            case ast.comprehension(target=ast.Name(id=name), iter=ast.Tuple(elts=items)):
                values.setdefault(name, []).extend(items)
    return values


def _uses(path: Path, call: ast.Call, assigned: _Assigned) -> Iterator[Use | Problem]:
    receiver, implied = _receiver(call.func)
    if not call.args or not _speaks(receiver):
        return
    names = {keyword.arg or ANY for keyword in call.keywords} | implied
    keys = _keys(call.args[0], assigned)
    if not keys:
        yield problem(path, call.lineno, "", "opaque-key")
    yield from (Use(key, frozenset(names), str(path), call.lineno) for key in keys)


def _receiver(called: ast.expr) -> tuple[ast.expr, set[str]]:
    """What speaks, and the names that the way of calling brings along."""
    match called:
        case ast.Attribute(value=receiver, attr="counted"):
            return receiver, {"n"}
        case ast.Attribute(value=receiver, attr="tell"):
            return receiver, {ANY}
        case _:
            return called, set()


def _speaks(receiver: ast.expr) -> bool:
    if isinstance(receiver, ast.Subscript):
        return _last_name(receiver.value) in _SNAPSHOTS
    return _last_name(receiver) in _RECEIVERS


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lstrip("_")
        case _:
            return ""


def _keys(node: ast.expr, assigned: _Assigned) -> list[str]:
    """The keys that an expression can give; none where one does not begin with written text."""
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            choices = [body, orelse]
        case ast.Name(id=name):
            choices = list(assigned.get(name, ()))
            assigned = {}  # one step back is enough, and never a circle
        case _:
            written = _written(node)
            return [] if written.startswith(_FAMILY_SIGN) else [written]
    keys = [_keys(choice, assigned) for choice in choices]
    return [key for some in keys for key in some] if all(keys) else []


def _written(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(_written, parts))
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _written(left) + _written(right)
        case _:
            return _FAMILY_SIGN
