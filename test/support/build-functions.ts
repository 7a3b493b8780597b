export { buildFunctions as setup } from '../../infra/build.ts';
