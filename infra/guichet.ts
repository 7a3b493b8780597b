/** Stages × stacks, and the rules they are checked against. */
import { App, Validations } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { ApiStack } from './api-stack.ts';
import { DataStack } from './data-stack.ts';
import { JobsStack } from './jobs-stack.ts';
import { stages, type StageName } from './stages.ts';

export const stageNames = Object.keys(stages) as StageName[];

const context = {
  ...featureFlags,
  // What another stack stands on cannot be removed or replaced under it.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
};

/** Without `validate` neither cdk-nag nor the template validator looks at it: 1 s instead of 4. */
export function guichet(options: {
  stages: readonly StageName[];
  validate: boolean;
  outdir?: string;
}) {
  const app = new App({
    context,
    analyticsReporting: false,
    builtinCloudFormationValidation: options.validate,
    ...(options.outdir === undefined ? {} : { outdir: options.outdir }),
  });
  if (options.validate) {
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  }
  for (const name of options.stages) addStage(app, name);
  return app;
}

function addStage(app: App, name: StageName) {
  const stage = { name, settings: stages[name] };
  const data = new DataStack(app, `guichet-${name}-data`, stage);
  const jobs = new JobsStack(app, `guichet-${name}-jobs`, stage, data);
  new ApiStack(app, `guichet-${name}-api`, stage, data, jobs);
}
