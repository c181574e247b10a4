"""The HTTP API of InstaOTP returns, with the standard library only."""

import json
import time
import urllib.error
import urllib.request
from typing import Any

TRIES = 5


class Refused(Exception):
    """The API has refused a request. `problem["code"]` says why; what would help is in the other fields."""

    def __init__(self, problem: dict[str, Any]):
        super().__init__(f"{problem['status']} {problem['code']}: {problem['detail']}")
        self.problem = problem


class ReturnsApi:
    """As one side sees it: a key is the shop's or support's. Without a key only signed events are sent."""

    def __init__(self, base_url: str, key: str | None = None):
        self.base_url = base_url
        self.key = key

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        once: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        """The answer's JSON. `once`: the Idempotency-Key of a write. `body` may be bytes, such as a picture. What was not
        filed (503) or came too soon (429) is repeated under the same key. Raises `Refused`."""
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"content-type": "application/json"} if content is not None else {}
        if self.key is not None:
            sent["authorization"] = f"Bearer {self.key}"
        if once is not None:
            sent["idempotency-key"] = once
        request = urllib.request.Request(
            self.base_url + path, content, sent | (headers or {}), method=method
        )
        for tries in range(1, TRIES + 1):
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    return json.load(answer)
            except urllib.error.HTTPError as error:
                if error.code not in (429, 503) or tries == TRIES:
                    raise Refused(json.load(error)) from None
                time.sleep(int(error.headers.get("retry-after", "1")))
