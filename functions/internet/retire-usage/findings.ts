/** What the log says of a shard-day that should have been folded months ago; an alarm counts it. */
export const notFolded = 'facts-not-folded';
