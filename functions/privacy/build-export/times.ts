/** Epoch milliseconds as an archive shows them. */
export const iso = (at: number) => new Date(at).toISOString();

/** Those that are known, by name. */
export const dates = (times: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(times).flatMap(([name, at]) =>
      typeof at === 'number' ? [[name, iso(at)]] : [],
    ),
  );
