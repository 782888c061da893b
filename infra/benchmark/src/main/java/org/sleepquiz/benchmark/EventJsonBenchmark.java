package org.sleepquiz.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.sleepquiz.messages.Json;
import org.sleepquiz.messages.UserSleepEvent;

/** Events to JSON and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EventJsonBenchmark {

    private @Nullable UserSleepEvent answer;
    private @Nullable UserSleepEvent completion;
    private byte[] answerJson = new byte[0];
    private byte[] completionJson = new byte[0];

    @Setup
    public void write() {
        List<UserSleepEvent> night = GeneratedLog.night();
        answer = night.get(2);
        completion = night.get(night.size() - 1);
        answerJson = Json.MAPPER.writeValueAsString(answer).getBytes(StandardCharsets.UTF_8);
        completionJson = Json.MAPPER.writeValueAsString(completion).getBytes(StandardCharsets.UTF_8);
    }

    @Benchmark
    public byte[] writeAnswer() {
        return Json.MAPPER.writeValueAsBytes(answer);
    }

    @Benchmark
    public byte[] writeCompletion() {
        return Json.MAPPER.writeValueAsBytes(completion);
    }

    @Benchmark
    public Object readAnswer() {
        return Json.MAPPER.readValue(answerJson, Objects.requireNonNull(answer).getClass());
    }

    @Benchmark
    public Object readCompletion() {
        return Json.MAPPER.readValue(
                completionJson, Objects.requireNonNull(completion).getClass());
    }
}
