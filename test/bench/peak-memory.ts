/**
 * Megabytes that this process took at most. `maxRSS` starts with what its parent had, so that behind
 * a large one it tells nothing; the kernel's own mark starts anew with the program.
 */
import { readFileSync } from 'node:fs';

export function peakMegabytes(): number {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return Number(kilobytes) / 1000;
  } catch {
    return process.resourceUsage().maxRSS / 1000;
  }
}
