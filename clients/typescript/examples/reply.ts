// node reply.js TARGET: sends a reply in plaintext and prints what came of it.
import { ComplaintClient } from '@imageco/complaint';

const target = process.argv[2] ?? '127.0.0.1:50051';
const client = ComplaintClient.connect(target, { plaintext: true });

const response = await client.reply({
  isspid: '39493002',
  sellerAccount: '66660000000000001',
  complaintId: '200201820200101080076610000',
  responseContent: '已与用户沟通解决',
});
console.log(response.transactionId, response.result?.id, response.result?.comment);

client.close();
