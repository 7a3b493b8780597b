/** What a person does with their own sessions, profile and passkeys, measured. */
import { Secret, TOTP } from 'otpauth';
import { accountContract } from '../../functions/account/contract.ts';
import { activityContract } from '../../functions/activity/contract.ts';
import { delegatesContract } from '../../functions/delegates/contract.ts';
import { passkeysContract } from '../../functions/passkeys/contract.ts';
import { profileContract } from '../../functions/profile/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Route } from '../../shared/http/contract.ts';
import { newToken } from '../../shared/opaque-token.ts';
import type { Table } from '../../shared/table/client.ts';
import { keys } from '../../shared/table/keys.ts';
import { newAuthenticator } from '../support/authenticator.ts';
import type { Reply, Request } from '../support/call.ts';
import { portalOrigin, rpId } from '../support/house.ts';
import { updateItem } from '../support/items.ts';
import { signedIn, type Person } from '../support/people.ts';

export type Subject = {
  table: Table;
  clock: Clock;
  person: Person;
  password: string;
  measure: <const R extends Route>(route: R, request: Request) => Promise<Reply<R>>;
};

export async function sessionRows({ table, clock, person, password, measure }: Subject) {
  const { token } = await signedIn(table, clock, person, { steppedUp: true });
  const { sessionId } = await signedIn(table, clock, person);
  await measure(sessionsContract.listSessions, { token });
  await measure(sessionsContract.stepUp, { token, body: { password } });
  await measure(sessionsContract.switchAccount, {
    token,
    body: { accountNumber: person.accountNumber },
  });
  await measure(sessionsContract.endSession, { token, params: { sessionId } });
  const leaving = await signedIn(table, clock, person);
  await measure(sessionsContract.signOut, { token: leaving.token });
}

export async function profileRows({ table, clock, person, password, measure }: Subject) {
  const { token } = await signedIn(table, clock, person, { steppedUp: true });
  const link = async (name: 'reset' | 'newEmail') => {
    const { token: mailed, hash } = newToken(person.profileId);
    await updateItem(table, keys.profile(person.profileId), {
      [`${name}Hash`]: hash,
      [`${name}ExpiresAt`]: clock.now().getTime() + 60_000,
    });
    return mailed;
  };
  await measure(profileContract.getProfile, { token });
  await measure(profileContract.changeProfile, { token, body: { phone: '+15145550123' } });
  await measure(profileContract.getSecondFactors, { token });
  const { body: offer } = await measure(profileContract.offerTotp, { token });
  const code = new TOTP({ secret: Secret.fromBase32(offer.secret) }).generate({
    timestamp: clock.now().getTime(),
  });
  await measure(profileContract.confirmTotp, { token, body: { code } });
  await measure(profileContract.replaceRecoveryCodes, { token });
  await measure(profileContract.removeTotp, { token });
  await measure(profileContract.requestEmailChange, { token, body: { email: 'new@example.com' } });
  await measure(profileContract.completeEmailChange, { body: { token: await link('newEmail') } });
  await measure(profileContract.changePassword, { token, body: { password } });
  await measure(profileContract.requestPasswordReset, { body: { email: 'new@example.com' } });
  await measure(sessionsContract.endSessions, { token });
  await measure(profileContract.completePasswordReset, {
    body: { token: await link('reset'), password },
  });
}

export async function passkeyRows({ table, clock, person, measure }: Subject) {
  const device = newAuthenticator();
  const page = { rpId, origin: portalOrigin };
  const owner = await signedIn(table, clock, person, { steppedUp: true });
  const created = await measure(passkeysContract.passkeyOptions, { token: owner.token });
  await measure(passkeysContract.addPasskey, {
    token: owner.token,
    body: { name: 'Phone', response: device.create({ ...page, ...created.body }) },
  });
  await measure(passkeysContract.listPasskeys, { token: owner.token });
  const asked = await measure(passkeysContract.passkeySignInOptions, {});
  await measure(passkeysContract.passkeySignIn, {
    body: { response: device.get({ ...page, ...asked.body }) },
  });
  const ofDevice = { token: owner.token, params: { passkeyId: device.id } };
  await measure(passkeysContract.renamePasskey, { ...ofDevice, body: { name: 'Tablet' } });
  await measure(passkeysContract.removePasskey, ofDevice);
}

/** What the holder of a provisioned account does with it; `person` holds it. */
export async function accountRows(
  { table, clock, person, measure }: Subject,
  { serviceId, operator }: { serviceId: string; operator: string },
) {
  const { token } = await signedIn(table, clock, person, { steppedUp: true });
  await measure(accountContract.listAccounts, { token });
  await measure(accountContract.renameService, {
    token,
    params: { serviceId },
    body: { label: 'Cottage' },
  });
  const { body } = await measure(delegatesContract.inviteDelegate, {
    token,
    body: {
      ...{ email: 'delegate@example.com', firstName: 'Paul', lastName: 'Roy' },
      permissions: ['viewUsage'],
    },
  });
  const delegate = { token, params: { delegateId: body.delegateId } };
  await measure(delegatesContract.listDelegates, { token });
  await measure(delegatesContract.changeDelegate, {
    ...delegate,
    body: { permissions: ['viewBills'] },
  });
  await measure(delegatesContract.removeDelegate, delegate);
  await measure(activityContract.listActivity, { token });
  await measure(activityContract.listAccountActivity, {
    token: operator,
    params: { accountNumber: person.accountNumber },
  });
}
