package tandem.jsonrpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hex;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// A secret of 32 bytes that two programs share, and the tokens made with it: JWT with HS256 and an
/// `iat` claim that must be within [#WINDOW_S] of the checker's clock, as Ethereum's Engine API has
/// them.
public final class JwtSecret {
  public static final int LENGTH = 32;
  public static final long WINDOW_S = 60;

  private static final int TOKEN_MAX = 2048;
  private static final int FILE_MAX = 256;

  private final SecretKeySpec key;

  private JwtSecret(byte[] secret) {
    this.key = new SecretKeySpec(secret, "HmacSHA256");
  }

  /// @throws IllegalArgumentException if it is not 32 bytes
  public static JwtSecret of(byte[] secret) {
    if (secret.length != LENGTH) {
      throw new IllegalArgumentException(
          "a JWT secret has " + LENGTH + " bytes, not " + secret.length);
    }
    return new JwtSecret(secret.clone());
  }

  /// Reads a file with 64 hexadecimal digits, with or without `0x`, and white space around them.
  ///
  /// @throws IOException if it cannot be read or holds something else; the text names the file and
  ///   never what it holds
  public static JwtSecret read(Path file) throws IOException {
    if (Files.size(file) > FILE_MAX) {
      throw new IOException(file + " is too long for a JWT secret of 64 hexadecimal digits");
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    try {
      return of(Hex.decode(text.startsWith("0x") ? text : "0x" + text));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " does not hold a JWT secret of 64 hexadecimal digits");
    }
  }

  /// A token made now.
  ///
  /// @param nowS seconds since the Unix epoch
  public String token(long nowS) {
    String head = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");
    String signed = head + "." + encode("{\"iat\":" + nowS + "}");
    return signed + "." + base64(sign(signed));
  }

  /// What is wrong with `token`, or null if nothing is.
  @Nullable String fault(String token, long nowS) {
    if (token.length() > TOKEN_MAX) {
      return "token is too long";
    }
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return "token does not have three parts";
    }
    try {
      byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
      if (!MessageDigest.isEqual(signature, sign(parts[0] + "." + parts[1]))) {
        return "token has a wrong signature";
      }
      JsonNode algorithm = member(parts[0], "alg");
      if (algorithm == null || !algorithm.isString() || !algorithm.stringValue().equals("HS256")) {
        return "token is not of algorithm HS256";
      }
      return timeFault(parts[1], nowS);
    } catch (IllegalArgumentException | JacksonException e) {
      return "token is malformed";
    }
  }

  private static @Nullable String timeFault(String claims, long nowS) {
    JsonNode issued = member(claims, "iat");
    if (issued == null || !issued.isIntegralNumber() || !issued.canConvertToLong()) {
      return "token has no iat claim";
    }
    long iat = issued.longValue();
    if (iat < nowS - WINDOW_S || iat > nowS + WINDOW_S) {
      return "token is stale: its iat is more than " + WINDOW_S + " s from this node's clock";
    }
    JsonNode expires = member(claims, "exp");
    if (expires != null
        && !(expires.isIntegralNumber()
            && expires.canConvertToLong()
            && expires.longValue() > nowS)) {
      return "token has expired";
    }
    return null;
  }

  private static @Nullable JsonNode member(String part, String name) {
    JsonNode object = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(part));
    return object.get(name);
  }

  private byte[] sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK lacks HMAC-SHA256", e);
    }
  }

  private static String encode(String json) {
    return base64(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
