import { Command, Help, type Option } from 'commander';
import { serveCommand } from './commands/serve.ts';
import { addGlobalFlags } from './global-flags.ts';
import { commandVersion } from './version.ts';

/** What stands above all commands: the global flags, the first screen, and how wrong usage is told. */
export function createRoot(): Command {
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
  return program;
}

/** `filewharf serve` by itself: a server starts without the commands that talk to one, which would take longer to load than it does. */
export function createServeProgram(): Command {
  const program = createRoot();
  program.addCommand(serveCommand());
  settle(program);
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

/** What the program says of errors and help holds for every command below it. */
export function settle(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    settle(command);
  }
}
