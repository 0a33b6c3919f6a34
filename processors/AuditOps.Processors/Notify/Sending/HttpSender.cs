using AuditOps.Engines.Alerts;
using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>One alert, or many told together, in one request.</summary>
internal sealed class HttpSender(TargetOptions target, Uri? publicUrl, AddressGuard guard, TimeProvider time) : IDigestSender
{
    private readonly HttpPoster _poster = new(target, guard, time);

    public Task<SendOutcome> SendAsync(Delivery delivery, Alert alert, CancellationToken cancel) =>
        _poster.PostAsync(delivery.DeliveryId, AlertBodies.Create(target, delivery, alert, publicUrl), cancel);

    public Task<SendOutcome> SendAsync(string id, AlertDigest digest, CancellationToken cancel) => _poster.PostAsync(id, AlertBodies.Create(target, digest, publicUrl), cancel);

    public ValueTask DisposeAsync()
    {
        _poster.Dispose();
        return ValueTask.CompletedTask;
    }
}
