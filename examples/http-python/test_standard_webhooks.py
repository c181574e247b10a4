import unittest

from standard_webhooks import NotVerified, sign, verify

# The vector that the libraries of Standard Webhooks are tested with.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_c2VjcmV0LW9mLWEtcm90YXRlZC1lbmRwb2ludA=="
MESSAGE_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = 1614265330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def headers(**change: str) -> dict[str, str]:
    given = {"webhook-id": MESSAGE_ID, "webhook-timestamp": str(AT), "webhook-signature": SIGNATURE}
    return given | {name.replace("_", "-"): value for name, value in change.items()}


class StandardWebhooks(unittest.TestCase):
    def test_signs_as_the_specification_does(self):
        self.assertEqual(sign(SECRET, MESSAGE_ID, AT, BODY), SIGNATURE)

    def test_takes_what_was_signed_within_five_minutes(self):
        for now in (AT - 300, AT, AT + 300):
            self.assertEqual(verify([SECRET], headers(), BODY, now), MESSAGE_ID)

    def test_takes_either_secret_and_any_of_several_signatures(self):
        self.assertEqual(verify([OTHER, SECRET], headers(), BODY, AT), MESSAGE_ID)
        several = headers(webhook_signature=f"v1a,xyz v1,AAAA {SIGNATURE}")
        self.assertEqual(verify([SECRET], several, BODY, AT), MESSAGE_ID)

    def test_refuses_everything_else(self):
        refused = [
            ([OTHER], headers(), BODY, AT),
            ([SECRET], headers(), b'{"test": 2432232315}', AT),
            ([SECRET], headers(webhook_id="msg_other"), BODY, AT),
            ([SECRET], headers(webhook_timestamp=str(AT + 1)), BODY, AT),
            ([SECRET], headers(webhook_timestamp="soon"), BODY, AT),
            ([SECRET], headers(webhook_signature=SIGNATURE.replace("v1,", "v2,")), BODY, AT),
            ([SECRET], headers(webhook_signature="v1,é"), BODY, AT),
            ([SECRET], {}, BODY, AT),
            ([SECRET], headers(), BODY, AT - 301),
            ([SECRET], headers(), BODY, AT + 301),
        ]
        for secrets, given, body, now in refused:
            with self.subTest(given=given, now=now), self.assertRaises(NotVerified):
                verify(secrets, given, body, now)


if __name__ == "__main__":
    unittest.main()
