/** What mails say, in the customer's language. */
import type { Language } from '../../../shared/http/fields.ts';
import { english } from './english.ts';
import { french } from './french.ts';
import type { Copy, MailContent } from './content.ts';
import { layOut, type Mail } from './layout.ts';

const copies: Record<Language, Copy> = { 'fr-CA': french, 'en-CA': english };

export function writeMail(content: MailContent, language: Language): Mail {
  const { greeting, closing, words } = copies[language];
  return layOut({ ...words(content), greeting: greeting(content.firstName), closing }, language);
}
