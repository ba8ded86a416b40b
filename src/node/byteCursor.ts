/** Unsigned 48-bit integers: terms, indexes, microseconds. */
export const MAX_UINT48 = 2 ** 48 - 1;

/** Writes big-endian fields one after another. Throws `RangeError` for a value that its field cannot hold. */
export class ByteWriter {
  private offset = 0;

  constructor(readonly buffer: Buffer) {}

  uint8(value: number): void {
    this.offset = this.buffer.writeUInt8(value, this.offset);
  }

  uint16(value: number): void {
    this.offset = this.buffer.writeUInt16BE(value, this.offset);
  }

  uint32(value: number): void {
    this.offset = this.buffer.writeUInt32BE(value, this.offset);
  }

  uint48(value: number): void {
    this.offset = this.buffer.writeUIntBE(value, this.offset, 6);
  }

  boolean(value: boolean): void {
    this.uint8(value ? 1 : 0);
  }

  bytes(value: Uint8Array): void {
    if (value.length > this.buffer.length - this.offset) throw new RangeError('the bytes do not fit');
    this.buffer.set(value, this.offset);
    this.offset += value.length;
  }
}

/**
 * Reads big-endian fields one after another and never throws: the first field that is not there, or holds what it
 * may not, makes `ok` false for good, and reads as 0 or empty from then on.
 */
export class ByteReader {
  private valid = true;

  /** Reads `buffer` from `offset` up to `end`. */
  constructor(
    private readonly buffer: Buffer,
    private offset = 0,
    private readonly end = buffer.length,
  ) {}

  get ok(): boolean {
    return this.valid;
  }

  /** All read, nothing left over, every field as it should be. */
  get complete(): boolean {
    return this.valid && this.offset === this.end;
  }

  fail(): void {
    this.valid = false;
  }

  uint8(): number {
    return this.take(1) ? this.buffer.readUInt8(this.offset - 1) : 0;
  }

  uint16(): number {
    return this.take(2) ? this.buffer.readUInt16BE(this.offset - 2) : 0;
  }

  uint32(): number {
    return this.take(4) ? this.buffer.readUInt32BE(this.offset - 4) : 0;
  }

  uint48(): number {
    return this.take(6) ? this.buffer.readUIntBE(this.offset - 6, 6) : 0;
  }

  /** One byte, 0 or 1 and nothing else. */
  boolean(): boolean {
    const value = this.uint8();
    if (value > 1) this.fail();
    return value === 1;
  }

  /** A view, not a copy. */
  bytes(length: number): Buffer {
    return this.take(length)
      ? this.buffer.subarray(this.offset - length, this.offset)
      : this.buffer.subarray(0, 0);
  }

  private take(length: number): boolean {
    if (!this.valid || length > this.end - this.offset) {
      this.valid = false;
      return false;
    }
    this.offset += length;
    return true;
  }
}
