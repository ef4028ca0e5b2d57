/** The types of a column. `wei` is a whole number of up to 256 bits. */
export type DataType = 'text' | 'bigint' | 'double' | 'bool' | 'timestamp' | 'date' | 'time' | 'decimal' | 'wei' | 'json' | 'binary';
