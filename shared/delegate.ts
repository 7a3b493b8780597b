/** A delegate as the holder's account keeps them: what the holder typed, and what they may do. */
import * as z from 'zod/mini';
import { permissions } from './http/contract.ts';
import { keys } from './table/keys.ts';
import type { Part } from './table/transactions.ts';

/** How many an account may have. */
export const mostDelegates = 5;

export const storedDelegate = z.object({
  delegateId: z.string(),
  accountNumber: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  permissions: z.array(z.enum(permissions)),
  invitedAt: z.number(),
  acceptedAt: z.optional(z.number()),
});
export type Delegate = z.output<typeof storedDelegate>;

/** Where the count of an account's delegates stands in its item. */
export const countName = 'count';

/** Parallel invitations count on one item: those that would be too many fail, whoever read what. */
export const oneDelegateMore = (accountNumber: string): Part => ({
  Update: {
    Key: keys.delegateCount(accountNumber),
    UpdateExpression: 'ADD #count :one',
    ConditionExpression: 'attribute_not_exists(#count) OR #count < :most',
    ExpressionAttributeNames: { '#count': countName },
    ExpressionAttributeValues: { ':one': 1, ':most': mostDelegates },
  },
});

export const oneDelegateLess = (accountNumber: string): Part => ({
  Update: {
    Key: keys.delegateCount(accountNumber),
    UpdateExpression: 'SET #count = #count - :one',
    ConditionExpression: '#count > :none',
    ExpressionAttributeNames: { '#count': countName },
    ExpressionAttributeValues: { ':one': 1, ':none': 0 },
  },
});
