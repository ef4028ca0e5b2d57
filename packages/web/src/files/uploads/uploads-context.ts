import { createContext } from 'react';
import type { Uploads } from './uploads.ts';

/** The uploads of this tab. */
export const UploadsContext = createContext<Uploads | null>(null);
