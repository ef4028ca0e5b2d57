import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { migrations } from './migrations/index.ts';
import { toFile, type FileRow } from './rows.ts';
import { files } from './node-columns.ts';
import { migrate } from './sqlite.ts';

test('a file from before there were versions has one, which was put in when the file was changed last', () => {
  const database = new DatabaseSync(':memory:');
  const before = migrations.findIndex(({ name }) => name === '0010-versions');
  migrate(database, migrations.slice(0, before));
  database.exec(`INSERT INTO files (id, parent_id, root_id, name, name_key, size, encrypted, blob_id, owner_id, created_at, updated_at, summary)
    VALUES ('file_01kfxgjd94fn9stqm414vjb0s8', 'folder_1', 'folder_1', 'a', 'a', 3, 1, 'blob_1', 'user_1', 5, 7, '{}')`);
  migrate(database, migrations);
  const row = database.prepare(files).get() as unknown as FileRow;
  expect(toFile(row)).toMatchObject({
    id: 'file_01kfxgjd94fn9stqm414vjb0s8',
    versionId: 'version_01kfxgjd94fn9stqm414vjb0s8',
    versionAt: 7,
  });
  database.close();
});
