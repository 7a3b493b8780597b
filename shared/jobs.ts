/** Jobs of which runs are told: started by the clock, or by the operator's systems. */
export const jobNames = ['aggregate-usage', 'retire-usage', 'catalog-notices'] as const;
export type JobName = (typeof jobNames)[number];
