/** The forms of files, told by their names. */
export type Form = 'ndjson' | 'csv' | 'ipdr';

const endings = new Map<string, Form>([
  ['ndjson', 'ndjson'],
  ['jsonl', 'ndjson'],
  ['json', 'ndjson'],
  ['csv', 'csv'],
  ['xml', 'ipdr'],
]);

/** Undefined when the name says no form. */
export function formOf(name: string): { form: Form; packed: boolean } | undefined {
  const [, ending = '', packed] = /\.([a-z]+)(\.gz)?$/i.exec(name) ?? [];
  const form = endings.get(ending.toLowerCase());
  return form === undefined ? undefined : { form, packed: packed !== undefined };
}
