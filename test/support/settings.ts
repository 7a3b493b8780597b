/** How a feature is run in tests: answers checked, tokens verified, standing read or taken for good. */
import type { Clock } from '../../shared/clock.ts';
import type { FeatureSettings } from '../../shared/http/feature.ts';
import { standingIn } from '../../shared/http/standing.store.ts';
import type { Table } from '../../shared/table/client.ts';
import { verifierAt } from './identity.ts';

/** Without a table, what a token says holds: for tests of something else. */
export const settingsFor = (clock: Clock, table?: Table): FeatureSettings => ({
  verifyToken: verifierAt(clock),
  standing:
    table === undefined ? () => Promise.resolve({ state: 'good' }) : standingIn(table, clock),
  now: clock.now,
  validateAnswers: true,
});
