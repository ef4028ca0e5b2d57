/** What users did, day by day: a part of the metadata (see `metadata.ts`). */

export interface UsageCounts {
  readonly requests: number;
  readonly uploadedBytes: number;
  readonly downloadedBytes: number;
}

export interface UsageDay extends UsageCounts {
  /** In UTC: `2025-01-15`. */
  readonly date: string;
  /** What counted against the quota when the day was last written. */
  readonly storageBytes: number;
}

export interface UsageReads {
  /** The days from `first` on on which something happened, and the last such day before; the oldest first. */
  listUsageDays(userId: string, first: string): Promise<readonly UsageDay[]>;
}

export interface UsageWrites {
  /** Adds to a day of a user, and notes what the user's storage is now. Nothing happens for a user who is gone. */
  addUsage(userId: string, date: string, counts: UsageCounts): Promise<void>;
  /** Forgets days before this one. */
  pruneUsage(before: string): Promise<void>;
}
