namespace AuditOps.Host;

/// <summary>Something the person at the command line can correct; the message is the whole explanation, in one sentence.</summary>
internal sealed class HostException(string message, Exception? inner = null) : Exception(message, inner);
