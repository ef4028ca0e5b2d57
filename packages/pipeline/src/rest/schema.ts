/** A JSON Schema (draft 7), as far as it is used here. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: JsonTypeName | readonly JsonTypeName[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly $schema?: string;
  readonly $id?: string;
  readonly title?: string;
  /** Code may give a function or an object with methods here. Not part of the published schema. */
  readonly inCode?: true;
}

export type JsonTypeName = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';

const text = (description: string, more: JsonSchema = {}): JsonSchema => ({ type: 'string', description, ...more });
const flag = (description: string, preset?: boolean): JsonSchema => ({
  type: 'boolean',
  description,
  ...(preset === undefined ? {} : { default: preset }),
});
const whole = (description: string, more: JsonSchema = {}): JsonSchema => ({ type: 'integer', description, minimum: 0, ...more });
const seconds = (description: string, preset: number): JsonSchema => ({ type: 'number', description, default: preset, minimum: 0 });
const words = (description: string, names: readonly string[], more: JsonSchema = {}): JsonSchema => ({ enum: names, description, ...more });
const object = (description: string, properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  description,
  properties,
  ...(required.length === 0 ? {} : { required }),
  additionalProperties: false,
});
const map = (description: string, values: JsonSchema | true): JsonSchema => ({ type: 'object', description, additionalProperties: values });
const list = (description: string, items: JsonSchema): JsonSchema => ({ type: 'array', description, items });
const textOrTexts = (description: string): JsonSchema => ({
  anyOf: [text(description), list(description, text('One of them.'))],
  description,
});
const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });
const typed = (
  names: string | readonly string[],
  description: string,
  properties: Record<string, JsonSchema>,
  required: readonly string[] = ['type'],
) => object(description, { type: typeof names === 'string' ? { const: names } : { enum: names }, ...properties }, required);

const secretFrom = 'Secret. When it is left out it is looked up in the configuration, as sources.<source>.';

const auth: JsonSchema = {
  description: 'Who asks. A word stands for a kind whose values come from the configuration.',
  inCode: true,
  anyOf: [
    words('A kind of authentication.', ['bearer', 'api_key', 'http_basic', 'oauth2_client_credentials', 'oauth2_jwt']),
    typed('bearer', 'Authorization: Bearer <token>.', { token: text(`${secretFrom}token.`) }, []),
    typed('api_key', 'A key that is sent as it is.', {
      name: text('Of the header, parameter or cookie.', { default: 'Authorization', minLength: 1 }),
      api_key: text(`${secretFrom}api_key.`),
      location: words('Where it goes.', ['header', 'query', 'param', 'cookie'], { default: 'header' }),
    }),
    typed('http_basic', 'A name and a password.', {
      username: text('When it is left out it is looked up, as sources.<source>.username.'),
      password: text(`${secretFrom}password.`),
    }),
    typed('oauth2_client_credentials', 'OAuth 2.0: a token for a client id and its secret, renewed when it runs out.', {
      access_token_url: text('Where tokens are had.'),
      client_id: text('When it is left out it is looked up, as sources.<source>.client_id.'),
      client_secret: text(`${secretFrom}client_secret.`),
      access_token: text('Used until it is refused.'),
      access_token_request_data: map('Sent beside the grant, such as scope or audience.', text('Its value.')),
      default_token_expiration: seconds('Seconds that a token holds when the answer does not say.', 3600),
    }),
    typed('oauth2_jwt', 'OAuth 2.0: a token for an assertion that a private key has signed.', {
      client_id: text('When it is left out it is looked up, as sources.<source>.client_id.'),
      private_key: text(`PEM. ${secretFrom}private_key.`),
      auth_endpoint: text('Where tokens are had.'),
      scopes: textOrTexts('What the token is for.'),
      private_key_passphrase: text('Secret. Of an encrypted private key.'),
      default_token_expiration: seconds('Seconds that a token holds when the answer does not say.', 3600),
    }),
  ],
};

const emptyPageStops = flag('An empty page is the end.', true);
const hasMorePath = text('JSONPath to a value that says whether there is more.');
const totalPath: JsonSchema = {
  type: ['string', 'null'],
  description: 'JSONPath to the total; null when there is none. When it is given, every answer has to have it.',
  default: 'total',
};

const paginator: JsonSchema = {
  description: 'How to get from page to page. Without one, the first answer shows it.',
  inCode: true,
  anyOf: [
    words('A kind of paging with its defaults.', [
      'auto',
      'single_page',
      'json_link',
      'json_response',
      'header_link',
      'header_cursor',
      'cursor',
      'page_number',
    ]),
    typed('auto', 'The first answer shows it.', {}),
    typed('single_page', 'There is one page.', {}),
    typed(['json_link', 'json_response'], 'The URL of the next page stands in the body.', {
      next_url_path: text('JSONPath to it.', { default: 'next' }),
    }),
    typed('header_link', 'The URL of the next page stands in the header Link.', {
      links_next_key: text('Its relation.', { default: 'next' }),
    }),
    typed('header_cursor', 'A header holds the cursor of the next page.', {
      cursor_key: text('Name of the header.', { default: 'next' }),
      cursor_param: text('Query parameter it goes into.', { default: 'cursor' }),
    }),
    typed(
      'offset',
      'So many rows are passed over.',
      {
        limit: whole('Rows of a page.', { minimum: 1 }),
        offset: whole('Of the first page.', { default: 0 }),
        offset_param: text('Query parameter.', { default: 'offset' }),
        limit_param: text('Query parameter.', { default: 'limit' }),
        offset_body_path: text('Where in the JSON body it goes, instead of the query.'),
        limit_body_path: text('Where in the JSON body it goes, instead of the query.'),
        total_path: totalPath,
        maximum_offset: whole('No page begins here or behind.'),
        stop_after_empty_page: emptyPageStops,
        has_more_path: hasMorePath,
      },
      ['type', 'limit'],
    ),
    typed('page_number', 'Pages have numbers.', {
      base_page: whole('Number of the first page. Without it, counting begins at 0, and page 1 shows whether it should have been 1.', {
        default: 0,
      }),
      page: whole('The page to begin with. Default: base_page.'),
      page_param: text('Query parameter.', { default: 'page' }),
      page_body_path: text('Where in the JSON body it goes, instead of the query.'),
      total_path: { ...totalPath, description: 'JSONPath to the number of pages; null when there is none.' },
      maximum_page: whole('Paging ends when it comes to this number.'),
      stop_after_empty_page: emptyPageStops,
      has_more_path: hasMorePath,
    }),
    typed('cursor', 'The body holds the cursor of the next page.', {
      cursor_path: text('JSONPath to it.', { default: 'cursors.next' }),
      cursor_param: text('Query parameter it goes into.', { default: 'cursor' }),
      cursor_body_path: text('Where in the JSON body it goes, instead of the query.'),
      stop_after_empty_page: flag('An empty page is the end.', false),
      has_more_path: hasMorePath,
    }),
  ],
};

const cursorValue = (description: string): JsonSchema => ({ type: ['string', 'number'], description });

const incrementalProperties: Record<string, JsonSchema> = {
  cursor_path: text('The field, or a JSONPath to it, that tells what is new.', { minLength: 1 }),
  initial_value: cursorValue('Where the first run begins.'),
  end_value: cursorValue('Loads up to here, and leaves what was remembered alone.'),
  last_value_func: words('Which value is the furthest.', ['max', 'min'], { default: 'max', inCode: true }),
  primary_key: textOrTexts('What tells rows at the boundary apart. Default: the primary key of the resource.'),
  row_order: words('In which order the rows of a list come; lets each list end early.', ['asc', 'desc']),
  on_cursor_value_missing: words('What to do with a row that has no such value.', ['raise', 'include', 'exclude'], { default: 'raise' }),
  lag: { type: 'number', description: 'Goes back: seconds for times, days for dates, units for numbers.', minimum: 0 },
  range_start: words('Whether the start belongs to the range.', ['closed', 'open'], { default: 'closed' }),
  range_end: words('Whether the end belongs to the range.', ['open', 'closed'], { default: 'open' }),
  max_boundary_rows: whole('So many rows with the furthest value are remembered, to know them when they come again.', {
    minimum: 1,
    default: 250_000,
  }),
  convert: words('What happens to a value before it is sent.', ['epoch_seconds', 'epoch_milliseconds', 'iso', 'date', 'text', 'number'], {
    inCode: true,
  }),
};

const parameter: JsonSchema = {
  description: 'A value, maybe with {placeholders}; or one that is bound to a row of a parent or to the cursor.',
  anyOf: [
    { type: ['string', 'number', 'boolean', 'null'], description: 'A value.' },
    list('Several values of one parameter.', { type: ['string', 'number', 'boolean'], description: 'One of them.' }),
    typed(
      'resolve',
      'A field of the parent, put into {name} of the path.',
      { resource: text('The parent.'), field: text('Field, or JSONPath.') },
      ['type', 'resource', 'field'],
    ),
    typed('incremental', 'Where to begin.', incrementalProperties, ['type', 'cursor_path']),
  ],
};

const endpoint: JsonSchema = {
  description: 'What is asked. A text is the path.',
  anyOf: [
    text('The path.'),
    object('What is asked.', {
      path: text('Behind base_url; a whole URL stands for itself. Default: the name of the resource.'),
      method: words('Of HTTP.', ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'get', 'post', 'put', 'patch', 'delete'], {
        default: 'GET',
      }),
      params: map('Query parameters.', parameter),
      json: { description: 'JSON body, maybe with {placeholders}.' },
      data: { anyOf: [text('Body as it is.'), map('Form.', true)], description: 'Body that is not JSON.' },
      headers: map('Of this endpoint only.', text('Its value.')),
      paginator: ref('paginator'),
      data_selector: text('JSONPath to the rows. Without it the first answer shows where they are.', { minLength: 1 }),
      response_actions: list('The first one that fits is taken.', {
        description: 'What to do with an answer.',
        inCode: true,
        anyOf: [
          object(
            'What to do with an answer.',
            {
              status_code: whole('The status it is about.', { minimum: 100 }),
              content: text('A part of the body it is about.'),
              action: words('ignore: this list ends here, without an error.', ['ignore'], { inCode: true }),
            },
            ['action'],
          ),
        ],
      }),
      incremental: object(
        'Only what is new.',
        {
          ...incrementalProperties,
          start_param: text('Query parameter for where to begin.'),
          end_param: text('Query parameter for where to end.'),
        },
        ['cursor_path'],
      ),
      auth: ref('auth'),
      max_pages: whole('More pages than this are an error.', { minimum: 1, default: 1_000_000 }),
      loop_guard: flag('A page that repeats the one before is an error.', true),
    }),
  ],
};

const contractWord = (description: string): JsonSchema => words(description, ['evolve', 'freeze', 'discard_row', 'discard_value']);
const schemaContract: JsonSchema = {
  description: 'What may change when data does not fit the schema. One word stands for all three.',
  anyOf: [
    contractWord('For all three.'),
    object('One by one.', {
      tables: contractWord('New tables.'),
      columns: contractWord('New columns.'),
      data_type: contractWord('Other types.'),
    }),
  ],
};

const processingSteps: JsonSchema = list('What happens to rows, in this order.', {
  description: 'One step.',
  anyOf: [
    object('Keeps rows.', { filter: text('JSONPath condition, such as @.active == true.', { inCode: true }) }, ['filter']),
    object(
      'Changes rows.',
      {
        map: {
          ...object('keep, then drop, rename, set.', {
            keep: list('Nothing but these fields.', text('A field.')),
            drop: list('Fields to leave out.', text('A field.')),
            rename: map('From the old name to the new one.', text('The new name.')),
            set: map('Fields with a fixed value.', true),
          }),
          inCode: true,
        },
      },
      ['map'],
    ),
    object('Makes several rows of one.', { yield_map: text('JSONPath to the rows within a row.', { inCode: true }) }, ['yield_map']),
  ],
});

const writeDisposition: JsonSchema = {
  description: 'How rows get into the table that is there.',
  anyOf: [
    words('How rows get into the table that is there.', ['append', 'replace', 'merge', 'skip']),
    object(
      'With the strategy of a merge.',
      {
        disposition: words('How rows get into the table.', ['append', 'replace', 'merge', 'skip']),
        strategy: words('Of a merge.', ['delete-insert', 'upsert', 'scd2', 'insert-only'], { default: 'delete-insert' }),
        deduplicated: flag('The rows hold no key twice.', false),
        validity_column_names: {
          type: 'array',
          description: 'Of scd2: columns for the first and the last moment.',
          items: text('A column.'),
          minItems: 2,
          maxItems: 2,
        },
        boundary_timestamp: text('Of scd2: when old rows end and new ones begin.'),
        active_record_timestamp: text('Of scd2: the last moment of a row that holds.'),
      },
      ['disposition'],
    ),
  ],
};

const columns: JsonSchema = map(
  'What is known of columns before their data is.',
  object('What is known of it.', {
    data_type: words('Type.', ['text', 'bigint', 'double', 'bool', 'timestamp', 'date', 'time', 'decimal', 'wei', 'json', 'binary']),
    nullable: flag('Whether it may be null.', true),
    precision: whole('Of its type.'),
    scale: whole('Of its type.'),
    timezone: flag('Of timestamps.', true),
    primary_key: flag('Part of the primary key.'),
    merge_key: flag('Part of the merge key.'),
    unique: flag('No value twice.'),
    sort: flag('Rows are sorted by it.'),
    partition: flag('Rows are partitioned by it.'),
    cluster: flag('Rows are clustered by it.'),
    dedup_sort: words('Which of two rows with one key is kept.', ['asc', 'desc']),
    hard_delete: flag('A row that has true here deletes its key.'),
    description: text('For people.'),
  }),
);

/** What is said of any table. What is large stands once, in the definitions. */
const tableHints: Record<string, JsonSchema> = {
  write_disposition: ref('write_disposition'),
  primary_key: textOrTexts('What a row is known by.'),
  merge_key: textOrTexts('What rows are replaced by.'),
  columns: ref('columns'),
  schema_contract: ref('schema_contract'),
  table_format: words('A kind of tables that the destination has beside its own.', ['native', 'iceberg', 'delta', 'hive'], {
    default: 'native',
  }),
  file_format: words('The form of its files, where data lies in files.', ['preferred', 'parquet', 'jsonl', 'csv'], {
    default: 'preferred',
  }),
  references: list(
    'Keys of other tables. They are written down and drawn; nothing checks them.',
    object(
      'One of them.',
      {
        columns: list('Columns that hold the key.', text('A column.')),
        referenced_table: text('The other table.', { minLength: 1 }),
        referenced_columns: list('Its columns, in the same order.', text('A column.')),
        label: text('What it means.'),
        cardinality: text('How many of one go with how many of the other.'),
      },
      ['columns', 'referenced_table', 'referenced_columns'],
    ),
  ),
};

/** What resources and their defaults may say. */
const resourceProperties: Record<string, JsonSchema> = {
  include_from_parent: list('Fields of the parent that each row gets as _<parent>_<field>.', text('A field.')),
  processing_steps: ref('processing_steps'),
  selected: flag('False: fetched for others, not loaded.', true),
  parallelized: flag('Requests for different rows of the parent run at the same time.', false),
  max_table_nesting: whole('How deep objects and lists become tables; what is deeper is stored as json.'),
  table_name: text('Default: the name.', { minLength: 1 }),
  nested_hints: map(
    'What is said of nested tables, by their place below the table: lines, lines__discounts. One with a key of its own is nested no more.',
    object('What is said of it.', tableHints),
  ),
  ...tableHints,
  endpoint: ref('endpoint'),
};

/** The members of a source: `name`, `client`, `resources` and what goes with them. */
export const sourceSchema: JsonSchema = object(
  'A REST API.',
  {
    name: text('Names the source and its schema; secrets are looked up as sources.<name>.<key>.', { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }),
    section: text(
      'For sources that share settings: secrets are looked up as sources.<section>.<name>.<key> and sources.<section>.<key> first.',
      {
        pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
      },
    ),
    client: object(
      'The API.',
      {
        base_url: text('What every path stands behind; {subdomain} and the like come from the configuration.', { minLength: 1 }),
        headers: map('Sent with every request; {name} comes from the configuration.', text('Its value.')),
        auth: ref('auth'),
        paginator: ref('paginator'),
        allowed_origins: list('Origins beside that of base_url that credentials may go to.', text('Such as https://eu.example.com.')),
        max_response_bytes: whole('Of one answer, decompressed.', { minimum: 1, default: 268_435_456 }),
        timeout: { type: 'number', description: 'Seconds for one answer.', default: 60, exclusiveMinimum: 0 },
        retry: object('Of requests that failed in a way that may pass.', {
          attempts: whole('Tries altogether.', { minimum: 1, default: 5 }),
          backoff_factor: seconds('Seconds before the second try; doubled for each further one.', 1),
          max_delay: seconds('Seconds of the longest wait.', 300),
        }),
      },
      ['base_url'],
    ),
    resource_defaults: object('For every resource that does not say otherwise.', resourceProperties),
    resources: {
      ...list('What is loaded.', {
        description: 'A resource. A text is its name and its path.',
        inCode: true,
        anyOf: [
          text('Name and path.', { minLength: 1 }),
          object('A resource.', { name: text('Of the table too.', { minLength: 1 }), ...resourceProperties }, ['name']),
        ],
      }),
      minItems: 1,
    },
    max_table_nesting: whole('For all resources.'),
    root_key: flag('Nested rows hold the id of their root row.', false),
    schema_contract: ref('schema_contract'),
  },
  ['client', 'resources'],
);

/** What the schemas refer to. */
export const definitions: Readonly<Record<string, JsonSchema>> = {
  auth,
  paginator,
  endpoint,
  schema_contract: schemaContract,
  processing_steps: processingSteps,
  write_disposition: writeDisposition,
  columns,
};
