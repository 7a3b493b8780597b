/** Registration's access patterns. */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { readPerson, type Person } from '../../shared/people.store.ts';
import { emailOwner, profile, type Profile } from '../../shared/profile.ts';
import { getItem, held } from '../../shared/table/access.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';
import { outboxItem } from '../../shared/outbox.ts';

/** What proves that somebody is the customer of an account. */
const proofOfAccount = z.object({
  holderProfileId: z.string(),
  pinHash: z.optional(z.string()),
  serviceAddress: z.object({ postalCode: z.string() }),
  holderErasedAt: z.optional(z.number()),
});
export type ProofOfAccount = z.output<typeof proofOfAccount>;

export type RegistrationStore = {
  proofOf: (accountNumber: string) => Promise<ProofOfAccount | undefined>;
  ownerOf: (email: string) => Promise<string | undefined>;
  profile: (profileId: string) => Promise<Profile | undefined>;
  person: (profileId: string) => Promise<Person>;
  /** Asks for the mail; the same number of writes whatever it will say. */
  requestMail: (mail: Parameters<typeof outboxItem>[0], now: Date) => Promise<void>;
  /** False when the link was used, replaced or has expired. */
  complete: (
    profileId: string,
    linkHash: string,
    passwordHash: string,
    now: Date,
  ) => Promise<boolean>;
};

export function registrationStore(table: Table): RegistrationStore {
  return {
    proofOf: (accountNumber) => getItem(table, proofOfAccount, keys.account(accountNumber)),
    ownerOf: async (email) => (await getItem(table, emailOwner, keys.email(email)))?.profileId,
    profile: (profileId) => getItem(table, profile, keys.profile(profileId)),
    person: (profileId) => readPerson(table, profileId),

    async requestMail(mail, now) {
      await transact(table, [{ Put: { Item: outboxItem(mail, now) } }]);
    },

    complete: (profileId, linkHash, passwordHash, now) =>
      held(
        table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keys.profile(profileId),
            UpdateExpression:
              'SET passwordHash = :password, #status = :active REMOVE linkHash, linkExpiresAt',
            ConditionExpression: 'linkHash = :link AND linkExpiresAt > :now',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: {
              ':password': passwordHash,
              ':active': 'active',
              ':link': linkHash,
              ':now': now.getTime(),
            },
          }),
        ),
      ),
  };
}
