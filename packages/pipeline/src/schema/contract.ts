import type { ContractMode, SchemaContract } from '../extract/resource.ts';
import type { StoredContract, Table } from './schema.ts';

/** What may change, one word for each kind of change. */
export interface Contract {
  readonly tables: ContractMode;
  readonly columns: ContractMode;
  readonly data_type: ContractMode;
}

const free: Contract = { tables: 'evolve', columns: 'evolve', data_type: 'evolve' };

function expand(contract: StoredContract | undefined, rest: Contract): Contract {
  if (contract === undefined) return rest;
  const modes = typeof contract === 'string' ? { tables: contract, columns: contract, data_type: contract } : contract;
  return { ...rest, ...(modes as Partial<Contract>) };
}

/** As it is stored with a table. */
export function storedContract(contract: SchemaContract): StoredContract {
  if (typeof contract === 'string') return contract;
  const { dataType, ...rest } = contract;
  return { ...rest, ...(dataType === undefined ? {} : { data_type: dataType }) };
}

/** The contract of a table: the run's, else its own, else its parent's. */
export function contractOf(tables: ReadonlyMap<string, Table>, name: string, run: StoredContract | undefined): Contract {
  if (run !== undefined) return expand(run, free);
  let table = tables.get(name);
  while (table !== undefined && table.schema_contract === undefined && table.parent !== undefined) table = tables.get(table.parent);
  return expand(table?.schema_contract, free);
}

/** The data does not keep to the contract, which says that the run fails then. */
export class ContractError extends Error {
  readonly table: string;
  readonly column: string | undefined;
  constructor(table: string, column: string | undefined, entity: keyof Contract) {
    const what =
      entity === 'tables'
        ? `The table ${table} is new`
        : entity === 'columns'
          ? `The column ${column} of the table ${table} is new`
          : `A value does not fit its column, and ${column} of the table ${table} would be new`;
    super(`${what}, and the schema contract freezes ${entity === 'data_type' ? 'data types' : entity}`);
    this.name = 'ContractError';
    this.table = table;
    this.column = column;
  }
}
