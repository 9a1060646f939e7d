// node token.js TARGET CA_FILE TOKEN_FILE: sends a reply over TLS, and shows a token.
import { ComplaintClient } from '@imageco/complaint';

const [target, caFile, tokenFile] = process.argv.slice(2) as [string, string, string];

const client = ComplaintClient.connect(target, {
  tls: { caFile },
  tokenFile,
});

const response = await client.replyUntilSettled({
  isspid: '39493002',
  sellerAccount: '66660000000000001',
  complaintId: '200201820200101080076610000',
  responseContent: '已与用户沟通解决',
});
console.log('delivered', response.transactionId);

client.close();
