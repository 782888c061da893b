package org.sleepquiz.legacyimport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Gathers commands into batches and has some of those under way at a time, so that reading, sending and deciding go on beside
 * each other. Who adds commands waits when too many are under way, and is told their outcomes meanwhile, on the same thread.
 */
final class Deliveries implements AutoCloseable {

    /** Well within what one request may have: 1,000 commands, 1 MiB. */
    private static final int MOST_COMMANDS = 1_000;

    private static final int MOST_CHARACTERS = 700_000;
    private static final int BATCHES_UNDER_WAY = 3;

    private record Batch(List<Command> commands, Future<List<Outcome>> outcomes) {}

    private final CommandSide commandSide;
    private final ExecutorService senders = Executors.newFixedThreadPool(BATCHES_UNDER_WAY, task -> {
        Thread thread = new Thread(task, "import-sender");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<Batch> underWay = new ArrayDeque<>();
    private List<Command> gathered = new ArrayList<>();
    private int characters;

    Deliveries(CommandSide commandSide) {
        this.commandSide = commandSide;
    }

    /** @throws ImportFailure if the command-side does not take an earlier one */
    void add(Command command) {
        int length = command.json().toString().length() + 1;
        if (gathered.size() == MOST_COMMANDS || characters + length > MOST_CHARACTERS) {
            sendGathered();
        }
        gathered.add(command);
        characters += length;
    }

    /** Sends what is left and waits for every outcome, those of commands that outcomes give rise to among them. */
    void finish() {
        while (!gathered.isEmpty() || !underWay.isEmpty()) {
            if (!gathered.isEmpty()) {
                sendGathered();
            }
            while (!underWay.isEmpty()) {
                settle(underWay.removeFirst());
            }
        }
    }

    private void sendGathered() {
        List<Command> commands = gathered;
        gathered = new ArrayList<>();
        characters = 0;
        underWay.addLast(new Batch(commands, senders.submit(() -> commandSide.say(commands))));
        while (underWay.size() > BATCHES_UNDER_WAY) {
            settle(underWay.removeFirst());
        }
    }

    private void settle(Batch batch) {
        List<Outcome> outcomes;
        try {
            outcomes = batch.outcomes().get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof ImportFailure known
                    ? known
                    : new IllegalStateException("a batch failed", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ImportFailure("Interrupted; run the import again", interrupted);
        }
        for (int place = 0; place < outcomes.size(); place++) {
            batch.commands().get(place).then().accept(outcomes.get(place));
        }
    }

    @Override
    public void close() {
        senders.shutdownNow();
    }
}
