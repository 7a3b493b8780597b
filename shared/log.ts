/**
 * JSON log lines with coded messages. Pass ids, counts and codes only: never a name, address,
 * number called, token, body or header.
 */
type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

const line = (level: 'info' | 'warn' | 'error') => (message: string, fields: Fields) => {
  console.log(JSON.stringify({ level, message, ...fields }));
};

export const log = { info: line('info'), warn: line('warn'), error: line('error') };

/** What may be told of a fault: its kind and place. Messages of other people's errors can quote data. */
export const faultFields = (fault: unknown): Fields =>
  fault instanceof Error
    ? { fault: fault.name, at: fault.stack?.split('\n').slice(1, 4).join(' | ') }
    : { fault: typeof fault };
