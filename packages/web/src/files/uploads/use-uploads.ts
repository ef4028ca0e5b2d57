import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { problemText } from '../../base/problem-text.ts';
import { useToast } from '../../base/toast.tsx';
import { refresh } from '../../session/live.ts';
import { client, useMe } from '../../session/session.ts';
import { Uploads } from './uploads.ts';

/** The uploads of this tab, with those that an earlier visit has begun. The browser asks before it leaves while some are under way. */
export function useUploads(): Uploads {
  const { user } = useMe();
  const queries = useQueryClient();
  const toast = useToast();
  const [uploads] = useState(() => new Uploads(client, user.id, () => refresh(queries)));
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
