/**
 * The three steps that replace the signing key while tokens of both keys are good: each decides from
 * the keys that are published now, and tells what to do. What it says is done by a person.
 */
import { ageInDays, type KeySet } from '../shared/jwks/schema.ts';
import { putCommand } from './parameter-files.ts';
import { addKey, newKeyPair, retireKey, type PrivateKey } from './signing-keys.ts';

export const rotationSteps = ['prepare', 'activate', 'retire'] as const;
export type RotationStep = (typeof rotationSteps)[number];

/** File with the key that was made by the first step. */
export const nextKeyFile = 'next-signing-key.json';

type Situation = {
  stage: string;
  /** As they are published now. */
  published: KeySet;
  /** The key of the first step. */
  next: PrivateKey | undefined;
  /** Id of the key that signs since the second step, or that somebody says is the one. */
  signsNow: string | undefined;
  now: Date;
};

export type Outcome = {
  /** The keys to be published from now on. */
  verificationKeys?: KeySet;
  signingKey?: PrivateKey;
  /** Id of the key that signs from now on. */
  signsNow?: string;
  say: string[];
};

/** Throws, with what to do first, when it is not the time for the step. */
export function rotate(step: RotationStep, situation: Situation): Outcome {
  return { prepare, activate, retire }[step](situation);
}

function prepare({ stage, published, next, now }: Situation): Outcome {
  if (next !== undefined) {
    throw new Error(`The key ${next.kid} is prepared already: activate it, or remove its folder`);
  }
  const { signingKey, verificationKey } = newKeyPair(now);
  return {
    signingKey,
    verificationKeys: addKey(published, verificationKey),
    say: [
      ...published.keys.map(({ kid }) => `Published now: ${kid}, ${ageOf(kid, now)}.`),
      `Made ${signingKey.kid}. To publish it beside the other:`,
      '',
      ...publish(stage),
      '',
      'Wait 10 minutes, in which the portals and systems that verify tokens themselves read the keys',
      'anew. Then get the published keys again, and run the step activate.',
    ],
  };
}

function activate({ stage, published, next }: Situation): Outcome {
  if (next === undefined) throw new Error('No key is prepared: run the step prepare');
  if (!published.keys.some(({ kid }) => kid === next.kid)) {
    throw new Error(`The key ${next.kid} is not published yet: deploy it, and get the keys again`);
  }
  return {
    signsNow: next.kid,
    say: [
      `To sign with ${next.kid} from now on:`,
      '',
      putCommand({
        ...{ stage, name: 'signing-key', secret: true },
        ...{ file: nextKeyFile, overwrite: true },
      }),
      '',
      'It is used within a minute. See that the header of a new token (the part before its first dot,',
      'in base64url) names it. Wait 15 minutes: the last token of the old key has expired then. Then',
      'get the published keys again, and run the step retire.',
    ],
  };
}

function retire({ stage, published, signsNow }: Situation): Outcome {
  if (signsNow === undefined) {
    throw new Error('Run the step activate first; or name the key that signs: --keep <key id>');
  }
  return {
    verificationKeys: retireKey(published, signsNow),
    say: [
      `To leave only ${signsNow} published:`,
      '',
      ...publish(stage),
      '',
      'Tokens of any other key are refused from then on. Remove the folder: a private key is in it.',
    ],
  };
}

const publish = (stage: string) => [
  putCommand({ stage, name: 'verification-keys', secret: false, overwrite: true }),
  '',
  `It answers with a Version: set verificationKeysRevision of ${stage} in infra/stages.ts to it, and`,
  '',
  `npx cdk deploy -c stage=${stage} --all`,
];

const ageOf = (kid: string, now: Date) => {
  const age = ageInDays(kid, now);
  return age === undefined ? 'of unknown age' : `${age} days old`;
};
