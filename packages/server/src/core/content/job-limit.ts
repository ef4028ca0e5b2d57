import { AppError } from '../errors.ts';

/**
 * Bounds the jobs that each user has under way in this process. The answered function counts one, or throws `rate_limited`, and answers what
 * is to be called when the job is over; further calls of that do nothing.
 */
export function createJobLimit(maxJobs: number): (userId: string) => () => void {
  const jobs = new Map<string, number>();
  return (userId) => {
    const count = jobs.get(userId) ?? 0;
    if (count >= maxJobs) {
      throw new AppError('rate_limited', `You have ${maxJobs} of these under way already. Wait until one of them is done.`, {
        retryAfterSeconds: 5,
      });
    }
    jobs.set(userId, count + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const others = (jobs.get(userId) ?? 1) - 1;
      if (others === 0) jobs.delete(userId);
      else jobs.set(userId, others);
    };
  };
}
