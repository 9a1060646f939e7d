// How a caller tests its own code against a bridge that goes wrong.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ComplaintError } from '@imageco/complaint';
import { FakeBridge } from '@imageco/complaint/testing';

test('the consumer sees the reply once, though the connection is lost', async () => {
  await using bridge = await FakeBridge.start();
  bridge.plan({ lose: 'AFTER_TAKING' });

  await bridge.client.replyUntilSettled({
    isspid: '39493002',
    sellerAccount: '66660000000000001',
    complaintId: '200201820200101080076610000',
    responseContent: '已与用户沟通解决',
  });

  assert.equal(bridge.asked.length, 2);
  assert.equal(bridge.seen.length, 1);
});

test('a refusal is told', async () => {
  await using bridge = await FakeBridge.start();
  bridge.plan({ fail: 'GATEWAY_REJECTED', gatewayResult: { id: '1001', comment: '投诉单已完结' } });

  const call = bridge.client.reply({
    isspid: '39493002',
    sellerAccount: '66660000000000001',
    complaintId: '200201820200101080076610000',
    responseContent: '已与用户沟通解决',
  });

  await assert.rejects(call, (error) => error instanceof ComplaintError && error.sent === 'REFUSED');
});
