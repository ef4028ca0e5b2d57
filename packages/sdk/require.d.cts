import type * as sdk from './dist/index.js' with { 'resolution-mode': 'import' };

/** The class FilesApp, with everything else that the package exports as its properties. */
declare const FilesApp: typeof sdk.FilesApp & typeof sdk;
type FilesApp = sdk.FilesApp;
declare namespace FilesApp {}
export = FilesApp;
