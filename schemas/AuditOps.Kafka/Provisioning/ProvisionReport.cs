namespace AuditOps.Kafka.Provisioning;

/// <summary>What provisioning found and did.</summary>
public sealed record ProvisionReport
{
    /// <summary>Topics that were missing and exist now.</summary>
    public required IReadOnlyList<string> Created { get; init; }

    /// <summary>Topics that were given more partitions.</summary>
    public required IReadOnlyList<TopicExtension> Extended { get; init; }

    /// <summary>Settings that differed.</summary>
    public required IReadOnlyList<TopicDrift> Drift { get; init; }

    /// <summary>Topics that were there before.</summary>
    public required int Present { get; init; }

    /// <summary>Whether the cluster is now as the catalog wants it.</summary>
    public bool InOrder
    {
        get
        {
            foreach (var drift in Drift)
            {
                if (!drift.Fixed)
                    return false;
            }

            return true;
        }
    }
}
