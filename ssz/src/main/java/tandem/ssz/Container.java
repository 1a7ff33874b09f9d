package tandem.ssz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Hash32;

/// A container: its fields in order, each described once.
///
/// ```java
/// SszType<Checkpoint> checkpoint =
///     Container.<Checkpoint>named("Checkpoint")
///         .field("epoch", Ssz.UINT64, Checkpoint::epoch)
///         .field("root", Ssz.BYTES32, Checkpoint::root)
///         .build(in -> new Checkpoint(in.next(), in.next()));
/// ```
///
/// @param <C> values
public final class Container<C> extends SszType<C> {
  private record Field<C, T>(String name, SszType<T> type, Function<C, T> get) {
    Hash32 root(C value) {
      return type.hashTreeRoot(get.apply(value));
    }

    int sizeBytes(C value) {
      return type.sizeBytes(get.apply(value));
    }

    void write(C value, ByteBuffer out) {
      type.write(get.apply(value), out);
    }
  }

  /// The fields of a value that is being read, in their order.
  public static final class Fields {
    private final List<Object> values;
    private int next;

    private Fields(List<Object> values) {
      this.values = values;
    }

    /// The next field. The caller asks for the class that the field's type has.
    @SuppressWarnings("unchecked")
    public <T> T next() {
      return (T) values.get(next++);
    }
  }

  /// A description that is not complete yet.
  public static final class Builder<C> {
    private final String name;
    private final List<Field<C, ?>> fields = new ArrayList<>();
    // By position among the fields of the class; null for those that are encoded.
    private final List<@Nullable Object> absent = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    public <T> Builder<C> field(String fieldName, SszType<T> type, Function<C, T> get) {
      fields.add(new Field<>(fieldName, type, get));
      absent.add(null);
      return this;
    }

    /// A field that some networks do not have; there it is always `value`, and is not encoded.
    public <T> Builder<C> fieldIf(
        boolean present, String fieldName, SszType<T> type, Function<C, T> get, T value) {
      if (present) {
        return field(fieldName, type, get);
      }
      absent.add(value);
      return this;
    }

    public Container<C> build(Function<Fields, C> make) {
      return new Container<>(name, List.copyOf(fields), new ArrayList<>(absent), make);
    }
  }

  private final List<Field<C, ?>> fields;
  private final List<@Nullable Object> absent;
  private final Function<Fields, C> make;
  private final int fixedBytes;
  // Of the part with fixed fields and offsets.
  private final int headBytes;
  private final int minBytes;

  private Container(
      String name,
      List<Field<C, ?>> fields,
      List<@Nullable Object> absent,
      Function<Fields, C> make) {
    super(name);
    this.fields = fields;
    this.absent = absent;
    this.make = make;
    int head = 0;
    int min = 0;
    boolean fixed = true;
    for (Field<C, ?> field : fields) {
      boolean isFixed = field.type().isFixed();
      fixed &= isFixed;
      head += isFixed ? field.type().fixedBytes() : OFFSET_BYTES;
      min += (isFixed ? 0 : OFFSET_BYTES) + field.type().minBytes();
    }
    this.headBytes = head;
    this.minBytes = min;
    this.fixedBytes = fixed ? head : VARIABLE;
  }

  public static <C> Builder<C> named(String name) {
    return new Builder<>(name);
  }

  @Override
  public Hash32 hashTreeRoot(C value) {
    byte[] chunks = new byte[fields.size() * Merkle.CHUNK_BYTES];
    for (int i = 0; i < fields.size(); i++) {
      byte[] root = fields.get(i).root(value).unsafeArray();
      System.arraycopy(root, 0, chunks, i * Merkle.CHUNK_BYTES, Merkle.CHUNK_BYTES);
    }
    return Hash32.wrap(Merkle.root(chunks, fields.size(), Merkle.depth(fields.size())));
  }

  /// The root of each field by its name, to find where two values differ.
  public List<String> fieldRoots(C value) {
    return fields.stream().map(field -> field.name() + " " + field.root(value).toHex()).toList();
  }

  @Override
  int fixedBytes() {
    return fixedBytes;
  }

  @Override
  int minBytes() {
    return minBytes;
  }

  @Override
  int sizeBytes(C value) {
    if (fixedBytes != VARIABLE) {
      return fixedBytes;
    }
    int size = headBytes;
    for (Field<C, ?> field : fields) {
      if (!field.type().isFixed()) {
        size = Math.addExact(size, field.sizeBytes(value));
      }
    }
    return size;
  }

  @Override
  void write(C value, ByteBuffer out) {
    int offset = headBytes;
    for (Field<C, ?> field : fields) {
      if (field.type().isFixed()) {
        field.write(value, out);
      } else {
        out.putInt(offset);
        offset += field.sizeBytes(value);
      }
    }
    for (Field<C, ?> field : fields) {
      if (!field.type().isFixed()) {
        field.write(value, out);
      }
    }
  }

  @Override
  C read(SszInput in) {
    int end = fixedBytes == VARIABLE ? in.left() : fixedBytes;
    if (end < headBytes || in.left() < headBytes) {
      throw in.fault(in.left() + " bytes, " + name() + " has at least " + minBytes);
    }
    Object[] read = new Object[fields.size()];
    int[] offsets = new int[fields.size() + 1];
    offsets[fields.size()] = end;
    int previous = headBytes;
    for (int i = 0; i < fields.size(); i++) {
      Field<C, ?> field = fields.get(i);
      if (field.type().isFixed()) {
        SszInput part = in.field(field.type().fixedBytes(), field.name());
        read[i] = field.type().read(part);
      } else {
        offsets[i] = in.offset();
        boolean isFirst = previous == headBytes && isFirstVariable(i);
        if (offsets[i] < previous || offsets[i] > end || isFirst && offsets[i] != headBytes) {
          throw in.fault("offset " + offsets[i] + " of " + field.name());
        }
        previous = offsets[i];
      }
    }
    int next = end;
    for (int i = fields.size() - 1; i >= 0; i--) {
      if (!fields.get(i).type().isFixed()) {
        int length = next - offsets[i];
        next = offsets[i];
        offsets[i] = length;
      }
    }
    for (int i = 0; i < fields.size(); i++) {
      Field<C, ?> field = fields.get(i);
      if (!field.type().isFixed()) {
        SszInput part = in.field(offsets[i], field.name());
        read[i] = field.type().read(part);
        part.end();
      }
    }
    return make(in, read);
  }

  private boolean isFirstVariable(int index) {
    for (int i = 0; i < index; i++) {
      if (!fields.get(i).type().isFixed()) {
        return false;
      }
    }
    return true;
  }

  private C make(SszInput in, Object[] read) {
    List<Object> values = new ArrayList<>(absent.size());
    int next = 0;
    for (@Nullable Object value : absent) {
      values.add(value == null ? read[next++] : value);
    }
    try {
      return make.apply(new Fields(values));
    } catch (IllegalArgumentException e) {
      throw in.fault(String.valueOf(e.getMessage()));
    }
  }
}
