/** Reads what customers were mailed, from the mailbox of the local stack. */
import * as z from 'zod/mini';

const mailbox = z.object({
  emails: z.array(
    z.object({
      destination: z.object({ to: z.array(z.string()) }),
      subject: z.string(),
      body: z.object({ text: z.optional(z.string()) }),
    }),
  ),
});

export type RegistrationMail = { subject: string; link: string; token: string };

const link = /https?:\/\/\S+#([A-Za-z0-9_-]{20,200})/;

/** The newest registration link of an address; only that one is valid. */
export async function findRegistrationMail(
  mailboxUrl: string,
  email: string,
): Promise<RegistrationMail | undefined> {
  const answer = await fetch(`${mailboxUrl.replace(/\/$/, '')}/store`);
  const { emails } = z.parse(mailbox, await answer.json());
  const mails = emails
    .filter(({ destination }) => destination.to.includes(email))
    .flatMap(({ subject, body }) => {
      const [found, token] = link.exec(body.text ?? '') ?? [];
      return found === undefined || token === undefined ? [] : [{ subject, link: found, token }];
    });
  return mails.at(-1);
}

/** Undefined when none has come within the time. */
export const awaitRegistrationMail = (mailboxUrl: string, email: string, seconds: number) =>
  poll(() => findRegistrationMail(mailboxUrl, email), { seconds, everyMs: 100 });

/** Asks until there is an answer; undefined when there was none in time. */
export async function poll<T>(
  ask: () => Promise<T | undefined>,
  { seconds, everyMs }: { seconds: number; everyMs: number },
): Promise<T | undefined> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const found = await ask();
    if (found !== undefined || performance.now() > until) return found;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
