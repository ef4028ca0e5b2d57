import type { ServeFlags } from '@filewharf/server';
import { Command } from 'commander';

/** `filewharf serve`. Values are checked by the server, which knows the other places they may come from. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'Run the server. Each flag is also an environment variable (--data-dir: FILEWHARF_DATA_DIR) and a key of the configuration file',
    )
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option('--port <number>', 'port to listen on, 0 for any free one (default: 8080)')
    .option('--data-dir <path>', 'folder of everything the server keeps (default: filewharf-data)')
    .option('--database <url>', 'where metadata is kept (default: sqlite:DATA-DIR/metadata.db)')
    .option('--storage <url>', 'where the bytes of files are kept, a folder of its own (default: file:DATA-DIR/blobs)')
    .option('--public-url <url>', 'what links to this server start with (default: the address it listens on)')
    .option('--tls-cert <path>', 'TLS certificate chain, a PEM file')
    .option('--tls-key <path>', 'private key of the TLS certificate, a PEM file without a passphrase')
    .option('--tls-self-signed', 'TLS with a certificate made by the server')
    .option('--trusted-proxies <list>', 'IP addresses and CIDR blocks of proxies in front, separated by commas')
    .option('--config <path>', 'configuration file (TOML)')
    .option('--master-key-file <path>', 'file of the master key, made at the first start (default: DATA-DIR/master.key)')
    .option('--master-key-command <command>', 'command that prints the master key')
    .option('--log-level <level>', 'the least important log lines: trace, debug, info, warn, error, fatal or silent (default: info)')
    .option('--deeptable-strict', 'take only workbooks (.xlsx) over the DeepTable API')
    .option('--mock', 'a throwaway site in memory with sample data, to test an integration against')
    .option('--mock-rules <path>', 'file of rules which requests the mock lets fail (JSON)')
    .action(async (flags: ServeFlags) => {
      // On first use: other commands start without loading the server.
      const { serve } = await import('@filewharf/server');
      await serve(flags);
    });
}
