package tandem.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/// How far a file of RocksDB's log format is whole: the write-ahead log and the manifest.
///
/// ```text
/// file    blocks of 32 KiB, the last may be shorter
/// block   fragments, then fewer than 7 bytes of nothing
/// fragment crc32c of type and bytes, masked (4) ‖ length (2) ‖ type (1) ‖ bytes; little-endian
/// record  one fragment of type 1, or fragments of types 2, 3 …, 4
/// ```
///
/// A crash leaves a last record that is not whole, and a loss of power pages of zeros. Whatever
/// else does not fit its checksum was written whole and has changed since: damage.
///
/// @param wholeBytes up to the end of the last whole record before the fault
/// @param sizeBytes of the file
record LogFile(State state, long wholeBytes, long sizeBytes) {
  enum State {
    WHOLE,
    /// Ends as a crash leaves it.
    CUT,
    DAMAGED
  }

  private static final int BLOCK = 32 << 10;
  private static final int PAGE = 4 << 10;
  private static final int HEADER = 7;
  // Full and last fragment, and single records about the log itself, also of logs that are reused.
  private static final int TYPE_MAX = 11;

  /// Bytes after the last whole record.
  long cutBytes() {
    return sizeBytes - wholeBytes;
  }

  static LogFile read(Path file) throws IOException {
    return read(file, head -> {});
  }

  /// @param heads takes the first fragment of each record
  static LogFile read(Path file, Consumer<byte[]> heads) throws IOException {
    long size = Files.size(file);
    long whole = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (long at = 0; at < size; at += BLOCK) {
        byte[] block = in.readNBytes(BLOCK);
        Scan scan = new Scan(block, at + block.length >= size, heads);
        State state = scan.run();
        if (scan.whole >= 0) {
          whole = at + scan.whole;
        }
        if (state != State.WHOLE) {
          return new LogFile(state, whole, size);
        }
      }
    }
    return new LogFile(whole == size ? State.WHOLE : State.CUT, whole, size);
  }

  /// One block.
  private static final class Scan {
    private final byte[] block;
    private final ByteBuffer bytes;
    private final boolean last;
    private final Consumer<byte[]> heads;

    /// End of the last whole record in it, or -1.
    private int whole = -1;

    Scan(byte[] block, boolean last, Consumer<byte[]> heads) {
      this.block = block;
      this.bytes = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
      this.last = last;
      this.heads = heads;
    }

    State run() {
      int at = 0;
      while (at + HEADER <= block.length) {
        int end = fragmentEnd(at);
        if (end < 0) {
          return isCut(at) ? State.CUT : State.DAMAGED;
        }
        int type = block[at + 6];
        if (type == 1 || type == 2) {
          heads.accept(Arrays.copyOfRange(block, at + HEADER, end));
        }
        if (type != 2 && type != 3 && type != 6 && type != 7) {
          whole = end;
        }
        at = end;
      }
      if (whole >= 0 && whole == at && !last) {
        whole = block.length;
      }
      return State.WHOLE;
    }

    /// End of the fragment at `at` if it is whole and fits its checksum, else -1.
    private int fragmentEnd(int at) {
      int type = block[at + 6];
      int end = at + HEADER + (bytes.getShort(at + 4) & 0xffff) + (isReused(type) ? 4 : 0);
      if (type < 1 || type > TYPE_MAX || end > block.length) {
        return -1;
      }
      CRC32C crc = new CRC32C();
      crc.update(block, at + 6, end - at - 6);
      int sum = (int) crc.getValue();
      int masked = (sum >>> 15 | sum << 17) + 0xa282ead8;
      return masked == bytes.getInt(at) ? end : -1;
    }

    private static boolean isReused(int type) {
      return type >= 5 && type <= 8 || type == 11;
    }

    /// Whether the fragment at `at` was never written whole.
    private boolean isCut(int at) {
      int end = at + HEADER + (bytes.getShort(at + 4) & 0xffff);
      if (end > block.length && last) {
        return !isFollowed(at);
      }
      for (int page = at; page < Math.min(Math.max(end, at + 1), block.length); ) {
        int next = Math.min((page / PAGE + 1) * PAGE, block.length);
        if (isZero(page, next)) {
          return true;
        }
        page = next;
      }
      return false;
    }

    /// Whether a whole fragment begins after `at`: then the one at `at` lies about its length.
    private boolean isFollowed(int at) {
      for (int next = at + HEADER; next + HEADER <= block.length; next++) {
        if (fragmentEnd(next) >= 0) {
          return true;
        }
      }
      return false;
    }

    private boolean isZero(int from, int to) {
      for (int at = from; at < to; at++) {
        if (block[at] != 0) {
          return false;
        }
      }
      return true;
    }
  }
}
