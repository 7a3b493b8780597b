export { httpConfig as privacyConfig } from '../../shared/http/config.ts';
