using AuditOps.Engines.Alerts;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>The way to a target that can be told of many alerts in one message.</summary>
internal interface IDigestSender : ISender
{
    /// <summary>One attempt, as for a single alert.</summary>
    /// <param name="id">The same for the same deliveries.</param>
    /// <param name="digest">What they say together.</param>
    /// <param name="cancel">The caller's own.</param>
    Task<SendOutcome> SendAsync(string id, AlertDigest digest, CancellationToken cancel);
}
