import type { MetadataReads, Node } from '../../core/metadata.ts';

const mostRemembered = 10_000;

/**
 * Files and folders as the last commit left them, by their ids: what is asked again and again is read from the database once. Only for a
 * database that no other process writes.
 */
export function rememberNodes(reads: Pick<MetadataReads, 'findNode'>) {
  const remembered = new Map<string, Node>();
  /** How often they were dropped: what was read before that may be out of date and is not remembered. */
  let drops = 0;

  return {
    async findNode(id: string): Promise<Node | undefined> {
      const known = remembered.get(id);
      if (known !== undefined) return known;
      const before = drops;
      const node = await reads.findNode(id);
      if (node !== undefined && drops === before) {
        if (remembered.size >= mostRemembered) remembered.clear();
        remembered.set(id, node);
      }
      return node;
    },

    /** To be called at each commit, in the same turn: whatever it changed, nothing is remembered from before it. */
    forget(): void {
      drops += 1;
      remembered.clear();
    },
  };
}
