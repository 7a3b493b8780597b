/** Interleaved measurements and medians: drift of the machine hits every subject alike. */

export type Row = Record<string, string | number>;

export function interleaved<S>(
  rounds: number,
  subjects: readonly S[],
  run: (subject: S) => number,
): number[][] {
  const times = subjects.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    subjects.forEach((subject, i) => times[i]?.push(run(subject)));
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
