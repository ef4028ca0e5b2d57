import { FilewharfError, type Group, type User } from '@filewharf/sdk';
import { client } from '../session/session.ts';
import { texts } from '../texts.ts';

/** As the server compares names. */
const isSame = (one: string, other: string): boolean => one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase();

/** The user of this name; throws in words for the dialog when there is none. */
export async function userNamed(username: string): Promise<User> {
  for await (const user of client.users.list({ query: username, perPage: 100 })) if (isSame(user.username, username)) return user;
  throw new FilewharfError(texts.people.noUser(username));
}

/** The group of this name; throws in words for the dialog when there is none. */
export async function groupNamed(name: string): Promise<Group> {
  for await (const group of client.groups.list({ query: name })) if (isSame(group.name, name)) return group;
  throw new FilewharfError(texts.people.noGroup(name));
}
