/**
 * What a warm request may cost: round trips to the table one after the other or side by side, and
 * capacity units. The bench runs each route and fails when it needs more. Key: the route key. The
 * reference's routes are not here: their function has no access to the table.
 */
export type Budget = { roundTrips: number; readUnits: number; writeUnits: number };

const nothing: Budget = { roundTrips: 0, readUnits: 0, writeUnits: 0 };

export const budgets: Readonly<Record<string, Budget>> = {
  // Two tries counted, one or two reads, and a transaction of one item (double units).
  'POST /v1/registrations': { roundTrips: 5, readUnits: 3, writeUnits: 4 },
  'POST /v1/registrations/completion': { roundTrips: 3, readUnits: 1, writeUnits: 2 },
  // Two tries counted, address and person read, session and activity written, tries forgotten.
  'POST /v1/sessions': { roundTrips: 8, readUnits: 2, writeUnits: 6 },
  // The token replaced; then what holds of the person and their accounts is read.
  'POST /v1/sessions/refresh': { roundTrips: 2, readUnits: 2, writeUnits: 1 },
  'GET /v1/sessions': { roundTrips: 1, readUnits: 2, writeUnits: 0 },
  // Here and below: a change reads standing (session and profile, 2 units) first.
  'DELETE /v1/sessions': { roundTrips: 3, readUnits: 3, writeUnits: 4 },
  'DELETE /v1/sessions/{sessionId}': { roundTrips: 2, readUnits: 2, writeUnits: 4 },
  'DELETE /v1/sessions/current': { roundTrips: 1, readUnits: 0, writeUnits: 1 },
  'POST /v1/sessions/account': { roundTrips: 3, readUnits: 4, writeUnits: 1 },
  'POST /v1/sessions/step-up': { roundTrips: 5, readUnits: 3, writeUnits: 3 },
  'GET /v1/profile': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'PATCH /v1/profile': { roundTrips: 3, readUnits: 3, writeUnits: 4 },
  'GET /v1/profile/second-factors': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // Two tries counted, address and profile read, one mail asked for (double units).
  'POST /v1/password-resets': { roundTrips: 5, readUnits: 2, writeUnits: 4 },
  // A try counted, the person read; password, mail and activity in one transaction; tries forgotten.
  'POST /v1/password-resets/completion': { roundTrips: 4, readUnits: 1, writeUnits: 8 },
  // Password, this session, mail and activity in one transaction.
  'PUT /v1/profile/password': { roundTrips: 3, readUnits: 3, writeUnits: 8 },
  // Two tries counted, profile and address read; profile, two mails and activity in one transaction.
  'POST /v1/profile/email': { roundTrips: 6, readUnits: 4, writeUnits: 10 },
  // A try counted, the person read; profile, both addresses, mail and activity in one transaction.
  'POST /v1/profile/email/completion': { roundTrips: 3, readUnits: 1, writeUnits: 11 },
  'POST /v1/profile/totp': { roundTrips: 3, readUnits: 3, writeUnits: 1 },
  'POST /v1/profile/totp/confirmation': { roundTrips: 5, readUnits: 3, writeUnits: 10 },
  'DELETE /v1/profile/totp': { roundTrips: 2, readUnits: 2, writeUnits: 8 },
  'POST /v1/profile/recovery-codes': { roundTrips: 2, readUnits: 2, writeUnits: 8 },
  'POST /v1/passkeys/sign-in/options': { roundTrips: 1, readUnits: 0, writeUnits: 1 },
  // A try counted, challenge taken, person with ten passkeys read; passkey and ticket in a transaction.
  'POST /v1/passkeys/sign-in': { roundTrips: 4, readUnits: 3, writeUnits: 6 },
  'GET /v1/profile/passkeys': { roundTrips: 1, readUnits: 3, writeUnits: 0 },
  // Before each change the standing: session and profile, two items of one round trip.
  'POST /v1/profile/passkeys/options': { roundTrips: 3, readUnits: 4, writeUnits: 1 },
  // Challenge taken; a transaction of profile, passkey, mail and activity.
  'POST /v1/profile/passkeys': { roundTrips: 3, readUnits: 2, writeUnits: 9 },
  'PATCH /v1/profile/passkeys/{passkeyId}': { roundTrips: 2, readUnits: 2, writeUnits: 1 },
  'DELETE /v1/profile/passkeys/{passkeyId}': { roundTrips: 2, readUnits: 2, writeUnits: 8 },
  // The client is looked up each time, so that one that was revoked gets no token.
  'POST /v1/oauth/token': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'GET /.well-known/jwks.json': nothing,
  // Memberships, then their accounts.
  'GET /v1/accounts': { roundTrips: 2, readUnits: 3, writeUnits: 0 },
  'GET /v1/account/delegates': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // Standing, a try counted, address, delegates and holder read; person, membership, count, mail and activity.
  'POST /v1/account/delegates': { roundTrips: 6, readUnits: 6, writeUnits: 18 },
  'PATCH /v1/account/delegates/{delegateId}': { roundTrips: 3, readUnits: 4, writeUnits: 8 },
  'DELETE /v1/account/delegates/{delegateId}': { roundTrips: 2, readUnits: 3, writeUnits: 10 },
  // A page of entries, and who acted.
  'GET /v1/account/activity': { roundTrips: 2, readUnits: 4, writeUnits: 0 },
  'GET /v1/operator/accounts/{accountNumber}/activity': {
    ...{ roundTrips: 2, readUnits: 4, writeUnits: 0 },
  },
  'PATCH /v1/services/{serviceId}': { roundTrips: 3, readUnits: 5, writeUnits: 6 },
  'GET /v1/account': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'GET /v1/services': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'GET /v1/internet/{serviceId}/upgrades': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // Key claimed, account read; account, order with owner and place in the list, mail, activity and
  // the key's answer in one transaction.
  'PUT /v1/internet/{serviceId}/plan': { roundTrips: 4, readUnits: 6, writeUnits: 20 },
  'GET /v1/tv/{serviceId}': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // The catalog is remembered: 300 channels cost one read of the account.
  'GET /v1/tv/{serviceId}/lineup': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // Standing and account read; account, order, its owner and place, history, mail and activity in one transaction.
  'PUT /v1/tv/{serviceId}/selection': { roundTrips: 3, readUnits: 5, writeUnits: 24 },
  'PUT /v1/tv/{serviceId}/channels/{channelId}': { roundTrips: 3, readUnits: 5, writeUnits: 24 },
  'DELETE /v1/tv/{serviceId}/channels/{channelId}': { roundTrips: 3, readUnits: 5, writeUnits: 24 },
  'PUT /v1/tv/{serviceId}/packages/{packageId}': { roundTrips: 3, readUnits: 5, writeUnits: 24 },
  'DELETE /v1/tv/{serviceId}/packages/{packageId}': { roundTrips: 3, readUnits: 5, writeUnits: 24 },
  // Both at once: the account, and a page of 50 with 30 channels each.
  'GET /v1/tv/{serviceId}/history': { roundTrips: 2, readUnits: 8, writeUnits: 0 },
  'GET /v1/tv/{serviceId}/upgrades': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // The same; order and answer name every channel that comes, stays or goes, a kilobyte for each 20.
  'PUT /v1/tv/{serviceId}/plan': { roundTrips: 4, readUnits: 6, writeUnits: 36 },
  // The account beside the service's header, period and terms.
  'GET /v1/internet/{serviceId}/data-addons': { roundTrips: 2, readUnits: 1, writeUnits: 0 },
  // Standing; key claimed; account and usage read side by side; in one transaction the account
  // checked, terms, period, order with owner, mail, activity and the key's answer.
  'POST /v1/internet/{serviceId}/data-addons': { roundTrips: 5, readUnits: 6, writeUnits: 21 },
  // Of one order; 50 are 12 units.
  'GET /v1/orders': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'GET /v1/orders/{orderId}': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // Order and account read; both, the place in the list and activity in one transaction.
  'DELETE /v1/orders/{orderId}': { roundTrips: 3, readUnits: 6, writeUnits: 12 },
  // The list, then its orders: 50 are 55 units.
  'GET /v1/operator/orders': { roundTrips: 2, readUnits: 2, writeUnits: 0 },
  // Whose it is, then order and account; both, usage header or history of TV, place in the list and
  // mail. A TV plan's order is the largest: it names the channels.
  'POST /v1/operator/orders/{orderId}/events': { roundTrips: 3, readUnits: 4, writeUnits: 20 },
  // The header and 1, 4 or 13 periods of 1 KB, read eventually consistent.
  'GET /v1/internet/{serviceId}': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'GET /v1/internet/{serviceId}/usage': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'GET /v1/internet/{serviceId}/usage/periods': { roundTrips: 1, readUnits: 2, writeUnits: 0 },
  // Here and in the changes below: standing with the account's kind; then account and products.
  'GET /v1/internet/{serviceId}/security': { roundTrips: 1, readUnits: 2, writeUnits: 0 },
  'POST /v1/internet/{serviceId}/security/{productId}/downloads': {
    ...{ roundTrips: 3, readUnits: 5, writeUnits: 4 },
  },
  'DELETE /v1/internet/{serviceId}/security/{productId}/seats/{seatId}': {
    ...{ roundTrips: 3, readUnits: 5, writeUnits: 4 },
  },
  'PUT /v1/internet/{serviceId}/security/{productId}': {
    ...{ roundTrips: 3, readUnits: 6, writeUnits: 4 },
  },
  'DELETE /v1/internet/{serviceId}/security/{productId}': {
    ...{ roundTrips: 3, readUnits: 6, writeUnits: 4 },
  },
  'GET /v1/internet/{serviceId}/mailboxes': { roundTrips: 1, readUnits: 2, writeUnits: 0 },
  // A try counted; account, list and address read; list, address and activity in one transaction.
  'POST /v1/internet/{serviceId}/mailboxes': { roundTrips: 4, readUnits: 7, writeUnits: 7 },
  // Of everything at once: list, address, three entries and a mail.
  'PATCH /v1/internet/{serviceId}/mailboxes/{address}': {
    ...{ roundTrips: 3, readUnits: 6, writeUnits: 14 },
  },
  'DELETE /v1/internet/{serviceId}/mailboxes/{address}': {
    ...{ roundTrips: 3, readUnits: 6, writeUnits: 6 },
  },
  // The purchases of a period, and the account beside them; 1 KB a purchase at the most.
  'GET /v1/tv/{serviceId}/purchases': { roundTrips: 2, readUnits: 4, writeUnits: 0 },
  // Of one record: account and the purchase's place, then the purchase. One that is new is a
  // transaction of both. A batch reads 100 at a time, and writes each purchase once.
  'POST /v1/operator/tv-purchases': { roundTrips: 3, readUnits: 3, writeUnits: 4 },
  // A batch of one service and day: its own record, service, chunk, mark and report.
  'POST /v1/operator/usage': { roundTrips: 5, readUnits: 2, writeUnits: 4 },
  // Of one batch; a thousand records that wait are some 10 units.
  'GET /v1/operator/usage/waiting': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // Of one service. A page of 100 is 5 round trips, three of them side by side, and some 420 units;
  // one more of each where there is late usage; up to 3 more where a month is short.
  'GET /v1/operator/usage-totals': { roundTrips: 5, readUnits: 5, writeUnits: 0 },
  'GET /v1/operator/usage/batches/{batchId}': { roundTrips: 1, readUnits: 2, writeUnits: 0 },
  // Its place in the list, then the file.
  'POST /v1/operator/usage/files': { roundTrips: 2, readUnits: 0, writeUnits: 2 },
  // The list, then its files: 50 are 51 units.
  'GET /v1/operator/usage/files': { roundTrips: 2, readUnits: 3, writeUnits: 0 },
  // Of one segment. Each more, of up to 20,000 records, is a round trip, eight of them at once.
  'GET /v1/operator/usage/files/{fileId}': { roundTrips: 2, readUnits: 3, writeUnits: 0 },
  'GET /v1/operator/usage/files/{fileId}/rejections': {
    ...{ roundTrips: 2, readUnits: 3, writeUnits: 0 },
  },
  // Of one trace; a page of 50 is some 10 units.
  'GET /v1/operator/retention': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // Account, address, profile and modem read; a transaction of profile, address, membership, mail, account,
  // services with their place in the list, and modem.
  'PUT /v1/operator/accounts/{accountNumber}': { roundTrips: 5, readUnits: 5, writeUnits: 26 },
  // A try counted; a transaction of the person's presence, the request and its activity.
  'POST /v1/account/export': { roundTrips: 3, readUnits: 2, writeUnits: 7 },
  'GET /v1/account/export/{exportId}': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  // Of an archive of a few kB; a part of 350 kB is 88 units.
  'GET /v1/account/export/{exportId}/archive': { roundTrips: 3, readUnits: 5, writeUnits: 0 },
  // Of a holder with one account: their keys read, an export deleted, the last transaction, a look back.
  'DELETE /v1/profile': { roundTrips: 13, readUnits: 12, writeUnits: 24 },
  'PUT /v1/operator/incidents/{incidentId}': { roundTrips: 2, readUnits: 1, writeUnits: 4 },
  // Of one short entry; the longest is 10 units.
  'GET /v1/operator/incidents': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'GET /v1/operator/incidents/{incidentId}': { roundTrips: 2, readUnits: 2, writeUnits: 0 },
  // Of a day without one; where one is replaced, that of the day before is read too.
  'PUT /v1/operator/catalog': { roundTrips: 4, readUnits: 8, writeUnits: 30 },
  'POST /v1/operator/clients': { roundTrips: 1, readUnits: 0, writeUnits: 1 },
  // All of them: 10 to 20 clients are a unit or two.
  'GET /v1/operator/clients': { roundTrips: 1, readUnits: 2, writeUnits: 0 },
  'GET /v1/operator/clients/{clientId}': { roundTrips: 1, readUnits: 1, writeUnits: 0 },
  'PATCH /v1/operator/clients/{clientId}': { roundTrips: 2, readUnits: 1, writeUnits: 1 },
  'DELETE /v1/operator/clients/{clientId}': { roundTrips: 2, readUnits: 1, writeUnits: 1 },
  'POST /v1/operator/clients/{clientId}/secrets': { roundTrips: 2, readUnits: 1, writeUnits: 1 },
  'DELETE /v1/operator/clients/{clientId}/secrets/{secretId}': {
    roundTrips: 2,
    readUnits: 1,
    writeUnits: 1,
  },
  'POST /v1/operator/jobs/{job}/runs': { roundTrips: 1, readUnits: 0, writeUnits: 1 },
  'GET /v1/operator/jobs/{job}/runs/{runId}': { roundTrips: 1, readUnits: 2, writeUnits: 0 },
};
