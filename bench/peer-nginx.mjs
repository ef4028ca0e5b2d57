import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, newFolder, startSilently } from './workspace.mjs';

/** Answers why nginx cannot take part, or undefined when it can. */
export function nginxIsAbsent() {
  const { error, stderr } = spawnSync('nginx', ['-V'], { encoding: 'utf8' });
  if (error) return 'nginx is not installed (apt-get install nginx)';
  return stderr.includes('http_dav_module') ? undefined : 'this nginx has no WebDAV (apt-get install nginx-full)';
}

/** nginx that serves a folder with sendfile and takes PUT into it: it neither encrypts nor syncs. */
export async function startNginx() {
  const folder = newFolder('nginx');
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port));
  const child = await startSilently('nginx', ['-p', folder, '-c', file], port);
  return { child, port, folder };
}

// One process without a master, so that stopping it leaves none behind. Buffers as large as ours: nginx's own 16 KiB would slow it down.
const configuration = (folder, port) => `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log stderr warn;
${process.getuid() === 0 ? 'user root;' : ''}
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/incoming;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  sendfile on;
  tcp_nopush on;
  server {
    listen 127.0.0.1:${port};
    root ${folder};
    client_max_body_size 0;
    client_body_buffer_size 1m;
    location / { dav_methods PUT DELETE; }
  }
}
`;
