const word = 2 ** 32;
/** Low words are carried over before their sum could lose a unit (2^53). */
const carryAt = 2 ** 52;

/** Bytes as low and high words, which doubles add exactly. */
export class ByteSum {
  low = 0;
  high = 0;

  add(low: number, high: number) {
    this.low += low;
    this.high += high;
    if (this.low >= carryAt) {
      this.high += Math.floor(this.low / word);
      this.low %= word;
    }
  }

  bytes(): bigint {
    return (BigInt(this.high) << 32n) + BigInt(this.low);
  }
}
