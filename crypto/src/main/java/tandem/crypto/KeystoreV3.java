package tandem.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Key files of Ethereum accounts: Web3 Secret Storage, version 3. The secret is encrypted by
/// AES-128-CTR under the first half of the key that [KeystoreV3Kdf] makes of the password; the
/// second half and the cipher text, hashed, tell whether the password is right.
public final class KeystoreV3 {
  /// Bytes of a file.
  public static final int SIZE_MAX = 1 << 14;

  public static final int SALT_LENGTH = 32;
  public static final int IV_LENGTH = 16;

  private static final HexFormat DIGITS = HexFormat.of();
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final int SECRET_LENGTH = 32;

  /// Files of pbkdf2 from other programs have shorter salts.
  private static final int SALT_MAX = 256;

  private KeystoreV3() {}

  /// The secret in a file.
  ///
  /// @throws KeystoreException if it is no key file of this kind, asks for too much, or the
  ///   password is wrong
  public static Bytes decrypt(byte[] json, String password) {
    if (json.length > SIZE_MAX) {
      throw KeystoreException.badFile(json.length + " bytes where at most " + SIZE_MAX + " are");
    }
    JsonNode root = tree(json);
    JsonNode version = root.get("version");
    if (version == null || !version.isIntegralNumber() || version.asInt(0) != 3) {
      throw KeystoreException.badFile("its version is " + version + ", not 3");
    }
    JsonNode crypto = root.has("crypto") ? object(root, "crypto") : object(root, "Crypto");
    oneOf(crypto, "cipher", Set.of("aes-128-ctr"));
    byte[] iv = hex(object(crypto, "cipherparams"), "iv", IV_LENGTH, IV_LENGTH);
    byte[] cipherText = hex(crypto, "ciphertext", SECRET_LENGTH, SECRET_LENGTH);
    byte[] mac = hex(crypto, "mac", 32, 32);
    JsonNode parameters = object(crypto, "kdfparams");
    byte[] salt = hex(parameters, "salt", 0, SALT_MAX);
    byte[] key = kdf(crypto, parameters).derive(password, salt);
    if (!MessageDigest.isEqual(mac, mac(key, cipherText))) {
      throw KeystoreException.wrongPassword();
    }
    return Bytes.wrap(aes(Arrays.copyOf(key, 16), iv, cipherText));
  }

  /// A file with `secret`, which is a key of secp256k1. Chance is the caller's.
  ///
  /// @param salt 32 random bytes
  /// @param iv 16 random bytes
  /// @param id random
  public static byte[] encrypt(
      Bytes secret, String password, KeystoreV3Kdf kdf, Bytes salt, Bytes iv, UUID id) {
    if (!Secp256k1.isSecret(secret)) {
      throw new IllegalArgumentException("not a secret key");
    }
    if (salt.length() != SALT_LENGTH || iv.length() != IV_LENGTH) {
      throw new IllegalArgumentException("salt of " + salt.length() + ", iv of " + iv.length());
    }
    byte[] key = kdf.derive(password, salt.unsafeArray());
    byte[] cipherText = aes(Arrays.copyOf(key, 16), iv.unsafeArray(), secret.unsafeArray());
    Address address = Secp256k1.address(Secp256k1.publicKey(secret, false));
    ObjectNode root = MAPPER.createObjectNode();
    root.put("address", DIGITS.formatHex(address.unsafeArray()));
    ObjectNode crypto = root.putObject("crypto");
    crypto.put("cipher", "aes-128-ctr");
    crypto.put("ciphertext", DIGITS.formatHex(cipherText));
    crypto.putObject("cipherparams").put("iv", DIGITS.formatHex(iv.unsafeArray()));
    ObjectNode parameters = crypto.put("kdf", name(kdf)).putObject("kdfparams");
    parameters.put("dklen", 32);
    switch (kdf) {
      case KeystoreV3Kdf.Scrypt(int n, int r, int p) ->
          parameters.put("n", n).put("p", p).put("r", r);
      case KeystoreV3Kdf.Pbkdf2(int c) -> parameters.put("c", c).put("prf", "hmac-sha256");
    }
    parameters.put("salt", DIGITS.formatHex(salt.unsafeArray()));
    crypto.put("mac", DIGITS.formatHex(mac(key, cipherText)));
    root.put("id", id.toString());
    root.put("version", 3);
    return MAPPER.writeValueAsBytes(root);
  }

  private static String name(KeystoreV3Kdf kdf) {
    return switch (kdf) {
      case KeystoreV3Kdf.Scrypt _ -> "scrypt";
      case KeystoreV3Kdf.Pbkdf2 _ -> "pbkdf2";
    };
  }

  private static JsonNode tree(byte[] json) {
    try {
      JsonNode root = MAPPER.readTree(json);
      if (!root.isObject()) {
        throw KeystoreException.badFile("not a JSON object");
      }
      return root;
    } catch (JacksonException e) {
      throw KeystoreException.badFile("not JSON: " + e.getOriginalMessage());
    }
  }

  private static KeystoreV3Kdf kdf(JsonNode crypto, JsonNode parameters) {
    if (number(parameters, "dklen") != 32) {
      throw KeystoreException.badFile("dklen is not 32");
    }
    if (oneOf(crypto, "kdf", Set.of("scrypt", "pbkdf2")).equals("scrypt")) {
      return new KeystoreV3Kdf.Scrypt(
          number(parameters, "n"), number(parameters, "r"), number(parameters, "p"));
    }
    oneOf(parameters, "prf", Set.of("hmac-sha256"));
    return new KeystoreV3Kdf.Pbkdf2(number(parameters, "c"));
  }

  private static JsonNode object(JsonNode parent, String key) {
    JsonNode node = parent.get(key);
    if (node == null || !node.isObject()) {
      throw KeystoreException.badFile("no object \"" + key + "\"");
    }
    return node;
  }

  private static String oneOf(JsonNode parent, String key, Set<String> known) {
    JsonNode node = parent.get(key);
    if (node == null || !node.isString() || !known.contains(node.stringValue())) {
      throw KeystoreException.badFile("\"" + key + "\" is " + node + ", not one of " + known);
    }
    return node.stringValue();
  }

  private static int number(JsonNode parent, String key) {
    JsonNode node = parent.get(key);
    if (node == null || !node.isIntegralNumber() || !node.canConvertToInt()) {
      throw KeystoreException.badFile("\"" + key + "\" is " + node + ", not a small number");
    }
    return node.intValue();
  }

  private static byte[] hex(JsonNode parent, String key, int min, int max) {
    JsonNode node = parent.get(key);
    if (node == null || !node.isString()) {
      throw KeystoreException.badFile("no text \"" + key + "\"");
    }
    try {
      byte[] bytes = DIGITS.parseHex(node.stringValue());
      if (bytes.length < min || bytes.length > max) {
        throw KeystoreException.badFile("\"" + key + "\" has " + bytes.length + " bytes");
      }
      return bytes;
    } catch (IllegalArgumentException _) {
      throw KeystoreException.badFile("\"" + key + "\" is not hexadecimal");
    }
  }

  private static byte[] mac(byte[] key, byte[] cipherText) {
    return new Keccak256().update(key, 16, 32).update(cipherText).digest().toArray();
  }

  private static byte[] aes(byte[] key, byte[] iv, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      // Counter mode: encryption and decryption are the same.
      cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no AES in this Java", e);
    }
  }
}
