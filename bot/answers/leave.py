"""A paid leave spread over its months, in words and as JSON."""

from __future__ import annotations

from bot.answers.amounts import lines_json
from bot.answers.voice import Voice, joined, paragraphs
from bot.rules.leave import Leave, LeaveRow
from bot.texts import Markup


def leave_message(leave: Leave, voice: Voice) -> Markup:
    texts = voice.texts
    duty = "leave.split-required" if leave.split_required else "leave.split-voluntary"
    return paragraphs(
        [
            texts("leave.title"),
            leave_rows(leave, voice),
            texts(duty),
            texts("answer.folded-reasons", reasons=voice.reasons(leave.trail)),
            texts("answer.not-a-certificate"),
        ]
    )


def leave_rows(leave: Leave, voice: Voice) -> Markup:
    """Each month with its days, its part of the pay and its two payments."""
    return joined(_row(row, voice) for row in leave.rows)


def leave_json(leave: Leave, voice: Voice) -> dict[str, object]:
    rows = [
        {
            "period": str(row.period),
            "days": row.days,
            "income": f"{row.income:.2f}",
            "lines": lines_json(row.lines),
        }
        for row in leave.rows
    ]
    because = voice.because(leave.trail)
    return {"rows": rows, "split_required": leave.split_required, "because": because}


def _row(row: LeaveRow, voice: Voice) -> Markup:
    form = voice.format
    deductions, contributions = (form.money(line.amount) for line in row.lines)
    return voice.texts(
        "leave.row",
        period=form.month(row.period),
        days=row.days,
        income=form.money(row.income),
        deductions=deductions,
        contributions=contributions,
    )
