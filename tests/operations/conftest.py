"""The same is true here as of conversations: nothing fails unseen, nothing personal is logged."""

from tests.conversations.conftest import _good_manners, _structured_logs

__all__ = ["_good_manners", "_structured_logs"]
