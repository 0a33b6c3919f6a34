using System.ComponentModel;

namespace AuditOps.Api.Deliveries;

/// <summary>A notification that will be sent; what becomes of it stands in the list.</summary>
internal sealed record DeliveryPlanned
{
    [Description("Its id, which the receiver sees too.")]
    public required string DeliveryId { get; init; }
    public required string Tenant { get; init; }
    public required string Target { get; init; }
}
