package org.sleepquiz.eventstore;

import org.axonframework.common.transaction.TransactionManager;

/**
 * What a command bus needs around a command: nothing, where the engine commits the events by itself.
 *
 * @param manager for the command bus
 */
public record CommandTransactions(TransactionManager manager) {}
