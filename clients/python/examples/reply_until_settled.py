"""reply_until_settled.py ADDRESS CA CERTIFICATE PRIVATE_KEY [TRANSACTION_ID]

Replies over mTLS, and asks again until the outcome is known. Ends in 0: delivered; 1: not
delivered, and the consumer does not see it; 3: perhaps the consumer sees it.
"""

from __future__ import annotations

import sys

from imageco.complaint import (
    ComplaintClient,
    ComplaintError,
    Reason,
    ReplyRequest,
    Sent,
    Tls,
    new_transaction_id,
)


def main(
    address: str, ca: str, certificate: str, private_key: str, transaction_id: str = ""
) -> int:
    request = ReplyRequest(
        isspid="39493002",
        transaction_id=transaction_id or new_transaction_id(),  # store it with the reply
        seller_account="66660000000000001",
        complaint_id="200201820200101080076610000",
        response_content="已与用户沟通解决",
    )
    tls = Tls(ca=ca, certificate=certificate, private_key=private_key)
    with ComplaintClient(address, tls=tls) as client:
        return reply(client, request)


def reply(client: ComplaintClient, request: ReplyRequest) -> int:
    try:
        response = client.reply_until_settled(request, timeout=60)
    except ComplaintError as error:
        print(error, file=sys.stderr)  # what happened, what was sent, what to do
        if error.reason == Reason.INVALID_REQUEST:
            for violation in error.violations:
                print(violation.field, violation.description)
        if error.sent is Sent.PERHAPS:
            # Later, with this very request; never with a new transaction_id.
            print("ask again:", error.transaction_id)
            return 3
        if error.sent is Sent.REFUSED and error.gateway_result is not None:
            print("refused:", error.gateway_result.id, error.gateway_result.comment)
        return 1
    print(response.transaction_id, response.result.id, response.result.comment)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
