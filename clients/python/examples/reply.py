"""reply.py ADDRESS: replies to a complaint through a complaint bridge without TLS."""

import sys

from imageco.complaint import ComplaintClient


def main(address: str) -> None:
    with ComplaintClient(address, plaintext=True) as client:
        response = client.reply(
            isspid="39493002",
            seller_account="66660000000000001",
            complaint_id="200201820200101080076610000",
            response_content="已与用户沟通解决",
        )
    print(response.transaction_id, response.result.id, response.result.comment)


if __name__ == "__main__":
    main(*sys.argv[1:])
