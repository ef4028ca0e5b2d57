import { useQuery } from '@tanstack/react-query';
import { useId, type ReactNode } from 'react';
import { TextField } from '../base/field.tsx';
import { client } from '../session/session.ts';
import { useSettled } from './use-settled.ts';

export interface SuggestFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const mostSuggestions = 10;

interface Suggesting extends SuggestFieldProps {
  readonly of: 'users' | 'groups';
  readonly suggest: (query: string, signal: AbortSignal) => Promise<readonly string[]>;
}

function SuggestField({ of, suggest, onChange, ...field }: Suggesting): ReactNode {
  const id = useId();
  const query = useSettled(field.value.trim());
  const { data = [] } = useQuery({ queryKey: [of, 'suggested', query], queryFn: ({ signal }) => suggest(query, signal) });
  return (
    <>
      <TextField {...field} list={id} autoComplete="off" spellCheck={false} onChange={(event) => onChange(event.target.value)} />
      <datalist id={id}>
        {data.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

/** A field for a user name, which suggests those that there are. */
export function UserField(props: SuggestFieldProps): ReactNode {
  return (
    <SuggestField
      of="users"
      suggest={async (query, signal) => {
        const { items } = await client.users.list({ ...(query === '' ? {} : { query }), perPage: mostSuggestions, signal });
        return items.map(({ username }) => username);
      }}
      {...props}
    />
  );
}

/** A field for the name of a group, which suggests those that there are. */
export function GroupField(props: SuggestFieldProps): ReactNode {
  return (
    <SuggestField
      of="groups"
      suggest={async (query, signal) => {
        const { items } = await client.groups.list({ ...(query === '' ? {} : { query }), limit: mostSuggestions, signal });
        return items.map(({ name }) => name);
      }}
      {...props}
    />
  );
}
