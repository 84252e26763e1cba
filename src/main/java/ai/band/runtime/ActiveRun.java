package ai.band.runtime;

/**
 * The work on one message, from before its claim until the adapter has returned: the time in which
 * a control signal can hit it.
 */
record ActiveRun(String messageId, Thread thread, TurnSignalSource signal, boolean interruptible) {}
