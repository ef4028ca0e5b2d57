import { Command, Help, type Option } from 'commander';
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
import { foldersCommand } from './commands/folders.ts';
import { keysCommand } from './commands/keys.ts';
import { loginCommand, whoamiCommand } from './commands/login.ts';
import { pipelineCommand } from './commands/pipeline.ts';
import { serveCommand } from './commands/serve.ts';
import { shareCommand } from './commands/share.ts';
import { syncChangesCommand } from './commands/sync-changes.ts';
import { syncPullCommand, syncPushCommand, syncStatusCommand } from './sync/sync-commands.ts';
import { usersCommand } from './commands/users.ts';
import { addGlobalFlags } from './global-flags.ts';
import { commandVersion } from './version.ts';

/** The whole command line. Commands are only described here: what they work with is loaded when they run. */
export function createProgram(): Command {
  const program = addGlobalFlags(
    new Command('filewharf')
      .description('Self-hosted file storage: run the server, and work with the files on one')
      .version(commandVersion())
      .exitOverride()
      // The message is printed by whoever catches it, in the format the user asked for.
      .configureOutput({ outputError: () => undefined })
      // What every command takes is shown with each of them; the first screen is for the commands.
      .configureHelp({
        showGlobalOptions: true,
        // The server is none of this command's clients.
        visibleGlobalOptions: (command) =>
          command.name() === 'serve' ? [] : Help.prototype.visibleGlobalOptions.call(command.createHelp(), command),
        visibleOptions: (command) => (command.parent === null ? ownOptions(command) : allOptions(command)),
      })
      .showHelpAfterError(false),
  );
  program.addHelpText('after', firstSteps);
  const serve = serveCommand();
  add(program, 'The server:', serve);
  add(
    program,
    'Files on a server:',
    new Command('files')
      .description('Files: list, upload, download, retrieve, delete, move, copy')
      .addCommand(filesListCommand())
      .addCommand(filesUploadCommand())
      .addCommand(filesDownloadCommand())
      .addCommand(filesRetrieveCommand())
      .addCommand(filesDeleteCommand())
      .addCommand(carryCommand('move', 'files'))
      .addCommand(carryCommand('copy', 'files')),
  );
  add(program, 'Files on a server:', foldersCommand());
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
  // It has settings of its own, and talks to no server.
  serve.configureHelp({ showGlobalOptions: false });
  return program;
}

const allOptions = (command: Command): Option[] => Help.prototype.visibleOptions.call(command.createHelp(), command);
const ownOptions = (command: Command): Option[] => allOptions(command).filter(({ long }) => long === '--version' || long === '--help');

const firstSteps = `
First steps:
  filewharf serve                     run a server here; it prints a key
  filewharf login                     keep its address and the key
  filewharf files upload report.pdf   put a file in
  filewharf share create /report.pdf  make a link to it

Each command has more help: filewharf files upload --help
`;

function add(program: Command, group: string, command: Command): void {
  command.helpGroup(group);
  program.addCommand(command);
}

/** What the program says of errors and help holds for every command below it. */
function settle(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    settle(command);
  }
}
