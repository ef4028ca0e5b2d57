import type { Argument, Command, Option } from 'commander';

export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** What a value is, by which the words that fit are found. */
export type ValueKind = 'remote' | 'profile' | 'key' | 'share' | 'user' | 'pipeline' | 'file' | 'none';

/** What can stand at the cursor. */
export type Completion =
  { readonly candidates: readonly Candidate[] } | { readonly kind: ValueKind; readonly prefix: string; readonly word: string };

const kindOfArgument: Readonly<Record<string, ValueKind>> = {
  remote: 'remote',
  folder: 'remote',
  path: 'remote',
  'key-id': 'key',
  'share-id': 'share',
  user: 'user',
  pipeline: 'pipeline',
  src: 'file',
  local: 'file',
};

const kindOfFlag: Readonly<Record<string, ValueKind>> = {
  '--profile': 'profile',
  '--save-to-profile': 'profile',
  '--folder': 'remote',
  '--root': 'remote',
  '--user': 'user',
  '--transfer-files-to': 'user',
  '--api-key-file': 'file',
  '--input': 'file',
  '--output': 'file',
  '--config': 'file',
  '--data-dir': 'file',
  '--filter-from': 'file',
  '--file': 'file',
  '--pipelines-dir': 'file',
  '--tls-cert': 'file',
  '--tls-key': 'file',
  '--master-key-file': 'file',
  '--mock-rules': 'file',
};

/**
 * What fits at the end of these words; the last one is the word that is being typed, and may be empty. Words of a flag are looked up in
 * the commands themselves, so that nothing here has to be kept in step with them.
 */
export function complete(program: Command, words: readonly string[]): Completion {
  const word = words.at(-1) ?? '';
  let command = program;
  let position = 0;
  let pending: Option | undefined;
  let onlyArguments = false;
  for (const earlier of words.slice(0, -1)) {
    if (pending !== undefined) {
      pending = undefined;
    } else if (!onlyArguments && earlier === '--') {
      onlyArguments = true;
    } else if (!onlyArguments && earlier.startsWith('-') && earlier !== '-') {
      if (!earlier.includes('=')) pending = takesValue(flagOf(command, earlier));
    } else {
      const next: Command | undefined =
        position === 0 && !onlyArguments ? command.commands.find((other) => named(other, earlier)) : undefined;
      if (next === undefined) position += 1;
      else command = next;
    }
  }
  if (pending !== undefined) return valueOf(pending, word, '');
  if (!onlyArguments && word.startsWith('-')) {
    const at = word.indexOf('=');
    const option = at === -1 ? undefined : takesValue(flagOf(command, word.slice(0, at)));
    if (option !== undefined) return valueOf(option, word.slice(at + 1), word.slice(0, at + 1));
    return { candidates: startingWith(word, flagsOf(command)) };
  }
  if (position === 0 && command.commands.length > 0) {
    const commands = command.createHelp().visibleCommands(command);
    return {
      candidates: startingWith(
        word,
        commands.map((sub) => ({ value: sub.name(), description: sub.description() })),
      ),
    };
  }
  const argument = command.registeredArguments[position] ?? lastVariadic(command.registeredArguments);
  if (argument?.argChoices !== undefined) {
    return {
      candidates: startingWith(
        word,
        argument.argChoices.map((value) => ({ value, description: '' })),
      ),
    };
  }
  return { kind: argument === undefined ? 'none' : (kindOfArgument[argument.name()] ?? 'none'), prefix: '', word };
}

const named = (command: Command, word: string): boolean => command.name() === word || command.aliases().includes(word);

function lastVariadic(registered: readonly Argument[]): Argument | undefined {
  const last = registered.at(-1);
  return last?.variadic === true ? last : undefined;
}

/** The command and those it is in. */
function* chain(command: Command): Generator<Command> {
  for (let current: Command | null = command; current !== null; current = current.parent) yield current;
}

function flagOf(command: Command, flag: string): Option | undefined {
  for (const holder of chain(command)) {
    const option = holder.options.find(({ short, long }) => short === flag || long === flag);
    if (option !== undefined) return option;
  }
  return undefined;
}

const takesValue = (option: Option | undefined): Option | undefined =>
  option?.required === true || option?.optional === true ? option : undefined;

function valueOf(option: Option, word: string, prefix: string): Completion {
  if (option.argChoices !== undefined) {
    const choices = option.argChoices.map((value) => ({ value: `${prefix}${value}`, description: '' }));
    return { candidates: startingWith(`${prefix}${word}`, choices) };
  }
  return { kind: kindOfFlag[option.long ?? ''] ?? 'none', prefix, word };
}

function flagsOf(command: Command): readonly Candidate[] {
  const flags: Candidate[] = [];
  for (const holder of chain(command)) {
    for (const option of holder.createHelp().visibleOptions(holder)) {
      if (option.long !== undefined && option.long !== null && !flags.some(({ value }) => value === option.long))
        flags.push({ value: option.long, description: option.description });
    }
  }
  return flags;
}

const startingWith = (word: string, candidates: readonly Candidate[]): readonly Candidate[] =>
  candidates.filter(({ value }) => value.startsWith(word));
