package tandem.gwattypes;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.crypto.Keccak256;
import tandem.crypto.Secp256k1;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// A transaction without its signature (gwat-data.md 4). The three types share this one shape,
/// because all that handles transactions handles them alike; what differs is how they are written.
///
/// @param chainId of the network, at least 1; null only for a legacy one without replay protection
/// @param nonce unsigned 64 bits
/// @param maxPriorityFee wei a gas; of types 0 and 1 the gas price
/// @param maxFee wei a gas; of types 0 and 1 the gas price
/// @param gasLimit 0 to 2^63 - 1; geth takes 64 bits, but no block grants so much
/// @param to null creates a contract
/// @param accessList empty in type 0
public record TransactionBody(
    TransactionType type,
    @Nullable Long chainId,
    long nonce,
    U256 maxPriorityFee,
    U256 maxFee,
    long gasLimit,
    @Nullable Address to,
    U256 value,
    Bytes data,
    List<AccessListEntry> accessList) {
  private static final long GAS = 21_000;
  private static final long GAS_CREATE = 32_000;
  private static final long GAS_ZERO_BYTE = 4;
  private static final long GAS_NONZERO_BYTE = 16;
  private static final long GAS_INIT_CODE_WORD = 2;
  private static final long GAS_ACCESS_LIST_ADDRESS = 2_400;
  private static final long GAS_ACCESS_LIST_KEY = 1_900;

  public TransactionBody {
    accessList = List.copyOf(accessList);
    if (gasLimit < 0) {
      throw new IllegalArgumentException("gas limit " + gasLimit + " is negative");
    }
    if (chainId != null && (chainId < 1 || chainId > Transaction.CHAIN_ID_MAX)) {
      throw new IllegalArgumentException("chain id " + chainId);
    }
    if (chainId == null && type != TransactionType.LEGACY) {
      throw new IllegalArgumentException(type + " without a chain id");
    }
    if (type == TransactionType.LEGACY && !accessList.isEmpty()) {
      throw new IllegalArgumentException("a legacy transaction with an access list");
    }
    if (type != TransactionType.DYNAMIC_FEE && !maxPriorityFee.equals(maxFee)) {
      throw new IllegalArgumentException(type + " with two prices");
    }
  }

  /// Type 0, protected against replay on other networks (EIP-155).
  public static TransactionBody legacy(
      long chainId,
      long nonce,
      U256 gasPrice,
      long gasLimit,
      @Nullable Address to,
      U256 value,
      Bytes data) {
    return new TransactionBody(
        TransactionType.LEGACY,
        chainId,
        nonce,
        gasPrice,
        gasPrice,
        gasLimit,
        to,
        value,
        data,
        List.of());
  }

  /// Type 2 without an access list (EIP-1559).
  public static TransactionBody dynamicFee(
      long chainId,
      long nonce,
      U256 maxPriorityFee,
      U256 maxFee,
      long gasLimit,
      @Nullable Address to,
      U256 value,
      Bytes data) {
    return new TransactionBody(
        TransactionType.DYNAMIC_FEE,
        chainId,
        nonce,
        maxPriorityFee,
        maxFee,
        gasLimit,
        to,
        value,
        data,
        List.of());
  }

  /// Gas for being a transaction: base, data, creation with the words of its code (EIP-3860), and
  /// access list, under the rules of Cancun.
  public long intrinsicGas() {
    long zeros = 0;
    byte[] bytes = data.unsafeArray();
    for (byte each : bytes) {
      if (each == 0) {
        zeros++;
      }
    }
    long gas = GAS + zeros * GAS_ZERO_BYTE + (bytes.length - zeros) * GAS_NONZERO_BYTE;
    if (to == null) {
      gas += GAS_CREATE + GAS_INIT_CODE_WORD * ((bytes.length + 31) / 32);
    }
    for (AccessListEntry entry : accessList) {
      gas += GAS_ACCESS_LIST_ADDRESS + GAS_ACCESS_LIST_KEY * entry.storageKeys().size();
    }
    return gas;
  }

  /// What the sender signs.
  public Hash32 signingHash() {
    RlpWriter out = new RlpWriter(data.length() + 256);
    if (type == TransactionType.LEGACY && chainId != null) {
      out.number(0).number(0).number(chainId);
    }
    writeFields(out);
    out.list(0);
    if (type == TransactionType.LEGACY) {
      return Keccak256.hash(out.toByteArray());
    }
    return new Keccak256().update(new byte[] {type.code()}).update(out.toByteArray()).digest();
  }

  /// The transaction with the signature of a secret key of 32 bytes.
  ///
  /// @throws IllegalArgumentException if `secret` is none
  public Transaction sign(Bytes secret) {
    Secp256k1.Signature signature = Secp256k1.sign(signingHash(), secret);
    return new Transaction(
        this,
        signature.recoveryId(),
        U256.fromBytes(signature.rs().unsafeArray(), 0, 32),
        U256.fromBytes(signature.rs().unsafeArray(), 32, 64));
  }

  /// Appends the fields before the signature, the last first.
  void writeFields(RlpWriter out) {
    if (type != TransactionType.LEGACY) {
      writeAccessList(out);
    }
    out.bytes(data).number(value.toBytes32());
    if (to == null) {
      out.bytes(Bytes.EMPTY);
    } else {
      out.address(to);
    }
    out.number(gasLimit).number(maxFee.toBytes32());
    if (type == TransactionType.DYNAMIC_FEE) {
      out.number(maxPriorityFee.toBytes32());
    }
    out.number(nonce);
    if (type != TransactionType.LEGACY && chainId != null) {
      out.number(chainId);
    }
  }

  private void writeAccessList(RlpWriter out) {
    int end = out.mark();
    for (AccessListEntry entry : accessList.reversed()) {
      int entryEnd = out.mark();
      for (Hash32 key : entry.storageKeys().reversed()) {
        out.hash(key);
      }
      out.list(entryEnd).address(entry.address()).list(entryEnd);
    }
    out.list(end);
  }

  static List<AccessListEntry> readAccessList(RlpReader in) {
    RlpReader entries = in.list("accessList");
    List<AccessListEntry> accessList = new ArrayList<>();
    while (entries.hasNext()) {
      RlpReader entry = entries.list("entry");
      Address address = entry.address("address");
      RlpReader keyItems = entry.list("storageKeys");
      List<Hash32> keys = new ArrayList<>();
      while (keyItems.hasNext()) {
        keys.add(keyItems.hash("key"));
      }
      entry.end();
      accessList.add(new AccessListEntry(address, keys));
    }
    return accessList;
  }
}
