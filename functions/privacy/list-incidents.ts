import { dayOf } from '../../shared/calendar.ts';
import type { Clock } from '../../shared/clock.ts';
import { operation } from '../../shared/http/operation.ts';
import { privacyContract } from './contract.ts';
import { awareOn, byAwareness, isKept } from './incident-rules.ts';
import { shownIncident } from './incident-view.ts';
import type { IncidentsStore } from './incidents.store.ts';

/** Of the longest texts, so many fit what Lambda answers. */
const mostShown = 100;

type Deps = { incidents: IncidentsStore; clock: Clock };

export const listIncidents = ({ incidents, clock }: Deps) =>
  operation(privacyContract.listIncidents, async ({ query }) => {
    const { awareFrom = '', awareTo = '9999-12-31' } = query;
    const today = dayOf(clock.now().getTime(), 'UTC');
    const found = (await incidents.all())
      .filter((stored) => isKept(stored, today))
      .map(shownIncident)
      .filter((incident) => awareOn(incident) >= awareFrom && awareOn(incident) <= awareTo)
      .toSorted(byAwareness);
    return { ok: true, value: { items: found.slice(0, mostShown), total: found.length } };
  });
