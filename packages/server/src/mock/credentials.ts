/**
 * Who gets into a mock: the same in each, so that a test can name them. Anybody can read them here, so every other server refuses them.
 * The key has letters and digits only, because clients of the Files.com API take no others.
 */
export const mockAdministrator = Object.freeze({
  username: 'admin',
  password: 'mock-password',
  apiKey: 'mockadminkey1234567890',
});

/** Users without administrator's rights, who see a folder of their own. They have the administrator's password, and no key yet. */
export const mockUsernames = ['ada', 'ben'] as const;
