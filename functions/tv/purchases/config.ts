export { httpConfig as purchasesConfig } from '../../../shared/http/config.ts';
