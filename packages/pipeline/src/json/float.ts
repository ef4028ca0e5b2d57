/**
 * A number that was written with a fraction or an exponent although its value is whole, such as `7.0`: it makes a `double` column, where
 * `7` makes a `bigint` one. It computes and compares like a number (`row.score * 2`, `row.score > 6`); only `typeof` tells it apart.
 */
export class Float extends Number {}
