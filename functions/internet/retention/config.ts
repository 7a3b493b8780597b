export { httpConfig as retentionConfig } from '../../../shared/http/config.ts';
