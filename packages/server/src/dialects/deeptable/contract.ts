import { z } from 'zod';
import { after, fileId, limit, time } from './fields.ts';

/**
 * The DeepTable API, operation by operation: the single source for types, checks and the OpenAPI document. Names, fields and their order are
 * the vendor's (reference/deeptable.md sections 3 and 5).
 */

const file = z
  .object({
    id: fileId,
    content_type: z.string().meta({ description: 'Found in the content, or what the name stands for', example: 'text/csv' }),
    created_at: time,
    file_name: z.string().meta({ description: 'As it was uploaded', example: 'financial_report.xlsx' }),
    object: z.literal('file'),
    size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).meta({ type: 'integer', minimum: 0, description: 'Bytes' }),
  })
  .meta({ id: 'DeepTable.File' });

const problem = z
  .object({
    type: z.string().meta({ format: 'uri', example: 'https://docs.deeptable.com/errors/file-not-found' }),
    title: z.string().meta({ example: 'Not Found' }),
    status: z.number().int().meta({ type: 'integer', example: 404 }),
    detail: z.string().nullable(),
    errors: z
      .array(z.object({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string(), type: z.string().meta({ example: 'missing' }) }))
      .optional()
      .meta({ description: 'Of 422: what is wrong, and where' }),
  })
  .meta({ id: 'DeepTable.Problem', description: 'What went wrong (RFC 9457), in every answer that is not 2xx' });

export interface Operation {
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodType;
  readonly querystring?: z.ZodType;
  /** A multipart body, described here and read by the handler as it streams in. */
  readonly form?: z.ZodType;
  readonly status: 200 | 201;
  readonly answer: z.ZodType;
  /** The answer is the bytes of a file. */
  readonly produces?: 'only bytes';
}

const filePath = z.object({ file_id: fileId });

export const operations = {
  listFiles: {
    operationId: 'list_files',
    method: 'GET',
    url: '/files',
    summary: 'List files',
    description: 'The files that the user of the key put in, through whichever API, as far as the key sees them: the newest first.',
    querystring: z.object({ limit, after }),
    status: 200,
    answer: z
      .object({
        data: z.array(file),
        has_more: z.boolean(),
        object: z.literal('list'),
        first_id: fileId.nullable(),
        last_id: fileId.nullable(),
      })
      .meta({ id: 'DeepTable.FileList' }),
  },
  createFile: {
    operationId: 'create_file',
    method: 'POST',
    url: '/files',
    summary: 'Upload a file',
    description: 'Always another file, also under a name that is there already. It lies in the top folder of the key.',
    form: z.object({ file: z.any().meta({ type: 'string', format: 'binary' }) }),
    status: 201,
    answer: file,
  },
  retrieveFile: {
    operationId: 'retrieve_file',
    method: 'GET',
    url: '/files/:file_id',
    summary: 'Get what is known of a file',
    params: filePath,
    status: 200,
    answer: file,
  },
  deleteFile: {
    operationId: 'delete_file',
    method: 'DELETE',
    url: '/files/:file_id',
    summary: 'Delete a file for good',
    params: filePath,
    status: 200,
    answer: z.object({ id: fileId, object: z.literal('file'), deleted: z.literal(true) }).meta({ id: 'DeepTable.DeletedFile' }),
  },
  downloadFile: {
    operationId: 'download_file',
    method: 'GET',
    url: '/files/:file_id/content',
    summary: 'Download a file',
    description: 'Range, If-Range, If-None-Match and HEAD work.',
    params: filePath,
    status: 200,
    answer: z.string().meta({ format: 'binary' }),
    produces: 'only bytes',
  },
} as const satisfies Record<string, Operation>;

/** What the vendor makes of workbooks. This server answers 501, so that clients know what they have before them. */
export const structuredSheets = [
  { operationId: 'create_structured_sheet', method: 'POST', url: '/structured-sheets', summary: 'Convert a workbook into tables' },
  { operationId: 'list_structured_sheets', method: 'GET', url: '/structured-sheets', summary: 'List conversions' },
  {
    operationId: 'retrieve_structured_sheet',
    method: 'GET',
    url: '/structured-sheets/:structured_sheet_id',
    summary: 'Get a conversion',
  },
  {
    operationId: 'cancel_structured_sheet',
    method: 'POST',
    url: '/structured-sheets/:structured_sheet_id/cancel',
    summary: 'Cancel a conversion',
  },
  {
    operationId: 'delete_structured_sheet',
    method: 'DELETE',
    url: '/structured-sheets/:structured_sheet_id',
    summary: 'Delete a conversion',
  },
  {
    operationId: 'download_structured_sheet',
    method: 'GET',
    url: '/structured-sheets/:structured_sheet_id/download',
    summary: 'Download what a conversion made',
  },
  {
    operationId: 'list_tables',
    method: 'GET',
    url: '/structured-sheets/:structured_sheet_id/tables',
    summary: 'List the tables of a conversion',
  },
  {
    operationId: 'retrieve_table',
    method: 'GET',
    url: '/structured-sheets/:structured_sheet_id/tables/:table_id',
    summary: 'Get a table',
  },
  {
    operationId: 'download_table',
    method: 'GET',
    url: '/structured-sheets/:structured_sheet_id/tables/:table_id/download',
    summary: 'Download a table',
  },
] as const satisfies readonly Pick<Operation, 'operationId' | 'method' | 'url' | 'summary'>[];

export type Operations = typeof operations;
export type OperationName = keyof Operations;

/** What the handler of an operation gets after the checks, and what it answers. */
export type Params<N extends OperationName> = Operations[N] extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Query<N extends OperationName> = Operations[N] extends { querystring: infer S extends z.ZodType } ? z.output<S> : undefined;
export type Answer<N extends OperationName> = z.output<Operations[N]['answer']>;

export const errorAnswer = problem;
