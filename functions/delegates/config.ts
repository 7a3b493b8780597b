export { httpConfig as delegatesConfig } from '../../shared/http/config.ts';
