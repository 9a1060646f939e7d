"""one_reply.py TARGET TRANSACTION_ID: sends one reply, in plaintext, and does not try again. Prints
the reason of its failure, or DELIVERED."""

import sys

from imageco.complaint import ComplaintClient, ComplaintError

with ComplaintClient(sys.argv[1], plaintext=True, retries=False) as client:
    try:
        client.reply(
            isspid="39493002",
            transaction_id=sys.argv[2],
            seller_account="66660000000000001",
            complaint_id="200201820200101080076610000",
            response_content="已与用户沟通解决",
        )
        print("DELIVERED")
    except ComplaintError as error:
        print(error.reason or error.code.name)
