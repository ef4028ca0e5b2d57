import type { ErrorReport } from './error-report.ts';
import type { Format } from './format.ts';
import { compactJson, jsonText } from './format-json.ts';
import { prettyBox, prettyTitle } from './format-pretty.ts';
import { yamlText } from './format-yaml.ts';
import { oneLine } from './safe-text.ts';
import { painter, type Terminal } from './terminal.ts';
import { gjson } from './transform/gjson.ts';

export interface ErrorPrinting {
  readonly format: Format;
  /** GJSON path into the document. A path that leads nowhere is ignored. */
  readonly transform: string | undefined;
  readonly terminal: Terminal;
  /** Stderr is a stream of events for a program: then `auto` is one more event. */
  readonly asEvent: boolean;
}

/** An error as text for stderr, with its line end. */
export function errorText({ lines, document }: ErrorReport, { format, transform, terminal, asEvent }: ErrorPrinting): string {
  const found = transform === undefined ? undefined : gjson(document, transform);
  const value = found ?? document;
  const paint = painter(terminal.color);
  switch (format) {
    case 'auto':
      if (asEvent) return `${compactJson({ type: 'error', ...document })}\n`;
      if (found !== undefined) return `${typeof found === 'string' ? oneLine(found) : compactJson(found)}\n`;
      return lines.map((line, index) => `${index === 0 ? `${paint('red', 'filewharf:')} ` : ''}${oneLine(line)}\n`).join('');
    case 'json':
    case 'explore':
      return `${jsonText(value, terminal.color ? paint : undefined)}\n`;
    case 'jsonl':
    case 'raw':
      return `${compactJson(value)}\n`;
    case 'yaml':
      return yamlText(value);
    case 'pretty':
      return prettyTitle('error', terminal) + prettyBox(found ?? document.error, terminal);
  }
}
