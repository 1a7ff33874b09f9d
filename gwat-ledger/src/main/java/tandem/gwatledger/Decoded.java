package tandem.gwatledger;

import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.primitives.Hash32;

/// The values of the records that were read last, for the same header is asked for many times while
/// its block is young. A record is read from the store each time, and decoded and checked again
/// when its bytes are not those of last time: what is kept here cannot be out of date.
///
/// @param <T> values, which never change
final class Decoded<T> {
  private record Entry<T>(byte[] bytes, T value) {}

  /// How bytes become a value.
  @FunctionalInterface
  interface Decoder<T> {
    T decode(Hash32 key, byte[] bytes);
  }

  private final Map<Hash32, Entry<T>> entries = new LinkedHashMap<>(64, 0.75f, true);
  private final long sizeMaxBytes;
  private long sizeBytes;

  /// @param sizeMaxBytes of all records whose values are kept
  Decoded(long sizeMaxBytes) {
    this.sizeMaxBytes = sizeMaxBytes;
  }

  /// The value of a record.
  ///
  /// @param bytes of the record, which stay as they are
  T of(Hash32 key, byte[] bytes, Decoder<T> decoder) {
    Entry<T> known = entries.get(key);
    if (known != null && Arrays.equals(known.bytes(), bytes)) {
      return known.value();
    }
    T value = decoder.decode(key, bytes);
    Entry<T> before = entries.put(key, new Entry<>(bytes, value));
    sizeBytes += bytes.length - (before == null ? 0 : before.bytes().length);
    Iterator<Entry<T>> eldest = entries.values().iterator();
    while (sizeBytes > sizeMaxBytes) {
      sizeBytes -= eldest.next().bytes().length;
      eldest.remove();
    }
    return value;
  }

  int size() {
    return entries.size();
  }
}
