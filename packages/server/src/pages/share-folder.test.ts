import { describe, expect, it, vi } from 'vitest';
import type { NewBundle } from '../core/sharing/bundles.ts';
import { newMember, put } from '../core/core.test-setup.ts';
import { addressHeader, asPerson, asProgram, openTestPages, postPassword } from './share.test-setup.ts';

const all = { filters: [], limit: 100 };

/** `Docs` with `a.txt`, `b.png` and `Deep/c.txt`; `top.txt` and `Other/secret.txt` beside it. */
async function shared(terms: Partial<NewBundle> = {}) {
  const pages = await openTestPages();
  const { core, admin, url } = pages;
  const docs = await core.folders.create(admin, { name: 'Docs', parentId: null });
  const deep = await core.folders.create(admin, { name: 'Deep & down', parentId: docs.id });
  const other = await core.folders.create(admin, { name: 'Other', parentId: null });
  const files = {
    a: await put(pages, admin, { name: 'a.txt', folderId: docs.id, bytes: 'text of a' }),
    b: await put(pages, admin, { name: 'b.png', folderId: docs.id, bytes: 'picture' }),
    c: await put(pages, admin, { name: 'c.txt', folderId: deep.id, bytes: 'text of c' }),
    top: await put(pages, admin, { name: 'top.txt', bytes: 'text of top' }),
    secret: await put(pages, admin, { name: 'secret.txt', folderId: other.id, bytes: 'top secret' }),
  };
  const { share, code } = await core.bundles.create(admin, { paths: ['Docs'], ...terms });
  const page = `${url}/s/${code}`;
  const path = `/s/${code}`;
  return { ...pages, ...files, docs, deep, other, share, code, page, path };
}

/** What a visitor gets, without the style. */
const read = async (url: string, init: RequestInit = {}): Promise<string> =>
  (await (await fetch(url, { headers: asPerson, ...init })).text()).replace(/<style>[^]*<\/style>/, '');

/** The entries of an archive by its central directory. */
function entriesOf(zip: Buffer): string[] {
  const names: string[] = [];
  const end = zip.length - 22;
  for (let at = zip.readUInt32LE(end + 16); names.length < zip.readUInt16LE(end + 10);) {
    const [nameBytes, extraBytes] = [zip.readUInt16LE(at + 28), zip.readUInt16LE(at + 30)];
    names.push(zip.toString('utf8', at + 46, at + 46 + nameBytes));
    at += 46 + nameBytes + extraBytes;
  }
  return names.sort();
}

function form(...files: readonly (readonly [name: string, bytes: string])[]): FormData {
  const data = new FormData();
  for (const [name, bytes] of files) data.append('file', new Blob([bytes]), name);
  return data;
}

describe('a shared folder', () => {
  it('lists what is in it, with ways in, out and home', async () => {
    const t = await shared({ description: 'Two <b>lines</b>' });
    const response = await fetch(t.page, { headers: asPerson });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    const page = await response.text();
    expect(page).toContain('<title>Docs - Filewharf</title>');
    expect(page).toContain('3 items');
    expect(page).toContain('Two &#60;b&#62;lines');
    expect(page).toContain(`href="${t.path}/folders/${t.deep.id}"`);
    expect(page).toContain('Deep &#38; down');
    expect(page).toContain(`href="${t.path}/files/${t.a.id}"`);
    expect(page).toContain(`href="${t.path}/files/${t.a.id}/download" aria-label="Download a.txt"`);
    expect(page).toContain(`href="${t.path}/folders/${t.docs.id}/download"`);
    for (const absent of ['<form', 'class="trail"', 'class="pages"', 'secret', 'top.txt', '<script']) expect(page).not.toContain(absent);

    const inner = await read(`${t.page}/folders/${t.deep.id}`);
    expect(inner).toContain('<h1><bdi>Deep &#38; down</bdi></h1>');
    expect(inner).toContain(`<a href="${t.path}"><bdi>Docs</bdi></a>`);
    expect(inner).toContain('c.txt');
    const file = await read(`${t.page}/files/${t.c.id}`);
    expect(file).toContain('text of c');
    expect(file).toContain(`<a href="${t.path}/folders/${t.deep.id}"><bdi>Deep &#38; down</bdi></a>`);
    expect(file).toContain(`<a class="button" href="${t.path}/files/${t.c.id}/download">`);
    expect(await read(`${t.page}/files/${t.b.id}`)).toContain(`<img src="${t.path}/files/${t.b.id}/download?inline=1"`);
    expect(await read(`${t.page}/files/${t.c.id}/download`)).toBe('text of c');
    expect((await fetch(`${t.page}/files/${t.b.id}/download?inline=1`)).headers.get('content-disposition')).toBe(
      'inline; filename="b.png"',
    );
  });

  it('is called what its owner calls it', async () => {
    const t = await shared({ title: 'For <you>' });
    expect(await read(t.page)).toContain('<h1><bdi>For &#60;you&#62;</bdi></h1>');
    expect(await read(`${t.page}/folders/${t.deep.id}`)).toContain(`<a href="${t.path}"><bdi>For &#60;you&#62;</bdi></a>`);
    const several = await shared({ title: 'For you', paths: ['Docs', 'top.txt'] });
    expect(await read(several.page)).toContain('<h1><bdi>For you</bdi></h1>');
    expect(await read(`${several.page}/folders/${several.docs.id}`)).toContain('<li aria-current="page"><bdi>Docs</bdi></li>');
    const file = await shared({ title: 'For you', description: 'Read it', paths: ['top.txt'] });
    const page = await read(file.page);
    expect(page).toMatch(/<h1 class="title"><bdi>For you<\/bdi><\/h1>[^]*Read it[^]*<h2><bdi>top\.txt<\/bdi><\/h2>/);
    expect(page.match(/Read it/g)).toHaveLength(1);
    expect(await (await fetch(file.page, { headers: asProgram })).json()).toMatchObject({ title: 'For you', message: 'Read it' });
  });

  it('together with others is one of the things behind the link', async () => {
    const t = await shared({ paths: ['Docs', 'top.txt'] });
    const page = await read(t.page);
    expect(page).toContain('<h1><bdi>Shared files</bdi></h1>');
    expect(page).toContain('2 items');
    expect(page).toContain(`href="${t.path}/files/${t.top.id}"`);
    expect(page).toContain(`<a class="button" href="${t.path}/download">`);
    const inner = await read(`${t.page}/folders/${t.docs.id}`);
    expect(inner).toContain(`<a href="${t.path}"><bdi>Shared files</bdi></a>`);
    expect(inner).toContain('<li aria-current="page"><bdi>Docs</bdi></li>');
    expect(await read(`${t.page}/files/${t.top.id}`)).toContain(`<a href="${t.path}"><bdi>Shared files</bdi></a>`);
  });

  it('is JSON for programs, down to the bytes', async () => {
    const t = await shared({ paths: ['Docs', 'top.txt'] });
    const json = async (path: string) => (await fetch(t.url + path, { headers: asProgram })).json();
    expect(await json(t.path)).toEqual({
      name: null,
      size: null,
      mime_type: null,
      password_protected: false,
      locked: false,
      expires_at: null,
      allow_download: true,
      title: null,
      message: null,
      download_url: `${t.path}/download`,
      folders: [{ id: t.docs.id, name: 'Docs', url: `${t.path}/folders/${t.docs.id}` }],
      files: [{ id: t.top.id, name: 'top.txt', size: 11, mime_type: 'text/plain', download_url: `${t.path}/files/${t.top.id}/download` }],
    });
    expect(await json(`${t.path}/folders/${t.docs.id}`)).toMatchObject({
      name: 'Docs',
      total: 3,
      next_url: null,
      allow_upload: false,
      folders: [{ name: 'Deep & down' }],
      files: [{ name: 'a.txt' }, { name: 'b.png' }],
      download_url: `${t.path}/folders/${t.docs.id}/download`,
    });
    expect(await json(`${t.path}/files/${t.c.id}`)).toMatchObject({ name: 'c.txt', download_url: `${t.path}/files/${t.c.id}/download` });
  });

  it('gives nothing that is not in it', async () => {
    const t = await shared();
    for (const path of [
      `/folders/${t.other.id}`,
      `/folders/${t.admin.rootId}`,
      `/folders/${t.a.id}`,
      '/folders/x',
      `/folders/${t.other.id}/download`,
      `/files/${t.secret.id}`,
      `/files/${t.secret.id}/download`,
      `/files/${t.top.id}/download`,
      `/files/${t.docs.id}/download`,
      `/files/..%2f${t.secret.id}/download`,
      '/files/x',
      '/files/',
      '/folders',
    ]) {
      for (const headers of [asPerson, asProgram]) {
        const response = await fetch(t.page + path, { headers });
        expect([path, response.status]).toEqual([path, 404]);
        expect(await response.text()).not.toMatch(/secret|Other/);
      }
    }
    const upload = await fetch(`${t.page}/folders/${t.docs.id}`, { method: 'POST', body: form(['x', 'x']), headers: asPerson });
    expect(upload.status).toBe(403);
  });

  it('has pages', async () => {
    const t = await shared();
    const many = await t.core.folders.create(t.admin, { name: 'Many', parentId: t.docs.id });
    for (let i = 0; i < 3; i++) await t.core.folders.create(t.admin, { name: `folder ${i}`, parentId: many.id });
    await Promise.all(
      Array.from({ length: 250 }, (_, i) => put(t, t.admin, { name: `file ${String(i).padStart(3, '0')}`, folderId: many.id })),
    );
    const here = `${t.page}/folders/${many.id}`;
    const first = await read(here);
    expect(first).toContain('253 items');
    expect(first).not.toContain('From the beginning');
    const next = /href="([^"]+)" rel="next">Next page</.exec(first)?.[1] ?? '';
    expect(next).toMatch(new RegExp(`^${t.path}/folders/${many.id}\\?after=[\\w-]+$`));
    expect(first).toContain('file 196');
    expect(first).not.toContain('file 197');
    // What comes before it meanwhile moves nothing.
    await put(t, t.admin, { name: 'file 000 and a half', folderId: many.id });
    const second = await read(t.url + next);
    for (const i of ['197', '249']) expect(second).toContain(`file ${i}`);
    expect(second).not.toContain('file 196');
    expect(second).not.toContain('folder 0');
    expect(second).not.toContain('rel="next"');
    expect(second).toContain(`<a href="${t.path}/folders/${many.id}">From the beginning</a>`);
    const { next_url: nextUrl } = (await (await fetch(here, { headers: asProgram })).json()) as { next_url: string };
    expect(await (await fetch(t.url + nextUrl, { headers: asProgram })).json()).toMatchObject({ total: 254, next_url: null, folders: [] });
    const forged = ['["file","x"]', '["file",1,1]', '["top","x",1]', '["file","x",1.5]', '["file","\\u0000",1]', '{}', 'x'].map((text) =>
      Buffer.from(text).toString('base64url'),
    );
    for (const after of [...forged, '', '%', '..']) expect(await read(`${here}?after=${after}`)).toContain('folder 0');
  });
});

describe('an archive', () => {
  it('holds all of the share, or one folder, and its length is known', async () => {
    const t = await shared({ paths: ['Docs', 'top.txt'] });
    const all = ['Docs/', 'Docs/Deep & down/', 'Docs/Deep & down/c.txt', 'Docs/a.txt', 'Docs/b.png', 'top.txt'];
    for (const [path, name, entries] of [
      ['/download', 'shared-files.zip', all],
      [`/folders/${t.docs.id}/download`, 'Docs.zip', all.slice(0, -1)],
      [`/folders/${t.deep.id}/download`, 'Deep & down.zip', ['Deep & down/', 'Deep & down/c.txt']],
    ] as const) {
      const response = await fetch(t.page + path);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/zip');
      expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
      expect(response.headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
      const zip = Buffer.from(await response.arrayBuffer());
      expect(response.headers.get('content-length')).toBe(String(zip.length));
      expect(entriesOf(zip)).toEqual(entries);
      expect(zip.includes('text of c')).toBe(true);
      const head = await fetch(t.page + path, { method: 'HEAD' });
      expect(head.headers.get('content-length')).toBe(String(zip.length));
    }
  });

  it('stops at the next file when the link ends', async () => {
    const t = await shared();
    for (const name of ['1', '2', '3']) await put(t, t.admin, { name, folderId: t.docs.id, bytes: Buffer.alloc(3_000_000) });
    const segments = t.metadata.segmentsOf.bind(t.metadata);
    let reads = 0;
    t.metadata.segmentsOf = async (id) => {
      reads += 1;
      if (reads === 1) await t.core.bundles.delete(t.admin, t.share.number);
      return segments(id);
    };
    // Cut off, or refused when nothing had been sent yet.
    await fetch(`${t.page}/download`)
      .then((response) => response.arrayBuffer())
      .catch(() => undefined);
    expect(reads).toBe(1);
  });

  it('is whole, as it was when it began, whatever is put in and replaced meanwhile', async () => {
    const t = await shared();
    // Listed and sent before what is in the folder below.
    await put(t, t.admin, { name: 'large', folderId: t.docs.id, bytes: Buffer.alloc(3_000_000) });
    const segments = t.metadata.segmentsOf.bind(t.metadata);
    let reads = 0;
    t.metadata.segmentsOf = async (id) => {
      reads += 1;
      if (reads === 1) {
        await put(t, t.admin, { name: 'new', folderId: t.deep.id, bytes: 'new bytes' });
        await put(t, t.admin, { name: 'c.txt', folderId: t.deep.id, bytes: 'a longer text of c' });
      }
      return segments(id);
    };
    const zip = Buffer.from(await (await fetch(`${t.page}/download`)).arrayBuffer());
    expect(reads).toBe(4);
    expect(entriesOf(zip)).toEqual(['Docs/', 'Docs/Deep & down/', 'Docs/Deep & down/c.txt', 'Docs/a.txt', 'Docs/b.png', 'Docs/large']);
    expect([zip.includes('text of c'), zip.includes('longer')]).toEqual([true, false]);
    expect(t.faults).toEqual([]);
  });

  it('that cannot be finished breaks off, and the operator is told', async () => {
    const t = await shared();
    await put(t, t.admin, { name: 'large', folderId: t.docs.id, bytes: Buffer.alloc(3_000_000) });
    const segments = t.metadata.segmentsOf.bind(t.metadata);
    let reads = 0;
    t.metadata.segmentsOf = async (id) => {
      reads += 1;
      if (reads > 3) throw new Error('the disk is gone');
      return segments(id);
    };
    await expect(fetch(`${t.page}/download`).then((response) => response.arrayBuffer())).rejects.toThrow();
    await vi.waitFor(() => expect(t.faults.map(String)).toEqual(['Error: the disk is gone']));
  });

  it('and each download of a file are on record', async () => {
    const t = await shared();
    const recorded = async () =>
      (await t.core.sharePeople.actions(t.admin, { ...all, downloads: true })).map(({ item }) => `${item.downloadMethod} ${item.path}`);
    await read(`${t.page}/files/${t.a.id}/download`);
    await read(`${t.page}/files/${t.b.id}/download?inline=1`);
    await read(`${t.page}/files/${t.a.id}/download`, { method: 'HEAD' });
    await read(`${t.page}/files/${t.a.id}/download`, { headers: { range: 'bytes=3-' } });
    await read(`${t.page}/files/${t.a.id}/download`, { headers: { 'if-none-match': `"${t.a.blobId}"` } });
    await read(`${t.page}/files/${t.c.id}/download`, { headers: { range: 'bytes=0-3' } });
    await read(`${t.page}/folders/${t.deep.id}/download`);
    await read(`${t.page}/download`);
    await vi.waitFor(async () =>
      expect(await recorded()).toEqual([
        'file Docs/a.txt',
        'file Docs/b.png',
        'file Docs/Deep & down/c.txt',
        'full_zip Docs/Deep & down',
        'full_zip ',
      ]),
    );
  });
});

describe('the record of downloads', () => {
  it.each<[string, readonly (string | undefined)[], number]>([
    ['the whole file, each time', [undefined, undefined], 2],
    ['all of it by its end', ['bytes=-99999', 'bytes=-99999'], 2],
    ['all but the first byte', ['bytes=1-'], 1],
    ['the same byte over and over', ['bytes=0-0', 'bytes=0-0', 'bytes=0-0'], 1],
    ['a download that broke off and went on', [undefined, 'bytes=3-', 'bytes=5-'], 1],
    ['nothing', ['bytes=99-'], 0],
  ])('has %s', async (_, ranges, rows) => {
    const t = await shared();
    for (const range of ranges) await read(`${t.page}/files/${t.a.id}/download`, range === undefined ? {} : { headers: { range } });
    // A row is written after the answer, so the last one is waited for.
    await read(`${t.page}/files/${t.c.id}/download`);
    const paths = async () => (await t.core.sharePeople.actions(t.admin, { ...all, downloads: true })).map(({ item }) => item.path);
    await vi.waitFor(async () => expect(await paths()).toContain('Docs/Deep & down/c.txt'));
    expect((await paths()).filter((path) => path === 'Docs/a.txt')).toHaveLength(rows);
  });

  it('has each visitor, and the same one again after an hour', async () => {
    const t = await shared();
    const rest = { range: 'bytes=1-' };
    const url = `${t.page}/files/${t.a.id}/download`;
    const count = async () => (await t.core.sharePeople.actions(t.admin, { ...all, downloads: true })).length;
    await read(url, { headers: rest });
    await read(url, { headers: { ...rest, [addressHeader]: '192.0.2.9' } });
    await vi.waitFor(async () => expect(await count()).toBe(2));
    t.clock.now += 3_600_000;
    await read(url, { headers: rest });
    await vi.waitFor(async () => expect(await count()).toBe(3));
  });
});

describe('putting files in', () => {
  it('by the form, several at once', async () => {
    const t = await shared({ permissions: 'read_write' });
    const page = await read(t.page);
    expect(page).toContain(`<form method="post" action="${t.path}/folders/${t.docs.id}" enctype="multipart/form-data">`);
    const response = await fetch(`${t.page}/folders/${t.docs.id}`, {
      method: 'POST',
      body: form(['A.TXT', 'new'], ['C:\\temp\\Bücher.txt', 'books']),
      headers: asPerson,
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${t.path}?uploaded=2`);
    const after = await read(`${t.url}${response.headers.get('location') ?? ''}`);
    expect(after).toContain('2 files have arrived');
    expect(after).toContain('A (2).TXT');
    expect(after).toContain('Bücher.txt');
    const inner = await fetch(`${t.page}/folders/${t.deep.id}`, {
      method: 'POST',
      body: form(['d.txt', 'deep']),
      headers: asPerson,
      redirect: 'manual',
    });
    expect(inner.headers.get('location')).toBe(`${t.path}/folders/${t.deep.id}?uploaded=1`);
  });

  it('into a link that only takes files, which shows nothing of them', async () => {
    const t = await shared({ permissions: 'write' });
    const page = await read(t.page);
    expect(page).toContain('<h1><bdi>Send files</bdi></h1>');
    expect(page).toContain('<form');
    for (const absent of ['Docs', 'a.txt', 'b.png', 'Deep', '/download', 'items']) expect(page).not.toContain(absent);
    expect(await read(`${t.page}?uploaded=1`)).toContain('your file has arrived');
    for (const path of [t.page, `${t.page}/folders/${t.docs.id}`]) {
      const answer = await fetch(path, { headers: asProgram });
      expect(answer.status).toBe(200);
      expect(await answer.text()).not.toContain('Docs');
    }
    expect(await read(`${t.page}/folders/${t.docs.id}`)).not.toContain('Docs');
    await t.core.bundles.update(t.admin, t.share.number, { title: 'Your <photos>', description: 'Of the trip' });
    const titled = await read(t.page);
    expect(titled).toContain('<h1><bdi>Your &#60;photos&#62;</bdi></h1>');
    expect(titled).toContain('Of the trip');
    const response = await fetch(`${t.page}/folders/${t.docs.id}`, { method: 'POST', body: form(['x', 'y']), headers: asProgram });
    expect(response.status).toBe(201);
    const { files } = (await response.json()) as { files: unknown };
    const [made] = await t.metadata.filesOf(t.docs.id, 1, t.b.id);
    expect(files).toEqual([{ name: 'x', size: 1 }]);
    for (const path of ['/download', `/folders/${t.docs.id}/download`]) expect((await fetch(t.page + path)).status).toBe(403);
    for (const path of [`/files/${t.a.id}`, `/files/${t.a.id}/download`, `/files/${made?.id ?? ''}`])
      expect((await fetch(t.page + path)).status).toBe(404);
  });

  it('without a file, in another field, or not as a form, is told and changes nothing', async () => {
    const t = await shared({ permissions: 'write' });
    const here = `${t.page}/folders/${t.docs.id}`;
    const empty = new FormData();
    empty.append('file', new Blob([]), '');
    const elsewhere = new FormData();
    elsewhere.append('other', new Blob(['x']), 'x');
    for (const [body, status] of [
      [new FormData(), 400],
      [empty, 400],
      [elsewhere, 400],
      [form(['..', 'x']), 400],
      [form(...Array.from({ length: 101 }, (_, i) => [`${i}`, 'x'] as const)), 400],
      [new URLSearchParams({ file: 'x' }), 415],
    ] as const) {
      for (const headers of [asPerson, asProgram]) {
        const response = await fetch(here, { method: 'POST', body, headers });
        expect(response.status).toBe(status);
        expect(response.headers.get('content-type')).toContain(headers === asPerson ? 'text/html' : 'application/json');
        expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      }
    }
    expect((await t.core.folders.list(t.admin, t.docs.id, { offset: 0, limit: 100 })).total).toBe(1);
    expect((await t.core.files.list(t.admin, { folderId: t.docs.id, sort: 'name', descending: false, offset: 0, limit: 9 })).total).toBe(2);
  });

  it('where it is not allowed is refused before the bytes are taken', async () => {
    const t = await shared({ permissions: 'read' });
    const body = form(['large', 'x'.repeat(5_000_000)]);
    const response = await fetch(`${t.page}/folders/${t.docs.id}`, { method: 'POST', body, headers: asPerson });
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('This link does not allow that.');
  });
});

describe('looking only', () => {
  it('shows previews and gives no download', async () => {
    const t = await shared({ permissions: 'preview_only' });
    const page = await read(t.page);
    expect(page).toContain('a.txt');
    expect(page).toContain('View only &middot; ');
    expect(page).not.toContain('/download');
    expect(await read((await shared()).page)).not.toContain('View only');
    const text = await read(`${t.page}/files/${t.a.id}`);
    expect(text).toContain('text of a</pre>');
    expect(text).toContain('View only:</strong> the owner has switched off downloads.');
    expect(text).not.toContain('/download');
    expect(await read(`${t.page}/files/${t.b.id}`)).toContain(`<img src="${t.path}/files/${t.b.id}/download?inline=1"`);
    expect(await read(`${t.page}/files/${t.b.id}/download?inline=1`)).toBe('picture');
    for (const path of [
      '/download',
      `/folders/${t.docs.id}/download`,
      `/files/${t.a.id}/download`,
      `/files/${t.a.id}/download?inline=1`,
      `/files/${t.b.id}/download`,
    ]) {
      const response = await fetch(t.page + path);
      expect([path, response.status]).toEqual([path, 403]);
      expect(await response.text()).not.toMatch(/text of|picture/);
    }
  });

  it('is less with the permission none: the names of what is shared', async () => {
    const t = await shared({ permissions: 'none', paths: ['Docs', 'b.png'].map((name) => (name === 'Docs' ? name : `Docs/${name}`)) });
    const page = await read(t.page);
    expect(page).toContain('b.png');
    expect(await read(`${t.page}/files/${t.b.id}`)).not.toContain('<img');
    expect((await fetch(`${t.page}/files/${t.b.id}/download?inline=1`)).status).toBe(403);
    const folder = await read(`${t.page}/folders/${t.docs.id}`);
    expect(folder).not.toContain('a.txt');
    expect(folder).toContain('View only');
  });
});

describe('what there is to do is said', () => {
  it('where files go into the folders that are listed', async () => {
    const several = await shared({ permissions: 'write', paths: ['Docs', 'top.txt'] });
    expect(await read(several.page)).toContain('Open a folder to add files to it.');
    const file = await read(`${several.page}/files/${several.top.id}`);
    expect(file).toContain('This link only takes files.');
    expect(file).not.toContain('View only');
    expect(await read((await shared({ paths: ['Docs', 'top.txt'] })).page)).not.toContain('Open a folder');
  });

  it('where there is nothing to look at', async () => {
    const t = await shared({ permissions: 'preview_only' });
    const { id } = await put(t, t.admin, { name: 'plan.pdf', folderId: t.docs.id });
    expect(await read(`${t.page}/files/${id}`)).toContain('There is no preview of this file');
    expect(await read(`${t.page}/files/${t.a.id}`)).not.toContain('There is no preview');
    expect(await read((await shared({ permissions: 'none' })).page)).toContain('nothing that is in it');
  });

  it('by the preview of what an owner without administration shares, and the operator hears of no fault', async () => {
    const t = await shared();
    const { member } = await newMember(t, { username: 'two', rootId: t.admin.rootId, grants: ['bundle'] });
    const { code } = await t.core.bundles.create(member, { paths: ['Docs'], permissions: 'preview_only' });
    expect(await read(`${t.url}/s/${code}/files/${t.a.id}`)).toContain('text of a</pre>');
    expect(t.faults).toEqual([]);
  });

  it('where something is missing behind a link that works', async () => {
    const t = await shared();
    const page = await read(`${t.page}/files/${t.secret.id}`);
    expect(page).toContain('<h1>This is not here</h1>');
    expect(page).toContain(`<a href="${t.path}">Back to what is shared</a>`);
    expect(page).not.toContain('Ask whoever');
    expect(await read(`${t.url}/s/${'A'.repeat(22)}`)).not.toContain('Back to');
  });
});

describe('a chosen code', () => {
  it("is the end of the link, in any case, and of other products' links", async () => {
    const t = await shared({ code: 'Spring-2025' });
    for (const code of ['Spring-2025', 'SPRING-2025']) expect(await read(`${t.url}/s/${code}`)).toContain('a.txt');
    const response = await fetch(`${t.url}/f/Spring-2025`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, '/s/Spring-2025']);
    expect(await read(`${t.url}/f/nothing-here`)).toContain('<h1>Link not found</h1>');
    expect((await fetch(`${t.url}/f/..%2F..%2Fetc`, { redirect: 'manual' })).headers.get('location')).toBe('/s/..%2F..%2Fetc');
  });

  it('gives cookies for the link as it was opened', async () => {
    const t = await shared({ code: 'spring', password: 'pw' });
    const response = await postPassword({ page: `${t.url}/s/spring` } as never, 'pw');
    expect(response.headers.get('set-cookie')).toContain('Path=/s/spring;');
    expect(response.headers.get('location')).toBe('/s/spring');
    const inner = await fetch(`${t.url}/s/spring/folders/${t.docs.id}`, { headers: asPerson, redirect: 'manual' });
    expect([inner.status, inner.headers.get('location')]).toEqual([303, `/s/spring?to=folders/${t.docs.id}`]);
    expect((await fetch(`${t.url}/s/spring/folders/${t.docs.id}`, { headers: asProgram })).status).toBe(401);
    const upload = await fetch(`${t.url}/s/spring/folders/${t.docs.id}`, { method: 'POST', body: form(['x', 'x']), headers: asPerson });
    expect(upload.status).toBe(401);
  });
});
