"""What Telegram answers when it refuses a call, in Telegram's own words."""

from typing import Any


class Refusal(Exception):
    """An answer other than `ok`: HTTP status, description, and seconds to wait where asked."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after

    def wire(self) -> dict[str, Any]:
        """The JSON object that the caller gets."""
        answer: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(description: str) -> Refusal:
    return Refusal(400, f"Bad Request: {description}")


def unparsable(description: str) -> Refusal:
    """Formatting that Telegram cannot read."""
    return bad_request(f"can't parse entities: {description}")


def unauthorized() -> Refusal:
    return Refusal(401, "Unauthorized")


def blocked() -> Refusal:
    return Refusal(403, "Forbidden: bot was blocked by the user")


def not_found() -> Refusal:
    return Refusal(404, "Not Found")


def other_poller() -> Refusal:
    return Refusal(
        409,
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running",
    )


def webhook_active() -> Refusal:
    return Refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first",
    )


def too_large() -> Refusal:
    return Refusal(413, "Request Entity Too Large")


def not_modified() -> Refusal:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message",
    )


def stale_query() -> Refusal:
    return bad_request(
        "query is too old and response timeout expired or query ID is invalid",
    )
