import type { Member, Principal } from '../access/principal.ts';
import { authorizedFile, authorizedFolder } from '../access/rights.ts';
import type { Clock } from '../clock.ts';
import type { FileNode, MetadataStore, Node } from '../metadata.ts';
import type { Activity, ActivityAction, NewActivity } from '../metadata-activity.ts';

type Doer = Pick<NewActivity, 'userNumber' | 'keyNumber' | 'shareNumber'>;

/** Who does it, as it is kept. */
export const doneBy = (by: Principal): Doer =>
  by.kind === 'member'
    ? { userNumber: by.userNumber, keyNumber: by.keyNumber, shareNumber: null }
    : { userNumber: null, keyNumber: null, shareNumber: by.shareNumber };

/** The row of what was done with a node, which is as it is afterwards. */
export const activityOf = (
  node: Pick<Node, 'id' | 'parentId' | 'name'>,
  action: ActivityAction,
  by: Doer,
  at: number,
  oldName: string | null = null,
): NewActivity => ({ action, nodeId: node.id, folderId: node.parentId, name: node.name, oldName, at, ...by });

/** A rename, or a move, with whatever name it has afterwards. */
export function changeOfPlace(
  before: Pick<Node, 'parentId' | 'name'>,
  after: Pick<Node, 'id' | 'parentId' | 'name'>,
  by: Doer,
  at: number,
): NewActivity {
  const oldName = after.name === before.name ? null : before.name;
  return activityOf(after, after.parentId === before.parentId ? 'renamed' : 'moved', by, at, oldName);
}

const rowsPerBatch = 1000;
/** Downloads are written together, this long after the first of them. */
const writeDelayMilliseconds = 1000;

export interface ActivityQuery {
  /** The number of the last one that was seen. */
  readonly before: number | undefined;
  readonly limit: number;
}

export type Activities = ReturnType<typeof createActivities>;

/** What was done with files and folders: the newest first. */
export function createActivities({ metadata, clock }: { metadata: MetadataStore; clock: Clock }) {
  let waiting: NewActivity[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const rows = waiting;
    waiting = [];
    if (rows.length > 0) {
      writing = writing
        .then(() =>
          metadata.write(async (tx) => {
            for (const row of rows) await tx.insertActivity(row);
          }),
        )
        // A full disk must not end a download that is done: what is lost is that somebody had it.
        .catch(() => undefined);
    }
    return writing;
  }

  return {
    async ofFile(member: Member, id: string, { before, limit }: ActivityQuery): Promise<readonly Activity[]> {
      const { id: nodeId } = await authorizedFile(metadata, member, 'history', id);
      return metadata.listActivity({ nodeId, before, limit });
    },

    /** Of the folder itself and of what lies, or lay, directly in it; null: of the top. */
    async ofFolder(member: Member, id: string | null, { before, limit }: ActivityQuery): Promise<readonly Activity[]> {
      const { id: nodeId } = await authorizedFolder(metadata, member, 'history', id);
      return metadata.listActivity({ nodeId, before, limit });
    },

    /** Notes a download, without a write for each: a crash loses those of the last second. */
    downloaded(by: Principal, file: FileNode): void {
      waiting.push(activityOf(file, 'downloaded', doneBy(by), clock()));
      timer ??= setTimeout(() => void flush(), writeDelayMilliseconds).unref();
    },

    /** Writes what waits. */
    flush,

    async prune(before: number): Promise<void> {
      while ((await metadata.write((tx) => tx.pruneActivity(before, rowsPerBatch))) === rowsPerBatch);
    },
  };
}
