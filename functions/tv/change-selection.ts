import { channelOf, nameIn } from '../../shared/catalog/catalog.ts';
import type { Language } from '../../shared/http/fields.ts';
import { isGiven } from '../../shared/http/etag.ts';
import { operation, refuse } from '../../shared/http/operation.ts';
import { ok } from '../../shared/result.ts';
import type { HeldChannel } from '../../shared/tv/holdings.ts';
import { changeNow, type ChangeDeps } from './change-now.ts';
import { tvContract } from './contract.ts';
import { obstacleView } from './lineup.ts';
import type { Page } from './load-page.ts';
import { decideSelection, type NotSelectable, type SelectionChange } from './selection.ts';

export const changeSelection = (deps: ChangeDeps) =>
  operation(tvContract.changeSelection, (input) => {
    const { body, query, headers } = input;
    const isBlind = query.dryRun !== 'true' && !isGiven(headers['if-match']);
    return changeNow(deps, input, body.channels, (page, language) => {
      const decided = decideSelection(page.holdings, page.tv, body.channels, page.period);
      const isSame = decided.ok && decided.value === undefined;
      // The whole selection is sent: who has not seen it would undo what others have chosen.
      if (isBlind && !isSame) return refuse({ reason: 'if-match-required' });
      if (!decided.ok) return refusalView(decided.refusal, page, language);
      const { value } = decided;
      return ok(value && changeOf(value, page));
    });
  });

function changeOf({ added, removed, picked, changes }: SelectionChange, { service, tv }: Page) {
  return {
    after: { addOns: service.addOns, tv: { ...tv, picked, changes } },
    change: {
      kind: 'tv-selection' as const,
      added: added.map(({ channelId, name, class: as }) => ({ channelId, name, class: as })),
      removed: removed.map(({ channel: { channelId, name, class: as } }) => ({
        ...{ channelId, name, class: as, since: tv.picked[channelId] },
      })),
    },
    // Picks are paid for with the plan.
    monthly: { before: 0, after: 0 },
  };
}

type SelectionRefusal = Extract<ReturnType<typeof decideSelection>, { ok: false }>['refusal'];

/** With the names that the page shows. */
function refusalView(refusal: SelectionRefusal, { holdings }: Page, language: Language) {
  const named = (channelId: string) => {
    const name = channelOf(holdings.catalog, channelId)?.name;
    return { channelId, ...(name === undefined ? {} : { name: nameIn(name, language) }) };
  };
  switch (refusal.reason) {
    case 'channels-not-selectable': {
      const channels = refusal.channels.map(({ channelId, ...obstacle }) => ({
        ...named(channelId),
        ...notSelectableView(obstacle),
      }));
      return refuse({ ...refusal, channels });
    }
    case 'channels-kept-until': {
      const kept = ({ channel, until }: HeldChannel) => ({
        ...named(channel.channelId),
        ...{ keptUntil: until },
      });
      return refuse({ ...refusal, channels: refusal.channels.map(kept) });
    }
    default:
      return refuse(refusal);
  }
}

const notSelectableView = (obstacle: NotSelectable) =>
  obstacle.why === 'unknown' ? obstacle : obstacleView(obstacle);
