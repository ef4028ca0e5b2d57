import { Command } from 'commander';
import { onRun } from '../context.ts';
import { addFilterFlags, addTransferFlags } from './flags.ts';
import type { UploadFlags } from './upload-flags.ts';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `files upload`. */
export function filesUploadCommand(): Command {
  const command = new Command('upload')
    .description('Upload files and folders')
    .argument('[src...]', 'files and folders, or - for standard input; last where they go: a path that begins with /, or an id')
    .option('--file <@path>', 'one more source', collect)
    .option('--name <name>', 'the name of what comes from standard input')
    .option('-r, --recursive', 'folders too, with all that is in them');
  const filter = addFilterFlags(command);
  addTransferFlags(command)
    .option('--chunk-size <bytes>', 'larger files go in chunks of so many bytes; each one on its way is in memory', '8M')
    .option('--checksum', 'skip files of which the server has the same bytes already')
    .option('--if-exists <how>', 'what to do with a name that is taken: fail, skip, overwrite (a new version) or rename', 'overwrite')
    .option('--no-clobber', 'the same as --if-exists skip')
    .option('--encrypt', 'have the server keep it encrypted')
    .option('--no-encrypt', 'have the server keep it as it is')
    .addHelpText('after', help);
  return onRun<UploadFlags>(command, async (context, args, flags) => {
    const { upload } = await import('./upload.ts');
    await upload(context, args, flags, filter);
  });
}

const help = `
Where it goes:
  A path that ends with / is a folder, and made when it is missing; so is one that is there. Any other path becomes
  the name of the one source. Without one, files go to the top folder.

Every file's SHA-256 is compared with the server's afterwards. What arrived otherwise is removed again, or gives way
to the version before it. An upload that was cut off is continued by the next identical command, within an hour,
unless the file has been touched since.

Examples:
  filewharf files upload report.pdf /reports/
  filewharf files upload --recursive photos /archive/2025
  pg_dump shop | filewharf files upload - /backups/shop.sql`;
