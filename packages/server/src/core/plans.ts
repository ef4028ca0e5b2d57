/** What a plan allows. Plans are data: the seed's three are the defaults, an operator can change them or add one. null: no limit. */
export interface Plan {
  readonly name: string;
  readonly requestsPerHour: number | null;
  readonly maxFileBytes: number | null;
  /** Of one user: the files put in, and the uploads under way. */
  readonly storageQuotaBytes: number | null;
  readonly maxShareHours: number | null;
}

export type Plans = Readonly<Record<string, Plan>>;
