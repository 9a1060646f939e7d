"""reply_with_token.py ADDRESS CA TOKEN_FILE: replies over TLS, and shows a token."""

import sys

from imageco.complaint import ComplaintClient, Tls


def main(address: str, ca: str, token_file: str) -> None:
    with ComplaintClient(address, tls=Tls(ca=ca), token_file=token_file) as client:
        response = client.reply_until_settled(
            isspid="39493002",
            seller_account="66660000000000001",
            complaint_id="200201820200101080076610000",
            response_content="已与用户沟通解决",
        )
    print(response.transaction_id, response.result.id, response.result.comment)


if __name__ == "__main__":
    main(*sys.argv[1:])
