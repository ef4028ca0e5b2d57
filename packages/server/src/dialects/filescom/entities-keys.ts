import { z } from 'zod';
import { flag, id, text, time, whole } from './answer-fields.ts';

/** Answers about keys. Every field of the vendor's entity, in its order; null where it is not set. */

export const apiKey = z
  .object({
    id: id,
    descriptive_label: text,
    description: text,
    created_at: time,
    expires_at: time,
    key: text,
    aws_style_credentials: flag,
    aws_access_key_id: text,
    aws_secret_key: text,
    last_use_at: time,
    name: text,
    permission_set: text,
    platform: text,
    site_id: whole,
    site_name: text,
    url: text,
    user_id: whole,
    workspace_id: whole,
  })
  .meta({ id: 'FilesCom.ApiKey' });

export const publicKey = z
  .object({
    id: id,
    workspace_id: whole,
    title: text,
    created_at: time,
    expires_at: time,
    expired: flag,
    fingerprint: text,
    fingerprint_sha256: text,
    status: text,
    last_login_at: time,
    generated_private_key: text,
    generated_public_key: text,
    username: text,
    user_id: whole,
  })
  .meta({ id: 'FilesCom.PublicKey' });
