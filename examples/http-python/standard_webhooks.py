"""Standard Webhooks 1.0: signs the events that you send, verifies the webhooks that you receive."""

import base64
import hashlib
import hmac
import time

TOLERANCE_S = 300


class NotVerified(Exception):
    """It was not signed with one of the secrets, or not within the last five minutes: answer 401."""


def sign(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The value of `webhook-signature`. `secret`: `whsec_…`, in base64."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(signed).decode()


def verify(secrets: list[str], headers: dict[str, str], body: bytes, now: float | None = None) -> str:
    """The `webhook-id` of a request, which you keep to see repeats. `body`: the bytes as they came. `secrets`: two while
    one replaces the other. `headers`: their names in lower case. Raises `NotVerified`."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not (timestamp.isascii() and timestamp.isdigit()):
        raise NotVerified("it is not signed")
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_S:
        raise NotVerified("its timestamp is too far from now")
    for secret in secrets:
        expected = sign(secret, message_id, int(timestamp), body).encode()
        # A sender that changes its secret sends several signatures.
        for given in headers.get("webhook-signature", "").split(" "):
            if hmac.compare_digest(given.encode(), expected):
                return message_id
    raise NotVerified("no secret has made this signature")
