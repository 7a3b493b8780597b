import { describe, expect, it } from 'vitest';
import {
  factorChanges,
  forwardingChanges,
  type MailContent,
} from '../../functions/notifications/send-mail/content.ts';
import { writeMail } from '../../functions/notifications/send-mail/templates.ts';
import type { ShownChange } from '../../shared/tv/upcoming-view.ts';

const languages = ['fr-CA', 'en-CA'] as const;
const link = 'https://account.example.com/complete#AbC_123-x';

/** Of every kind; what the operator calls things is hostile where the test is about that. */
function catalogChanges(called: string): ShownChange[] {
  const name = { fr: `${called} fr`, en: `${called} en` };
  const at = { id: 'x', name, effectiveFrom: '2026-12-30' };
  const within = { id: 'y', name: { fr: 'Forfait Films', en: 'Movies package' } };
  const price = (amount: number) => ({ amount, currency: 'CAD' as const });
  const later = { effectiveFrom: '2027-01-01' };
  return [
    ...(['price-up', 'price-down'] as const).map((kind) => ({
      ...{ ...at, kind, of: 'package' as const, before: price(1600), after: price(1850) },
    })),
    { ...at, kind: 'channel-ends', of: 'channel', after: '2026-12-30' },
    ...(['channel-leaves', 'channel-joins'] as const).map((kind) => ({
      ...{ ...at, kind, of: 'channel' as const, within },
    })),
    ...(['package-leaves', 'package-joins'] as const).map((kind) => ({
      ...{ ...at, ...later, kind, of: 'package' as const, within },
    })),
    {
      ...{ ...at, ...later, kind: 'class-up', of: 'channel' },
      ...{ before: 'regular', after: 'premium' },
    },
    {
      ...{ ...at, ...later, kind: 'class-down', of: 'channel' },
      ...{ before: 'premium', after: 'basic' },
    },
    { ...at, ...later, kind: 'number-changes', of: 'channel', before: 24, after: 124 },
    ...(['picks-fewer', 'picks-more'] as const).map((kind) => ({
      ...{ ...at, ...later, kind, of: 'plan' as const },
      ...{ before: { regular: 10, premium: 2 }, after: { regular: 8, premium: 1 } },
    })),
  ];
}

const contents = (firstName: string): MailContent[] => [
  { template: 'registration-link', firstName, link },
  { template: 'already-registered', firstName },
  { template: 'account-added', firstName, accountNumber: '50012345678' },
  { template: 'account-added', firstName },
  { template: 'password-reset', firstName, link },
  { template: 'password-changed', firstName },
  { template: 'new-email', firstName, link },
  { template: 'new-email-taken', firstName },
  { template: 'email-change-asked', firstName },
  { template: 'email-changed', firstName },
  ...factorChanges.map((change) => ({
    template: 'second-factor-changed' as const,
    firstName,
    change,
  })),
  { template: 'delegate-invited', firstName, holder: 'Paul Roy', accountNumber: '50012345678' },
  { template: 'delegate-invited', firstName, holder: 'Paul Roy', link },
  { template: 'delegate-rights-changed', firstName, accountNumber: '50012345678' },
  { template: 'delegate-removed', firstName, accountNumber: '50012345678' },
  ...forwardingChanges.map((change) => ({
    ...{ template: 'mailbox-forwarding-changed' as const, firstName, change },
    address: 'chalet@courriel.example.com',
  })),
  ...[
    { more: 0, changesOwn: true },
    { more: 12, changesOwn: false },
  ].map((rest) => ({
    ...{ template: 'catalog-change' as const, firstName, accountNumber: '50012345678', ...rest },
    changes: catalogChanges('Super Écran'),
  })),
  { template: 'export-ready', firstName, link },
  ...[75, 90, 100].flatMap((percent) =>
    [undefined, { price: 1000, bytes: 50e9, cap: 10_000 }, { price: 150, bytes: 1e9 }].map(
      (overage) => ({
        ...{ template: 'usage-notice' as const, firstName, percent, limit: 400e9, overage },
        ...{ periodEnd: '2026-12-08', accountNumber: '50012345678' },
      }),
    ),
  ),
  {
    ...{ template: 'data-add-on-bought', firstName },
    ...{ addOn: '200 Go de plus', periodEnd: '2026-12-01' },
  },
  ...(['tv-changed', 'tv-not-changed'] as const).flatMap((template) =>
    [
      { added: 'RDS, Canal D', removed: '' },
      { added: 'RDS', removed: 'Canal D & cie' },
      { added: '', removed: 'Canal D' },
    ].map((names) => ({ template, firstName, ...names, effectiveDate: '2026-12-01' })),
  ),
  ...(['plan-change-confirmed', 'plan-changed', 'plan-not-changed'] as const).map((template) => ({
    ...{ template, firstName, plan: 'Internet 400', effectiveDate: '2026-12-01' },
  })),
];
const cases = languages.flatMap((language) =>
  contents('Marie').map((content) => ({ language, content, template: content.template })),
);

/** The words a reader of the HTML sees, to compare with the plain text. */
const wordsOf = (html: string) =>
  html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<h1.*<\/h1>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .split(/\s+/)
    .filter((word) => word !== '');

describe('a notice of usage', () => {
  const overage = { price: 1000, bytes: 50e9, cap: 10_000 };
  const notice = {
    ...{ template: 'usage-notice' as const, percent: 90, limit: 400e9, overage },
    ...{ periodEnd: '2026-12-01', accountNumber: '50012345678' },
  };
  const textOf = (content: MailContent, language: (typeof languages)[number]) =>
    writeMail(content, language).text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

  it.each([
    ['en-CA', 90, '90% of the 400 GB', '$10.00, at most $100.00 for the period, before taxes'],
    ['en-CA', 100, 'all of the 400 GB', 'each 50 GB started costs'],
    ['fr-CA', 90, '90 % des 400 Go', '10,00 $, jusqu’à un maximum de 100,00 $'],
    ['fr-CA', 100, 'la totalité des 400 Go', 'se termine le 1er décembre 2026'],
  ] as const)(
    'in %s at %d %% tells what is used and what more costs',
    (language, percent, ...said) => {
      const text = textOf({ ...notice, percent }, language);
      for (const words of said) expect(text).toContain(words);
    },
  );

  it.each([
    ['en-CA', 'costs nothing extra'],
    ['fr-CA', 'Aucuns frais'],
  ] as const)('in %s says that more costs nothing, where it does', (language, said) => {
    expect(textOf({ ...notice, overage: undefined }, language)).toContain(said);
  });
});

describe('a change of the catalog', () => {
  const content = {
    ...{ template: 'catalog-change' as const, firstName: 'Marie', accountNumber: '50012345678' },
    ...{ changes: catalogChanges('Super Écran'), more: 12, changesOwn: true },
  };
  const textOf = (language: (typeof languages)[number], over: object = {}) =>
    writeMail({ ...content, ...over }, language).text.replaceAll(/[\u00a0\u202f]/g, ' ');

  it.each([
    [
      'en-CA',
      [
        'TV on the account ending in 5678 is changing. Prices are before taxes.',
        'From December 30, 2026:\n\n- Super Écran en: $18.50 a month instead of $16.00\n',
        '- Super Écran en is no longer offered\n',
        '- Super Écran en is no longer included in Movies package\n',
        'From January 1, 2027:',
        '- Super Écran en counts as a premium channel in your selection',
        '- Super Écran en moves from number 24 to number 124\n',
        '8 regular and 1 premium channels to choose, instead of 10 and 2',
        'And 12 more: all of them are in your online account',
        'change your channels and packages in your online account, under TV',
      ],
    ],
    [
      'fr-CA',
      [
        'change pour le compte se terminant par 5678. Les prix sont avant les taxes.',
        'À compter du 30 décembre 2026 :\n\n- Super Écran fr : 18,50 $ par mois au lieu de 16,00 $\n',
        '- La chaîne Super Écran fr n’est plus offerte\n',
        '- La chaîne Super Écran fr n’est plus comprise dans Forfait Films\n',
        'À compter du 1er janvier 2027 :',
        'compte dans votre sélection comme chaîne supérieure',
        '- La chaîne Super Écran fr passe du numéro 24 au numéro 124\n',
        'Autres changements : 12.',
        'changez vos chaînes et vos forfaits dans votre espace client, sous Télé',
      ],
    ],
  ] as const)('in %s says what becomes of what, day by day, and what to do', (language, said) => {
    const text = textOf(language);
    for (const words of said) expect(text).toContain(words);
    expect(textOf(language, { more: 0 })).not.toMatch(/And 0|: 0/);
    expect(textOf(language, { changesOwn: false })).toMatch(
      /contact business customer|service à la clientèle d’affaires/,
    );
  });

  it.each(languages)('in %s escapes what the operator calls things', (language) => {
    const hostile = `<b onclick="x('1')">&copy;`;
    const changes = catalogChanges(hostile).map((one) =>
      'within' in one ? { ...one, within: { id: 'y', name: { fr: hostile, en: hostile } } } : one,
    );
    const { html, text } = writeMail({ ...content, changes }, language);
    expect(html).not.toContain('<b ');
    expect(html.match(/<li>/g)).toHaveLength(changes.length);
    expect(html).toContain('&lt;b onclick=&quot;x(&#39;1&#39;)&quot;&gt;&amp;copy;');
    expect(text).toContain(hostile);
  });
});

describe('every mail', () => {
  it.each(cases)(
    '$template in $language names its language and subject',
    ({ language, content }) => {
      const { subject, html } = writeMail(content, language);
      expect(html).toContain(`<html lang="${language}">`);
      expect(html).toContain(`<title>${subject}</title>`);
      expect(subject).not.toMatch(/[\r\n]|Marie/);
      expect(subject.length).toBeLessThanOrEqual(60);
    },
  );

  it.each(cases)('$template in $language says the same in plain text', ({ language, content }) => {
    const { html, text } = writeMail(content, language);
    const plain = text
      .replaceAll(`:\n${link}`, `\n${link}`)
      // Marks of a list, which HTML draws.
      .replaceAll(/^- /gm, '')
      .split(/\s+/);
    expect(wordsOf(html)).toEqual(plain.filter((word) => word !== ''));
    expect(text).not.toMatch(/<\w|&\w+;|undefined/);
  });

  it('differs between the languages', () => {
    for (const content of contents('Marie')) {
      const [french, english] = languages.map((language) => writeMail(content, language));
      expect(french?.subject).not.toBe(english?.subject);
      expect(french?.text).toContain('Bonjour Marie,');
      expect(english?.text).toContain('Hello Marie,');
    }
  });

  const hostile = `<img src=x onerror="alert('1')">&copy;`;
  it.each(languages)('in %s escapes what the operator says of a person', (language) => {
    for (const content of contents(hostile)) {
      const { html, text } = writeMail(content, language);
      expect(html).not.toContain('<img');
      expect(html).toContain(
        '&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;copy;,</p>',
      );
      expect(text).toContain(hostile);
    }
  });
});

it.each(cases.filter(({ content }) => 'link' in content))(
  '$template in $language shows its link to click and to read, and no whole account number',
  ({ language, content }) => {
    const { html, text } = writeMail(content, language);
    expect(html.match(/<a href="([^"]+)"/g)).toEqual([`<a href="${link}"`, `<a href="${link}"`]);
    expect(text).toContain(`\n${link}\n`);
    expect(html + text).not.toContain('50012345678');
  },
);

describe('the registration link', () => {
  const mails = languages.map((language) =>
    writeMail({ template: 'registration-link', firstName: 'Marie', link }, language),
  );

  it('is there to click, to read and in plain text, its token in the fragment', () => {
    for (const { html, text } of mails) {
      expect(html.match(/<a href="([^"]+)"/g)).toEqual([`<a href="${link}"`, `<a href="${link}"`]);
      expect(html).toContain(`>${link}</a>`);
      expect(text).toContain(`\n${link}\n`);
    }
  });

  it('says how long it is valid and what to do afterwards', () => {
    const [french, english] = mails.map(({ text }) => text.replaceAll('\u00a0', ' '));
    expect(french).toContain('valide pendant 7 jours');
    expect(french).toContain('Le lien a expiré? Rien de plus simple : demandez-en un nouveau');
    expect(english).toContain('valid for 7 days');
    expect(english).toContain('Has the link expired? No problem: ask for a new one');
  });

  it('cannot break out of its attribute', () => {
    const { html } = writeMail(
      { template: 'registration-link', firstName: 'Marie', link: `${link}"><b>` },
      'fr-CA',
    );
    expect(html).not.toContain('<b>');
  });
});

it.each(cases.filter(({ content }) => !('link' in content)))(
  '$template in $language holds no link and no whole account number',
  ({ language, content }) => {
    const { html, text } = writeMail(content, language);
    expect(html + text).not.toMatch(/href|https?:|complete#|50012345678/);
  },
);

it.each(languages)('tells in %s which account was added by its last digits', (language) => {
  const { text } = writeMail(
    { template: 'account-added', firstName: 'Marie', accountNumber: '50012345678' },
    language,
  );
  expect(text).toContain(' 5678 ');
});

it.each([
  ['fr-CA', 'Internet 400', '1er décembre 2026'],
  ['en-CA', 'Internet 400', 'December 1, 2026'],
] as const)('tells in %s which plan comes, and when', (language, plan, day) => {
  for (const template of ['plan-change-confirmed', 'plan-changed'] as const) {
    const content = { template, plan, effectiveDate: '2026-12-01' };
    const { text } = writeMail(content, language);
    expect(text).toContain(plan);
    expect(text.replaceAll('\u00a0', ' ')).toContain(day);
  }
});
