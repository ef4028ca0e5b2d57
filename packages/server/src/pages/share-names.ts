import type { Node } from '../core/metadata.ts';
import type { Share } from '../core/metadata-shares.ts';

const nameOfMany = 'Shared files';
const nameOfRequest = 'Send files';

/** True for a link that only asks for files: who follows it learns no name of what is there, not even the folder's. */
export const isRequest = ({ permissions, nodeCount }: Pick<Share, 'permissions' | 'nodeCount'>): boolean =>
  permissions === 'write' && nodeCount === 1;

/** What the place is called to which the link leads. */
export function nameOfShare(share: Share, only: Node | undefined): string {
  if (share.title !== null && share.title !== '') return share.title;
  if (isRequest(share)) return nameOfRequest;
  return share.nodeCount === 1 && only !== undefined && only.name !== '' ? only.name : nameOfMany;
}
