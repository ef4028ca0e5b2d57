import type { NodeDetails } from '../metadata-tree.ts';
import type { Member } from '../access/principal.ts';

/** What is kept of the one who changes a file or folder. */
export function changedBy(member: Member): Pick<NodeDetails, 'modifiedBy' | 'modifiedByKey'> {
  return { modifiedBy: member.userNumber, modifiedByKey: member.keyNumber };
}

/** What is kept of the one who makes a file or folder. */
export function madeBy(member: Member): Pick<NodeDetails, 'createdBy' | 'createdByKey' | 'modifiedBy' | 'modifiedByKey'> {
  return { createdBy: member.userNumber, createdByKey: member.keyNumber, ...changedBy(member) };
}
