export { httpConfig as clientsConfig } from '../../../shared/http/config.ts';
