/** An environment variable; undefined when it is unset or empty, and where there are none. The only file that reads the environment. */
export function env(name: string): string | undefined {
  const value = typeof process === 'undefined' ? undefined : process.env[name];
  return value === '' ? undefined : value;
}
