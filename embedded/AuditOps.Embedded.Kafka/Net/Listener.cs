namespace AuditOps.Embedded.Kafka.Net;

/// <summary>One port the broker listens on.</summary>
/// <param name="Host">The host that clients of this port are told.</param>
/// <param name="NeedsLogin">Whether they have to say who they are, and prove it.</param>
internal sealed record Listener(string Host, int Port, bool NeedsLogin)
{
    /// <summary>What to give a client as bootstrap.servers.</summary>
    public string Address => $"{(Host.Contains(':') ? $"[{Host}]" : Host)}:{Port}";
}
