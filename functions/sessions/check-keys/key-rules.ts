/** What is wrong with the published keys, if anything. */
import type { KeyFinding } from './config.ts';

export type Key = {
  keyId: string;
  x: string;
  y: string;
  /** Undefined when its id does not tell the day it was made. */
  ageInDays: number | undefined;
};

type Situation = {
  /** In the parameter now. */
  published: readonly Key[];
  /** In the functions. */
  deployed: readonly Key[];
  maxAgeInDays: number;
  mostKeys: number;
};

export type Finding = { code: KeyFinding; ageInDays?: number; keys?: number };

export function findingsOn({ published, deployed, maxAgeInDays, mostKeys }: Situation): Finding[] {
  const ages = published.flatMap(({ ageInDays }) => ageInDays ?? []);
  // Of the newest; where no key tells its age, nobody knows that it is young.
  const age = ages.length === 0 ? undefined : Math.min(...ages);
  const findings: Finding[] = [];
  if (age === undefined) findings.push({ code: 'signing-key-old' });
  else if (age > maxAgeInDays) findings.push({ code: 'signing-key-old', ageInDays: age });
  if (published.length > mostKeys) {
    findings.push({ code: 'too-many-keys', keys: published.length });
  }
  if (!isSame(published, deployed)) findings.push({ code: 'verification-keys-not-deployed' });
  return findings;
}

const isSame = (some: readonly Key[], others: readonly Key[]) =>
  some.length === others.length &&
  some.every((one) =>
    others.some(({ keyId, x, y }) => keyId === one.keyId && x === one.x && y === one.y),
  );
