package tandem.beaconspec;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import tandem.ssz.SszType;

/// How many bytes the objects of this program take that can be reached from some of them, each
/// counted once. Types and lambdas, which all states share, are left out.
final class Footprint {
  private static final int HEADER_BYTES = 16;
  private static final int REFERENCE_BYTES = 4;

  private Footprint() {}

  static long bytes(Object... from) throws IllegalAccessException {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> left = new ArrayDeque<>(List.of(from));
    long bytes = 0;
    while (!left.isEmpty()) {
      Object object = left.pop();
      if (!isCounted(object) || !seen.add(object)) {
        continue;
      }
      bytes += HEADER_BYTES;
      if (object instanceof List<?> list) {
        bytes += (long) REFERENCE_BYTES * list.size();
        list.forEach(left::push);
      } else if (object instanceof Object[] array) {
        bytes += (long) REFERENCE_BYTES * array.length;
        pushAll(array, left);
      } else if (object.getClass().isArray()) {
        bytes += (long) Array.getLength(object) * (object instanceof byte[] ? 1 : Long.BYTES);
      } else {
        bytes += fields(object, left);
      }
    }
    return bytes;
  }

  private static boolean isCounted(Object object) {
    return object instanceof List
        || object.getClass().isArray()
        || object.getClass().getName().startsWith("tandem.")
            && !object.getClass().isSynthetic()
            && !(object instanceof SszType);
  }

  private static void pushAll(Object[] array, Deque<Object> left) {
    for (Object element : array) {
      if (element != null) {
        left.push(element);
      }
    }
  }

  private static long fields(Object object, Deque<Object> left) throws IllegalAccessException {
    long bytes = 0;
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          continue;
        }
        bytes += field.getType().isPrimitive() ? Long.BYTES : REFERENCE_BYTES;
        field.setAccessible(true);
        Object value = field.get(object);
        if (!field.getType().isPrimitive() && value != null) {
          left.push(value);
        }
      }
    }
    return bytes;
  }
}
