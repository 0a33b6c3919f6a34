using AuditOps.Schemas.Contracts;

namespace AuditOps.Processors.Notify.Delivering;

/// <summary>A delivery that is not finished. All fields but the constants belong to the worker's lock.</summary>
/// <param name="partition">Where it lies.</param>
/// <param name="offset">Of its plan.</param>
/// <param name="planned">The plan, without its payload.</param>
internal sealed class DeliveryItem(DeliveryPartition partition, long offset, Delivery planned)
{
    public DeliveryPartition Partition { get; } = partition;
    public long Offset { get; } = offset;
    public Delivery Planned { get; } = planned;
    public string Key { get; } = KeyOf(planned);

    /// <summary>The alert; null where it is read again when its turn comes.</summary>
    public ReadOnlyMemory<byte>? Held { get; set; }
    public int Attempt { get; set; }

    /// <summary>When it may be tried; at first at once.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When its first attempt failed; null before.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    /// <summary>It is told together with others.</summary>
    public bool IsGathered { get; set; }

    /// <summary>It is in no queue's interest any more.</summary>
    public bool IsFinished { get; set; }

    public static string KeyOf(Delivery delivery) => $"{delivery.Tenant}/{delivery.DeliveryId}";
}
