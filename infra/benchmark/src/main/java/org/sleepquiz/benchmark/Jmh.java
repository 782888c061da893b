package org.sleepquiz.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The hot parts without input and output, measured by JMH in JVMs of their own. */
final class Jmh implements Experiment {

    @Override
    public void run(Options options, Findings findings) throws RunnerException {
        OptionsBuilder jmh = new OptionsBuilder();
        jmh.include("org\\.sleepquiz\\.benchmark\\." + options.text("only", "") + ".*")
                .forks(options.number("forks", 2))
                .warmupIterations(options.number("warm-ups", 5))
                .measurementIterations(options.number("rounds", 5))
                .warmupTime(time(options))
                .measurementTime(time(options))
                .output(System.getProperty("java.io.tmpdir") + "/sleepquiz-jmh.txt");
        for (RunResult result : new Runner(jmh.build()).run()) {
            List<Double> rounds = new ArrayList<>();
            result.getBenchmarkResults()
                    .forEach(fork -> fork.getIterationResults()
                            .forEach(iteration ->
                                    rounds.add(iteration.getPrimaryResult().getScore())));
            String name = result.getParams().getBenchmark();
            findings.add(Report.Measurement.of(
                    name.substring(getClass().getPackageName().length() + 1),
                    result.getPrimaryResult().getScoreUnit(),
                    rounds,
                    result.getPrimaryResult().getStatistics().getN()));
        }
    }

    private static TimeValue time(Options options) {
        return TimeValue.milliseconds(options.number("milliseconds", 1000));
    }
}
