package tandem.libp2p;

import java.util.Arrays;

/// Base58 with the alphabet of Bitcoin, in which peer ids are written.
final class Base58 {
  private static final String ALPHABET =
      "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final int[] DIGITS = digits();

  private Base58() {}

  static String encode(byte[] bytes) {
    int zeros = 0;
    while (zeros < bytes.length && bytes[zeros] == 0) {
      zeros++;
    }
    // 138/100 is a little more than log 256 / log 58.
    byte[] digits = new byte[(bytes.length - zeros) * 138 / 100 + 1];
    int used = 0;
    for (int i = zeros; i < bytes.length; i++) {
      int carry = bytes[i] & 0xff;
      int k = 0;
      for (; k < used || carry != 0; k++) {
        carry += digits[k] * 256;
        digits[k] = (byte) (carry % 58);
        carry /= 58;
      }
      used = k;
    }
    StringBuilder text = new StringBuilder("1".repeat(zeros));
    for (int i = used - 1; i >= 0; i--) {
      text.append(ALPHABET.charAt(digits[i]));
    }
    return text.toString();
  }

  /// @param maxChars longest text that is looked at; the work grows with its square
  /// @throws IllegalArgumentException if `text` is longer or has another character
  static byte[] decode(String text, int maxChars) {
    if (text.length() > maxChars) {
      throw new IllegalArgumentException("base58 text of " + text.length() + " characters");
    }
    int zeros = 0;
    while (zeros < text.length() && text.charAt(zeros) == '1') {
      zeros++;
    }
    byte[] bytes = new byte[text.length()];
    int used = 0;
    for (int i = zeros; i < text.length(); i++) {
      char c = text.charAt(i);
      int carry = c < 128 ? DIGITS[c] : -1;
      if (carry < 0) {
        throw new IllegalArgumentException("no base58 digit at " + i + " of " + text);
      }
      int k = 0;
      for (; k < used || carry != 0; k++) {
        carry += (bytes[k] & 0xff) * 58;
        bytes[k] = (byte) carry;
        carry >>= 8;
      }
      used = k;
    }
    byte[] decoded = new byte[zeros + used];
    for (int i = 0; i < used; i++) {
      decoded[zeros + i] = bytes[used - 1 - i];
    }
    return decoded;
  }

  private static int[] digits() {
    int[] digits = new int[128];
    Arrays.fill(digits, -1);
    for (int i = 0; i < ALPHABET.length(); i++) {
      digits[ALPHABET.charAt(i)] = i;
    }
    return digits;
  }
}
