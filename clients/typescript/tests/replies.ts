import assert from 'node:assert/strict';

import { ComplaintError, type ReplyInput } from '@imageco/complaint';

/** A reply that the bridge takes, without an id. */
export function aReply(changes: Partial<ReplyInput> = {}): ReplyInput {
  return {
    isspid: '39493002',
    sellerAccount: '66660000000000001',
    complaintId: '200201820200101080076610000',
    responseContent: '已与用户沟通解决',
    ...changes,
  };
}

/** The ComplaintError that a call rejects with. */
export async function failureOf(call: Promise<unknown>): Promise<ComplaintError> {
  try {
    await call;
  } catch (error) {
    assert.ok(error instanceof ComplaintError, String(error));
    return error;
  }
  assert.fail('the call succeeded');
}
