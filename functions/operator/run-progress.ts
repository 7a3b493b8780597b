/** What a run has come to, from its parts: nobody has to notice the last one. */
import type { RunItem, RunPart } from './runs.store.ts';

const instant = (time: number) => new Date(time).toISOString();

export function progressOf(run: RunItem, parts: readonly RunPart[]) {
  const count = (status: RunPart['status']) => parts.filter((one) => one.status === status).length;
  const failed = count('failed');
  const ended = run.dispatchedAt !== undefined && count('pending') === 0;
  return {
    runId: run.runId,
    job: run.job,
    status: ended ? (failed > 0 ? ('failed' as const) : ('finished' as const)) : run.status,
    trigger: run.trigger,
    startedAt: instant(run.startedAt),
    ...(ended
      ? { finishedAt: instant(Math.max(run.dispatchedAt ?? 0, ...parts.map(finishedAt))) }
      : {}),
    ...(run.oldestAt === undefined ? {} : { lag: lagOf(run.oldestAt, run.dispatchedAt) }),
    parts: { total: parts.length, done: count('done'), failed },
    totalsWritten: parts.reduce((sum, one) => sum + (one.totalsWritten ?? 0), 0),
    ...(run.job === 'retire-usage'
      ? { kept: parts.filter(({ kept }) => kept === true).length }
      : {}),
    ...(run.job === 'catalog-notices' ? { notices: noticesIn(parts) } : {}),
  };
}

const noticesIn = (parts: readonly RunPart[]) => {
  const sum = (count: 'accounts' | 'notices' | 'unreachable') =>
    parts.reduce((all, part) => all + (part[count] ?? 0), 0);
  return {
    accounts: sum('accounts'),
    written: sum('notices'),
    unreachable: sum('unreachable'),
  };
};

const lagOf = (oldest: number, dispatchedAt = oldest) => ({
  since: instant(oldest),
  seconds: Math.max(0, Math.round((dispatchedAt - oldest) / 1000)),
});

const finishedAt = (part: RunPart) => part.finishedAt ?? 0;
