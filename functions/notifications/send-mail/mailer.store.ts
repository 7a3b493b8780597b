/** Hands mails to SES. */
import { SendEmailCommand, SESClient } from '@aws-sdk/client-ses';
import type { Mail } from './layout.ts';

export type Mailer = {
  /** Gives the id under which SES took it. Fails on what SES refuses, for good or for now. */
  send: (address: string, mail: Mail) => Promise<string>;
};

type MailerSettings = { sender: string; configurationSet: string; endpoint?: string };

/** Three tries of these fit into one delivery: SES hanging must not look like our own death. */
const requestHandler = {
  connectionTimeout: 2000,
  requestTimeout: 6000,
  throwOnRequestTimeout: true,
};

export function openMailer({ sender, configurationSet, endpoint }: MailerSettings): Mailer {
  const client = new SESClient({
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 3,
    requestHandler,
  });
  const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

  return {
    async send(address, { subject, html, text }) {
      const { MessageId } = await client.send(
        new SendEmailCommand({
          Source: sender,
          ConfigurationSetName: configurationSet,
          Destination: { ToAddresses: [address] },
          Message: { Subject: utf8(subject), Body: { Html: utf8(html), Text: utf8(text) } },
        }),
      );
      if (MessageId === undefined) throw new Error('SES gave no message id');
      return MessageId;
    },
  };
}
