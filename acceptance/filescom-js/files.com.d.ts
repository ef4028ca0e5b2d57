/**
 * What the tests use of the vendor's JavaScript client, which comes without types. An entity has the fields of the answer that it was
 * made from; `options` of a call are whose key or session to use.
 */
declare module 'files.com/lib/Files.js' {
  const Files: {
    setBaseUrl(url: string): void;
    setApiKey(key: string): void;
    setLogLevel(level: 0 | 1 | 2 | 3 | 4): void;
    configureNetwork(options: { readonly autoPaginate?: boolean; readonly maxNetworkRetries?: number }): void;
  };
  export default Files;
}

declare module 'files.com/lib/models/File.js' {
  import type { Readable, Writable } from 'node:stream';
  import type { Options, Params } from 'files.com/options';

  export default class File {
    static uploadFile(path: string, localPath: string, params?: Params, options?: Options): Promise<File>;
    static uploadData(path: string, data: string | Buffer, params?: Params, options?: Options): Promise<File>;
    static uploadStream(path: string, stream: Readable, params?: Params, options?: Options): Promise<File>;
    static find(path: string, params?: Params, options?: Options): Promise<File>;
    readonly path: string;
    readonly display_name: string;
    readonly type: string;
    readonly size: number;
    getDownloadUri(): string | undefined;
    download(params?: Params): Promise<File>;
    downloadToFile(localPath: string): Promise<void>;
    downloadToString(): Promise<string>;
    downloadToStream(stream: Writable): Promise<void>;
    copyTo(path: string): Promise<unknown>;
    moveTo(path: string): Promise<unknown>;
    update(params: Params): Promise<unknown>;
    delete(params?: Params): Promise<void>;
  }
}

declare module 'files.com/lib/models/Folder.js' {
  import type { Entity, Options, Params } from 'files.com/options';
  const Folder: {
    listFor(path: string, params?: Params, options?: Options): Promise<Entity[]>;
    create(path: string, params?: Params, options?: Options): Promise<Entity>;
  };
  export default Folder;
}

declare module 'files.com/lib/models/Lock.js' {
  import type { Entity, Options, Params } from 'files.com/options';
  const Lock: {
    listFor(path: string, params?: Params, options?: Options): Promise<Entity[]>;
    create(path: string, params?: Params, options?: Options): Promise<Entity>;
  };
  export default Lock;
}

declare module 'files.com/lib/models/Session.js' {
  import type { Entity, Options, Params } from 'files.com/options';
  const Session: {
    create(params: Params): Promise<Entity>;
    delete(options: Options): Promise<void>;
  };
  export default Session;
}

/** Users, groups and the other nouns that are found by their number. */
declare module 'files.com/lib/models/*' {
  import type { Entity, Options, Params } from 'files.com/options';
  const Model: {
    list(params?: Params, options?: Options): Promise<Entity[]>;
    find(id: number, params?: Params, options?: Options): Promise<Entity>;
    create(params: Params, options?: Options): Promise<Entity>;
  };
  export default Model;
}

/** Not a part of the package: types that the others share. */
declare module 'files.com/options' {
  export type Params = Readonly<Record<string, unknown>>;
  export interface Options {
    readonly apiKey?: string;
    readonly sessionId?: string;
  }
  export interface Entity {
    readonly id: number & string;
    readonly path: string;
    readonly type: string;
    readonly name: string;
    readonly username: string;
    readonly key: string;
    readonly token: string;
    setName(name: string): void;
    save(): Promise<unknown>;
    update(params: Params): Promise<unknown>;
    delete(params?: Params): Promise<void>;
  }
}
