/** The usage pages as spreadsheets: bytes to the last digit, columns named in the reader's language. */
import { csv } from '../../shared/http/csv.ts';
import type { Language } from '../../shared/http/fields.ts';
import type { Month, viewUsage } from './usage-view.ts';

type Shown = Extract<ReturnType<typeof viewUsage>, { ok: true }>['value'];

const words = {
  'fr-CA': {
    traffic: ['Téléchargement (octets)', 'Téléversement (octets)', 'Total (octets)'],
    ...{ day: 'Jour', revised: 'Révisé', yes: 'oui', no: 'non' },
    ...{ start: 'Premier jour', end: 'Dernier jour' },
    ...{
      allowance: 'Forfait (octets)',
      overBy: 'Dépassement (octets)',
      overage: 'Frais de dépassement ($)',
      unlimited: 'illimité',
    },
  },
  'en-CA': {
    traffic: ['Download (bytes)', 'Upload (bytes)', 'Total (bytes)'],
    ...{ day: 'Day', revised: 'Revised', yes: 'yes', no: 'no' },
    ...{ start: 'First day', end: 'Last day' },
    ...{
      allowance: 'Allowance (bytes)',
      overBy: 'Over (bytes)',
      overage: 'Overage charge ($)',
      unlimited: 'unlimited',
    },
  },
} as const;

export function daysCsv(days: Shown['days'], language: Language): string {
  const { day, traffic, revised, yes, no } = words[language];
  return csv(
    [day, ...traffic, revised],
    days.map((one) => [one.day, one.download, one.upload, one.total, one.revised ? yes : no]),
  );
}

export function monthsCsv(months: readonly Month[], language: Language): string {
  const { start, end, traffic, allowance, overBy, overage, unlimited } = words[language];
  return csv(
    [start, end, ...traffic, allowance, overBy, overage],
    months.map((one) => [
      ...[one.start, one.end, one.download, one.upload, one.total],
      one.allowance === 'unlimited' ? unlimited : (one.allowance ?? ''),
      one.overBy ?? '',
      one.allowance === undefined ? '' : ((one.overage?.amount ?? 0) / 100).toFixed(2),
    ]),
  );
}
