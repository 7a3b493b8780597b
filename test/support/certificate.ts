/** A certificate as makers of authenticators issue them (X.509 in DER), for a key of P-256. */
import { sign, type KeyObject } from 'node:crypto';

const der = (tag: number, ...parts: Uint8Array[]): Buffer => {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
};
const sequence = (...parts: Uint8Array[]) => der(0x30, ...parts);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const integer = (value: number) => der(0x02, Buffer.from([value]));

const name = (parts: Record<string, string>) =>
  sequence(
    ...Object.entries(parts).map(([id, value]) =>
      der(0x31, sequence(objectId(id), der(0x0c, Buffer.from(value)))),
    ),
  );

/** The names that a FIDO attestation has to bear: country, maker, purpose, model. */
const maker = name({
  '550406': 'CA',
  '55040a': 'Maker',
  '55040b': 'Authenticator Attestation',
  '550403': 'Model 1',
});
const time = (text: string) => der(0x17, Buffer.from(text));
const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));

export function certificateOf({
  publicKey,
  privateKey,
}: Record<'publicKey' | 'privateKey', KeyObject>) {
  const basicConstraints = sequence(objectId('551d13'), der(0x04, sequence()));
  const content = sequence(
    der(0xa0, integer(2)),
    integer(1),
    ecdsaWithSha256,
    maker,
    sequence(time('200101000000Z'), time('491231235959Z')),
    maker,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(basicConstraints)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]);
  return sequence(content, ecdsaWithSha256, der(0x03, signature));
}
