using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Sending;

/// <summary>One alert, one request.</summary>
internal sealed class HttpSender(TargetOptions target, Uri? publicUrl, AddressGuard guard, TimeProvider time) : ISender
{
    private readonly HttpPoster _poster = new(target, guard, time);

    public Task<SendOutcome> SendAsync(Delivery delivery, Alert alert, CancellationToken cancel) =>
        _poster.PostAsync(delivery.DeliveryId, AlertBodies.Create(target, delivery, alert, publicUrl), cancel);

    public ValueTask DisposeAsync()
    {
        _poster.Dispose();
        return ValueTask.CompletedTask;
    }
}
