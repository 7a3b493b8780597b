import * as z from 'zod/mini';
import { httpConfig } from '../../../shared/http/config.ts';
import { noticeAtSetting } from '../notice-setting.ts';

export const dataAddOnsConfig = z.extend(httpConfig, { NOTICE_AT: noticeAtSetting });
