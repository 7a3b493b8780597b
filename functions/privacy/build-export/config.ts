import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';

export const buildExportConfig = z.object({ TABLE_NAME: setting() });
