"""Verifies webhooks and signs events by one of two libraries: the official one, or that of examples/http-python.

Reads {"library", "verify": [{"secret", "headers", "body"}], "sign": [{"secret", "id", "timestamp", "body"}]} and writes
{"verify": ["verified", or why not], "sign": [the values of webhook-signature]}.
"""

import json
import sys
from datetime import datetime, timezone

import standard_webhooks as example
import standardwebhooks as official


def verify_by_official(secret: str, headers: dict[str, str], body: bytes) -> str:
    try:
        official.Webhook(secret).verify(body, headers)
    except official.WebhookVerificationError as refused:
        return str(refused)
    return "verified"


def verify_by_example(secret: str, headers: dict[str, str], body: bytes) -> str:
    try:
        example.verify([secret], headers, body)
    except example.NotVerified as refused:
        return str(refused)
    return "verified"


def sign_by_official(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    at = datetime.fromtimestamp(timestamp, tz=timezone.utc)
    return official.Webhook(secret).sign(message_id, at, body.decode())


asked = json.load(sys.stdin)
verify, sign = {
    "official": (verify_by_official, sign_by_official),
    "example": (verify_by_example, example.sign),
}[asked["library"]]
verdicts = [verify(each["secret"], each["headers"], each["body"].encode()) for each in asked["verify"]]
signatures = [
    sign(each["secret"], each["id"], each["timestamp"], each["body"].encode()) for each in asked["sign"]
]
json.dump({"verify": verdicts, "sign": signatures}, sys.stdout)
