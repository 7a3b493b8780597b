/**
 * The app that `cdk` runs. `-c stage=dev` leaves the other stages out, `-c guichet:validate=false`
 * the checks, for the local stack.
 */
import { App } from 'aws-cdk-lib';
import { guichet, stageNames } from './guichet.ts';

const { node: asked } = new App({ autoSynth: false });
const only: unknown = asked.tryGetContext('stage');

guichet({
  stages: stageNames.filter((name) => only === undefined || only === name),
  validate: asked.tryGetContext('guichet:validate') !== 'false',
}).synth();
