export * from './dist/filescom.js';
