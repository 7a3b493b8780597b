/** The stage setting of when customers are told of their usage, as functions are given it. */
import * as z from 'zod/mini';
import type { NoticeAt } from './allowance.ts';

/** Percents of the allowance, ascending. */
export const noticeAtSetting = z.string().check(z.regex(/^\d{1,3}( \d{1,3})*$/));

export const noticeAtOf = (setting: string): NoticeAt => setting.split(' ').map(Number);
