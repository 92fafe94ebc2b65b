"""How much is generated."""

import os

from hypothesis import HealthCheck, settings

ASKED = int(os.environ.get("BOT_FUZZ", "0"))
"""Examples of each test, new ones each time; without it a few, always the same."""
FEW = 40

examples = settings(
    max_examples=ASKED or FEW,
    derandomize=not ASKED,
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
