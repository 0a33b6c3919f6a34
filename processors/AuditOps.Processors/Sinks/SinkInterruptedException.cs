namespace AuditOps.Processors.Sinks;

/// <summary>A transaction did not go through, or nobody knows whether it did: the committed plan and offsets have to be read anew.</summary>
internal sealed class SinkInterruptedException(string reason, Exception? inner = null) : Exception(reason, inner);
