/** From the words of a mail to its HTML and its plain text, which say the same. */
import type { Language } from '../../../shared/http/fields.ts';

export type Mail = { subject: string; html: string; text: string };

export type Paragraph = string | { label: string; href: string } | { list: readonly string[] };
export type Words = { subject: string; greeting: string; body: Paragraph[]; closing: string[] };

export const layOut = (words: Words, language: Language): Mail => ({
  subject: words.subject,
  html: htmlOf(words, language),
  text: textOf(words),
});

const textOf = ({ greeting, body, closing }: Words) =>
  [greeting, ...body.map(plainOf), ...closing].join('\n\n') + '\n';

function plainOf(part: Paragraph): string {
  if (typeof part === 'string') return part;
  if ('list' in part) return part.list.map((line) => `- ${line}`).join('\n');
  return `${part.label}:\n${part.href}`;
}

const paragraphStyle = 'margin:0 0 16px;font-size:16px;line-height:1.5';
/** White on this blue has a contrast above 7:1. */
const buttonStyle =
  'display:inline-block;padding:12px 24px;border-radius:6px;background:#0a4a8f;color:#ffffff;font-weight:bold;text-decoration:none';
const addressStyle = 'color:#0a4a8f;font-size:14px;word-break:break-all';

function htmlOf({ subject, greeting, body, closing }: Words, language: Language): string {
  const paragraphs = [greeting, ...body, ...closing].map((part) => {
    if (typeof part === 'string') return paragraph(escapeHtml(part));
    return 'list' in part ? list(part.list) : action(part);
  });
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(subject)}</title>
</head>
<body lang="${language}" style="margin:0;padding:24px;background:#ffffff;color:#1a1a1a;font-family:Arial,Helvetica,sans-serif">
<div style="max-width:560px;margin:0 auto">
<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escapeHtml(subject)}</h1>
${paragraphs.join('\n')}
</div>
</body>
</html>
`;
}

const paragraph = (html: string) => `<p style="${paragraphStyle}">${html}</p>`;

const list = (lines: readonly string[]) =>
  `<ul style="${paragraphStyle}">\n${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('\n')}\n</ul>`;

/** The address is shown also, for readers whose mail program draws no button. */
function action({ label, href }: { label: string; href: string }) {
  const address = escapeHtml(href);
  return [
    paragraph(`<a href="${address}" style="${buttonStyle}">${escapeHtml(label)}</a>`),
    paragraph(`<a href="${address}" style="${addressStyle}">${address}</a>`),
  ].join('\n');
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
