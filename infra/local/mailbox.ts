/** The mails this stack sent, each with one recipient, as the mailbox page shows them. */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

const mail = z.object({
  messageId: z.string(),
  from: z.string(),
  replyTo: z.array(z.string()),
  destination: z.object({
    to: z.array(z.string()),
    cc: z.array(z.string()),
    bcc: z.array(z.string()),
  }),
  subject: z.string(),
  body: z.object({ text: z.string().optional(), html: z.string().optional() }),
  attachments: z.array(z.unknown()),
  /** Epoch seconds. */
  at: z.number(),
});
export type Mail = z.output<typeof mail>;

const engineStore = z.object({ emails: z.array(mail) });

export type Mailbox = {
  all(): readonly Mail[];
  /** Takes a mail over that the engine has just accepted. */
  keep(messageId: string): Promise<void>;
  clear(): void;
};

/**
 * The engine's own store is one for all stacks of the process, and ends with it; with a file,
 * mails last as long as the table they belong to.
 */
export function openMailbox(engineUrl: string, file: string | undefined): Mailbox {
  let mails = file === undefined ? [] : load(file);
  return {
    all: () => mails,
    async keep(messageId) {
      const store = engineStore.parse(await (await fetch(`${engineUrl}/store`)).json());
      const kept = store.emails.find((each) => each.messageId === messageId);
      if (kept === undefined) return;
      mails.push(kept);
      if (file !== undefined) appendFileSync(file, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
    },
    clear() {
      mails = [];
    },
  };
}

/** A last line that was cut off when the process was killed is left out. */
function load(file: string): Mail[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => mail.parse(JSON.parse(line)));
}
