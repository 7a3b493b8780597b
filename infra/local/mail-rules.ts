/** What SES refuses and the engine would take. */
import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import type { Resolver } from './intrinsics.ts';

export type MailRules = {
  /** Domains and addresses that mails may come from. */
  verified: readonly string[];
  configurationSets: readonly string[];
};

export type Refusal = { code: string; message: string };

export function readMailRules({ resources }: Assembly, resolver: Resolver): MailRules {
  const named = (type: string) =>
    resources
      .filter((resource) => resource.type === type)
      .map(({ stack, id }) => String(resolver.resolve(stack, { Ref: id })));
  return {
    verified: named('AWS::SES::EmailIdentity'),
    configurationSets: named('AWS::SES::ConfigurationSet'),
  };
}

export type OutgoingMail = {
  source: string;
  recipients: readonly string[];
  subject: string;
  configurationSet: string | undefined;
};

/** `Name <address>` or the address alone. */
export const addressIn = (text: string) => /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text.trim();

const isAddress = (text: string) =>
  z.email({ pattern: z.regexes.html5Email }).safeParse(addressIn(text)).success;

/** Bounces and complaints of the simulator's addresses are accepted as well: they come later. */
export function refusalOf(mail: OutgoingMail, rules: MailRules, region: string) {
  const sender = addressIn(mail.source);
  const lines = [mail.source, mail.subject, ...mail.recipients];
  if (lines.some((line) => /[\r\n]/.test(line)))
    return invalid('A header must not contain line breaks.');
  if (!isAddress(mail.source)) return invalid(`Missing or illegal sender: ${mail.source}`);
  const identity = identityOf(sender, rules);
  if (identity === undefined)
    return rejected(
      `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${sender}`,
    );
  const [recipient, ...others] = mail.recipients;
  if (recipient === undefined) return invalid('Missing required parameter: Destination');
  if (others.length > 0) return rejected('Here a mail has one recipient; send each its own.');
  if (!isAddress(recipient)) return invalid(`Illegal address: ${recipient}`);
  const { configurationSet } = mail;
  if (configurationSet !== undefined && !rules.configurationSets.includes(configurationSet))
    return {
      code: 'ConfigurationSetDoesNotExist',
      message: `Configuration set <${configurationSet}> does not exist.`,
    };
  return undefined;
}

export const identityOf = (sender: string, { verified }: MailRules) =>
  verified.find((each) => each === sender || sender.endsWith(`@${each}`));

const invalid = (message: string): Refusal => ({ code: 'InvalidParameterValue', message });
const rejected = (message: string): Refusal => ({ code: 'MessageRejected', message });
