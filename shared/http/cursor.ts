/**
 * Where a list goes on, in a client's hands: sealed, so that it says nothing and cannot be altered,
 * and bound to who asked for what, so that it opens no other list.
 */
import { open, seal, type SealingKeys } from '../sealing.ts';

/** `position` is a sort key; `context` names the list and its reader. */
export const sealCursor = (keys: SealingKeys, position: string, context: string) =>
  seal(keys, position, `cursor ${context}`);

/** Undefined when it is not a cursor of this list and reader. */
export const openCursor = (keys: SealingKeys, cursor: string, context: string) =>
  open(keys, cursor, `cursor ${context}`);
