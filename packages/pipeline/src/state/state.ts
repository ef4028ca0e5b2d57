import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import type { CursorValue } from '../extract/resource.ts';
import { Float } from '../json/float.ts';
import { parseJson } from '../json/parse.ts';
import { writeRow } from '../json/write.ts';
import { sortedJson } from '../schema/schema.ts';

/** What an incremental resource remembers, in dlt's spelling. */
export interface IncrementalState {
  readonly initial_value: CursorValue | null;
  readonly last_value: CursorValue | null;
  /** Which rows have the last value already. */
  readonly unique_hashes: readonly string[];
  readonly start_value: CursorValue | null;
}

export interface ResourceState {
  incremental?: Record<string, IncrementalState>;
  [key: string]: unknown;
}

export interface SourceState {
  resources?: Record<string, ResourceState>;
  [key: string]: unknown;
}

/** What a pipeline remembers from run to run, in dlt's spelling: it is stored beside the data, and either tool reads it. */
export interface PipelineState {
  readonly _state_version: number;
  readonly _version_hash: string;
  readonly _state_engine_version: number;
  readonly pipeline_name: string;
  readonly dataset_name: string;
  readonly default_schema_name?: string | null;
  readonly schema_names?: readonly string[];
  readonly destination_type?: string | null;
  readonly destination_name?: string | null;
  readonly sources?: Record<string, SourceState>;
  readonly [key: string]: unknown;
}

/** The form in which states are stored; dlt's. */
const stateEngineVersion = 4;

/** A state as a row of `_dlt_pipeline_state`, without the columns of its load. */
export interface StateRow {
  readonly version: number;
  readonly engine_version: number;
  readonly pipeline_name: string;
  /** JSON, packed by zlib, in base64. */
  readonly state: string;
  /** ISO 8601. */
  readonly created_at: string;
  readonly version_hash: string;
}

export function newState(pipeline: string, dataset: string, destinationType: string): PipelineState {
  return bumped({
    _state_version: 0,
    _version_hash: '',
    _state_engine_version: stateEngineVersion,
    pipeline_name: pipeline,
    dataset_name: dataset,
    destination_type: destinationType,
    destination_name: null,
  });
}

function hashOf(state: PipelineState): string {
  const { _state_version, _state_engine_version, _version_hash, _local, ...content } = state;
  return createHash('sha3-256').update(sortedJson(content)).digest('base64');
}

/** The state as a new version, when it is another than before. */
export function bumped(state: PipelineState): PipelineState {
  const hash = hashOf(state);
  if (hash === state._version_hash) return state;
  return { ...state, _version_hash: hash, _state_version: state._state_version + 1 };
}

export function stateRow(state: PipelineState, now: Date): StateRow {
  const { _local, ...content } = state;
  return {
    version: state._state_version,
    engine_version: stateEngineVersion,
    pipeline_name: state.pipeline_name,
    state: deflateSync(writeStateJson(content), { level: 9 }).toString('base64'),
    created_at: now.toISOString(),
    version_hash: state._version_hash,
  };
}

/** Reads a state that was stored by us or by dlt. */
export function readState(packed: string): PipelineState {
  const state = readStateJson(inflateSync(Buffer.from(packed, 'base64')).toString()) as PipelineState;
  if (state._state_engine_version !== stateEngineVersion)
    throw new Error(
      `The pipeline's state is stored in form ${String(state._state_engine_version)}; form ${stateEngineVersion} is known here`,
    );
  return state;
}

/** States hold cursor values, and these may be whole numbers that a double cannot hold: they are kept by their digits, as dlt keeps them. */
export function writeStateJson(value: unknown): string {
  return writeRow(value);
}

/** Reads what `writeStateJson` or dlt wrote: a whole number that a double cannot hold is a bigint. */
export function readStateJson(text: string): unknown {
  return remembered(parseJson(Buffer.from(text)));
}

function remembered(value: unknown): unknown {
  if (typeof value === 'string') {
    // States of before have such numbers as text.
    if (/^bigint:-?\d+$/.test(value)) return BigInt(value.slice(7));
    // dlt marks values that JSON has no form for by one character in front.
    const mark = value.charCodeAt(0);
    return mark >= 0xf026 && mark <= 0xf02d ? value.slice(1) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Float) return value.valueOf();
  if (Array.isArray(value)) return value.map(remembered);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, remembered(member)]));
}

/** The state of a resource, made when there is none. The answer may be changed. */
export function resourceState(sources: Record<string, SourceState>, source: string, resource: string): ResourceState {
  const ofSource = (sources[source] ??= {});
  const resources = (ofSource.resources ??= {});
  return (resources[resource] ??= {});
}
