/** What a run did. As text it is the summary that dlt prints. */
export interface LoadInfo {
  readonly pipeline: string;
  readonly destinationType: string;
  readonly dataset: string;
  /** Where the data is, without secrets. */
  readonly location: string;
  readonly packages: readonly LoadedPackage[];
  /** Rows that came out of the normalize step, by table. */
  readonly rowCounts: Readonly<Record<string, number>>;
  /** What is worth a look: columns that never had a value, keys that fell together, rows that a contract left out. */
  readonly warnings: readonly string[];
  /** Of the load step. */
  readonly seconds: number;
  toString(): string;
}

export interface LoadedPackage {
  readonly loadId: string;
  readonly state: 'loaded' | 'aborted';
  readonly jobs: number;
  readonly failedJobs: number;
}

export function loadInfo(facts: Omit<LoadInfo, 'toString'>): LoadInfo {
  return {
    ...facts,
    toString() {
      const { pipeline, destinationType, dataset, location, packages } = facts;
      const lines = [
        `Pipeline ${pipeline} load step completed in ${facts.seconds.toFixed(2)} seconds`,
        `${packages.length} load package(s) were loaded to destination ${destinationType} and into dataset ${dataset}`,
        `The ${destinationType} destination used ${location} location to store data`,
        ...packages.map(
          ({ loadId, state, failedJobs }) =>
            `Load package ${loadId} is ${state.toUpperCase()} and contains ${failedJobs === 0 ? 'no failed jobs' : `${failedJobs} FAILED job(s)!`}`,
        ),
      ];
      return lines.join('\n');
    },
  };
}
