/** Access patterns of the second factor: it stands in the profile, its changes are told by mail. */
import { randomUUID } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { activityPart, type Action } from '../../shared/activity.ts';
import type { Customer } from '../../shared/http/caller.ts';
import { outboxItem } from '../../shared/outbox.ts';
import type { Profile } from '../../shared/profile.ts';
import { held } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';

type Totp = NonNullable<Profile['totp']>;

/** Each gives false when it does not fit what is stored (any more), and then changes nothing. */
export type FactorStore = {
  offerTotp: (profileId: string, offered: NonNullable<Profile['offeredTotp']>) => Promise<boolean>;
  turnOnTotp: (
    caller: Customer,
    totp: Totp,
    recoveryHashes: readonly string[],
    now: Date,
  ) => Promise<boolean>;
  turnOffTotp: (caller: Customer, now: Date) => Promise<boolean>;
  replaceRecoveryCodes: (
    caller: Customer,
    hashes: readonly string[],
    now: Date,
  ) => Promise<boolean>;
};

type Change = Extract<Action, 'totp-on' | 'totp-off' | 'recovery-codes-replaced'>;

export function factorStore(table: Table): FactorStore {
  const change = async (
    caller: Customer,
    action: Change,
    update: {
      UpdateExpression: string;
      ConditionExpression: string;
      ExpressionAttributeValues?: Record<string, unknown>;
    },
    now: Date,
  ) => {
    const { profileId } = caller;
    const mail = outboxItem(
      {
        template: 'second-factor-changed',
        profileId,
        details: { change: action },
        key: randomUUID(),
      },
      now,
    );
    const failed = await transact(table, [
      { Update: { Key: keys.profile(profileId), ...update } },
      { Put: { Item: mail } },
      activityPart(caller, { action }, now),
    ]);
    return failed.length === 0;
  };

  return {
    offerTotp: (profileId, offered) =>
      held(
        table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keys.profile(profileId),
            UpdateExpression: 'SET offeredTotp = :offered',
            ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(totp)',
            ExpressionAttributeValues: { ':offered': offered },
          }),
        ),
      ),

    turnOnTotp: (caller, totp, recoveryHashes, now) =>
      change(
        caller,
        'totp-on',
        {
          UpdateExpression: 'SET totp = :totp, recoveryCodes = :codes REMOVE offeredTotp',
          ConditionExpression: 'offeredTotp.secret = :secret AND attribute_not_exists(totp)',
          ExpressionAttributeValues: {
            ':totp': totp,
            ':codes': recoveryHashes,
            ':secret': totp.secret,
          },
        },
        now,
      ),

    turnOffTotp: (caller, now) =>
      change(
        caller,
        'totp-off',
        {
          UpdateExpression: 'REMOVE totp, recoveryCodes',
          ConditionExpression: 'attribute_exists(totp)',
        },
        now,
      ),

    replaceRecoveryCodes: (caller, hashes, now) =>
      change(
        caller,
        'recovery-codes-replaced',
        {
          UpdateExpression: 'SET recoveryCodes = :codes',
          ConditionExpression: 'attribute_exists(totp)',
          ExpressionAttributeValues: { ':codes': hashes },
        },
        now,
      ),
  };
}
