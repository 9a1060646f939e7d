// node settle.js TARGET CA_FILE CERTIFICATE_FILE PRIVATE_KEY_FILE [ISSPID]: sends a reply over mTLS,
// asks until its outcome is known, and shows what to do where it does not succeed.
import { ComplaintClient, ComplaintError, type ReplyInput } from '@imageco/complaint';

const [target, caFile, certificateFile, privateKeyFile, isspid = '39493002'] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string?,
];

const client = ComplaintClient.connect(target, {
  tls: { caFile, certificateFile, privateKeyFile },
});

const request: ReplyInput = {
  isspid,
  sellerAccount: '66660000000000001',
  complaintId: '200201820200101080076610000',
  responseContent: '已与用户沟通解决',
};

try {
  const response = await client.replyUntilSettled(request, { deadlineMs: 60_000 });
  console.log('delivered', response.transactionId, response.result?.comment);
} catch (error) {
  if (!(error instanceof ComplaintError)) throw error;
  console.error(whatToDo(error));
  process.exitCode = 1;
} finally {
  client.close();
}

function whatToDo(error: ComplaintError): string {
  switch (error.reason) {
    case 'GATEWAY_REJECTED':
      return `refused: ${error.gatewayResult?.comment ?? error.message}`;
    case 'INVALID_REQUEST':
      return `mend ${error.violations.map(({ field }) => field).join(', ')}`;
    case 'OUTCOME_UNKNOWN':
      return `an operator must settle ${error.transactionId}`;
  }
  return error.sent === 'PERHAPS'
    ? `perhaps sent: call again later with the same request (${error.transactionId})`
    : `not sent: ${error.message}`;
}
