import { z } from 'zod';
import { flag, id, object, objects, text, texts, time, whole, wholes } from './answer-fields.ts';

/** Answers about bundles, which are share links. Every field of the vendor's entity, in its order; null where it is not set. */

const formField = z
  .object({
    id: whole,
    label: text,
    required: flag,
    help_text: text,
    field_type: text,
    options_for_select: texts,
    default_option: text,
    form_field_set_id: whole,
  })
  .meta({ id: 'FilesCom.FormField' });

const formFieldSet = z
  .object({
    id: whole,
    title: text,
    form_layout: wholes,
    form_fields: z.array(formField).nullable(),
    skip_name: flag,
    skip_email: flag,
    skip_company: flag,
    in_use: flag,
  })
  .meta({ id: 'FilesCom.FormFieldSet' });

export const image = z
  .object({
    name: text,
    uri: text,
  })
  .meta({ id: 'FilesCom.Image' });

const bundlePath = z
  .object({
    recursive: flag,
    path: text,
  })
  .meta({ id: 'FilesCom.BundlePath' });

export const bundle = z
  .object({
    code: text,
    color_left: text,
    color_link: text,
    color_text: text,
    color_top: text,
    color_top_text: text,
    url: text,
    description: text,
    expires_at: time,
    password_protected: flag,
    permissions: text,
    preview_only: flag,
    require_registration: flag,
    require_share_recipient: flag,
    require_logout: flag,
    clickwrap_body: text,
    form_field_set: formFieldSet.nullable(),
    skip_name: flag,
    skip_email: flag,
    start_access_on_date: time,
    skip_company: flag,
    id: id,
    bypasses_site_expiration_rules: flag,
    created_at: time,
    deleted: flag,
    deleted_at: time,
    dont_separate_submissions_by_folder: flag,
    max_uses: whole,
    internal_name: text,
    note: text,
    path_template: text,
    path_template_time_zone: text,
    send_email_receipt_to_uploader: flag,
    snapshot_id: whole,
    user_id: whole,
    username: text,
    group_id: whole,
    clickwrap_id: whole,
    inbox_id: whole,
    watermark_attachment: image.nullable(),
    watermark_value: object,
    send_one_time_password_to_recipient_at_registration: flag,
    workspace_id: whole,
    has_inbox: flag,
    dont_allow_folders_in_uploads: flag,
    requested_upload_slots: objects,
    paths: texts,
    bundlepaths: z.array(bundlePath).nullable(),
  })
  .meta({ id: 'FilesCom.Bundle' });

export const bundleRegistration = z
  .object({
    code: text,
    name: text,
    company: text,
    email: text,
    ip: text,
    inbox_code: text,
    clickwrap_body: text,
    form_field_set_id: whole,
    form_field_data: object,
    bundle_code: text,
    bundle_id: whole,
    bundle_recipient_id: whole,
    workspace_id: whole,
    created_at: time,
  })
  .meta({ id: 'FilesCom.BundleRegistration' });

export const bundleAction = z
  .object({
    action: text,
    bundle_registration: bundleRegistration.nullable(),
    created_at: time,
    destination: text,
    path: text,
    source: text,
    bundle_registration_id: whole,
    workspace_id: whole,
    bundle_registration_name: text,
    bundle_registration_email: text,
    bundle_registration_ip: text,
    form_field_set_id: whole,
    form_field_data: object,
  })
  .meta({ id: 'FilesCom.BundleAction' });

export const bundleDownload = z
  .object({
    bundle_registration: bundleRegistration.nullable(),
    download_method: text,
    path: text,
    workspace_id: whole,
    created_at: time,
  })
  .meta({ id: 'FilesCom.BundleDownload' });

export const bundleRecipient = z
  .object({
    company: text,
    name: text,
    note: text,
    recipient: text,
    sent_at: time,
    workspace_id: whole,
  })
  .meta({ id: 'FilesCom.BundleRecipient' });
