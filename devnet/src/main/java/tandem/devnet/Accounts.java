package tandem.devnet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tandem.crypto.Secp256k1;
import tandem.primitives.Address;
import tandem.primitives.Bytes;

/// The funded accounts of a network that `genesis` has made.
public final class Accounts {
  private Accounts() {}

  /// @param secret a key of secp256k1
  public record Account(Address address, Bytes secret) {
    @Override
    public String toString() {
      return "account " + address.toHex();
    }
  }

  /// @throws Refusal if the file is not what it must be
  public static List<Account> read(Path file) {
    List<Account> accounts = new ArrayList<>();
    for (JsonFile item : JsonFile.read(file).items(NetworkPlan.ACCOUNTS_MAX)) {
      JsonFile entry = item.object("address", "secretKey");
      Bytes secret = secret(entry.member("secretKey"));
      accounts.add(new Account(SecretKeys.address(secret), secret));
    }
    return accounts;
  }

  private static Bytes secret(JsonFile place) {
    try {
      Bytes secret = Bytes.fromHex(place.text());
      if (Secp256k1.isSecret(secret)) {
        return secret;
      }
    } catch (IllegalArgumentException _) {
      // Said below, without the text: it may be most of a secret.
    }
    throw Refusal.failed(place.file() + ", " + place.place() + ": not a key of secp256k1");
  }
}
