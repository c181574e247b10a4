"""A purchase through Temporal, from the opening to the refund: the shop's side, and support's."""

import asyncio
import json
import os
import sys
import urllib.request
from datetime import datetime, timedelta, timezone
from typing import Any

from temporalio.client import (
    Client,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError

# Who asks. An order service may act for its customers.
SHOP = {"kind": "service", "id": "a-shop"}
SUPPORT = {"kind": "support", "id": "agent-7"}


async def open_purchase(client: Client, order: dict[str, Any]) -> WorkflowHandle[Any, Any]:
    """Safe to repeat by the purchase's id: what is open stays as it is."""
    return await client.start_workflow(
        "purchase",
        order,
        id=f"purchase:{order['purchaseId']}",
        task_queue=os.environ.get("TASK_QUEUE", "instaotp-returns"),
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )


async def ask(purchase: WorkflowHandle[Any, Any], update: str, argument: dict[str, Any], request_id: str) -> Any:
    """What the policy answers, refusals included. Nothing is filed without an answer, and a repeat under the same id does
    nothing twice."""
    patience = timedelta(seconds=30)
    try:
        return await purchase.execute_update(update, argument, id=request_id, rpc_timeout=patience)
    except WorkflowUpdateRPCTimeoutOrCancelledError:
        return await purchase.execute_update(update, argument, id=request_id, rpc_timeout=patience)


async def query(purchase: WorkflowHandle[Any, Any], name: str, *arguments: Any) -> Any:
    """Asked again if it came between an event and its handling."""
    while True:
        try:
            return await purchase.query(name, args=arguments)
        except WorkflowQueryFailedError as failed:
            if "AskAgain" not in failed.message:
                raise
            await asyncio.sleep(0.2)


def now() -> str:
    return datetime.now(timezone.utc).isoformat()


async def main() -> None:
    client = await Client.connect(
        os.environ.get("TEMPORAL_ADDRESS", "127.0.0.1:7233"),
        namespace=os.environ.get("TEMPORAL_NAMESPACE", "default"),
    )
    # Somebody buys a number. Your shop has the order from its own database.
    with urllib.request.urlopen(f"{os.environ['SANDBOX']}/sandbox/purchases", b"{}") as sale:
        order = json.load(sale)
    purchase = await open_purchase(client, order)
    print("opened", (await query(purchase, "status"))["stage"])

    claim = {
        "by": SHOP,
        "claimType": "invalid_number",
        "evidence": [{"evidenceId": "screenshot-1"}],
        "reason": "The service says that this number is not valid.",
    }
    # While the SMS can still come a claim is refused. The answer says why, and from when on it would be taken.
    early = await ask(purchase, "submitClaim", claim, "claim-early")
    print("refused", early["code"], "until an instant" if "retryAt" in early else "for good")

    # What is malformed is no answer but a failure that names each field.
    try:
        await ask(purchase, "submitClaim", {**claim, "claimType": "broken"}, "claim-broken")
    except WorkflowUpdateFailedError as failed:
        if not isinstance(failed.cause, ApplicationError) or failed.cause.type != "InvalidInput":
            raise
        print("malformed", *(problem["field"] for problem in failed.cause.details[0]))

    await purchase.signal("smsReceived", {"eventId": "sms-1", "occurredAt": now()})
    filed = await ask(purchase, "submitClaim", claim, "claim-1")
    print("filed", filed["stage"], filed["nextDeadline"]["kind"])

    # With the id of the claim it decides no other one, should this one be withdrawn meanwhile.
    note = "The screenshot shows it."
    decision = {"by": SUPPORT, "claimId": filed["claimId"], "decision": "approve", "note": note}
    question = {"update": "decideClaim", "argument": decision, "at": now()}
    print("would be", (await query(purchase, "preview", question))["follows"]["money"]["kind"])
    print("decided", (await ask(purchase, "decideClaim", decision, "decision-1"))["stage"])

    result = await purchase.result()
    print(result["outcome"], "by", result["clause"])


asyncio.run(main())
# A thread of the SDK may still be at work, and would abort a Python that cleans up (temporalio/sdk-python#300).
sys.stdout.flush()
os._exit(0)
