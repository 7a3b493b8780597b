/** What a person sees of their own profile. */
import type * as z from 'zod/mini';
import type { Profile } from '../../shared/profile.ts';
import type { profileContract } from './contract.ts';

type View = z.input<(typeof profileContract)['getProfile']['answer']>;

export function profileView(person: Profile): View {
  const { profileId, email, newEmail, firstName, lastName, phone, language } = person;
  const consents = Object.entries(person.consents ?? {}).map(([purpose, { at, ...answer }]) => [
    purpose,
    { ...answer, at: new Date(at).toISOString() },
  ]);
  return {
    profileId,
    email,
    ...(newEmail === undefined ? {} : { newEmail }),
    firstName,
    lastName,
    ...(phone === undefined ? {} : { phone }),
    language,
    consents: Object.fromEntries(consents) as View['consents'],
  };
}
