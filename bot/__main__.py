"""The commands: `python -m bot COMMAND`. Exit 0 fine, 1 refused input, 2 wrong usage or setting."""

from __future__ import annotations

import sys

import typer
from typer.exceptions import TyperException

from bot.commands.answers import add_answers
from bot.commands.ledger import ledger_commands
from bot.commands.running import add_running
from bot.commands.texts import texts_commands
from bot.data_files import DataFault
from bot.database import DatabaseFault
from bot.ledger import KeyFault, LedgerFault
from bot.settings import SettingsFault
from bot.texts import TextsFaulty

WRONG_USAGE = 2
INTERRUPTED = 130
FAULTS = (SettingsFault, DataFault, DatabaseFault, KeyFault, LedgerFault, TextsFaulty)
"""What the program cannot work with; each says in one sentence which setting, file or line."""


def commands() -> typer.Typer:
    """All commands, built anew: nothing stands ready at import."""
    app = typer.Typer(
        name="python -m bot",
        help="A bot that explains Kazakhstan's compulsory health insurance.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    add_running(app)
    add_answers(app)
    app.add_typer(ledger_commands(), name="ledger")
    app.add_typer(texts_commands(), name="texts")
    return app


def main(arguments: list[str] | None = None) -> int:
    """Run one command; faults become one plain sentence each on standard error."""
    try:
        return commands()(arguments, standalone_mode=False) or 0
    except TyperException as fault:
        print(fault.format_message(), file=sys.stderr)
        return fault.exit_code
    except FAULTS as fault:
        print(fault, file=sys.stderr)
        return WRONG_USAGE
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
