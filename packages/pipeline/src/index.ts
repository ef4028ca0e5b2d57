export { resource } from './extract/resource.ts';
export type * from './extract/resource.ts';
export type { DataType } from './schema/schema.ts';
export { Float } from './json/float.ts';
export { JsonError, parseJson } from './json/parse.ts';
export { findJson } from './json/find.ts';
