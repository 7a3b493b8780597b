/**
 * Whether a clock tells who is a customer: the same request for somebody known and for somebody
 * unknown, in turn, many times. `AUC` is the chance that an answer for the known one takes longer
 * than one for the unknown: 0.5 tells nothing, 0 or 1 everything.
 */
import { performance } from 'node:perf_hooks';
import { profileContract } from '../../functions/profile/contract.ts';
import { registrationContract } from '../../functions/registration/contract.ts';
import { sessionsContract } from '../../functions/sessions/contract.ts';
import type { Route } from '../../shared/http/contract.ts';
import { fixedClock } from '../support/clock.ts';
import { startEngine } from '../support/engine.ts';
import { keepingQueue, openHouse } from '../support/house.ts';
import { putPerson } from '../support/people.ts';
import { median, type Row } from './measure.ts';

type Subject = { name: string; route: Route; known: object; unknown: object };

const password = 'trois petits canards bleus';

const subjects: Subject[] = [
  {
    name: 'sign-in, wrong password',
    route: sessionsContract.signIn,
    known: { email: 'known@example.com', password: 'wrong' },
    unknown: { email: 'nobody@example.com', password: 'wrong' },
  },
  {
    name: 'sign-in, registration not completed',
    route: sessionsContract.signIn,
    known: { email: 'invited@example.com', password },
    unknown: { email: 'nobody@example.com', password },
  },
  {
    name: 'forgotten password',
    route: profileContract.requestPasswordReset,
    known: { email: 'known@example.com' },
    unknown: { email: 'nobody@example.com' },
  },
  {
    name: 'registration, account number and PIN',
    route: registrationContract.requestRegistration,
    known: { accountNumber: '50000000901', pin: '4821' },
    unknown: { accountNumber: '50000000999', pin: '4821' },
  },
  {
    name: 'registration, email address',
    route: registrationContract.requestRegistration,
    known: { email: 'known@example.com' },
    unknown: { email: 'nobody@example.com' },
  },
];

export async function knownUnknownRows(rounds: number): Promise<Row[]> {
  const clock = fixedClock('2026-11-23T15:00:00Z');
  const engine = await startEngine();
  const house = openHouse(engine.table, clock, keepingQueue());
  await putPerson(engine.table, {
    email: 'known@example.com',
    accountNumber: '50000000901',
    pin: '4821',
    password,
  });
  await putPerson(engine.table, { email: 'invited@example.com', accountNumber: '50000000902' });

  const timed = async (route: Route, body: object) => {
    const before = performance.now();
    const { status } = await house.call(route, { body });
    if (status >= 429) throw new Error(`${route.path} was answered ${status}`);
    return performance.now() - before;
  };
  try {
    const rows: Row[] = [];
    for (const { name, route, known, unknown } of subjects) {
      const times: [number[], number[]] = [[], []];
      for (let round = 0; round < rounds + 5; round++) {
        // Past every window of tries, for both alike.
        clock.advance(3601);
        const pair = [
          () => timed(route, known).then((ms) => times[0].push(ms)),
          () => timed(route, unknown).then((ms) => times[1].push(ms)),
        ];
        // Each goes first as often as the other.
        for (const one of round % 2 === 0 ? pair : pair.reverse()) await one();
        if (round === 4) times.forEach((warmUp) => warmUp.splice(0));
      }
      rows.push(compare(name, ...times));
    }
    return rows;
  } finally {
    await engine.stop();
  }
}

/** Mann–Whitney: how far the two lie apart, beside how far chance alone would put them. */
function compare(name: string, known: readonly number[], unknown: readonly number[]): Row {
  const wins = known
    .flatMap((a) => unknown.map((b) => (a > b ? 1 : a === b ? 0.5 : 0)))
    .reduce<number>((sum, win) => sum + win, 0);
  const pairs = known.length * unknown.length;
  const auc = wins / pairs;
  const standardError = Math.sqrt((known.length + unknown.length + 1) / (12 * pairs));
  const deviations = Math.abs(auc - 0.5) / standardError;
  return {
    what: name,
    'known ms': Number(median(known).toFixed(2)),
    'unknown ms': Number(median(unknown).toFixed(2)),
    AUC: Number(auc.toFixed(3)),
    'by chance ±': Number((1.96 * standardError).toFixed(3)),
    // Five standard errors: a bench that runs often must not cry wolf.
    alike: deviations < 5 ? 'yes' : 'NO',
  };
}
