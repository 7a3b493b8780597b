export { httpConfig as internetConfig } from '../../shared/http/config.ts';
