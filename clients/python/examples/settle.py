"""settle.py ADDRESS ISSPID TRANSACTION_ID: settles a reply whose outcome is unknown.

An operator looked at the complaint, and the consumer did not get the reply.
"""

import sys

import grpc

from imageco.complaint import ComplaintClient, ComplaintError
from imageco.complaint.v1.complaint_service_pb2 import VERDICT_NOT_DELIVERED
from imageco.complaint.v1.reply_admin_service_pb2 import SettleReplyRequest


def main(address: str, isspid: str, transaction_id: str) -> None:
    request = SettleReplyRequest(
        isspid=isspid,
        transaction_id=transaction_id,
        verdict=VERDICT_NOT_DELIVERED,
        settled_by="alice",
        reason="complaint shows no reply after 2 h",
    )
    with ComplaintClient(address, plaintext=True) as client:
        try:
            print(client.admin.SettleReply(request, timeout=30).reply)
        except grpc.RpcError as error:
            sys.exit(str(ComplaintError.from_rpc_error(error, request)))


if __name__ == "__main__":
    main(*sys.argv[1:])
