/**
 * An authenticator in software, with the browser before it: makes a passkey and signs with it, with
 * real keys and bytes of its own making. It can be asked to misbehave.
 */
import {
  createHash,
  generateKeyPairSync,
  randomBytes,
  sign,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { cbor, type Cbor } from './cbor.ts';
import { certificateOf } from './certificate.ts';

export type Algorithm = 'ES256' | 'RS256' | 'EdDSA';

type Options = {
  challenge: string;
  rpId: string;
  /** Of the page that asks. */
  origin: string;
};

/** What is said other than it is. */
export type Lie = Partial<Options> & {
  type?: string;
  crossOrigin?: boolean;
  userPresent?: boolean;
  userVerified?: boolean;
  /** Said to be the number of uses. */
  counter?: number;
  userHandle?: string;
  id?: string;
  /** Signs with this key instead. */
  key?: KeyObject;
  /** After it was signed. */
  alter?: (authenticatorData: Buffer) => Uint8Array;
  /** What vouches for it: the passkey's own signature, or its maker. */
  attestation?: 'self' | 'maker';
  attestationObject?: Buffer;
};

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');

export const pairOf = (algorithm: Algorithm) =>
  ({
    ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    EdDSA: () => generateKeyPairSync('ed25519'),
  })[algorithm]();

/** The public key as COSE writes it (RFC 9053): numbers for names. */
function coseKey(algorithm: Algorithm, { x = '', y = '', n = '', e = '' }: JsonWebKey): Cbor {
  const bytes = (part: string) => Buffer.from(part, 'base64url');
  const parts: Record<Algorithm, [number, Cbor][]> = {
    ES256: [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ],
    RS256: [
      [1, 3],
      [3, -257],
      [-1, bytes(n)],
      [-2, bytes(e)],
    ],
    EdDSA: [
      [1, 1],
      [3, -8],
      [-1, 6],
      [-2, bytes(x)],
    ],
  };
  return new Map<string | number, Cbor>(parts[algorithm]);
}

export function newAuthenticator({
  algorithm = 'ES256',
  counts = true,
  synced = false,
}: { algorithm?: Algorithm; counts?: boolean; synced?: boolean } = {}) {
  const { privateKey, publicKey } = pairOf(algorithm);
  const idBytes = randomBytes(32);
  const id = text(idBytes);
  let uses = 0;
  let owner = '';

  const flags = ({ userPresent = true, userVerified = true }: Lie, attested: boolean) =>
    Number(userPresent) |
    (Number(userVerified) << 2) |
    (synced ? 0b11000 : 0) |
    (Number(attested) << 6);

  function authenticatorData(options: Options, lie: Lie, attested?: Buffer): Buffer {
    const head = Buffer.alloc(5);
    head.writeUInt8(flags(lie, attested !== undefined), 0);
    head.writeUInt32BE(lie.counter ?? (counts ? ++uses : 0), 1);
    return Buffer.concat([sha256(lie.rpId ?? options.rpId), head, attested ?? Buffer.alloc(0)]);
  }

  const clientData = (options: Options, lie: Lie, type: string) =>
    Buffer.from(
      JSON.stringify({
        type: lie.type ?? type,
        challenge: lie.challenge ?? options.challenge,
        origin: lie.origin ?? options.origin,
        crossOrigin: lie.crossOrigin ?? false,
      }),
    );

  const credential = (lie: Lie) => ({
    id: lie.id ?? id,
    rawId: lie.id ?? id,
    type: 'public-key' as const,
    authenticatorAttachment: 'platform',
    clientExtensionResults: {},
  });

  const signed = (key: KeyObject, data: Buffer) =>
    sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', data, key);

  return {
    id,
    /** `navigator.credentials.create()`. */
    create(options: Options & { user: { id: string } }, lie: Lie = {}) {
      owner = options.user.id;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(idBytes.length);
      const key = cbor(coseKey(algorithm, publicKey.export({ format: 'jwk' })));
      const data = authenticatorData(
        options,
        lie,
        Buffer.concat([Buffer.alloc(16), length, idBytes, key]),
      );
      const client = clientData(options, lie, 'webauthn.create');
      const statement = new Map<string, Cbor>();
      if (lie.attestation !== undefined) {
        const maker = pairOf('ES256');
        const isSelf = lie.attestation === 'self';
        const key = isSelf ? privateKey : maker.privateKey;
        statement.set('alg', -7);
        statement.set('sig', signed(key, Buffer.concat([data, sha256(client)])));
        if (!isSelf) statement.set('x5c', [certificateOf(maker)]);
      }
      const attestation = new Map<string, Cbor>([
        ['fmt', lie.attestation === undefined ? 'none' : 'packed'],
        ['attStmt', statement],
        ['authData', data],
      ]);
      return {
        ...credential(lie),
        response: {
          clientDataJSON: text(client),
          attestationObject: text(lie.attestationObject ?? cbor(attestation)),
          transports: ['hybrid', 'internal'],
        },
      };
    },
    /** `navigator.credentials.get()`. */
    get(options: Options, lie: Lie = {}) {
      const data = authenticatorData(options, lie);
      const client = clientData(options, lie, 'webauthn.get');
      const signature = signed(lie.key ?? privateKey, Buffer.concat([data, sha256(client)]));
      return {
        ...credential(lie),
        response: {
          clientDataJSON: text(client),
          authenticatorData: text(lie.alter?.(data) ?? data),
          signature: text(signature),
          userHandle: lie.userHandle ?? owner,
        },
      };
    },
  };
}
export type Authenticator = ReturnType<typeof newAuthenticator>;
