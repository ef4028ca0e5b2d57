/** What Parquet's headers are made of: Thrift's compact protocol, as far as Parquet needs it. */
export type ThriftValue = number | bigint | boolean | string | Uint8Array | readonly ThriftValue[] | ThriftStruct;

/** Members by their number. Numbers are written as i32, bigints as i64. */
export interface ThriftStruct {
  readonly [field: number]: ThriftValue | undefined;
}

const kinds = { true: 1, false: 2, i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const;

function typeOf(value: ThriftValue): number {
  if (typeof value === 'number') return kinds.i32;
  if (typeof value === 'bigint') return kinds.i64;
  if (typeof value === 'boolean') return value ? kinds.true : kinds.false;
  if (typeof value === 'string' || value instanceof Uint8Array) return kinds.binary;
  return Array.isArray(value) ? kinds.list : kinds.struct;
}

function varint(out: number[], value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
}

const zigzag = (value: bigint) => (value << 1n) ^ (value >> 63n);

function write(out: number[], value: ThriftValue): void {
  if (typeof value === 'number' || typeof value === 'bigint') varint(out, zigzag(BigInt(value)));
  else if (typeof value === 'boolean') out.push(value ? 1 : 2);
  else if (typeof value === 'string' || value instanceof Uint8Array) {
    const bytes = Buffer.from(value as string);
    varint(out, BigInt(bytes.length));
    out.push(...bytes);
  } else if (Array.isArray(value)) {
    const items = value as readonly ThriftValue[];
    const type = items[0] === undefined ? kinds.struct : typeOf(items[0]);
    if (items.length < 15) out.push((items.length << 4) | type);
    else {
      out.push(0xf0 | type);
      varint(out, BigInt(items.length));
    }
    for (const item of items) write(out, item);
  } else {
    let last = 0;
    for (const [key, member] of Object.entries(value as ThriftStruct)) {
      if (member === undefined) continue;
      const field = Number(key);
      out.push(((field - last) << 4) | typeOf(member));
      last = field;
      if (typeof member !== 'boolean') write(out, member);
    }
    out.push(0);
  }
}

export function encodeThrift(struct: ThriftStruct): Uint8Array {
  const out: number[] = [];
  write(out, struct);
  return Uint8Array.from(out);
}

/** Reads a struct, and where it ends. Numbers of every width come as numbers. */
export function decodeThrift(bytes: Uint8Array, start: number): { struct: Record<number, unknown>; end: number } {
  let at = start;
  const byte = () => {
    const value = bytes[at];
    if (value === undefined) throw new Error('A Parquet header ends too early');
    at += 1;
    return value;
  };
  const unsigned = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const part = byte();
      value |= BigInt(part & 127) << shift;
      if (part < 128) return value;
    }
  };
  const signed = () => {
    const value = unsigned();
    return Number((value >> 1n) ^ -(value & 1n));
  };
  const read = (type: number): unknown => {
    switch (type) {
      case kinds.true:
      case kinds.false:
        return byte() === 1;
      case 3:
        return byte();
      case 4:
      case kinds.i32:
      case kinds.i64:
        return signed();
      case kinds.binary: {
        const length = Number(unsigned());
        at += length;
        return bytes.subarray(at - length, at);
      }
      case kinds.list: {
        const head = byte();
        const length = head >> 4 === 15 ? Number(unsigned()) : head >> 4;
        return Array.from({ length }, () => read(head & 15));
      }
      case kinds.struct: {
        const struct: Record<number, unknown> = {};
        for (let field = 0; ;) {
          const head = byte();
          if (head === 0) return struct;
          field = head >> 4 === 0 ? signed() : field + (head >> 4);
          const member = head & 15;
          struct[field] = member === kinds.true ? true : member === kinds.false ? false : read(member);
        }
      }
      default:
        throw new Error(`A Parquet header has a part of type ${type}`);
    }
  };
  return { struct: read(kinds.struct) as Record<number, unknown>, end: at };
}
