import type { SiteSettings } from '../../core/site.ts';
import type { Answer } from './contract.ts';
import { on, type Call, type SomeHandlers } from './handler.ts';
import type { Member } from '../../core/access/principal.ts';
import { presentSite, presentUsage } from './present-site.ts';
import { presentOne } from './routes-people.ts';
import { siteChangeOf } from './site-input.ts';

/** The site as whoever asks sees it, with that one's session and user. */
async function present(core: Call['core'], member: Member, settings: SiteSettings): Promise<Answer<'getSite'>> {
  const user = await core.users.get(member, member.userNumber);
  const language = user.profile['language'];
  const session = {
    // Never the session's id on the wire, which is a secret.
    id: String(member.sessionNumber),
    language: typeof language === 'string' ? language : 'en',
    read_only: member.isReadonlyAdmin,
    sftp_insecure_ciphers: false,
  };
  return presentSite({
    settings,
    createdAt: await core.site.createdAt(),
    session: member.sessionNumber === null ? null : session,
    user: await presentOne(core, member, user),
    isAdministrator: (member.isAdmin || member.isReadonlyAdmin) && member.keyFolderId === null,
  });
}

export const siteHandlers = {
  getSite: on('getSite', async ({ core, member }) => present(core, member, await core.site.get())),
  updateSite: on('updateSite', async ({ core, member, body, clientAddress }) =>
    present(core, member, await core.site.update(member, siteChangeOf(body), clientAddress)),
  ),
  getSiteUsage: on('getSiteUsage', async ({ core, member }) =>
    presentUsage(await core.site.usage(member), { from: await core.site.createdAt(), until: Date.now() }),
  ),
} satisfies SomeHandlers;
