import { z } from 'zod';
import { flag, id, name, object, text, texts, time, whole } from './answer-fields.ts';

/** Answers about files and folders. Every field of the vendor's entity, in its order; null where it is not set. */

const directConnectionInfo = z
  .object({
    version: whole,
    server_name: text,
    addresses: texts,
    direct_uri: text,
    ca_pem: text,
  })
  .meta({ id: 'FilesCom.DirectConnectionInfo' });

const preview = z
  .object({
    id: whole,
    status: text,
    download_uri: text,
    type: text,
    size: text,
  })
  .meta({ id: 'FilesCom.Preview' });

export const file = z
  .object({
    path: name,
    created_by_id: whole,
    created_by_api_key_id: whole,
    created_by_as2_incoming_message_id: whole,
    created_by_automation_id: whole,
    created_by_bundle_registration_id: whole,
    created_by_inbox_id: whole,
    created_by_remote_server_id: whole,
    created_by_sync_id: whole,
    custom_metadata: object,
    display_name: text,
    type: text,
    size: whole,
    created_at: time,
    last_modified_by_id: whole,
    last_modified_by_api_key_id: whole,
    last_modified_by_automation_id: whole,
    last_modified_by_bundle_registration_id: whole,
    last_modified_by_remote_server_id: whole,
    last_modified_by_sync_id: whole,
    mtime: time,
    provided_mtime: time,
    crc32: text,
    md5: text,
    sha1: text,
    sha256: text,
    mime_type: text,
    region: text,
    permissions: text,
    'subfolders_locked?': flag,
    is_locked: flag,
    download_uri: text.optional(),
    direct_connection_info: directConnectionInfo.nullable(),
    priority_color: text,
    preview_id: whole,
    preview: preview.nullable(),
  })
  .meta({ id: 'FilesCom.File' });

export const fileAction = z
  .object({
    status: text,
    file_migration_id: whole,
  })
  .meta({ id: 'FilesCom.FileAction' });

export const zipListEntry = z
  .object({
    path: text,
    size: whole,
  })
  .meta({ id: 'FilesCom.ZipListEntry' });

export const fileUploadPart = z
  .object({
    send: object,
    action: text,
    ask_about_overwrites: flag,
    available_parts: whole,
    expires: text,
    headers: object,
    http_method: text,
    next_partsize: whole,
    parallel_parts: flag,
    retry_parts: flag,
    parameters: object,
    part_number: whole,
    partsize: whole,
    path: text,
    ref: text,
    upload_uri: text,
    direct_connection_info: directConnectionInfo.nullable(),
  })
  .meta({ id: 'FilesCom.FileUploadPart' });

export const fileMigration = z
  .object({
    id: id,
    path: text,
    dest_path: text,
    failure_message: text,
    files_moved: whole,
    files_total: whole,
    operation: text,
    region: text,
    status: text,
    log_url: text,
  })
  .meta({ id: 'FilesCom.FileMigration' });

export const lock = z
  .object({
    path: text,
    timeout: whole,
    depth: text,
    recursive: flag,
    owner: text,
    scope: text,
    exclusive: flag,
    token: text,
    type: text,
    allow_access_by_any_user: flag,
    user_id: whole,
    username: text,
  })
  .meta({ id: 'FilesCom.Lock' });
