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

/** CPU time of this process, in ms. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const warmUp = 5;

/** The median of each work's CPU time, in ms, after some rounds that warm up. */
export async function cpuMedians(
  rounds: number,
  works: readonly (() => unknown)[],
): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [i, work] of works.entries()) {
      const ms = await cpuOf(work);
      if (round >= 0) times[i]?.push(ms);
    }
  }
  return times.map(median);
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
