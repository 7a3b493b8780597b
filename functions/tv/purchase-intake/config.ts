export { httpConfig as purchaseIntakeConfig } from '../../../shared/http/config.ts';
