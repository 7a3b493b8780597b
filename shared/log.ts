/**
 * JSON log lines with coded messages. Pass ids, counts and codes only: never a name, address,
 * number called, token, body or header.
 */
type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

const line = (level: 'info' | 'warn' | 'error') => (message: string, fields: Fields) => {
  console.log(JSON.stringify({ level, message, ...fields }));
};

export const log = { info: line('info'), warn: line('warn'), error: line('error') };

/**
 * What may be told of a fault: its kind and place. Messages of other people's errors can quote
 * data, and one of several lines reaches into the stack: only its frames are kept.
 */
export const faultFields = (fault: unknown): Fields =>
  fault instanceof Error
    ? {
        fault: fault.name,
        at: framesOf(fault.stack ?? '')
          .slice(0, 3)
          .join(' | '),
      }
    : { fault: typeof fault };

const framesOf = (stack: string) =>
  stack
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one.startsWith('at '));
