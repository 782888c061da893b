package org.sleepquiz.benchmark;

/** One question about the system's cost, and how it is answered. */
interface Benchmark {

    void run(Options options, Findings findings) throws Exception;
}
