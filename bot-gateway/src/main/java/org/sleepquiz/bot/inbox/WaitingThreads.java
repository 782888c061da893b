package org.sleepquiz.bot.inbox;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/** Threads for work that mostly waits for somebody else's reply: virtual ones from Java 21 on, platform threads before. */
public final class WaitingThreads {

    private static final int FIRST_WITH_VIRTUAL = 21;
    private static final long IDLE_SECONDS = 10;

    private WaitingThreads() {}

    /**
     * A pool also of virtual threads, for its bound: each piece of work may want a database connection and holds a message.
     *
     * @param most how many work at once; the rest waits
     * @param name what a thread's name begins with
     */
    public static ExecutorService upTo(int most, String name) {
        ThreadFactory threads = Runtime.version().feature() >= FIRST_WITH_VIRTUAL
                ? new VirtualThreadTaskExecutor(name).getVirtualThreadFactory()
                : new CustomizableThreadFactory(name);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
