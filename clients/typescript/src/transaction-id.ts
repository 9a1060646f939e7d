import { randomBytes } from 'node:crypto';

/** A new transaction id: 128 random bits as 32 hex digits. A new id is a new reply. */
export function makeTransactionId(): string {
  return randomBytes(16).toString('hex');
}
