"""The ledger: who paid what, when, and who stands in a privileged category."""

from bot.ledger.moving import Moved, move
from bot.ledger.opening import ledger_on, open_ledger
from bot.ledger.problems import ImportFault, Problem
from bot.ledger.protocol import (
    Admission,
    FileKind,
    Forgotten,
    ImportReport,
    Imports,
    Ledger,
    LedgerDamage,
    LedgerFault,
    Progress,
    Stats,
    Taken,
    Verification,
)
from bot.ledger.pseudonyms import KeyFault, Pseudonyms, load_or_create_key
from bot.ledger.sqlite import SqliteLedger
from bot.ledger.stored import StoredLedger

__all__ = [
    "Admission",
    "FileKind",
    "Forgotten",
    "ImportFault",
    "ImportReport",
    "Imports",
    "KeyFault",
    "Ledger",
    "LedgerDamage",
    "LedgerFault",
    "Moved",
    "Problem",
    "Progress",
    "Pseudonyms",
    "SqliteLedger",
    "Stats",
    "StoredLedger",
    "Taken",
    "Verification",
    "ledger_on",
    "load_or_create_key",
    "move",
    "open_ledger",
]
