/** Writes the part of CBOR (RFC 8949) that authenticators speak. */
export type Cbor = number | string | Uint8Array | readonly Cbor[] | Map<string | number, Cbor>;

const major = { positive: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5 };

function head(type: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(type << 5) | length]);
  if (length < 0x100) return Buffer.from([(type << 5) | 24, length]);
  const two = Buffer.from([(type << 5) | 25, 0, 0]);
  two.writeUInt16BE(length, 1);
  return two;
}

export function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') {
    return value < 0 ? head(major.negative, -1 - value) : head(major.positive, value);
  }
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return Buffer.concat([head(major.text, bytes.length), bytes]);
  }
  if (value instanceof Uint8Array) {
    return Buffer.concat([head(major.bytes, value.length), value]);
  }
  if (value instanceof Map) {
    const pairs = [...value].flatMap(([key, one]) => [cbor(key), cbor(one)]);
    return Buffer.concat([head(major.map, value.size), ...pairs]);
  }
  return Buffer.concat([head(major.list, value.length), ...value.map(cbor)]);
}
