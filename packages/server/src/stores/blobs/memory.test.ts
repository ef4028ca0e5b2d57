import { blobStoreConformance } from './conformance.ts';
import { openMemoryBlobs } from './memory.ts';

blobStoreConformance('memory', { open: async () => openMemoryBlobs() });
