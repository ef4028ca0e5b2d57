import { useEffect, useState } from 'react';

/** So long nothing is typed before the server is asked. */
const pauseMilliseconds = 250;

/** The value once it has stopped changing: for questions about what is being typed. */
export function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
