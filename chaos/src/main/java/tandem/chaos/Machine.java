package tandem.chaos;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// Where times were taken.
record Machine(int cores, long memoryGiB, String system, String java) {
  static Machine here() {
    long bytes =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
            ? bean.getTotalMemorySize()
            : 0;
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        Math.ceilDiv(bytes, 1L << 30),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  String sentence() {
    return cores + " cores, " + memoryGiB + " GiB of memory, " + system + ", " + java;
  }
}
