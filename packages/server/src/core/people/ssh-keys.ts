/** An SSH public key that was read and found sound. */
export interface SshPublicKey {
  readonly algorithm: 'rsa' | 'ecdsa' | 'ed25519';
  /** `ssh-ed25519 AAAA…`, without a comment. */
  readonly text: string;
  /** As `ssh-keygen -l -E md5` prints it, without the leading `MD5:`. */
  readonly fingerprintMd5: string;
  /** As `ssh-keygen -l` prints it: `SHA256:…`. */
  readonly fingerprintSha256: string;
}

export interface SshKeyWish {
  readonly algorithm: SshPublicKey['algorithm'];
  /** Bits: 2048 to 4096 for rsa (default 3072), 256, 384 or 521 for ecdsa (default 256); ed25519 has one length. */
  readonly length?: number | undefined;
  /** Encrypts the private key. */
  readonly passphrase?: string | undefined;
}

/** The formats of OpenSSH. A port: the server gives the core a library. */
export interface SshKeys {
  /** Reads one line of an `authorized_keys` file or of a `.pub` file. Throws `invalid` for anything else, and for kinds of keys that are weak. */
  parse(text: string): SshPublicKey;
  /** Throws `invalid` for a length that is not possible. `privateKey` is in OpenSSH's own format. */
  generate(wish: SshKeyWish): Promise<SshPublicKey & { readonly privateKey: string }>;
}
