"""A purchase over HTTP, from the opening to the refund: the shop's side, with a signed event, and support's."""

import base64
import json
import os
import time
import urllib.request

from returns_api import Refused, ReturnsApi
from standard_webhooks import sign

api, sandbox, secret = os.environ["API"], os.environ["SANDBOX"], os.environ["SECRET"]
shop = ReturnsApi(api, os.environ["SHOP"])
support = ReturnsApi(api, os.environ["SUPPORT"])

# Somebody buys a number. Your shop has the order from its own database.
with urllib.request.urlopen(f"{sandbox}/sandbox/purchases", b"{}") as sale:
    order = json.load(sale)
purchase_id = order["purchaseId"]
purchase = f"/v1/purchases/{purchase_id}"

# Safe to repeat by its id.
opened = shop.call("PUT", purchase, order)
print("opened", "before" if opened["already"] else "now")


# The customer's screenshot, as the body itself. A claim takes it by its id.
screenshot = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAMAAABFaP0WAAAAA1BMVEXMMzN0dFbYAAAAC0lEQVQI12Ng"
    "AAEAAAYAAWb0yWwAAAAASUVORK5CYII="
)
evidence = shop.call(
    "POST", f"{purchase}/evidence", screenshot, f"screenshot-{purchase_id}", {"content-type": "image/png"}
)


def claim(once: str):
    request = {
        "claimType": "invalid_number",
        "evidence": [{"evidenceId": evidence["evidenceId"]}],
        "reason": "The service says that this number is not valid.",
    }
    return shop.call("POST", f"{purchase}/claims", request, once)


# While the SMS can still come a claim is refused. The answer says why, and from when on it would be taken.
try:
    claim(f"claim-early-{purchase_id}")
except Refused as refused:
    problem = refused.problem
    until = "until an instant" if "retryAt" in problem else "for good"
    print("refused", problem["status"], problem["code"], until)

# An event of a system that holds no key: signed instead, which holds for five minutes.
event = {"type": "smsReceived", "data": {"purchaseId": purchase_id}}
body = json.dumps(event).encode()
event_id, timestamp = f"sms-{purchase_id}", int(time.time())
signed = {
    "webhook-id": event_id,
    "webhook-timestamp": str(timestamp),
    "webhook-signature": sign(secret, event_id, timestamp, body),
}
ReturnsApi(api).call("POST", "/v1/events", body, headers=signed)

# The refusal is the answer to the first key for good, so this is another request, with a key of its own.
filed = claim(f"claim-{purchase_id}")
claim_id = filed["claimId"]
print("filed", filed["stage"], filed["nextDeadline"]["kind"])

decision = {"decision": "approve", "note": "The screenshot shows it."}
tried = support.call("POST", f"/v1/claims/{claim_id}/decision?preview=true", decision)
print("would be", tried["status"], tried["follows"]["money"]["kind"])
decided = support.call("POST", f"/v1/claims/{claim_id}/decision", decision, f"decision-{claim_id}")
print("decided", decided["stage"])

while True:
    seen = shop.call("GET", purchase)
    if seen["stage"] == "closed":
        print(seen["result"]["outcome"], "by", seen["result"]["clause"])
        break
    time.sleep(0.2)
