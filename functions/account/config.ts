export { httpConfig as accountConfig } from '../../shared/http/config.ts';
