package tandem.primitives;

import java.util.HexFormat;

/// Hexadecimal text as Ethereum's RPC writes it: `0x` and lower-case digits (gwat-data.md 1.5).
public final class Hex {
  private static final HexFormat DIGITS = HexFormat.of();

  private Hex() {}

  /// `0x` and two digits a byte.
  public static String encode(byte[] bytes) {
    return "0x" + DIGITS.formatHex(bytes);
  }

  /// The digits alone, without `0x`.
  public static String encodeBare(byte[] bytes) {
    return DIGITS.formatHex(bytes);
  }

  /// Bytes of `text`, with or without `0x`, in upper or lower case.
  ///
  /// @throws IllegalArgumentException if the number of digits is odd or one is not hexadecimal
  public static byte[] decode(String text) {
    return DIGITS.parseHex(
        text, text.startsWith("0x") || text.startsWith("0X") ? 2 : 0, text.length());
  }

  /// A quantity: `0x` and the digits of an unsigned number without leading zeros; zero is `0x0`.
  public static String quantity(long unsigned) {
    return "0x" + Long.toHexString(unsigned);
  }

  /// The unsigned number of a quantity.
  ///
  /// @throws IllegalArgumentException if `text` is not a canonical quantity of at most 64 bits
  public static long parseQuantity(String text) {
    if (!text.startsWith("0x") || text.length() < 3) {
      throw new IllegalArgumentException("not a hex quantity: " + brief(text));
    }
    if (text.length() > 3 && text.charAt(2) == '0') {
      throw new IllegalArgumentException("hex quantity with leading zeros: " + brief(text));
    }
    if (text.length() > 18) {
      throw new IllegalArgumentException("hex quantity above 64 bits: " + brief(text));
    }
    try {
      return Long.parseUnsignedLong(text, 2, text.length(), 16);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a hex quantity: " + brief(text), e);
    }
  }

  private static String brief(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
