import * as z from 'zod/mini';
import { httpConfig } from '../../shared/http/config.ts';

/** Public and without state: it needs neither the table nor the keys. */
export const referenceConfig = z.pick(httpConfig, { VALIDATE_ANSWERS: true });
