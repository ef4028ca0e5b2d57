import { Command } from 'commander';
import { apiCommand } from './commands/api.ts';
import { completeCommand, completionCommand } from './commands/completion.ts';
import { configCommand } from './commands/config.ts';
import { doctorCommand } from './commands/doctor.ts';
import { carryCommand } from './commands/files-carry.ts';
import { filesDeleteCommand } from './commands/files-delete.ts';
import { filesDownloadCommand } from './transfer/download-command.ts';
import { filesUploadCommand } from './transfer/upload-command.ts';
import { filesListCommand } from './commands/files-list.ts';
import { filesRetrieveCommand } from './commands/files-retrieve.ts';
import { filesRestoreVersionCommand, filesVersionsCommand } from './commands/files-versions.ts';
import { foldersCommand } from './commands/folders.ts';
import { keysCommand } from './commands/keys.ts';
import { loginCommand, whoamiCommand } from './commands/login.ts';
import { pipelineCommand } from './commands/pipeline.ts';
import { serveCommand } from './commands/serve.ts';
import { shareCommand } from './commands/share.ts';
import { syncChangesCommand } from './commands/sync-changes.ts';
import { syncPullCommand, syncPushCommand, syncStatusCommand } from './sync/sync-commands.ts';
import { trashCommand } from './commands/trash.ts';
import { usersCommand } from './commands/users.ts';
import { createRoot, settle } from './root.ts';

/** The whole command line. Commands are only described here: what they work with is loaded when they run. */
export function createProgram(): Command {
  const program = createRoot();
  add(program, 'The server:', serveCommand());
  add(
    program,
    'Files on a server:',
    new Command('files')
      .description('Files: list, upload, download, retrieve, delete, move, copy, versions, restore-version')
      .addCommand(filesListCommand())
      .addCommand(filesUploadCommand())
      .addCommand(filesDownloadCommand())
      .addCommand(filesRetrieveCommand())
      .addCommand(filesDeleteCommand())
      .addCommand(carryCommand('move', 'files'))
      .addCommand(carryCommand('copy', 'files'))
      .addCommand(filesVersionsCommand())
      .addCommand(filesRestoreVersionCommand()),
  );
  add(program, 'Files on a server:', foldersCommand());
  add(program, 'Files on a server:', trashCommand());
  add(program, 'Files on a server:', shareCommand());
  add(
    program,
    'Files on a server:',
    new Command('sync')
      .description('Keep folders the same: push, pull, changes, status')
      .addCommand(syncPushCommand())
      .addCommand(syncPullCommand())
      .addCommand(syncStatusCommand())
      .addCommand(syncChangesCommand()),
  );
  add(program, 'Data:', pipelineCommand());
  add(program, 'People and keys:', keysCommand());
  add(program, 'People and keys:', usersCommand());
  add(program, 'This command:', loginCommand());
  add(program, 'This command:', whoamiCommand());
  add(program, 'This command:', configCommand());
  add(program, 'This command:', doctorCommand());
  add(program, 'This command:', apiCommand());
  add(program, 'This command:', completionCommand());
  program.addCommand(completeCommand(program), { hidden: true });
  settle(program);
  return program;
}

function add(program: Command, group: string, command: Command): void {
  command.helpGroup(group);
  program.addCommand(command);
}
