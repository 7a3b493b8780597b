/** Kills function processes of the local stack, which are children of this one. */
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** Of functions whose name matches; gives the name, or undefined when none was running. */
export function killOne(functions: RegExp): string | undefined {
  const running = children().filter(({ name }) => functions.test(name));
  const victim = running[randomInt(Math.max(1, running.length))];
  if (victim === undefined) return undefined;
  process.kill(victim.pid, 'SIGKILL');
  return victim.name;
}

function children() {
  return readdirSync('/proc').flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      // What follows the last parenthesis: state, parent, …
      const [state, parent] = readFileSync(`/proc/${entry}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      if (Number(parent) !== process.pid || state === 'Z') return [];
      const name = /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]*)/.exec(
        readFileSync(`/proc/${entry}/environ`, 'utf8'),
      )?.[1];
      return name === undefined ? [] : [{ pid: Number(entry), name }];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });
}
