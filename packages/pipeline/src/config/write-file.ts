import { stringify } from 'yaml';
import type { PipelineConfig } from './pipeline-file.ts';

export const pipelineFileForms = ['yaml', 'json', 'ts'] as const;
export type PipelineFileForm = (typeof pipelineFileForms)[number];

/**
 * A pipeline as the text of a file.
 * @param schema where the published schema is, relative to the file: editors complete and check by it
 */
export function pipelineFileText(config: PipelineConfig, form: PipelineFileForm, schema: string): string {
  switch (form) {
    case 'json':
      return `${JSON.stringify({ $schema: schema, ...config }, null, 2)}\n`;
    case 'ts':
      return `import type { PipelineConfig } from '@filewharf/pipeline';\n\nexport default ${JSON.stringify(config, null, 2).replace(/^(\s*)"([A-Za-z_]\w*)":/gm, '$1$2:')} satisfies PipelineConfig;\n`;
    default:
      return `# yaml-language-server: $schema=${schema}\n${stringify(config, { lineWidth: 0 })}`;
  }
}
