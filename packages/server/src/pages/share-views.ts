import type { FastifyReply, FastifyRequest } from 'fastify';
import { right } from '../core/access/access.ts';
import type { Clock } from '../core/clock.ts';
import type { Core } from '../core/core.ts';
import type { FileNode, FolderNode, Node } from '../core/metadata.ts';
import { renderPage, type Html, type Page } from './page.ts';
import { pathsOf, type EnteredShare } from './share-door.ts';
import { folderPage, trailOf } from './share-folder-html.ts';
import { filePage } from './share-html.ts';
import { describeFile, describeFolder, describeShare } from './share-json.ts';
import { previewOf, type Preview } from './share-preview.ts';
import { nameOfShare } from './share-names.ts';
import { placeIn, placeText } from './share-place.ts';
import { numberOf, queryOf, wantsJson } from './share-request.ts';

/** Rows of a folder's page. */
const perPage = 200;

export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(renderPage(page));
}

/** What is shared, as pages for people and JSON for programs. */
export function shareViews({
  core,
  clock,
  onInternalError,
}: {
  core: Core;
  clock: Clock;
  onInternalError: (error: unknown, request: FastifyRequest) => void;
}) {
  const tree = core.sharedTree;
  const mayDownload = ({ visitor }: EnteredShare): boolean => (visitor.rights & right.read) !== 0;

  /** The folder that is all of the share. */
  function onlyFolder({ share, nodes }: EnteredShare): FolderNode | undefined {
    const [only] = nodes;
    return share.nodeCount === 1 && only?.kind === 'folder' ? only : undefined;
  }

  /** Where a folder's page is: a link to one folder is that folder. */
  function folderPath(request: FastifyRequest, entered: EnteredShare, id: string): string {
    const paths = pathsOf(request);
    return onlyFolder(entered)?.id === id ? paths.page : paths.folder(id);
  }

  /** What the folder is called to this visitor. */
  function nameOf(entered: EnteredShare, folder: FolderNode): string {
    return onlyFolder(entered)?.id === folder.id || folder.name === '' ? nameOfShare(entered.share, folder) : folder.name;
  }

  async function trail(request: FastifyRequest, entered: EnteredShare, node: Node): Promise<Html> {
    const { share, visitor } = entered;
    const folder = node.kind === 'folder' ? node : await tree.folderOf(visitor, node);
    const folders = folder === undefined ? [] : await tree.trail(visitor, folder);
    return trailOf([
      ...(share.nodeCount > 1 ? [{ name: nameOfShare(share, undefined), href: pathsOf(request).page }] : []),
      ...folders.map((one) => ({ name: nameOf(entered, one), href: folderPath(request, entered, one.id) })),
      ...(node.kind === 'file' ? [{ name: node.name, href: undefined }] : []),
    ]);
  }

  async function folder(request: FastifyRequest, reply: FastifyReply, entered: EnteredShare, shown: FolderNode): Promise<FastifyReply> {
    const { share, visitor } = entered;
    const paths = pathsOf(request);
    const after = placeIn(queryOf(request, 'after'));
    const { next, ...found } = await tree.list(visitor, shown.id, { after, limit: perPage });
    const mayUpload = await tree.mayUpload(visitor, shown);
    const here = folderPath(request, entered, shown.id);
    const nextPage = next === undefined ? undefined : `${here}?after=${placeText(next)}`;
    if (wantsJson(request, 'page')) return reply.send(describeFolder(shown, found, { share, nextPage, mayUpload }, paths));
    return sendPage(
      reply,
      folderPage({
        share,
        paths,
        name: nameOf(entered, shown),
        words: onlyFolder(entered)?.id === shown.id ? share.description : null,
        trail: await trail(request, entered, shown),
        ...found,
        firstPage: after === undefined ? undefined : here,
        nextPage,
        archive: mayDownload(entered) ? `${paths.folder(shown.id)}/download` : undefined,
        mayDownload: mayDownload(entered),
        looksInside: tree.looksInside(visitor),
        toFolders: false,
        upload: mayUpload ? paths.folder(shown.id) : undefined,
        uploaded: numberOf(request, 'uploaded', 0),
        now: clock(),
      }),
    );
  }

  async function file(request: FastifyRequest, reply: FastifyReply, entered: EnteredShare, shown: FileNode): Promise<FastifyReply> {
    const { share, visitor } = entered;
    const paths = pathsOf(request);
    const isShare = entered.file?.id === shown.id;
    if (wantsJson(request, 'page')) {
      return reply.send(isShare ? describeShare(entered, paths) : describeFile(shown, share, paths));
    }
    let preview: Preview | undefined;
    try {
      preview = await previewOf(core, visitor, shown);
    } catch (error) {
      // The rest of the page is still true, and the download will tell what is wrong.
      onInternalError(error, request);
    }
    return sendPage(
      reply,
      filePage({
        share,
        file: shown,
        bytesPath: isShare ? paths.bytes : `${paths.file(shown.id)}/download`,
        mayDownload: mayDownload(entered),
        title: isShare ? share.title : null,
        words: isShare ? share.description : null,
        preview,
        trail: isShare ? undefined : await trail(request, entered, shown),
        now: clock(),
      }),
    );
  }

  return {
    folder,
    file,
    folderPath,

    /** What the link leads to. */
    async share(request: FastifyRequest, reply: FastifyReply, entered: EnteredShare): Promise<FastifyReply> {
      const { share, nodes } = entered;
      const only = onlyFolder(entered);
      if (only !== undefined) return folder(request, reply, entered, only);
      if (entered.file !== undefined) return file(request, reply, entered, entered.file);
      const paths = pathsOf(request);
      if (wantsJson(request, 'page')) return reply.send(describeShare(entered, paths));
      return sendPage(
        reply,
        folderPage({
          share,
          paths,
          name: nameOfShare(share, undefined),
          words: share.description,
          trail: trailOf([]),
          folders: nodes.filter((node) => node.kind === 'folder'),
          files: nodes.filter((node) => node.kind === 'file'),
          total: nodes.length,
          firstPage: undefined,
          nextPage: undefined,
          archive: mayDownload(entered) ? paths.bytes : undefined,
          mayDownload: mayDownload(entered),
          looksInside: true,
          toFolders: (entered.visitor.rights & right.write) !== 0 && nodes.some((node) => node.kind === 'folder'),
          upload: undefined,
          uploaded: 0,
          now: clock(),
        }),
      );
    },
  };
}
