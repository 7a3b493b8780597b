/** The register of incidents: one partition, and one of revisions for each incident. */
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { getItem, itemsUnder } from '../../shared/table/access.ts';
import { ttlAt, type Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { transact } from '../../shared/table/transactions.ts';
import { incidentDocument } from './incident.ts';

const revision = z.object({
  revision: z.int(),
  changedAt: z.number(),
  changedBy: z.string(),
  incident: incidentDocument,
});
export type Revision = z.output<typeof revision>;

const stored = z.extend(revision, {
  incidentId: z.string(),
  recordedAt: z.number(),
  keptUntil: z.string(),
});
export type StoredIncident = z.output<typeof stored>;

/** Of one incident that is changed so often, older ones are kept and not shown. */
const revisionsShown = 100;

export type IncidentsStore = {
  get: (incidentId: string) => Promise<StoredIncident | undefined>;
  all: () => Promise<StoredIncident[]>;
  /** Newest first. */
  history: (incidentId: string) => Promise<Revision[]>;
  /** False when it is at another revision than the one before this. */
  save: (incident: StoredIncident) => Promise<boolean>;
};

/** How much longer than the entry a revision is kept. */
const revisionsOutlast = 5 * 366 * 86_400_000;

export function incidentsStore(table: Table): IncidentsStore {
  return {
    get: (incidentId) => getItem(table, stored, keys.incident(incidentId)),

    async all() {
      const { pk } = keys.incident('');
      return (await itemsUnder(table, pk, '')).map((item) => z.parse(stored, item));
    },

    async history(incidentId) {
      const { pk } = keys.incidentRevision(incidentId, 0);
      // A hundred of the longest texts in the world are five times what a page holds.
      const revisions: Revision[] = [];
      let from: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await table.client.send(
          new QueryCommand({
            TableName: table.name,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': pk },
            ScanIndexForward: false,
            ConsistentRead: true,
            Limit: revisionsShown - revisions.length,
            ...(from === undefined ? {} : { ExclusiveStartKey: from }),
          }),
        );
        revisions.push(...Items.map((item) => z.parse(revision, item)));
        from = LastEvaluatedKey;
      } while (from !== undefined && revisions.length < revisionsShown);
      return revisions;
    },

    async save(incident) {
      const { incidentId, keptUntil, recordedAt: _recordedAt, ...revised } = incident;
      const expiresAt = ttlAt(new Date(`${keptUntil}T23:59:59Z`));
      const failed = await transact(table, [
        {
          Put: {
            Item: { ...keys.incident(incidentId), ...incident, expiresAt },
            ConditionExpression: 'attribute_not_exists(pk) OR #revision = :before',
            ExpressionAttributeNames: { '#revision': 'revision' },
            ExpressionAttributeValues: { ':before': incident.revision - 1 },
          },
        },
        {
          Put: {
            Item: {
              ...keys.incidentRevision(incidentId, incident.revision),
              ...revised,
              // A correction may prolong the entry: its older revisions must not go before it.
              expiresAt: ttlAt(new Date(Date.parse(keptUntil) + revisionsOutlast)),
            },
          },
        },
      ]);
      return failed.length === 0;
    },
  };
}
