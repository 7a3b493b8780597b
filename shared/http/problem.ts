/**
 * Every answer's status: the kinds of success and the catalog of problems (RFC 9457).
 * The only file with status numbers.
 */

export const successStatus = {
  ok: 200,
  created: 201,
  accepted: 202,
  'no-content': 204,
  /** Who asks has the answer already, by its ETag. */
  'not-modified': 304,
} as const;
export type SuccessKind = keyof typeof successStatus;

type ProblemType = { status: number; title: string; detail: string };

/** `code` → what it means and what to do next. The codes are part of the contract. */
export const problems = {
  'malformed-request': {
    status: 400,
    title: 'The request could not be read',
    detail: 'Check the syntax of the body, path and query; `why` says what was wrong.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request does not fit the contract',
    detail: 'See `issues`: each names a path and what is expected there.',
  },
  'idempotency-key-required': {
    status: 400,
    title: 'This request needs an Idempotency-Key',
    detail:
      'Send 1 to 255 visible characters of your choice in the header; the same ones when you repeat the request.',
  },
  unauthenticated: {
    status: 401,
    title: 'A valid access token is required',
    detail:
      'Sign in (POST /v1/sessions) or ask for a token (POST /v1/oauth/token), then send it as `Authorization: Bearer …`.',
  },
  'invalid-credentials': {
    status: 401,
    title: 'The email address and password do not match',
    detail:
      'Try again, or complete your registration first: POST /v1/registrations sends the link.',
  },
  'invalid-client': {
    status: 401,
    title: 'The client could not be authenticated',
    detail: 'Check the client id and secret; an expired client has to be renewed by the operator.',
  },
  'session-ended': {
    status: 401,
    title: 'The session has ended',
    detail: 'Sign in again with POST /v1/sessions.',
  },
  'step-up-required': {
    status: 401,
    title: 'This needs the password again',
    detail:
      'Ask for it and send it to POST /v1/sessions/step-up; repeat this request with the new token within `maxAge` seconds.',
  },
  'second-factor-required': {
    status: 401,
    title: 'The password is right; a code is needed too',
    detail: 'Repeat the request with `code`: from the authenticator app, or a recovery code.',
  },
  'wrong-audience': {
    status: 403,
    title: 'The token is for the other audience',
    detail:
      'Customer routes take tokens of POST /v1/sessions, operator routes those of POST /v1/oauth/token.',
  },
  'missing-scope': {
    status: 403,
    title: 'The token lacks a scope',
    detail: 'Ask for a token with the scope named in `scope`, or have the client granted it.',
  },
  'missing-permission': {
    status: 403,
    title: 'The account holder has not given you this permission',
    detail: 'Ask the holder to grant the permission named in `permission`.',
  },
  'holder-only': {
    status: 403,
    title: 'Only the account holder may do this',
    detail: 'Ask the holder of the account to do it.',
  },
  'business-read-only': {
    status: 403,
    title: 'Services of a business account cannot be changed here',
    detail: 'They can be seen, and bills paid. For changes, contact business customer service.',
  },
  'access-removed': {
    status: 403,
    title: 'You no longer have access to this account',
    detail:
      'GET /v1/accounts lists those there are: go on with one by POST /v1/sessions/account. Without any, the holder of an account can invite you again.',
  },
  'wrong-origin': {
    status: 403,
    title: 'The cookie of a session is not taken from this page',
    detail: 'Call from a page of the portal, or send the refresh token in the body.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing here',
    detail: 'Check the path and the identifiers in it.',
  },
  'not-acceptable': {
    status: 406,
    title: 'There is no answer in a media type that is accepted',
    detail: 'Name one of `available` in Accept, or leave it out.',
  },
  conflict: {
    status: 409,
    title: 'It was changed by someone else at the same time',
    detail: 'Read it again and repeat the request.',
  },
  'idempotency-key-in-flight': {
    status: 409,
    title: 'The same request is being worked on',
    detail: 'Repeat it after the seconds given in Retry-After: it gets the answer of the first.',
  },
  'order-pending': {
    status: 409,
    title: 'An order of this service is under way',
    detail: 'It is in `order`. Wait until it is done, or take it back while `canUndo` says so.',
  },
  'order-in-progress': {
    status: 409,
    title: 'The order is being carried out',
    detail: 'It cannot be taken back any more.',
  },
  'order-ended': {
    status: 409,
    title: 'The order is done, or will not be',
    detail: 'There is nothing to take back; `status` says how it ended.',
  },
  'service-of-another-account': {
    status: 409,
    title: 'A service id belongs to another account',
    detail: 'A service id is never reused; give the service named in `serviceId` an id of its own.',
  },
  'already-a-member': {
    status: 409,
    title: 'This person has access to the account already',
    detail:
      'The holder has every permission; of a delegate, PATCH /v1/account/delegates/{delegateId} changes them.',
  },
  'already-enrolled': {
    status: 409,
    title: 'A second factor of this kind is on already',
    detail: 'Remove it first, or keep it.',
  },
  'client-exists': {
    status: 409,
    title: 'There is an operator client with this id',
    detail: 'Change it with PATCH, or choose another id.',
  },
  'export-not-ready': {
    status: 409,
    title: 'The archive is still being made',
    detail: 'Wait for the mail, or ask again after the seconds given in Retry-After.',
  },
  'payload-too-large': {
    status: 413,
    title: 'The body is too large',
    detail: 'Split it; `maxBytes` is the most this route takes.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body has the wrong media type',
    detail:
      'Send one of `supported` as Content-Type; where `encodings` is given, one of those as Content-Encoding.',
  },
  'link-not-valid': {
    status: 422,
    title: 'This link is not valid (anymore)',
    detail:
      'It was used, replaced or has expired. Ask for a new one: POST /v1/registrations to register (the email address will do), /v1/password-resets for a password, /v1/profile/email for an address.',
  },
  'password-refused': {
    status: 422,
    title: 'This password cannot be used',
    detail:
      'See `reasons`; choose at least 12 characters that are neither common nor your own data.',
  },
  'wrong-code': {
    status: 422,
    title: 'This code is not right',
    detail:
      'A code works once and for about a minute: wait for the next one. Check the clock of the phone.',
  },
  'not-enrolled': {
    status: 422,
    title: 'This second factor is not on',
    detail: 'Start with POST /v1/profile/totp, then confirm it with a code.',
  },
  'passkey-refused': {
    status: 422,
    title: 'The passkey could not be verified',
    detail: 'Ask for new options and try again; a challenge is good once, for five minutes.',
  },
  'too-many-passkeys': {
    status: 422,
    title: 'There are as many passkeys as one person may have',
    detail: 'Remove one that is not used any more; `most` is how many there may be.',
  },
  'too-many-delegates': {
    status: 422,
    title: 'There are as many delegates as an account may have',
    detail: 'Remove one first; `most` is how many there may be.',
  },
  'too-many-secrets': {
    status: 422,
    title: 'Two secrets of this client are live',
    detail: 'Delete the one that is not used any more, then add another.',
  },
  'last-secret': {
    status: 422,
    title: 'The last secret of a client cannot be deleted',
    detail: 'Add another one first, or revoke the client.',
  },
  'client-revoked': {
    status: 422,
    title: 'This client was revoked, for good',
    detail: 'Create another one; its id cannot be used again.',
  },
  'included-in-service': {
    status: 422,
    title: 'This product comes with the service',
    detail: 'There is nothing to subscribe to or to cancel; download it.',
  },
  'not-subscribed': {
    status: 422,
    title: 'The service does not have this product',
    detail: 'Subscribe first with PUT /v1/internet/{serviceId}/security/{productId}.',
  },
  'platform-not-offered': {
    status: 422,
    title: 'There is no such product for this platform',
    detail: 'Use one of `platforms`.',
  },
  'no-seat-left': {
    status: 422,
    title: 'The product is on as many devices as it may be',
    detail:
      'Free a seat of `seats` first; `limit` is how many there are, `used` how many are taken.',
  },
  'mail-domain-not-offered': {
    status: 422,
    title: 'There are no mailboxes at this domain',
    detail: 'Use one of `domains`.',
  },
  'address-reserved': {
    status: 422,
    title: 'This address is not given to customers',
    detail: 'Choose another one.',
  },
  'address-taken': {
    status: 409,
    title: 'This address is taken',
    detail:
      'Choose another one. One of your own that was deleted can be had back with PATCH and `deleted`: false.',
  },
  'too-many-mailboxes': {
    status: 422,
    title: 'There are as many mailboxes as the plan has',
    detail:
      'Delete one first, or move up to a plan with more. `most` is how many there may be, and how many that were deleted within their grace period; `used` and `deleted` how many there are.',
  },
  'mailbox-deleted': {
    status: 422,
    title: 'This mailbox was deleted',
    detail: 'It can be had back until `restorableUntil`: PATCH with `deleted`: false.',
  },
  'forwarding-loop': {
    status: 422,
    title: 'Mail would come back to the mailbox it is forwarded from',
    detail: 'Forward to another address.',
  },
  'proof-not-accepted': {
    status: 422,
    title: 'This operator does not register customers by this proof',
    detail: 'Use one of `accepted`.',
  },
  'unknown-period': {
    status: 422,
    title: 'That is not a billing period that can be shown',
    detail:
      'Use one of `periods`: the current one and the three before it, named by their first day.',
  },
  'unknown-plan': {
    status: 422,
    title: 'The catalog in force has no such plan for this service',
    detail:
      'Customers choose one that GET …/upgrades lists; operators publish the plan with PUT /v1/operator/catalog first, or correct `planId`.',
  },
  'unknown-data-add-on': {
    status: 422,
    title: 'There is no such data add-on for this service',
    detail: 'Choose one that GET /v1/internet/{serviceId}/data-addons lists.',
  },
  'unlimited-plan': {
    status: 422,
    title: 'The plan of this service has no limit',
    detail: 'There is nothing to add to: `planId` may be used as much as one likes.',
  },
  'too-many-data-add-ons': {
    status: 422,
    title: 'There are as many data add-ons as a billing period may have',
    detail:
      'Move up to a higher plan (GET …/upgrades lists them), or wait until `periodEnd` is over. `most` is how many there may be.',
  },
  'not-pick-your-own': {
    status: 422,
    title: 'With this plan no channels are picked',
    detail:
      'Its channels come with it; others can be added alone or in packages. GET …/upgrades lists plans to move up to.',
  },
  'channels-not-selectable': {
    status: 422,
    title: 'Some of these channels cannot be picked',
    detail: 'See `channels`: each says `why`. Leave them out and send the rest.',
  },
  'channels-kept-until': {
    status: 422,
    title: 'Some channels must be kept for now',
    detail:
      'See `channels`: each may go from its `keptUntil` on, all of them from `on`. Leave them in and send the rest.',
  },
  'too-many-channels': {
    status: 422,
    title: 'These are more channels than the plan includes',
    detail:
      'Leave some out: `regular` and `premium` say how many are `included` and how many would be `used`.',
  },
  'no-changes-left': {
    status: 422,
    title: 'The selection was changed as often as the plan lets it this billing period',
    detail: 'Changes are counted anew from `on`; `most` is how many there may be.',
  },
  'not-offered': {
    status: 422,
    title: 'This cannot be added',
    detail: '`why` says whether it is not sold (in this way), or not any more.',
  },
  'already-had': {
    status: 422,
    title: 'The service has this already',
    detail: '`by` says how; it is not charged a second time.',
  },
  'package-needed': {
    status: 422,
    title: 'This needs another package',
    detail: 'Add those of `packages` first.',
  },
  'package-excluded': {
    status: 422,
    title: 'This does not go with a package that the service has',
    detail: 'Remove those of `packages` first, unless they come with the plan.',
  },
  'minimum-stay': {
    status: 422,
    title: 'This is kept for a minimum time',
    detail: 'It can be removed from `until` on.',
  },
  'comes-with-plan': {
    status: 422,
    title: 'This comes with the plan',
    detail: 'It is not charged apart, and stays for as long as the service has `planId`.',
  },
  'still-needed': {
    status: 422,
    title: 'Something else needs this package',
    detail: 'Remove what `by` names first.',
  },
  'not-an-upgrade': {
    status: 422,
    title: 'This plan is not a higher one',
    detail: 'Choose one that GET …/upgrades lists. To move down, contact customer service.',
  },
  'channels-without-place': {
    status: 422,
    title: 'The plan has no place for channels that must be kept',
    detail:
      'Choose a plan with more places, or a later day: it can take effect from `possibleFrom` on. `channels` tells of each from when it may go.',
  },
  'not-with-this-plan': {
    status: 422,
    title: 'Something that the service has does not go with the plan',
    detail:
      'Remove what is in `remove` first, each from the day in its `mayGoFrom`, or choose another plan.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'This Idempotency-Key was used for another request',
    detail: 'Choose a new key for a new request; a key is remembered for 24 hours.',
  },
  'order-not-due': {
    status: 422,
    title: 'The order is for a later day',
    detail: 'It can be completed from `effectiveDate` on, in the time zone of the account.',
  },
  'unknown-add-on': {
    status: 422,
    title: 'The catalog in force has no such add-on, channel or package',
    detail: 'Publish it with PUT /v1/operator/catalog first, or correct the id in `id`.',
  },
  'no-catalog': {
    status: 422,
    title: 'No catalog is in force yet',
    detail: 'Publish one with PUT /v1/operator/catalog.',
  },
  'catalog-invalid': {
    status: 422,
    title: 'The catalog contradicts itself',
    detail: 'See `issues`: each names a path and what is wrong there. Nothing was stored.',
  },
  'effective-in-the-past': {
    status: 422,
    title: 'A catalog cannot become effective in the past',
    detail:
      'Use today (`today`) or a later day: what customers were shown and charged stays as it was.',
  },
  'notice-too-short': {
    status: 422,
    title: 'Customers would not be told in time of what becomes worse',
    detail:
      'Use `earliest` or a later day for `changes`. What nobody could know earlier is published with `?notice=waived`.',
  },
  'time-zone-fixed': {
    status: 422,
    title: 'The time zone of an account cannot change',
    detail:
      'Days and periods already counted are cut in it. Open a new account for the other zone.',
  },
  'if-match-required': {
    status: 428,
    title: 'This change must say what it was decided on',
    detail: 'Read what there is and send its ETag as If-Match; `*` replaces whatever there is.',
  },
  'too-many-attempts': {
    status: 429,
    title: 'Too many attempts',
    detail: 'Wait for the seconds given in Retry-After, then try again.',
  },
  'internal-error': {
    status: 500,
    title: 'Something went wrong on our side',
    detail: 'Try again; if it lasts, tell support the `requestId`.',
  },
  'temporarily-unavailable': {
    status: 503,
    title: 'The service is busy',
    detail: 'Nothing was lost; repeat the request after the seconds given in Retry-After.',
  },
} as const satisfies Record<string, ProblemType>;

export type ProblemCode = keyof typeof problems;

/** The codes of OAuth 2.0 (RFC 6749, 5.2), which its clients read from `error`. */
export type OAuthError =
  'invalid_request' | 'invalid_client' | 'invalid_scope' | 'unsupported_grant_type';
