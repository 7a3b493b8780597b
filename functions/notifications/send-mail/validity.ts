/** How long the links in mails are good. */
export const linkValidity = {
  'registration-link': { days: 7 },
  'password-reset': { hours: 1 },
  'new-email': { hours: 24 },
} as const;

const hour = 3_600_000;

export const validForMs = (template: keyof typeof linkValidity): number => {
  const validity: { days?: number; hours?: number } = linkValidity[template];
  return ((validity.days ?? 0) * 24 + (validity.hours ?? 0)) * hour;
};

/** Days for which an export can be fetched; the export itself says when it ends. */
export const exportKeptDays = 7;
