import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** `number`: to the right, digits below each other. */
  readonly align?: 'number';
  /** Left out on screens narrower than a tablet. */
  readonly isExtra?: boolean;
  /** The header is read, not seen: for a column of buttons. */
  readonly isHeaderHidden?: boolean;
}

export interface TableProps<Row> {
  /** What is listed. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}

/** A table of some dozens of rows; the list of files is a grid of its own. */
export function Table<Row>({ label, columns, rows, rowKey }: TableProps<Row>): ReactNode {
  const classOf = ({ align, isExtra = false }: Column<Row>): string => `${align ?? ''} ${isExtra ? 'extra' : ''}`.trim();
  return (
    <table className="table" aria-label={label}>
      <thead>
        <tr>
          {columns.map((column) => (
            <th key={column.key} scope="col" className={classOf(column)}>
              <span className={column.isHeaderHidden === true ? 'visually-hidden' : ''}>{column.header}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={rowKey(row)}>
            {columns.map((column) => (
              <td key={column.key} className={classOf(column)}>
                {column.cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
