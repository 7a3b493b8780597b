/** The services that records of a shard-day are of, by numbers of their own. */
import { NameTable } from '../name-table.ts';
import type { ChunkServices } from '../usage-chunk.ts';
import { textIn } from '../name-columns.ts';

export type KnownService = { serviceId: string; accountNumber: string; periodStart: string };

export class KnownServices {
  readonly names = new NameTable();
  /** By number; as the chunk says that came first. */
  readonly all: KnownService[] = [];

  /** A chunk's services, by their numbers across all chunks. */
  numbersOf({ ids, accounts, period, periodStarts }: ChunkServices): Int32Array {
    const numbers = this.names.numbersOf(ids);
    for (let i = 0; i < numbers.length; i++) {
      if ((numbers[i] as number) < this.all.length) continue;
      this.all.push({
        serviceId: textIn(ids, i),
        accountNumber: textIn(accounts, i),
        periodStart: periodStarts[period[i] as number] ?? '',
      });
    }
    return numbers;
  }
}
