import { useState, type ReactNode } from 'react';
import { client } from '../session/session.ts';
import type { Entry } from './listing.ts';

/** Of images that the server makes small ones of. */
const pictured = /\.(?:gif|jpe?g|png|webp)$/i;

/** A small picture of an image, where there is one. */
export function Thumbnail({ entry }: { readonly entry: Entry }): ReactNode {
  const [isMissing, setIsMissing] = useState(false);
  if (isMissing || entry.type !== 'file' || entry.size === 0 || !pictured.test(entry.name)) return null;
  return <img className="thumbnail" src={client.files.thumbnailUrl(entry.id)} alt="" onError={() => setIsMissing(true)} />;
}
