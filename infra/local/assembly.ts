/** The synthesized templates, as `cdk synth` leaves them on disk: nothing is resolved here. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import { StackFailure } from './failure.ts';

const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
  Parameters: z
    .record(z.string(), z.object({ Type: z.string(), Default: z.unknown().optional() }))
    .default({}),
  Outputs: z
    .record(
      z.string(),
      z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }),
    )
    .default({}),
});
type Template = z.output<typeof template>;

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      environment: z.string().optional(),
      properties: z
        .object({ templateFile: z.string().optional(), stackName: z.string().optional() })
        .optional(),
    }),
  ),
});

const assets = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string() }) })),
});

export type Resource = {
  stack: string;
  id: string;
  type: string;
  properties: Readonly<Record<string, unknown>>;
};

export type Assembly = {
  region: string;
  templates: ReadonlyMap<string, Template>;
  resources: readonly Resource[];
  /** Folder of the code that a function's `S3Key` names. */
  assetFolder(stack: string, key: string): string;
};

/** Stacks that fix no region are thought to be in this one. */
const usualRegion = 'ca-central-1';

/** Reads every stack of `folder`, or of the stage inside it where the app nests its stages. */
export function readAssembly(folder: string, stage: string): Assembly {
  const nested = join(folder, `assembly-${stage}`);
  const home = existsSync(nested) ? nested : folder;
  const files = globSync('*.template.json', { cwd: home }).sort();
  if (files.length === 0)
    throw new StackFailure(`There are no templates in ${folder}: synthesize the stacks into it.`);
  const stacks = files.map((file) => ({ ...describe(home, file), file: join(home, file) }));
  const templates = new Map(
    stacks.map(({ name, file }) => [name, template.parse(readJson(file))] as const),
  );
  return {
    region: stacks.find(({ region }) => region !== undefined)?.region ?? usualRegion,
    templates,
    resources: [...templates].flatMap(([stack, { Resources }]) =>
      Object.entries(Resources).map(([id, { Type, Properties }]) => ({
        stack,
        id,
        type: Type,
        properties: Properties,
      })),
    ),
    assetFolder: (stack, key) => assetFolder(fileOf(stacks, stack), key),
  };
}

/** Name and region of a stack are in the manifest; a template on its own is named by its file. */
function describe(home: string, file: string): { name: string; region: string | undefined } {
  const id = basename(file, '.template.json');
  const path = join(home, 'manifest.json');
  if (!existsSync(path)) return { name: id, region: undefined };
  const artifact = Object.entries(manifest.parse(readJson(path)).artifacts).find(
    ([, { properties }]) => properties?.templateFile === file,
  );
  const region = artifact?.[1].environment?.split('/').at(-1);
  return {
    name: artifact?.[1].properties?.stackName ?? artifact?.[0] ?? id,
    region: region === 'unknown-region' ? undefined : region,
  };
}

const fileOf = (stacks: readonly { name: string; file: string }[], name: string) =>
  stacks.find((stack) => stack.name === name)?.file ?? name;

function assetFolder(templateFile: string, key: string): string {
  const file = templateFile.replace(/\.template\.json$/, '.assets.json');
  const hash = basename(key, '.zip');
  const asset = existsSync(file) ? assets.parse(readJson(file)).files[hash] : undefined;
  if (asset === undefined)
    throw new StackFailure(`The code ${key} is not among the assets of ${file}: synthesize again.`);
  return resolve(dirname(file), asset.source.path);
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
