import type { ListedShareAction, ShareAction, ShareRecipient, ShareRegistration } from '../../core/metadata-shares.ts';

/** Recipients, registrations and actions as the engine answers them, and how a row becomes what the core knows. */

export interface RecipientRow {
  number: number;
  share_number: number;
  recipient: string;
  name: string | null;
  company: string | null;
  note: string | null;
  sent_at: number | null;
  created_at: number;
}

export const toRecipient = (row: RecipientRow): ShareRecipient => ({
  number: row.number,
  shareNumber: row.share_number,
  recipient: row.recipient,
  name: row.name,
  company: row.company,
  note: row.note,
  sentAt: row.sent_at,
  createdAt: row.created_at,
});

export interface RegistrationRow {
  number: number;
  share_number: number;
  code: string;
  name: string | null;
  company: string | null;
  email: string | null;
  ip: string;
  recipient_number: number | null;
  created_at: number;
}

export const toRegistration = (row: RegistrationRow): ShareRegistration => ({
  number: row.number,
  shareNumber: row.share_number,
  code: row.code,
  name: row.name,
  company: row.company,
  email: row.email,
  ip: row.ip,
  recipientNumber: row.recipient_number,
  createdAt: row.created_at,
});

export interface ActionRow {
  number: number;
  share_number: number;
  registration_number: number | null;
  // Only what the core wrote is in the table.
  action: ShareAction['action'];
  path: string;
  download_method: ShareAction['downloadMethod'];
  created_at: number;
  code: string | null;
  name: string | null;
  company: string | null;
  email: string | null;
  ip: string | null;
  recipient_number: number | null;
  registered_at: number | null;
}

export const toAction = (row: ActionRow): ListedShareAction => ({
  number: row.number,
  shareNumber: row.share_number,
  registrationNumber: row.registration_number,
  action: row.action,
  path: row.path,
  downloadMethod: row.download_method,
  createdAt: row.created_at,
  registration:
    row.registration_number === null || row.code === null || row.ip === null || row.registered_at === null
      ? null
      : toRegistration({ ...row, number: row.registration_number, code: row.code, ip: row.ip, created_at: row.registered_at }),
});
