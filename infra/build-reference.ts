/** What the reference function serves, laid next to its bundle: the document and its page. */
import { copyFile, cp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openApiDocument } from './openapi.ts';

const page = join(dirname(import.meta.dirname), 'functions/reference/docs');
const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const swaggerUiFiles = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];

export async function buildReference(folder: string) {
  await cp(page, join(folder, 'docs'), { recursive: true });
  for (const file of swaggerUiFiles) {
    await copyFile(join(swaggerUi, file), join(folder, 'docs', file));
  }
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(openApiDocument()));
}
