import { expect, test } from 'vitest';
import { digest128, snakeCaseNaming } from './naming.ts';

const naming = snakeCaseNaming(65536);

// Input, the name alone, what a key of a row becomes: as dlt 1.26.0 makes them.
const vectors: [string, string, string][] = [
  ['CamelCase', 'camel_case', 'camel_case'],
  ['HTTPServer', 'http_server', 'http_server'],
  ['parseHTTPResponse', 'parse_http_response', 'parse_http_response'],
  ['userID', 'user_id', 'user_id'],
  ['UserIDs', 'user_i_ds', 'user_i_ds'],
  ['iPhone', 'i_phone', 'i_phone'],
  ['A1B2', 'a1_b2', 'a1_b2'],
  ['v2Api', 'v2_api', 'v2_api'],
  ['Value3D', 'value3_d', 'value3_d'],
  ['ID', 'id', 'id'],
  ['Is Active?', 'is_activex', 'is_activex'],
  ['createdAtUTC', 'created_at_utc', 'created_at_utc'],
  ['user-id', 'user_id', 'user_id'],
  ['a b', 'a_b', 'a_b'],
  ['x.y', 'x_y', 'x_y'],
  ['trailing_', 'trailingx', 'trailingx'],
  ['trailing__', 'trailingxx', 'trailing'],
  ['a___b', 'a_b', 'a___b'],
  ['a__b', 'a_b', 'a__b'],
  ['snake__Camel', 'snake_camel', 'snake__camel'],
  ['_leading', '_leading', '_leading'],
  ['__double', '_double', 'double'],
  ['1st', '_1st', '_1st'],
  ['+1', 'x1', 'x1'],
  ['-1', '_1', '_1'],
  ['0x1F', '_0x1_f', '_0x1_f'],
  ['c++', 'cxx', 'cxx'],
  ['C#', 'cx', 'cx'],
  ['a@b', 'aab', 'aab'],
  ['me@x.com', 'meax_com', 'meax_com'],
  ['a|b', 'alb', 'alb'],
  ['a%%', 'ax', 'ax'],
  ['%a', '_a', '_a'],
  ['50%', '_50x', '_50x'],
  ['price($)', 'pricex', 'pricex'],
  ['$ref', '_ref', '_ref'],
  ['@type', 'atype', 'atype'],
  ['#', 'x', 'x'],
  ['é', 'x', 'x'],
  ['naïve', 'na_ve', 'na_ve'],
  ['Straße', 'stra_e', 'stra_e'],
  ['日本', 'x', 'x'],
  ['🙂', 'x', 'x'],
  ['Ünï', '_nx', '_nx'],
  ['_', 'x', 'x'],
  [' trim me ', 'trim_me', 'trim_me'],
  ['tab\tkey', 'tab_key', 'tab_key'],
];

test.each(vectors)('%j', (input, identifier, key) => {
  expect(naming.identifier(input)).toBe(identifier);
  expect(naming.path(input)).toBe(key);
});

test('the tag of a name that is too long', () => {
  expect(digest128('abc', 4).toLowerCase()).toBe('wiejlq');
});

const long = 'VeryLongColumnName'.repeat(6);
const parts = ['parent_table_with_long_name', 'child_list_with_a_really_long_name_inside', 'grand'];

test.each([
  [63, 'a'.repeat(70), 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaamo6cbaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'],
  [63, long, 'very_long_column_name_very_lom3ubeqn_name_very_long_column_name'],
  [30, long, 'very_long_com3ubeq_column_name'],
])('at most %i characters: %s', (limit, input, expected) => {
  expect(snakeCaseNaming(limit).identifier(input)).toBe(expected);
});

test.each([
  [63, parts, 'parent_table_with_long_name__rxguyqally_long_name_inside__grand'],
  [30, parts, 'parent_tablekcb1kqnside__grand'],
  [63, ['Parent Table', 'childList', 'GrandChild'], 'parent_table__child_list__grand_child'],
])('a path of at most %i characters', (limit, path, expected) => {
  const short = snakeCaseNaming(limit);
  expect(short.join(path.map((part) => short.identifier(part)))).toBe(expected);
});
