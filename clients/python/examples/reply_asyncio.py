"""reply_asyncio.py ADDRESS: as reply.py, and with asyncio."""

import asyncio
import sys

from imageco.complaint import JumpLink
from imageco.complaint.aio import ComplaintClient


async def main(address: str) -> None:
    async with ComplaintClient(address, plaintext=True) as client:
        response = await client.reply_until_settled(
            isspid="39493002",
            seller_account="66660000000000001",
            complaint_id="200201820200101080076610000",
            response_content="已与用户沟通解决",
            response_images=["file752398_7983424", "file752399_7983425"],
            jump_link=JumpLink(url="https://www.xxx.com/aaaa", text="查看订单详情"),
        )
    print(response.transaction_id, response.result.id, response.result.comment)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
