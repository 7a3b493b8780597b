import * as z from 'zod/mini';
import { setting } from '../../../shared/config.ts';

export const fulfilConfig = z.object({ TABLE_NAME: setting() });
