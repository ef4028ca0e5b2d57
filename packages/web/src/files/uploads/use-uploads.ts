import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { problemText } from '../../base/problem-text.ts';
import { useToast } from '../../base/toast.tsx';
import { refresh } from '../../session/live.ts';
import { clientOf, useMe } from '../../session/session.ts';
import { Uploads } from './uploads.ts';

/** By the id of the user: who signs in again in this tab finds theirs, and nobody else's. */
const byUser = new Map<string, Uploads>();

function uploadsOf(userId: string): Uploads {
  const uploads = byUser.get(userId) ?? new Uploads(clientOf(userId), userId);
  byUser.set(userId, uploads);
  return uploads;
}

/** The uploads of the user in this tab, with those that an earlier visit has begun. The browser asks before it leaves while some are under way. */
export function useUploads(): Uploads {
  const me = useMe();
  const queries = useQueryClient();
  const router = useRouter();
  const toast = useToast();
  const [uploads] = useState(() => uploadsOf(me.user.id));
  useEffect(() => {
    // At each answer to who is signed in: a session that was over may have been followed by one of the same user.
    uploads.wake({ onIdle: () => refresh(queries), onSessionOver: () => void router.invalidate() });
  }, [uploads, me, queries, router]);
  useEffect(() => () => uploads.sleep(), [uploads]);
  useEffect(() => {
    uploads.restore().catch((error: unknown) => toast(problemText(error)));
  }, [uploads, toast]);
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent): void => {
      if (uploads.view().isBusy) event.preventDefault();
    };
    addEventListener('beforeunload', hold);
    return () => removeEventListener('beforeunload', hold);
  }, [uploads]);
  return uploads;
}
