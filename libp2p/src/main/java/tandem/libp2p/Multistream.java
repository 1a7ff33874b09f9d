package tandem.libp2p;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Predicate;

/// multistream-select 1.0: how two sides agree on a protocol (coordinator-net.md 1.2). Each token
/// is `uvarint(length + 1) ‖ text ‖ 0x0a`.
final class Multistream {
  static final String VERSION = "/multistream/1.0.0";
  private static final String NOT_AVAILABLE = "na";

  /// Longest token that is read or proposed, with its line feed.
  private final int lineBytes;

  /// Tokens that are read before a negotiation is given up.
  private final int tokens;

  Multistream(int lineBytes, int tokens) {
    this.lineBytes = lineBytes;
    this.tokens = tokens;
  }

  /// Proposes `protocols` in their order.
  ///
  /// @return the one that was accepted
  /// @throws UnsupportedProtocolException if all were refused
  String propose(InputStream in, OutputStream out, List<String> protocols) throws IOException {
    boolean first = true;
    for (String protocol : protocols) {
      // The version travels with the first proposal, which saves a round trip.
      write(out, first ? List.of(VERSION, protocol) : List.of(protocol));
      if (first) {
        requireVersion(read(in));
        first = false;
      }
      String answer = read(in);
      if (answer.equals(protocol)) {
        return protocol;
      }
      if (!answer.equals(NOT_AVAILABLE)) {
        throw new Libp2pException("multistream: " + quote(answer) + " in answer to " + protocol);
      }
    }
    throw new UnsupportedProtocolException("the peer speaks none of " + protocols);
  }

  /// Answers proposals until one of them is `known`. Unknown ones, like the token for simultaneous
  /// opens that Go's dialers begin with, are answered `na`.
  String answer(InputStream in, OutputStream out, Predicate<String> known) throws IOException {
    requireVersion(read(in));
    write(out, List.of(VERSION));
    for (int i = 1; i < tokens; i++) {
      String proposal = read(in);
      if (known.test(proposal)) {
        write(out, List.of(proposal));
        return proposal;
      }
      write(out, List.of(NOT_AVAILABLE));
    }
    throw new Libp2pException("multistream: no agreement after " + tokens + " tokens");
  }

  private String read(InputStream in) throws IOException {
    int length = (int) Varint.read(in, lineBytes, "multistream token");
    byte[] line = in.readNBytes(length);
    if (line.length < length) {
      throw new EOFException("multistream: the stream ends within a token");
    }
    if (length == 0 || line[length - 1] != '\n') {
      throw new Libp2pException("multistream: token without a line feed at its end");
    }
    return new String(line, 0, length - 1, ISO_8859_1);
  }

  private void write(OutputStream out, List<String> texts) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] line = (text + "\n").getBytes(ISO_8859_1);
      if (line.length > lineBytes) {
        throw new IllegalArgumentException("protocol id of " + line.length + " bytes");
      }
      byte[] length = new byte[Varint.size(line.length)];
      Varint.put(length, 0, line.length);
      all.writeBytes(length);
      all.writeBytes(line);
    }
    out.write(all.toByteArray());
  }

  private static void requireVersion(String token) throws Libp2pException {
    if (!token.equals(VERSION)) {
      throw new Libp2pException("multistream: " + quote(token) + " instead of " + VERSION);
    }
  }

  private static String quote(String token) {
    String shown = token.length() <= 80 ? token : token.substring(0, 80) + "…";
    return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
  }
}
