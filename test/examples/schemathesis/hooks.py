"""What Schemathesis cannot know by the document: each write has a key of its own, an ETag is that of the purchase, cursors and
callers are those that there are, and an event is signed. Notes the status of every answer."""

import base64
import hashlib
import hmac
import json
import os
import time
import uuid
from typing import Any

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

SECRET = base64.b64decode(os.environ["SECRET"].removeprefix("whsec_"))
# The next of a first page, by operation.
CURSORS = json.loads(os.environ["CURSORS"])


PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAAA1BMVEXMMzN0dFbYAAAAC0lEQVQI12NgAAEAAAYAAWb0yWwAAAAASUVORK5CYII="
)


class Pictured(requests.auth.AuthBase):
    """A picture in the place of random bytes, which are none."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.body = PICTURE
        request.headers["Content-Length"] = str(len(PICTURE))
        request.headers["Content-Type"] = "image/png"
        return request


class Signed(requests.auth.AuthBase):
    """Standard Webhooks over the body as it is sent, where the headers of a signed event are."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        message_id, timestamp = (as_text(request.headers.get(f"webhook-{name}", "")) for name in ("id", "timestamp"))
        if message_id and timestamp.isdecimal() and "webhook-signature" in request.headers:
            now = str(int(time.time()))
            body = request.body.encode() if isinstance(request.body, str) else request.body or b""
            content = f"{message_id}.{now}.".encode() + body
            signed = hmac.new(SECRET, content, hashlib.sha256).digest()
            request.headers["webhook-timestamp"] = now
            request.headers["webhook-signature"] = "v1," + base64.b64encode(signed).decode()
        return request


def as_text(header: str | bytes) -> str:
    return header if isinstance(header, str) else header.decode("latin-1")


def is_wrong(case: schemathesis.Case, location: ParameterLocation) -> bool:
    """Whether it is wrong on purpose."""
    return case.meta is not None and case.meta.generation.mode.is_negative and case.meta.is_negative_at(location)


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    operation = case.operation.definition.raw
    name = operation["operationId"]
    if name == "takeSignedEvent":
        kwargs["auth"] = Signed()
    if name == "uploadEvidence" and not is_wrong(case, ParameterLocation.BODY):
        kwargs["auth"] = Pictured()
    if name in CURSORS and "after" in (case.query or {}) and not is_wrong(case, ParameterLocation.QUERY):
        case.query["after"] = CURSORS[name]
    if name == "createEndpoint" and not is_wrong(case, ParameterLocation.BODY) and isinstance(case.body, dict):
        if case.body.get("service") is not None:
            case.body["service"] = "shop"
    if is_wrong(case, ParameterLocation.HEADER):
        return
    taken = {parameter["name"] for parameter in operation.get("parameters", [])}
    if "If-Match" in taken:
        case.headers["If-Match"] = "*"
    # Another request under the same key is refused. A preview needs none.
    if "Idempotency-Key" in taken:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    with open(os.environ["ANSWERS"], "a") as answers:
        answers.write(f"{case.operation.definition.raw['operationId']} {response.status_code}\n")
