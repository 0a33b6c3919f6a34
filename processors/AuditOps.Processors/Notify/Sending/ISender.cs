using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>The way to one target. Safe for several threads.</summary>
internal interface ISender : IAsyncDisposable
{
    /// <summary>One attempt. Whatever goes wrong is in the outcome; only the caller's own cancelling is thrown.</summary>
    Task<SendOutcome> SendAsync(Delivery delivery, Alert alert, CancellationToken cancel);
}
