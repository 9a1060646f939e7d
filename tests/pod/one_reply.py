"""one_reply.py TARGET TRANSACTION_ID: sends one reply, in plaintext, and does not try again. Prints
the reason of its failure, or DELIVERED."""

import sys

from load import failure_of

from imageco.complaint import ComplaintClient

with ComplaintClient(sys.argv[1], plaintext=True, retries=False) as client:
    failure = failure_of(client, sys.argv[2])
print("DELIVERED" if failure is None else failure.reason or failure.code.name)
