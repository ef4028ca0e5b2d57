import { Command } from 'commander';
import { onRun } from '../context.ts';
import { UsageError } from '../output/failures.ts';
import type { DownloadFlags } from './download-flags.ts';
import { addFilterFlags, addTransferFlags } from './flags.ts';

/** `files download`. */
export function filesDownloadCommand(): Command {
  const command = new Command('download')
    .description('Download files and folders')
    .argument('[remote...]', 'paths, ids, or patterns such as /logs/*.txt')
    .option('--file-id <id>', 'one more of them')
    .option(
      '-o, --output <path>',
      'the file or folder it becomes, a folder that ends with /, or - for standard output (default: its name, here)',
    )
    .option('-r, --recursive', 'folders too, with all that is in them');
  const filter = addFilterFlags(command);
  addTransferFlags(command)
    .option('--range <bytes>', 'only these bytes of one file: 0-499, 500-, -500')
    .option('--preserve-times', 'give files the time that the server has for their content')
    .option('--force', 'replace what is there already, and keep its mode')
    .addHelpText('after', help);
  return onRun<DownloadFlags & { readonly fileId?: string }>(command, async (context, args, flags) => {
    const names = flags.fileId === undefined ? args : [...args, flags.fileId];
    if (names.length === 0) throw new UsageError('Say what to download: filewharf files download /reports/q1.pdf');
    const { download } = await import('./download.ts');
    await download(context, names, flags, filter);
  });
}

const help = `
A file is NAME.partial until all of it is on the disk and its SHA-256 is the server's. A file that is there already
with the same bytes is skipped; any other is only replaced with --force. Of two that would get one name the second
fails. A download that was cut off goes on where it was with the next identical command.

Examples:
  filewharf files download /reports/q1.pdf
  filewharf files download --recursive /archive/2025 -o photos
  filewharf files download /backups/shop.sql -o - | psql shop`;
