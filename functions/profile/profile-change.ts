/** What a profile becomes by a change. Pure: nothing is read or written here. */
import type { Profile } from '../../shared/profile.ts';

type Answer = { granted: boolean; version: string };

/** What was sent; null takes a field away. */
export type ProfileChange = {
  firstName?: string | undefined;
  lastName?: string | undefined;
  phone?: string | null | undefined;
  language?: Profile['language'] | undefined;
  consents?: Readonly<Record<string, Answer | undefined>> | undefined;
};

export type ChangedProfile = {
  profile: Profile;
  /** The fields that are other than before: nothing has changed when there are none. */
  fields: (keyof Profile)[];
  /** For the activity: the fields by name, each consent with the version it was given to. */
  details: Record<string, string>;
};

export function applyChange(before: Profile, change: ProfileChange, now: Date): ChangedProfile {
  const { consents = {}, ...rest } = change;
  const sent = Object.entries(rest).filter(([, value]) => value !== undefined);
  const changed = sent.filter(([name, value]) => (before[name as keyof Profile] ?? null) !== value);
  const answers = Object.entries(consents).flatMap(([purpose, answer]) =>
    answer === undefined || isSame(before.consents?.[purpose], answer)
      ? []
      : [[purpose, { ...answer, at: now.getTime() }] as const],
  );

  const profile = {
    ...before,
    ...Object.fromEntries(changed.map(([name, value]) => [name, value ?? undefined])),
    ...(answers.length > 0
      ? { consents: { ...before.consents, ...Object.fromEntries(answers) } }
      : {}),
  };
  const fields = changed.map(([name]) => name as keyof Profile);
  return {
    profile,
    fields: answers.length > 0 ? [...fields, 'consents'] : fields,
    details: {
      ...(fields.length > 0 ? { fields: fields.join(' ') } : {}),
      ...Object.fromEntries(
        answers.map(([purpose, { granted, version }]) => [
          purpose,
          `${granted ? 'granted' : 'refused'} ${version}`,
        ]),
      ),
    },
  };
}

const isSame = (stored: Answer | undefined, { granted, version }: Answer) =>
  stored?.granted === granted && stored.version === version;
