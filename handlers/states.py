"""What the bot waits for; a group is named as `/cancel` names it: `cancel.<group>`."""

from __future__ import annotations

from aiogram.fsm.state import State, StatesGroup


class Lookup(StatesGroup):
    iin = State()
    proof = State()


class Calculator(StatesGroup):
    income = State()
    another = State()


class Months(StatesGroup):
    marks = State()


class Events(StatesGroup):
    answer = State()


class WhatIf(StatesGroup):
    day = State()


class Feedback(StatesGroup):
    words = State()


class Banner(StatesGroup):
    kk = State()
    ru = State()


class Staff(StatesGroup):
    day = State()
    file = State()


class Queue(StatesGroup):
    words = State()
    line = State()


class Penalty(StatesGroup):
    amount = State()
    due = State()
    paid = State()


class Newsroom(StatesGroup):
    note = State()
