package tandem.rlp;

import java.util.Arrays;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;

/// Reads canonical RLP from front to back, without copying (gwat-data.md 1.2, yellow paper appendix
/// B). What is decodable but not canonical is refused: a length with leading zeros, the long form
/// for less than 56 bytes, a single byte below 0x80 with a prefix, a number with leading zeros.
///
/// A list is entered with [#list(String)], which gives a reader of its items, and left with
/// [#end()], which refuses surplus items. Names are for messages only.
public final class RlpReader {
  /// What the next item is.
  public enum Kind {
    BYTES,
    LIST
  }

  private final byte[] buffer;
  private final int end;
  private final String path;
  private int position;

  // The payload of the item that `open` looked at.
  private Kind kind = Kind.BYTES;
  private int from;
  private int to;

  private RlpReader(byte[] buffer, int position, int end, String path) {
    this.buffer = buffer;
    this.position = position;
    this.end = end;
    this.path = path;
  }

  /// A reader of the items in `bytes`, which must not change while it is used.
  ///
  /// @param name what the bytes are, for messages
  public static RlpReader of(byte[] bytes, String name) {
    return new RlpReader(bytes, 0, bytes.length, name);
  }

  /// A reader of the items in `bytes[from, to)`.
  public static RlpReader of(byte[] bytes, int from, int to, String name) {
    return new RlpReader(bytes, from, to, name);
  }

  public boolean hasNext() {
    return position < end;
  }

  /// What the next item is, without reading it.
  ///
  /// @throws RlpException if there is none
  public Kind peek() {
    if (position >= end) {
      throw fault("", "an item is missing");
    }
    return (buffer[position] & 0xff) < 0xc0 ? Kind.BYTES : Kind.LIST;
  }

  /// Bytes of the next item, prefix included.
  public int peekSize() {
    open("");
    return to - position;
  }

  /// The next item, which must be a list.
  public RlpReader list(String name) {
    open(name);
    if (kind != Kind.LIST) {
      throw fault(name, "expected a list");
    }
    position = to;
    return new RlpReader(buffer, from, to, name.isEmpty() ? path : path + "." + name);
  }

  /// Items that are left, each looked at on its outside only.
  ///
  /// @param max more than this many are refused
  public int count(String name, int max) {
    int saved = position;
    int count = 0;
    while (hasNext()) {
      if (++count > max) {
        throw fault(name, "more than " + max + " items");
      }
      skip();
    }
    position = saved;
    return count;
  }

  /// Refuses items that nobody asked for.
  public void end() {
    if (position < end) {
      throw fault("", (end - position) + " surplus bytes");
    }
  }

  /// A byte string of at most `maxBytes`.
  public byte[] bytes(String name, int maxBytes) {
    string(name);
    if (to - from > maxBytes) {
      throw fault(name, (to - from) + " bytes where at most " + maxBytes + " are allowed");
    }
    position = to;
    return Arrays.copyOfRange(buffer, from, to);
  }

  /// A byte string of exactly `length` bytes.
  public byte[] fixed(String name, int length) {
    string(name);
    if (to - from != length) {
      throw fault(name, (to - from) + " bytes where " + length + " are needed");
    }
    position = to;
    return Arrays.copyOfRange(buffer, from, to);
  }

  public Hash32 hash(String name) {
    return Hash32.wrap(fixed(name, Hash32.LENGTH));
  }

  public Address address(String name) {
    return Address.wrap(fixed(name, Address.LENGTH));
  }

  public Bytes byteString(String name, int maxBytes) {
    return Bytes.wrap(bytes(name, maxBytes));
  }

  /// An unsigned number of at most 64 bits.
  public long number(String name) {
    number(name, 8);
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << 8 | buffer[i] & 0xff;
    }
    position = to;
    return value;
  }

  /// A number from 0 to `max`, which is not negative.
  public long number(String name, long max) {
    int at = position;
    long value = number(name);
    if (Long.compareUnsigned(value, max) > 0) {
      position = at;
      throw fault(name, Long.toUnsignedString(value) + " is above " + max);
    }
    return value;
  }

  /// An unsigned number of at most `maxBytes` bytes, big-endian, without leading zeros.
  public byte[] bigNumber(String name, int maxBytes) {
    number(name, maxBytes);
    position = to;
    return Arrays.copyOfRange(buffer, from, to);
  }

  /// The next item as it stands, prefix included.
  public byte[] raw(String name) {
    open(name);
    byte[] item = Arrays.copyOfRange(buffer, position, to);
    position = to;
    return item;
  }

  /// Passes over the next item.
  public void skip() {
    open("");
    position = to;
  }

  /// An exception that names `field` and the place where reading stands.
  public RlpException fault(String field, String what) {
    String where = field.isEmpty() ? path : path + "." + field;
    return new RlpException(where + " at byte " + position + " of " + buffer.length + ": " + what);
  }

  private void string(String name) {
    open(name);
    if (kind != Kind.BYTES) {
      throw fault(name, "expected bytes, found a list");
    }
  }

  private void number(String name, int maxBytes) {
    string(name);
    if (to - from > maxBytes) {
      throw fault(name, "a number of " + (to - from) + " bytes where at most " + maxBytes + " fit");
    }
    if (to > from && buffer[from] == 0) {
      throw fault(name, "leading zero");
    }
  }

  /// Sets kind, from and to of the next item after checking its prefix; does not move.
  private void open(String name) {
    if (position >= end) {
      throw fault(name, "an item is missing");
    }
    int prefix = buffer[position] & 0xff;
    if (prefix < 0x80) {
      payload(name, Kind.BYTES, position, 1);
    } else if (prefix <= 0xb7) {
      payload(name, Kind.BYTES, position + 1, prefix - 0x80);
      if (prefix == 0x81 && buffer[from] >= 0) {
        throw fault(name, "a single byte below 0x80 stands for itself");
      }
    } else if (prefix < 0xc0) {
      longPayload(name, Kind.BYTES, prefix - 0xb7);
    } else if (prefix <= 0xf7) {
      payload(name, Kind.LIST, position + 1, prefix - 0xc0);
    } else {
      longPayload(name, Kind.LIST, prefix - 0xf7);
    }
  }

  private void longPayload(String name, Kind kind, int lengthLength) {
    int first = position + 1;
    if (lengthLength > end - first) {
      throw fault(name, "cut off within its length");
    }
    if (buffer[first] == 0) {
      throw fault(name, "length with a leading zero");
    }
    long length = 0;
    for (int i = first; i < first + lengthLength; i++) {
      length = length << 8 | buffer[i] & 0xff;
    }
    if (length >= 0 && length < 56) {
      throw fault(name, "long form for a length below 56");
    }
    payload(name, kind, first + lengthLength, length);
  }

  private void payload(String name, Kind kind, int from, long length) {
    if (length < 0 || length > end - from) {
      throw fault(
          name,
          "cut off: "
              + Long.toUnsignedString(length)
              + " bytes announced, "
              + (end - from)
              + " left");
    }
    this.kind = kind;
    this.from = from;
    this.to = from + (int) length;
  }
}
