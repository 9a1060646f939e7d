"""tell.py ADDRESS CA ISSPID TRANSACTION_ID: what is known of a reply, asked over TLS."""

import sys

from imageco.complaint import ComplaintClient, ReplyState, Tls


def main(address: str, ca: str, isspid: str, transaction_id: str) -> None:
    with ComplaintClient(address, tls=Tls(ca=ca)) as client:
        record = client.get_reply(isspid, transaction_id).reply
    print(ReplyState.Name(record.state), record.result.comment)


if __name__ == "__main__":
    main(*sys.argv[1:])
