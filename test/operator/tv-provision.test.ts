import { describe, expect, it } from 'vitest';
import type { StoredAccount } from '../../shared/account.ts';
import { provision, type AccountDocument } from '../../functions/operator/provision.ts';
import { tvCatalog } from '../tv/fixtures.ts';
import { account, internet } from './fixtures.ts';

type Sent = Parameters<typeof account>[0];
type Service = NonNullable<NonNullable<Sent>['services']>[number];

const tv = (over: Partial<Service> = {}): AccountDocument =>
  account({ services: [{ serviceId: 'tv-1', type: 'tv', planId: 'mix-3', ...over }] });

const decide = (document: AccountDocument, stored?: StoredAccount) =>
  provision(document, {
    ...{ accountNumber: '50012345678', stored, catalog: tvCatalog(), today: '2026-11-25' },
  });

function after(document: AccountDocument, stored?: StoredAccount): StoredAccount {
  const decided = decide(document, stored);
  if (!decided.ok) throw new Error(JSON.stringify(decided.refusal));
  return { ...decided.value.content, holderProfileId: 'p', version: (stored?.version ?? 0) + 1 };
}

const serviceAfter = (document: AccountDocument, stored?: StoredAccount) =>
  after(document, stored).services[0];

/** An account whose customer has chosen. */
function chosen(over: Partial<Service> = {}): StoredAccount {
  const stored = after(tv(over));
  const [service] = stored.services;
  if (service === undefined) throw new Error('There is a service');
  const picked = { news: '2026-11-20', sports: '2026-10-01', 'film-1': '2026-11-01' };
  const held = { picked, heldSince: { films: '2026-11-10' } };
  return { ...stored, services: [{ ...service, addOns: ['films'], tv: held }] };
}

describe('the selection in the document of an account', () => {
  it('is stored with the days it says, or as one that may go at any time', () => {
    const picked = [{ channelId: 'news', addedOn: '2026-11-02' }, { channelId: 'film-1' }];
    expect(serviceAfter(tv({ picked }))).toMatchObject({
      tv: { picked: { news: '2026-11-02', 'film-1': '0001-01-01' }, heldSince: {} },
    });
    expect(serviceAfter(tv({ picked }))).not.toHaveProperty('picked');
  });

  it('is left alone when the document does not name it', () => {
    const stored = chosen();
    expect(serviceAfter(tv({ addOns: ['films'] }), stored)?.tv).toEqual(stored.services[0]?.tv);
    expect(decide(tv({ addOns: ['films'] }), stored)).toMatchObject({ value: { changed: false } });
  });

  it('keeps the days of what was picked before', () => {
    const picked = [{ channelId: 'news' }, { channelId: 'kids' }];
    expect(serviceAfter(tv({ picked }), chosen())?.tv?.picked).toEqual({
      ...{ news: '2026-11-20', kids: '0001-01-01' },
    });
  });

  it('is emptied by an empty one', () => {
    expect(serviceAfter(tv({ picked: [] }), chosen())?.tv?.picked).toEqual({});
  });

  it('forgets since when something was held that the document does not name', () => {
    expect(serviceAfter(tv(), chosen())?.tv?.heldSince).toEqual({});
  });

  it.each([
    [
      'has place for it',
      'mix-5',
      { news: '2026-11-20', sports: '2026-10-01', 'film-1': '2026-11-01' },
    ],
    ['has none', 'tv-all', {}],
  ])('carries over to a plan that %s', (_, planId, picked) => {
    expect(serviceAfter(tv({ planId, addOns: [] }), chosen())?.tv?.picked).toEqual(picked);
  });

  it.each<[string, AccountDocument, object]>([
    [
      'on another service',
      account({ services: [{ ...internet('a', 'internet-60'), picked: [] }] }),
      {
        reason: 'invalid-request',
        issues: [{ path: 'body.services.0.picked', expected: 'only TV services have one' }],
      },
    ],
    [
      'with a plan without picks',
      tv({ planId: 'tv-all', picked: [] }),
      {
        reason: 'invalid-request',
        issues: [{ expected: 'nothing: with tv-all nothing is picked' }],
      },
    ],
    [
      'with an unknown channel',
      tv({ picked: [{ channelId: 'nowhere' }] }),
      {
        ...{ reason: 'unknown-add-on', serviceId: 'tv-1', id: 'nowhere' },
      },
    ],
    [
      'with a basic channel',
      tv({ picked: [{ channelId: 'cbc' }] }),
      {
        reason: 'invalid-request',
        issues: [{ expected: 'no basic channel: those come with every plan' }],
      },
    ],
    [
      'with a channel twice',
      tv({ picked: [{ channelId: 'news' }, { channelId: 'news' }] }),
      {
        reason: 'invalid-request',
        issues: [{ expected: 'each channel once' }],
      },
    ],
    [
      'with more than the plan has',
      tv({ picked: [{ channelId: 'film-1' }, { channelId: 'film-2' }] }),
      {
        reason: 'invalid-request',
        issues: [{ expected: 'at most 3 regular and 1 premium channels' }],
      },
    ],
  ])('is refused %s', (_, document, refusal) => {
    expect(decide(document)).toMatchObject({ ok: false, refusal });
  });
});
