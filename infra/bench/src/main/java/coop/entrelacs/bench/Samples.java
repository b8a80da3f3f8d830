package coop.entrelacs.bench;

import java.util.Arrays;
import java.util.concurrent.Callable;

/** Times of the same work, repeated. */
record Samples(long[] nanos) {

    Samples {
        nanos = nanos.clone();
        Arrays.sort(nanos);
    }

    static Samples of(int times, Callable<?> work) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.call();
            nanos[i] = System.nanoTime() - start;
        }
        return new Samples(nanos);
    }

    /** In milliseconds. */
    double percentile(int percent) {
        return nanos[Math.min(nanos.length - 1, nanos.length * percent / 100)] / 1e6;
    }

    double median() {
        return percentile(50);
    }

    double totalSeconds() {
        return Arrays.stream(nanos).sum() / 1e9;
    }
}
