/** Which addresses customers are given. */

/**
 * Names that speak for the operator: of RFC 2142, those that certificates are issued by (CA/Browser
 * Forum), and what customers would take for the operator, in both languages. Compared without
 * dots, dashes and underscores: `no-reply` is `no.reply`.
 */
const reserved = new Set([
  ...['abuse', 'admin', 'administrateur', 'administrator', 'aide', 'alert', 'alerte', 'all'],
  ...['billing', 'bounce', 'bounces', 'client', 'clients', 'confidentialite', 'contact'],
  ...['customercare', 'customerservice', 'daemon', 'dns', 'dmarc', 'facturation', 'facture'],
  ...['fraud', 'fraude', 'ftp', 'guichet', 'help', 'helpdesk', 'hostmaster', 'info', 'legal'],
  ...['mail', 'mailerdaemon', 'marketing', 'media', 'moncompte', 'myaccount', 'news', 'nobody'],
  ...['noc', 'noreply', 'nepasrepondre', 'notification', 'notifications', 'operator', 'operateur'],
  ...['paiement', 'paiements', 'payment', 'payments', 'phishing', 'postmaster', 'privacy'],
  ...['registrar', 'root', 'sales', 'securite', 'security', 'service', 'serviceclient', 'services'],
  ...['soutien', 'spam', 'ssladmin', 'ssladministrator', 'sslwebmaster', 'support', 'sysadmin'],
  ...['system', 'systeme', 'technique', 'tech', 'trouble', 'usenet', 'uucp', 'ventes'],
  ...['webmaster', 'www'],
]);

const parts = (address: string) => {
  const [local = '', domain = ''] = address.toLowerCase().split('@', 2);
  return { local, domain };
};

export const domainOf = (address: string) => parts(address).domain;

export const isReserved = (address: string) =>
  reserved.has(parts(address).local.replace(/[._-]/g, ''));

/** What of the address a password must not be made of. */
export const wordsOf = (address: string): string[] => {
  const { local } = parts(address);
  return [address, local, ...local.split(/[._-]/)];
};

/** As mail systems read it: in any case, and whatever is said after a plus. */
const read = (address: string) => {
  const { local, domain } = parts(address);
  return `${local.split('+', 1)[0] ?? ''}@${domain}`;
};

/** Whether mail that is forwarded there comes back, by way of the service's other mailboxes. */
export function isLoop(
  address: string,
  forwardTo: string,
  others: readonly { address: string; forwardTo?: string | undefined }[],
): boolean {
  const next = new Map(
    others
      .filter((one) => one.address !== address)
      .map((one) => [one.address, one.forwardTo] as const),
  );
  const passed = new Set([address]);
  for (let at: string | undefined = read(forwardTo); at !== undefined;) {
    if (passed.has(at)) return true;
    passed.add(at);
    const further: string | undefined = next.get(at);
    at = further === undefined ? undefined : read(further);
  }
  return false;
}
