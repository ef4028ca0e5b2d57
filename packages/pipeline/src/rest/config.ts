import type { Resource, Row, TableFileFormat, TableFormat } from '../extract/resource.ts';
import type { Auth } from './auth.ts';
import type { Paginator } from './paginators/paginator.ts';

/**
 * A REST API as a source, in dlt's words and spelling, so that one configuration serves in a file and in code. Files hold everything but
 * functions and ready-made objects. What is secret may be left out, and is then looked up in the configuration.
 */
export interface RestApiConfig {
  /** Names the source and its schema; `sources.<name>.<key>` is where its secrets are looked up. Default `rest_api`. */
  readonly name?: string;
  /** A section for several sources that share settings: secrets are then looked up in `sources.<section>.<name>` and `sources.<section>` first. */
  readonly section?: string;
  readonly client: ClientConfig;
  /** For every resource that does not say otherwise; `endpoint.params`, `endpoint.json`, `endpoint.headers` and `columns` are merged by key. */
  readonly resource_defaults?: Omit<ResourceConfig, 'name'>;
  readonly resources: readonly (string | ResourceConfig | Resource)[];
  readonly max_table_nesting?: number;
  readonly root_key?: boolean;
  readonly schema_contract?: SchemaContractConfig;
}

export interface ClientConfig {
  /** `{subdomain}` and the like are looked up in the configuration, as `sources.<name>.subdomain`. */
  readonly base_url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly auth?: AuthConfig;
  /** Without one, the first answer shows how the API pages. */
  readonly paginator?: PaginatorConfig;
  /** Origins beside that of `base_url` that credentials may go to, such as `https://eu.example.com`. */
  readonly allowed_origins?: readonly string[];
  /** Of one answer, decompressed. Default 268435456 (256 MiB). */
  readonly max_response_bytes?: number;
  /** Seconds for one answer. Default 60. */
  readonly timeout?: number;
  readonly retry?: RetryConfig;
}

export interface RetryConfig {
  /** Tries altogether. Default 5. */
  readonly attempts?: number;
  /** Seconds before the second try; doubled for each further one. Default 1. */
  readonly backoff_factor?: number;
  /** Seconds of the longest wait. Default 300. */
  readonly max_delay?: number;
}

export interface ResourceConfig extends TableHintsConfig {
  /** Of the table too. */
  readonly name: string;
  /** A text is the path. Without one the path is the name. */
  readonly endpoint?: string | EndpointConfig;
  /** Fields of the parent's row that each row gets as `_<parent>_<field>`. */
  readonly include_from_parent?: readonly string[];
  readonly processing_steps?: readonly ProcessingStep[];
  /** False: fetched for others, not loaded. */
  readonly selected?: boolean;
  /** Requests for different rows of the parent run at the same time. */
  readonly parallelized?: boolean;
  readonly max_table_nesting?: number;
  readonly table_name?: string;
  /** By their place below the table: `lines`, `lines__discounts`. */
  readonly nested_hints?: Readonly<Record<string, TableHintsConfig>>;
}

/** What is said of a table before its rows come. */
export interface TableHintsConfig {
  readonly write_disposition?: WriteDispositionConfig;
  readonly primary_key?: string | readonly string[];
  readonly merge_key?: string | readonly string[];
  readonly columns?: Readonly<Record<string, ColumnConfig>>;
  readonly schema_contract?: SchemaContractConfig;
  readonly table_format?: TableFormat;
  readonly file_format?: TableFileFormat;
  readonly references?: readonly ReferenceConfig[];
}

/** Columns that hold the key of another table. */
export interface ReferenceConfig {
  readonly columns: readonly string[];
  readonly referenced_table: string;
  readonly referenced_columns: readonly string[];
  readonly label?: string;
  readonly cardinality?: string;
}

export interface EndpointConfig {
  /** Behind `base_url`; a whole URL stands for itself. `{resources.<parent>.<field>}` is filled from a parent's row. */
  readonly path?: string;
  /** Default GET. */
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly json?: unknown;
  readonly data?: Readonly<Record<string, unknown>> | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly paginator?: PaginatorConfig;
  /** JSONPath to the rows. Without one the first answer shows where they are. */
  readonly data_selector?: string;
  readonly response_actions?: readonly ResponseAction[];
  readonly incremental?: EndpointIncrementalConfig;
  readonly auth?: AuthConfig;
  /** More pages than this are an error, not data. Default 1000000. */
  readonly max_pages?: number;
  /** False: a page that repeats the one before is taken for what it is. Default true: it is an error. */
  readonly loop_guard?: boolean;
}

export type AuthConfig =
  | 'bearer'
  | 'api_key'
  | 'http_basic'
  | 'oauth2_client_credentials'
  | 'oauth2_jwt'
  | { readonly type?: 'bearer'; readonly token?: string }
  | {
      readonly type: 'api_key';
      /** Default Authorization. */
      readonly name?: string;
      readonly api_key?: string;
      /** Default header. */
      readonly location?: 'header' | 'query' | 'param' | 'cookie';
    }
  | { readonly type: 'http_basic'; readonly username?: string; readonly password?: string }
  | {
      readonly type: 'oauth2_client_credentials';
      readonly access_token_url?: string;
      readonly client_id?: string;
      readonly client_secret?: string;
      readonly access_token?: string;
      readonly access_token_request_data?: Readonly<Record<string, string>>;
      /** Seconds. Default 3600. */
      readonly default_token_expiration?: number;
    }
  | {
      readonly type: 'oauth2_jwt';
      readonly client_id?: string;
      readonly private_key?: string;
      readonly auth_endpoint?: string;
      readonly scopes?: string | readonly string[];
      readonly private_key_passphrase?: string;
      /** Seconds. Default 3600. */
      readonly default_token_expiration?: number;
    }
  /** One of `registerAuth`. */
  | { readonly type: string; readonly [key: string]: unknown }
  | Auth;

export type PaginatorConfig =
  | 'auto'
  | 'single_page'
  | 'json_link'
  | 'json_response'
  | 'header_link'
  | 'header_cursor'
  | 'cursor'
  | 'page_number'
  | { readonly type: 'auto' | 'single_page' }
  | { readonly type: 'json_link' | 'json_response'; readonly next_url_path?: string }
  | { readonly type: 'header_link'; readonly links_next_key?: string }
  | { readonly type: 'header_cursor'; readonly cursor_key?: string; readonly cursor_param?: string }
  | {
      readonly type: 'offset';
      readonly limit: number;
      readonly offset?: number;
      readonly offset_param?: string;
      readonly limit_param?: string;
      readonly offset_body_path?: string;
      readonly limit_body_path?: string;
      readonly total_path?: string | null;
      readonly maximum_offset?: number;
      readonly stop_after_empty_page?: boolean;
      readonly has_more_path?: string;
    }
  | {
      readonly type: 'page_number';
      readonly base_page?: number;
      readonly page?: number;
      readonly page_param?: string;
      readonly page_body_path?: string;
      readonly total_path?: string | null;
      readonly maximum_page?: number;
      readonly stop_after_empty_page?: boolean;
      readonly has_more_path?: string;
    }
  | {
      readonly type: 'cursor';
      readonly cursor_path?: string;
      readonly cursor_param?: string;
      readonly cursor_body_path?: string;
      readonly stop_after_empty_page?: boolean;
      readonly has_more_path?: string;
    }
  /** One of `registerPaginator`. */
  | { readonly type: string; readonly [key: string]: unknown }
  /** Called for every list. */
  | (() => Paginator);

/** An answer, as response actions get it. */
export interface RestResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  text(): string;
  /** @throws SyntaxError */
  json(): unknown;
}

/** Answers `ignore` to end this list, another body to go on with, or nothing. */
export type ResponseHook = (
  response: RestResponse,
) => 'ignore' | { readonly body: string } | undefined | void | Promise<'ignore' | { readonly body: string } | undefined | void>;

export type ResponseAction =
  | {
      readonly status_code?: number;
      /** A part of the body. */
      readonly content?: string;
      readonly action: 'ignore' | ResponseHook | readonly ResponseHook[];
    }
  | ResponseHook;

export type ProcessingStep =
  /** A text is a JSONPath condition: `@.active == true`. */
  | { readonly filter: ((row: Row) => boolean) | string }
  | { readonly map: ((row: Row) => unknown) | RowChange }
  /** A text is a JSONPath: what it finds in a row are the rows. */
  | { readonly yield_map: ((row: Row) => Iterable<unknown>) | string };

/** What a file can do to a row, in this order. */
export interface RowChange {
  /** Nothing but these fields. */
  readonly keep?: readonly string[];
  readonly drop?: readonly string[];
  /** From the old name to the new one. */
  readonly rename?: Readonly<Record<string, string>>;
  /** Fields with a fixed value. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/** Words for `convert`, where files cannot have functions. */
export type Conversion = 'epoch_seconds' | 'epoch_milliseconds' | 'iso' | 'date' | 'text' | 'number';

export interface IncrementalConfig {
  readonly cursor_path: string;
  readonly initial_value?: string | number;
  readonly end_value?: string | number;
  readonly last_value_func?: 'max' | 'min' | ((values: readonly (string | number | bigint)[]) => string | number | bigint);
  readonly primary_key?: string | readonly string[];
  readonly row_order?: 'asc' | 'desc';
  readonly on_cursor_value_missing?: 'raise' | 'include' | 'exclude';
  readonly lag?: number;
  readonly range_start?: 'open' | 'closed';
  readonly range_end?: 'open' | 'closed';
  readonly max_boundary_rows?: number;
  /** What happens to a value before it is sent. */
  readonly convert?: Conversion | ((value: string | number | bigint) => unknown);
}

export interface EndpointIncrementalConfig extends IncrementalConfig {
  /** The query parameter for where to begin. */
  readonly start_param?: string;
  readonly end_param?: string;
}

export type WriteDispositionConfig =
  | 'append'
  | 'replace'
  | 'merge'
  | 'skip'
  | {
      readonly disposition: 'append' | 'replace' | 'merge' | 'skip';
      readonly strategy?: 'delete-insert' | 'upsert' | 'scd2' | 'insert-only';
      readonly deduplicated?: boolean;
      readonly validity_column_names?: readonly [string, string];
      readonly boundary_timestamp?: string;
      readonly active_record_timestamp?: string;
    };

export type ContractWord = 'evolve' | 'freeze' | 'discard_row' | 'discard_value';
export type SchemaContractConfig =
  ContractWord | { readonly tables?: ContractWord; readonly columns?: ContractWord; readonly data_type?: ContractWord };

export interface ColumnConfig {
  readonly data_type?: 'text' | 'bigint' | 'double' | 'bool' | 'timestamp' | 'date' | 'time' | 'decimal' | 'wei' | 'json' | 'binary';
  readonly nullable?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly timezone?: boolean;
  readonly primary_key?: boolean;
  readonly merge_key?: boolean;
  readonly unique?: boolean;
  readonly sort?: boolean;
  readonly partition?: boolean;
  readonly cluster?: boolean;
  readonly dedup_sort?: 'asc' | 'desc';
  readonly hard_delete?: boolean;
  readonly description?: string;
}
