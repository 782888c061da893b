package org.sleepquiz.testsupport;

import com.github.dockerjava.api.exception.NotModifiedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/**
 * A container that can be stopped and started again with its data. Testcontainers' own stop throws the container away, and
 * a port that Docker chose is another one after a restart: hence a fixed port and the engine's own stop and start.
 */
final class RestartableContainer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RestartableContainer.class);
    private static final Duration READY_LIMIT = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 30;

    private final GenericContainer<?> container;
    private final Callable<Boolean> ready;
    private boolean created;
    private boolean running;

    RestartableContainer(GenericContainer<?> container, int port, int portInside, Callable<Boolean> ready) {
        this.container = container;
        this.ready = ready;
        container.setPortBindings(List.of("127.0.0.1:" + port + ":" + portInside));
    }

    synchronized void start() {
        if (running) {
            return;
        }
        if (created) {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        } else {
            container.start();
            created = true;
        }
        Awaitility.await().atMost(READY_LIMIT).until(ready);
        running = true;
    }

    /** @param farewell a command to run inside before the engine's own stop; none where process 1 heeds the stop signal */
    synchronized void stop(String... farewell) {
        if (running) {
            if (farewell.length > 0) {
                run(farewell);
            }
            endWithin(STOP_SECONDS);
            running = false;
        }
    }

    private void endWithin(int seconds) {
        try {
            container
                    .getDockerClient()
                    .stopContainerCmd(container.getContainerId())
                    .withTimeout(seconds)
                    .exec();
        } catch (NotModifiedException hasEnded) {
            LOG.debug("container={} had ended after its farewell", container.getContainerId());
        }
    }

    private void run(String... command) {
        try {
            ExecResult result = container.execInContainer(command);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException("in " + container.getDockerImageName() + ": " + result.getStderr());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a container stopped", interrupted);
        }
    }

    /** Stops and removes the container. */
    @Override
    public synchronized void close() {
        container.stop();
        created = false;
        running = false;
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
    }
}
