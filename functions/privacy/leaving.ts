/** How a person who is erased leaves an account: the parts of one transaction. */
import { activityPart } from '../../shared/activity.ts';
import { countName, oneDelegateLess } from '../../shared/delegate.ts';
import { outboxItem } from '../../shared/outbox.ts';
import type { Membership } from '../../shared/profile.ts';
import { keys } from '../../shared/table/keys.ts';
import type { Part } from '../../shared/table/transactions.ts';

/** An account the person has access to, as it was read. */
export type Access = Membership & {
  /** Of an account they hold, those who lose their access with them. */
  delegateIds: readonly string[];
  /** Absent while the account never had a delegate. */
  delegateCount: number | undefined;
};

const stillThere = { ConditionExpression: 'attribute_exists(pk)' };

/** More delegates than an account may have today: those beyond go before, so many at a time. */
const delegatesTogether = 15;

export const leavingParts = (access: Access, now: Date): Part[] =>
  access.role === 'holder' ? holderLeaves(access, now) : delegateLeaves(access, now);

/** Transactions to be made before: none but for an account with very many delegates. */
export function partsBeforehand(access: Access, now: Date): Part[][] {
  const beyond = access.delegateIds.slice(delegatesTogether);
  return Array.from({ length: Math.ceil(beyond.length / delegatesTogether) }, (_, chunk) =>
    delegatesEnd(
      access,
      beyond.slice(chunk * delegatesTogether, (chunk + 1) * delegatesTogether),
      now,
    ),
  );
}

const membershipEnds = ({ profileId, accountNumber }: Membership): Part => ({
  Delete: { Key: keys.membership(profileId, accountNumber), ...stillThere },
});

const leavesTrace = (access: Access, now: Date) =>
  activityPart(access, { action: 'profile-erased' }, now);

function delegateLeaves(access: Access, now: Date): Part[] {
  const { profileId, accountNumber, delegateCount } = access;
  return [
    membershipEnds(access),
    { Delete: { Key: keys.delegate(accountNumber, profileId), ...stillThere } },
    ...(delegateCount === undefined ? [] : [oneDelegateLess(accountNumber)]),
    leavesTrace(access, now),
  ];
}

/**
 * Nobody is left to manage the delegates. The account's version goes up, so that provisioning that
 * has read it before does not undo the mark; and the count must be what was read, so that nobody is
 * invited in between and stays.
 */
function holderLeaves(access: Access, now: Date): Part[] {
  const { profileId, accountNumber, delegateCount } = access;
  return [
    membershipEnds(access),
    {
      Update: {
        Key: keys.account(accountNumber),
        UpdateExpression: 'SET holderErasedAt = :now ADD #version :one',
        ConditionExpression: 'holderProfileId = :profile',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':now': now.getTime(), ':profile': profileId, ':one': 1 },
      },
    },
    ...delegatesEnd(access, access.delegateIds.slice(0, delegatesTogether), now),
    {
      Delete: {
        Key: keys.delegateCount(accountNumber),
        ...(delegateCount === undefined
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: '#count = :count',
              ExpressionAttributeNames: { '#count': countName },
              ExpressionAttributeValues: { ':count': delegateCount },
            }),
      },
    },
    leavesTrace(access, now),
  ];
}

const delegatesEnd = (access: Access, delegateIds: readonly string[], now: Date): Part[] =>
  delegateIds.flatMap((delegateId): Part[] => {
    const { accountNumber } = access;
    const mail = {
      template: 'delegate-removed' as const,
      ...{ profileId: delegateId, accountNumber, key: `${accountNumber}#${now.toISOString()}` },
    };
    return [
      { Delete: { Key: keys.delegate(accountNumber, delegateId), ...stillThere } },
      { Delete: { Key: keys.membership(delegateId, accountNumber) } },
      { Put: { Item: outboxItem(mail, now) } },
      activityPart(access, { action: 'delegate-removed', details: { delegateId } }, now),
    ];
  });
