import type { Migration } from '../sql.ts';
import { platform } from './0001-platform.ts';

/** Every step of the schema, oldest first. New steps are added at the end; a released step is never changed. */
export const migrations: readonly Migration[] = [platform];
