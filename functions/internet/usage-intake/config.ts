export { httpConfig as usageIntakeConfig } from '../../../shared/http/config.ts';
