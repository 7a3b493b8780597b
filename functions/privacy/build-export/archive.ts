/** The document a person gets: what is kept of them, section by section. Pure. */
import type { StoredAccount } from '../../../shared/account.ts';
import type { Activity } from '../../../shared/activity.ts';
import type { Profile } from '../../../shared/profile.ts';
import type { StoredMailboxes } from '../../../shared/mailboxes.ts';
import type { StoredSecurity } from '../../../shared/security-products.ts';
import type { Session } from '../../../shared/session.ts';
import type { StoredOrder } from '../../../shared/orders.ts';
import type { StoredPurchase } from '../../../shared/tv-purchase.ts';
import type { Collected, HeldAccount } from './collect.store.ts';
import { notIncluded, readme } from './archive-words.ts';
import { dates, iso } from './times.ts';
import { usageSection } from './usage-section.ts';

/** Goes up when a section changes its shape; sections may be added without. */
const schemaVersion = 1;

type Head = { exportId: string; now: Date };

export const archiveOf = (found: Collected, { exportId, now }: Head) => ({
  schemaVersion,
  exportId,
  generatedAt: now.toISOString(),
  readme,
  notIncluded,
  profile: profileSection(found.person),
  consents: Object.entries(found.person.consents ?? {}).map(
    ([purpose, { granted, version, at }]) => ({ purpose, granted, version, at: iso(at) }),
  ),
  memberships: found.memberships.map(({ accountNumber, role, permissions, acceptedAt }) => ({
    ...{ accountNumber, role, permissions },
    ...dates({ acceptedAt }),
  })),
  sessions: found.sessions.map(sessionSection),
  secondFactors: {
    authenticatorApp: {
      on: found.person.totp !== undefined,
      ...dates({ since: found.person.totp?.confirmedAt }),
      recoveryCodesLeft: found.person.recoveryCodes?.length ?? 0,
    },
    passkeys: found.passkeys.map(({ name, synced, createdAt, lastUsedAt }) => ({
      ...{ name, synced },
      ...dates({ createdAt, lastUsedAt }),
    })),
  },
  exports: found.exports.map(({ requestedAt, ...one }) => ({
    exportId: one.exportId,
    requestedAt: iso(requestedAt),
    ...(one.status === 'ready' && dates(one)),
  })),
  ownActivity: found.ownActivity.map(ownEntry),
  accounts: found.held.map(accountSection),
});

function profileSection(person: Profile) {
  const { profileId, email, newEmail, firstName, lastName, phone, language, status } = person;
  return { profileId, email, newEmail, firstName, lastName, phone, language, status };
}

const sessionSection = (session: Session) => ({
  sessionId: session.sessionId,
  accountNumber: session.accountNumber,
  device: session.device,
  userAgent: session.userAgent,
  ipAddress: session.sourceIp,
  keptIn: session.delivery === 'cookie' ? 'browser' : 'app',
  ...dates({
    startedAt: session.createdAt,
    lastUsedAt: session.rotatedAt,
    passwordAskedAgainAt: session.steppedUpAt,
    endsAt: session.endsAt,
  }),
});

const ownEntry = ({ accountNumber, at, action, role, details }: Activity) => ({
  ...{ accountNumber, at, action, role, details },
});

function accountSection(held: HeldAccount) {
  const { account, delegates, orders, security, mailboxes, purchases, tvHistory, activity } = held;
  return {
    ...ownData(account),
    pinOnFile: account.pinHash !== undefined,
    delegates: delegates.map(({ delegateId, permissions, invitedAt, acceptedAt }) => ({
      ...{ delegateId, permissions },
      ...dates({ invitedAt, acceptedAt }),
    })),
    orders: orders.map(orderSection),
    internetUsage: usageSection(held),
    securityProducts: security.map(securitySection),
    mailboxes: mailboxes.flatMap(mailboxSections),
    tvPurchases: purchases.map(purchaseSection),
    tvHistory: tvHistory.map(({ serviceId, at, planId, picked, addOns, orderId }) => ({
      ...{ serviceId, since: iso(at), planId, picked, addOns, orderId },
    })),
    activity: activity.map(({ at, action, profileId: by, role, details }) => ({
      ...{ at, action, by, role, details },
    })),
  };
}

/** Amounts are in cents. A reason of failure is the operator's own word. */
function orderSection({ placedAt, endedAt, ...order }: StoredOrder) {
  const { orderId, serviceId, status, when, placedBy, effectiveDate, change, price } = order;
  return {
    ...{ orderId, serviceId, status, when, placedBy, effectiveDate, change, price },
    ...dates({ placedAt, endedAt }),
  };
}

const securitySection = ({ serviceId, subscriptions, seats, downloads }: StoredSecurity) => ({
  ...{ serviceId, subscriptions, downloads },
  devices: seats.map(({ productId, platform, deviceName, takenAt, lastDownloadAt }) => ({
    ...{ productId, platform, deviceName },
    ...dates({ takenAt, lastDownloadAt }),
  })),
});

const mailboxSections = ({ serviceId, mailboxes }: StoredMailboxes) =>
  mailboxes.map(({ address, forwardTo, suspended, createdAt, deletedAt }) => ({
    ...{ serviceId, address, forwardTo, suspended },
    ...dates({ createdAt, deletedAt }),
  }));

/** With everything the operator told of it, amounts in cents: what is shown follows from that. */
const purchaseSection = ({ purchaseId, serviceId, type, orderedAt, ...one }: StoredPurchase) => ({
  ...{ purchaseId, serviceId, type, orderedAt: iso(orderedAt), rentalHours: one.rentalHours },
  ...{ titleId: one.titleId, title: one.title, titleHiddenFromDelegates: one.masked },
  events: one.events.map(({ status, amount, viewedAt }) => ({
    ...{ status, amount },
    ...dates({ viewedAt }),
  })),
});

/** Everything but what is ours: a hash, ids of ours, and how often the document was changed. */
function ownData({
  pinHash: _pin,
  holderProfileId: _holder,
  holderErasedAt: _erased,
  version: _version,
  ...own
}: StoredAccount) {
  return own;
}
