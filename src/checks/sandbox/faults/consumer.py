"""What happens to people while they create the consumer."""

from checks.sandbox.fault import AFTER_CONSUMER, Fault, after, both, consumer, held

FAULTS = (
    Fault(
        name="public-consumer",
        happened='"This is a private consumer" was not ticked.',
        change=consumer(private=False),
        claims={
            "private_consumer": "fail",
            "consumer_callback": "unknown",
            **after(["consumer_permissions"]),
        },
    ),
    Fault(
        name="blank-callback",
        happened="The callback URL of the consumer was left blank.",
        change=both(consumer(callback_url=""), held(callback_url="")),
        claims={
            "consumer_callback": "fail",
            "private_consumer": "unknown",
            **after(["consumer_permissions"]),
        },
    ),
    Fault(
        name="wrong-secret",
        happened="The secret was copied from another consumer.",
        change=held(client_secret="sandbox-secret-of-another-consumer"),
        claims={"consumer_credentials": "fail", **after(AFTER_CONSUMER)},
    ),
    Fault(
        name="missing-webhook-permission",
        happened="The box Webhooks: Read and write was not ticked.",
        change=consumer(permissions=("account:write", "repository:admin", "pullrequest:write")),
        claims={"consumer_permissions": "fail"},
    ),
    Fault(
        name="account-read-only",
        happened="Account: Read was ticked where Account: Write is needed.",
        change=consumer(permissions=("account", "repository:admin", "pullrequest:write", "webhook")),
        claims={"consumer_permissions": "fail"},
    ),
    Fault(
        name="callback-of-an-older-provider",
        happened="The provider was made anew, and the consumer still holds the callback URL of the old one.",
        change=both(
            consumer(callback_url="/auth/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10/callback"),
            held(callback_url="/auth/0b6f2c1e-64b1-4f0a-9d57-7d1b3c2a9e10/callback"),
        ),
        claims={"callback_url": "fail"},
    ),
)
