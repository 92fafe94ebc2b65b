"""The people of the worked examples, as files that a ledger takes in."""

import csv
import json
from pathlib import Path
from typing import Any

PEOPLE = Path(__file__).parent.parent / "rules" / "tables" / "people.jsonl"
COLUMNS = ["iin", "period", "knp", "amount", "paid_on", "payer_kind", "payer_bin", "document"]


def people() -> list[dict[str, Any]]:
    return [json.loads(line) for line in PEOPLE.read_text(encoding="utf-8").splitlines()]


def write_files(folder: Path) -> list[str]:
    payments, categories = folder / "payments.csv", folder / "categories.csv"
    with payments.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for person in people():
            for number, row in enumerate(person["payments"]):
                document = f"{person['id']}-{number}"
                values = [row[name] for name in COLUMNS[1:6]]
                rows.writerow([person["iin"], *values, "", document])
    with categories.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["iin", "category", "starts_on", "ends_on", "document"])
        for person in people():
            for number, row in enumerate(person["categories"]):
                dates = (row["starts_on"], row["ends_on"] or "")
                rows.writerow([person["iin"], row["category"], *dates, f"{person['id']}c{number}"])
    return [str(payments), str(categories)]
